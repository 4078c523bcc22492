package dev.muster.adapters.out.formats.read;

import dev.muster.application.Refusal;
import dev.muster.application.port.RawRows;
import dev.muster.application.port.RecordReader;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.FieldType;
import dev.muster.domain.dataset.Mapping;
import dev.muster.domain.dataset.WhiteSpace;
import dev.muster.domain.intake.RawRecord;
import dev.muster.domain.intake.RawRecord.Kind;
import dev.muster.domain.intake.Reason;
import dev.muster.domain.intake.ReasonCode;
import dev.muster.domain.run.Checkpoint;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows of one sheet of a workbook as the records that CSV of it would have: the same rules find the header, and
 * the bytes of a record are its cells as a line of CSV. Cells are texts by then, so that the types of fields decide what
 * they are, except for errors. A checkpoint counts rows: a reader that goes on there reads the rows before it again.
 */
final class XlsxReader implements RecordReader {
    private static final int MAX_RECORD_BYTES = WindowReader.MAX_RECORD_BYTES;
    private static final byte[] NOTHING = {};

    private final InputStream input;
    private final Dataset dataset;
    private final LoadOptions options;
    private final Checkpoint from;
    private final byte[][] nulls;
    private final RawRecord record;

    private @Nullable WorkbookFile workbook;
    private @Nullable SheetRows rows;
    private final @Nullable MappedColumns mapped;
    private CsvColumns columns;

    /** What is compared of the names in the header, where a mapping tells what the columns are; empty if there is none. */
    private List<String> headerNames = List.of();

    private byte[] line = NOTHING;
    private int length;

    /** Whether the current row is a record that nobody has got yet. */
    private boolean pending;

    private boolean headed;
    private boolean ended;
    private Checkpoint checkpoint;
    private long number;
    private long blankRows;
    private @Nullable Problem problem;

    XlsxReader(InputStream input, Dataset dataset, LoadOptions options, Checkpoint from) {
        this.input = input;
        this.dataset = dataset;
        this.options = options;
        this.from = from;
        this.checkpoint = from;
        this.record = new RawRecord(dataset);
        this.mapped = options.mapping() == null ? null : new MappedColumns(options.mapping(), dataset);
        this.columns = mapped == null || mapped.needHeader() ? CsvColumns.positional(dataset) : mapped.withoutHeader();
        this.nulls = options.nulls().stream()
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
    }

    @Override
    public boolean next() throws IOException {
        if (ended) {
            return false;
        }
        try {
            SheetRows open = rows;
            if (open == null) {
                workbook = WorkbookFile.open(input, opened -> {});
                open = workbook.rows(workbook.sheet(options.sheet()));
                rows = open;
                start(open);
            }
            if (problem == null && advance(open)) {
                checkpoint = new Checkpoint(number, open.number() + 1, open.passed(), blankRows);
                return true;
            }
            if (problem == null) {
                checkpoint = new Checkpoint(number, Math.max(open.number() + 1, 1), open.passed(), blankRows);
            }
        } catch (UnreadableWorkbook e) {
            SheetRows open = rows;
            Problem found = e.problem();
            problem = open != null && open.number() > 0 && found.type() == ProblemType.MALFORMED_XLSX
                    ? found.with("line", open.number())
                    : found;
        }
        ended = true;
        return false;
    }

    @Override
    public RawRecord record() {
        return record;
    }

    @Override
    public Checkpoint checkpoint() {
        return checkpoint;
    }

    @Override
    public @Nullable Problem problem() {
        return problem;
    }

    @Override
    public void close() throws IOException {
        WorkbookFile opened = workbook;
        SheetRows read = rows;
        try (input;
                opened;
                read) {
            // All are closed, whichever fails, the rows first.
        }
    }

    /** Returns the first rows as they are. Call it instead of {@link #next}. */
    RawRows.First firstRows(int most) throws IOException {
        try (WorkbookFile opened = WorkbookFile.open(input, bytes -> {});
                SheetRows sheet = opened.rows(opened.sheet(options.sheet()))) {
            List<List<String>> shown = new ArrayList<>();
            boolean header = false;
            while (shown.size() < most && nextUsed(sheet, shown.isEmpty() ? options.skip() : 0)) {
                if (shown.isEmpty()) {
                    Boolean given = options.header();
                    header = mapped != null && mapped.needHeader()
                            || (given != null ? given : asHeader(sheet).isLikely());
                }
                shown.add(names(sheet).stream().map(CsvReader::shown).toList());
            }
            if (shown.isEmpty()) {
                throw new Refusal(nothing());
            }
            return new RawRows.First(null, header, shown, opened.names());
        } catch (UnreadableWorkbook e) {
            throw new Refusal(e.problem());
        }
    }

