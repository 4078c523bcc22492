package dev.muster.adapters.out.formats.read;

import dev.muster.application.port.PortException;
import dev.muster.domain.dataset.AsciiCase;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import java.io.Closeable;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * A workbook of Office Open XML (ECMA-376, ISO/IEC 29500, transitional or strict): a zip archive of parts that refer to
 * each other. Archives are read from their end, so it is copied into a file for temporary files first. What it throws
 * because of its content is an {@link UnreadableWorkbook}. Not thread safe.
 */
final class WorkbookFile implements Closeable {
    /** More sheets or relations than any spreadsheet program can have open. */
    private static final int MOST_SHEETS = 10_000;

    private static final int LONGEST_NAME = 1_000;
    private static final int SHOWN_SHEETS = 100;

    private final ZipFile zip;
    private final Map<String, ZipEntry> entries = new HashMap<>();
    private final LongConsumer opened;
    private final String part;
    private final List<Relation> relations;
    private final List<Sheet> sheets = new ArrayList<>();
    private boolean since1904;

    /**
     * A reference of one part to another.
     *
     * @param type the last segment of its type, such as {@code worksheet}
     * @param target name of the part in the archive
     */
    private record Relation(String id, String type, String target) {}

    /**
     * A sheet that has cells.
     *
     * @param part its name in the archive
     */
    record Sheet(String name, boolean hidden, String part) {}

    /** @param opened is told the number of bytes of parts that were opened, whenever that grows */
    private WorkbookFile(ZipFile zip, LongConsumer opened) throws IOException {
        this.zip = zip;
        this.opened = opened;
        zip.stream().forEach(entry -> entries.putIfAbsent(key(entry.getName()), entry));
        this.part = relations("").stream()
                .filter(relation -> relation.type().equals("officeDocument"))
                .map(Relation::target)
                .findFirst()
                .orElse("xl/workbook.xml");
        if (!entries.containsKey(key(part))) {
            throw noWorkbook("a zip archive without a workbook in it");
        }
        this.relations = relations(part);
        readSheets();
    }

    /**
     * Copies and opens a workbook.
     *
     * @param input is not closed
     * @throws PortException if there is no space for the copy
     */
    static WorkbookFile open(InputStream input, LongConsumer opened) throws IOException {
        Path file = Files.createTempFile("muster-", ".xlsx");
        try {
            copy(input, file);
            if (Files.size(file) == 0) {
                throw new UnreadableWorkbook(new Problem(ProblemType.EMPTY_FILE, "there is nothing in it"));
            }
            ZipDirectory.check(file);
            ZipFile zip = new ZipFile(file.toFile(), ZipFile.OPEN_READ);
            try {
                return new WorkbookFile(zip, opened);
            } catch (IOException | RuntimeException e) {
                zip.close();
                throw e;
            }
        } catch (ZipException e) {
            throw UnreadableWorkbook.damaged("is no whole zip archive: " + e.getMessage());
        } finally {
            // It stays there for those that have it open. A killed process leaves nothing.
            Files.deleteIfExists(file);
        }
    }

