package dev.muster.adapters.out.formats;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** What workbooks consist of. */
public final class Xlsx {
    private Xlsx() {}

    /** The parts of a workbook, by name. */
    public static Map<String, String> parts(byte[] xlsx) throws IOException {
        Path file = Files.createTempFile("workbook", ".xlsx");
        // By the central directory: what stands before the entries of a file that is written as it comes is
        // preliminary.
        try (ZipFile zip = new ZipFile(Files.write(file, xlsx).toFile())) {
            Map<String, String> parts = new LinkedHashMap<>();
            for (ZipEntry part : zip.stream().toList()) {
                try (InputStream bytes = zip.getInputStream(part)) {
                    parts.put(part.getName(), new String(bytes.readAllBytes(), UTF_8));
                }
            }
            return parts;
        } finally {
            Files.delete(file);
        }
    }

    /** The parts of a workbook but for that which says when it was made. */
    public static Map<String, String> lasting(byte[] xlsx) throws IOException {
        Map<String, String> parts = parts(xlsx);
        parts.remove("docProps/core.xml");
        return parts;
    }
}