    private Problem nothing() {
        return new Problem(
                ProblemType.EMPTY_FILE,
                options.skip() == 0
                        ? "the sheet has no cell with a value"
                        : "the sheet has no cell with a value behind the %s rows that are left out"
                                .formatted(options.skip()));
    }

    // ---- the start of the sheet

    private void start(SheetRows sheet) throws IOException {
        boolean there = nextUsed(sheet, options.skip());
        if (!there) {
            problem = nothing();
            return;
        }
        CsvHeader first = asHeader(sheet);
        Boolean given = options.header();
        boolean needsHeader = mapped != null && mapped.needHeader();
        if (needsHeader || (given != null ? given : first.isLikely() && !sheet.tooLong())) {
            takeHeader(sheet, first);
            if (problem != null) {
                return;
            }
        } else if (given == null && first.isWords() && hasIntegers()) {
            problem = CsvHeader.problem(dataset, sheet.number(), noHeader(sheet.number()));
            return;
        } else {
            pending = true;
        }
        resume(sheet);
    }

    private void takeHeader(SheetRows sheet, CsvHeader first) {
        if (mapped == null || sheet.tooLong()) {
            problem = first.isGood() && !sheet.tooLong() ? null : first.problem(dataset, sheet.number());
            columns = problem == null ? first.columns() : columns;
        } else {
            List<String> names = names(sheet);
            problem = mapped.problem(names, sheet.number());
            columns = problem == null ? mapped.in(names, sheet.cells()) : columns;
            headerNames = MappedColumns.names(names);
        }
        headed = problem == null;
    }

    private boolean hasIntegers() {
        return dataset.fields().stream().anyMatch(field -> field.type() instanceof FieldType.IntegerType);
    }

    /** Goes to the next row that has a value and a number above {@code skipped}. Returns whether there is one. */
    private boolean nextUsed(SheetRows sheet, long skipped) throws IOException {
        while (sheet.next()) {
            if (sheet.number() > skipped) {
                if (sheet.cells() > 0) {
                    return true;
                }
                blankRows++;
            }
        }
        return false;
    }

    private void resume(SheetRows sheet) throws IOException {
        if (from.equals(Checkpoint.START)) {
            return;
        }
        pending &= sheet.passed() > from.offset();
        while (sheet.passed() < from.offset()) {
            if (!sheet.next()) {
                throw UnreadableWorkbook.damaged("has fewer rows than before");
            }
        }
        number = from.records();
        blankRows = from.blankLines();
    }

    private CsvHeader asHeader(SheetRows sheet) {
        return new CsvHeader(dataset, names(sheet), sheet.cells());
    }

