package dev.muster.conversation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Files of all formats as texts that can be compared. */
final class Readable {
    private static final byte[] ZIP = {'P', 'K', 3, 4};

    private Readable() {}

    /** The text of a file; of a workbook, that of its parts; the bytes in hexadecimal of what is no text. */
    static String text(byte[] bytes) {
        if (bytes.length > ZIP.length && Arrays.equals(bytes, 0, ZIP.length, ZIP, 0, ZIP.length)) {
            return parts(bytes);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return HexFormat.of().formatHex(bytes);
        }
    }

    /** Read as the programs do that open such files: from the directory at the end. */
    private static String parts(byte[] bytes) {
        StringBuilder parts = new StringBuilder();
        try {
            Path file = Files.createTempFile("parts", ".zip");
            Files.write(file, bytes);
            try (ZipFile zip = new ZipFile(file.toFile())) {
                for (ZipEntry entry : Collections.list(zip.entries())) {
                    byte[] part = zip.getInputStream(entry).readAllBytes();
                    parts.append(entry.getName())
                            .append('\n')
                            .append(text(part))
                            .append('\n');
                }
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return parts.toString();
    }
}