    private static void copy(InputStream input, Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            byte[] buffer = new byte[1 << 16];
            for (int n; (n = input.read(buffer)) >= 0; ) {
                try {
                    out.write(buffer, 0, n);
                } catch (IOException e) {
                    throw new PortException(
                            PortException.Part.STORAGE,
                            PortException.Kind.FULL,
                            "there is no space for a copy of the workbook in the folder for temporary files",
                            e);
                }
            }
        }
    }

    private static UnreadableWorkbook noWorkbook(String what) {
        return new UnreadableWorkbook(new Problem(
                ProblemType.UNSUPPORTED_MEDIA_TYPE,
                "the input is %s, not XLSX: save it as XLSX, or as CSV in UTF-8, and send that".formatted(what)));
    }

    // ---- parts

    /** Names of parts differ in more than case, and some programs write them with the separator of Windows. */
    private static String key(String name) {
        String plain = AsciiCase.lower(name).replace('\\', '/');
        return plain.startsWith("/") ? plain.substring(1) : plain;
    }

    private InputStream bytes(String name) throws IOException {
        ZipEntry entry = entries.get(key(name));
        if (entry == null) {
            throw UnreadableWorkbook.damaged("lacks its part " + shown(name));
        }
        try {
            return new PartInput(zip.getInputStream(entry), opened);
        } catch (ZipException e) {
            throw UnreadableWorkbook.damaged("has a part that cannot be opened: " + e.getMessage());
        }
    }

    private XmlPart xml(String name) throws IOException {
        InputStream bytes = bytes(name);
        try {
            return new XmlPart(bytes);
        } catch (IOException e) {
            bytes.close();
            throw e;
        }
    }

    /** Returns the relations of a part; those of the whole workbook if its name is empty. */
    private List<Relation> relations(String of) throws IOException {
        int name = of.lastIndexOf('/') + 1;
        String from = of.substring(0, name) + "_rels/" + of.substring(name) + ".rels";
        List<Relation> found = new ArrayList<>();
        if (!entries.containsKey(key(from))) {
            return found;
        }
        try (XmlPart xml = xml(from)) {
            while (xml.nextStart("Relationship"::equals)) {
                String id = xml.attribute("Id");
                String type = xml.attribute("Type");
                String target = xml.attribute("Target");
                if (id != null && type != null && target != null && !"External".equals(xml.attribute("TargetMode"))) {
                    found.add(new Relation(
                            named(id), named(type).substring(type.lastIndexOf('/') + 1), resolved(of, named(target))));
                }
                refuseAbove(found.size());
            }
        }
        return found;
    }

    private static String resolved(String from, String target) throws IOException {
        try {
            String path = URI.create("/" + from).resolve(target).getPath();
            return path == null ? target : path.substring(path.startsWith("/") ? 1 : 0);
        } catch (IllegalArgumentException e) {
            throw UnreadableWorkbook.damaged("refers to a part '%s'".formatted(shown(target)));
        }
    }

    private static String named(String text) throws IOException {
        if (text.length() > LONGEST_NAME) {
            throw UnreadableWorkbook.damaged("has a name of more than %s characters".formatted(LONGEST_NAME));
        }
        return text;
    }

    private static String shown(String text) {
        return text.length() > 60 ? text.substring(0, 60) + "…" : text;
    }

    private static void refuseAbove(int count) throws IOException {
        if (count > MOST_SHEETS) {
            throw UnreadableWorkbook.damaged("has more than %s sheets or relations".formatted(MOST_SHEETS));
        }
    }

    private @Nullable String related(String type) {
        return relations.stream()
                .filter(relation -> relation.type().equals(type))
                .map(Relation::target)
                .filter(target -> entries.containsKey(key(target)))
                .findFirst()
                .orElse(null);
    }

    // ---- sheets

    private void readSheets() throws IOException {
        if (part.endsWith(".bin")) {
            throw noWorkbook("a workbook of the binary format XLSB");
        }
        try (XmlPart xml = xml(part)) {
            if (!xml.nextStart(name -> true) || !xml.name().equals("workbook")) {
                throw noWorkbook("an Office document that is no workbook");
            }
            while (xml.nextStart(name -> name.equals("sheet") || name.equals("workbookPr"))) {
                if (xml.name().equals("workbookPr")) {
                    String date1904 = xml.attribute("date1904");
                    since1904 = "1".equals(date1904) || "true".equals(date1904);
                    continue;
                }
                String id = xml.foreignAttribute("id");
                String name = xml.attribute("name");
                String state = xml.attribute("state");
                for (Relation relation : relations) {
                    if (name != null
                            && relation.id().equals(id)
                            && relation.type().equals("worksheet")) {
                        sheets.add(
                                new Sheet(named(name), state != null && !state.equals("visible"), relation.target()));
                    }
                }
                refuseAbove(sheets.size());
            }
        }
    }

    /** Returns the names of the sheets, in their order. */
    List<String> names() {
        return sheets.stream().map(Sheet::name).toList();
    }

    /**
     * Finds a sheet by its name, in any case, as spreadsheet programs do.
     *
     * @param name null for the first sheet that people see
     */
    Sheet sheet(@Nullable String name) throws IOException {
        if (name != null) {
            return sheets.stream()
                    .filter(sheet -> sheet.name().equals(name))
                    .findFirst()
                    .or(() -> sheets.stream()
                            .filter(sheet -> sheet.name().equalsIgnoreCase(name))
                            .findFirst())
                    .orElseThrow(() -> noSheet(name));
        }
        if (sheets.isEmpty()) {
            throw new UnreadableWorkbook(new Problem(ProblemType.EMPTY_FILE, "there is no sheet with cells in it"));
        }
        return sheets.stream().filter(sheet -> !sheet.hidden()).findFirst().orElse(sheets.getFirst());
    }

    private UnreadableWorkbook noSheet(String name) {
        List<String> names =
                sheets.stream().map(Sheet::name).limit(SHOWN_SHEETS).toList();
        return new UnreadableWorkbook(new Problem(
                        ProblemType.BAD_PARAMETER,
                        "there is no sheet '%s'; there are %s".formatted(shown(name), String.join(", ", names)))
                .with("field", "sheet")
                .with("allowed", names));
    }

    /** Opens the rows of a sheet. Whoever opens them closes them, before the workbook. */
    SheetRows rows(Sheet sheet) throws IOException {
        String styles = related("styles");
        String texts = related("sharedStrings");
        CellFormats formats = styles == null ? new CellFormats(since1904) : new CellFormats(since1904, xml(styles));
        SharedTexts shared = texts == null ? null : new SharedTexts(xml(texts));
        try {
            return new SheetRows(xml(sheet.part()), shared, formats);
        } catch (IOException | RuntimeException e) {
            if (shared != null) {
                shared.close();
            }
            throw e;
        }
    }

    /** Opens to their ends all parts that reading a sheet needs, and compares them with their checksums. */
    void check(Sheet sheet) throws IOException {
        for (String each : new @Nullable String[] {related("styles"), related("sharedStrings"), sheet.part()}) {
            if (each != null) {
                checkPart(each);
            }
        }
    }

    private void checkPart(String name) throws IOException {
        CRC32 sum = new CRC32();
        try (CheckedInputStream in = new CheckedInputStream(bytes(name), sum)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        ZipEntry entry = entries.get(key(name));
        if (entry != null && entry.getCrc() != sum.getValue()) {
            throw UnreadableWorkbook.damaged("has another checksum than it says for its part " + shown(name));
        }
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }

    /** The bytes of a part. What does not decompress is a fault of the workbook, not of the disk. */
    private static final class PartInput extends FilterInputStream {
        private final LongConsumer opened;

        PartInput(InputStream in, LongConsumer opened) {
            super(in);
            this.opened = opened;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            try {
                int n = in.read(target, offset, length);
                opened.accept(Math.max(n, 0));
                return n;
            } catch (ZipException | EOFException e) {
                throw UnreadableWorkbook.damaged("has a part that does not decompress");
            }
        }
    }
}