    /** Returns the texts of the row's cells, as many as decide whether it is a header. */
    private List<String> names(SheetRows sheet) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < Math.min(sheet.cells(), CsvHeader.capacity(dataset)); i++) {
            names.add(sheet.text(i));
        }
        return names;
    }

    private String noHeader(long row) {
        if (mapped != null) {
            return "row %s holds nothing but words; say header=present if it is the header, or header=absent if it is a record"
                    .formatted(row);
        }
        return "row %s holds nothing but words, of which none is the name of a column; name the columns so, leave rows before the header out with skip=%s, or say header=absent if it is a record"
                .formatted(row, row);
    }

    // ---- records

    private boolean advance(SheetRows sheet) throws IOException {
        if (!pending && !nextUsed(sheet, 0)) {
            return false;
        }
        pending = false;
        if (isHeaderAgain(sheet)) {
            problem = CsvHeader.problem(
                    dataset,
                    sheet.number(),
                    headed
                            ? "row %s is a header once more; take it out".formatted(sheet.number())
                            : "row %s is a header, but stands behind other records; leave the rows before it out with skip=%s, or say header=absent if it is a record"
                                    .formatted(sheet.number(), sheet.number() - 1));
            return false;
        }
        boolean fits = sheet.cells() <= columns.width();
        for (int column : fits ? columns.nameless() : new int[0]) {
            if (sheet.start(column) < sheet.end(column)) {
                problem = CsvHeader.problem(
                        dataset,
                        sheet.number(),
                        "column %s has no name, but a value in row %s; name it in the header, or take it out"
                                .formatted(column + 1, sheet.number()));
                return false;
            }
        }
        record.start(++number, sheet.number(), sheet.passed() - 1);
        if (sheet.tooLong() || !write(sheet, false)) {
            tooLong();
            return true;
        }
        record.raw(line, 0, length);
        correction(sheet);
        if (fits) {
            fill(sheet);
        } else {
            record.fault(Reason.ofRecord(
                    ReasonCode.COLUMN_COUNT,
                    "%s values found, %s expected".formatted(sheet.cells(), columns.expected())));
        }
        return true;
    }

    /** Returns whether all cells of the row name columns, or it repeats the header of a mapping. */
    private boolean isHeaderAgain(SheetRows sheet) {
        if (!headerNames.isEmpty()) {
            return Mapping.columnName(sheet.text(0)).equals(headerNames.getFirst())
                    && MappedColumns.names(names(sheet)).equals(headerNames);
        }
        return !Boolean.FALSE.equals(options.header())
                && sheet.start(0) < sheet.end(0)
                && !isDigit(sheet.bytes()[sheet.start(0)])
                && dataset.indexOfColumn(sheet.text(0)).isPresent()
                && asHeader(sheet).isNames();
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private void fill(SheetRows sheet) {
        byte[] bytes = sheet.bytes();
        int[] fields = columns.fields();
        int[] places = columns.places();
        for (int k = 0; k < fields.length; k++) {
            int i = places[k];
            int start = sheet.start(i);
            int end = sheet.end(i);
            while (start < end && isBlank(bytes[start])) {
                start++;
            }
            while (end > start && isBlank(bytes[end - 1])) {
                end--;
            }
            if (start < end && !isNull(bytes, start, end)) {
                record.set(fields[k], sheet.isError(i) ? Kind.ERROR : Kind.PLAIN, bytes, start, end);
            }
        }
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    private boolean isNull(byte[] bytes, int start, int end) {
        for (byte[] text : nulls) {
            if (Arrays.equals(bytes, start, end, text, 0, text.length)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Notes which rejection the record corrects. Its bytes are its fields alone then: the other columns of a file of
     * rejections hold the bytes of the rejected record, which would hold those of the one before.
     */
    private void correction(SheetRows sheet) {
        int column = columns.rejection();
        String rejection = column < 0 ? "" : WhiteSpace.trim(sheet.text(column));
        if (!rejection.isEmpty()) {
            record.corrects(rejection);
            write(sheet, true);
            record.raw(line, 0, length);
        }
    }

    private void tooLong() {
        int kept = Math.min(length, WindowReader.KEPT_OF_TOO_LONG);
        while (kept > 0 && kept < length && (line[kept] & 0xC0) == 0x80) {
            kept--;
        }
        record.raw(line, 0, kept);
        record.fault(Reason.ofRecord(
                ReasonCode.RECORD_TOO_LONG,
                "the record is longer than %s bytes; its first %s are kept".formatted(MAX_RECORD_BYTES, kept)));
    }

    // ---- the row as a line of CSV

    /**
     * Writes the cells as a line of CSV, as far as a record may be long: at least one for each column.
     *
     * @param fieldsOnly whether to write the cells of fields only
     * @return whether the line is whole
     */
    private boolean write(SheetRows sheet, boolean fieldsOnly) {
        length = 0;
        boolean first = true;
        for (int i = 0; i < Math.max(sheet.cells(), columns.count()); i++) {
            if (!fieldsOnly || i < columns.width() && columns.target(i) >= 0) {
                if (!first) {
                    put((byte) ',');
                }
                first = false;
                write(sheet.bytes(), sheet.start(i), sheet.end(i));
            }
        }
        return length <= MAX_RECORD_BYTES;
    }

    private void write(byte[] bytes, int start, int end) {
        boolean quoted = false;
        for (int i = start; i < end && !quoted; i++) {
            byte b = bytes[i];
            quoted = b == ',' || b == '"' || b == '\n' || b == '\r';
        }
        if (!quoted) {
            for (int i = start; i < end; i++) {
                put(bytes[i]);
            }
            return;
        }
        put((byte) '"');
        for (int i = start; i < end; i++) {
            if (bytes[i] == '"') {
                put((byte) '"');
            }
            put(bytes[i]);
        }
        put((byte) '"');
    }

    private void put(byte b) {
        if (length == line.length) {
            if (length > MAX_RECORD_BYTES) {
                return;
            }
            line = Arrays.copyOf(line, Math.min(MAX_RECORD_BYTES + 1, Math.max(256, 2 * length)));
        }
        line[length++] = b;
    }
}
