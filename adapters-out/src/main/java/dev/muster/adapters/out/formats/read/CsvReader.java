package dev.muster.adapters.out.formats.read;

import dev.muster.adapters.out.formats.read.CsvSplitter.Outcome;
import dev.muster.application.Refusal;
import dev.muster.application.port.RawRows;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.FieldType;
import dev.muster.domain.dataset.Mapping;
import dev.muster.domain.dataset.WhiteSpace;
import dev.muster.domain.intake.RawRecord.Kind;
import dev.muster.domain.intake.Reason;
import dev.muster.domain.intake.ReasonCode;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.Checkpoint;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.LoadOptions.Delimiter;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads CSV in one pass over a reused buffer. If a record does not end within the buffer, the reader moves it to the
 * front, reads more and splits it anew. So it never has to remember half a record, and no record depends on where a
 * buffer ends.
 */
final class CsvReader extends WindowReader {

    /** More bytes than the line has that names the delimiter. */
    private static final int SEPARATOR_LINE = 16;

    private static final Pattern SEPARATOR =
            Pattern.compile("\"?sep=([^\r\n])\"?[ \t]*(?:\r\n|\r|\n|\\z)", Pattern.CASE_INSENSITIVE);

    /** Characters that cannot separate values. */
    private static final Pattern NO_SEPARATOR = Pattern.compile("[a-zA-Z0-9\" ]|[^\\p{ASCII}]");

    private static final int[] NO_COLUMNS = {};
    private static final int ASCII = 128;

    private final @Nullable Boolean headerGiven;
    private final boolean delimiterGiven;
    private final int skip;
    private final byte[][] nulls;
    private final @Nullable MappedColumns mapped;

    /** The splitters by the delimiters that the input may have, the most likely first. */
    private List<CsvSplitter> splitters;

    /** Whether the first record tells of no delimiter, so that another may turn out to be it. */
    private boolean undecided;

    private boolean headed;

    /** What is compared of the names in the header, where a mapping tells what the columns are; empty if there is none. */
    private List<String> headerNames = List.of();

    /** For each byte whether a record that begins with it can be a header. */
    private boolean[] beginsName;

    private CsvSplitter splitter;
    private CsvColumns columns;

    CsvReader(InputStream input, int bufferSize, Dataset dataset, LoadOptions options, Checkpoint from) {
        super(input, bufferSize, dataset, from);
        this.headerGiven = options.header();
        this.delimiterGiven = options.delimiter() != null;
        this.skip = options.skip();
        this.nulls = options.nulls().stream()
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
        this.mapped = options.mapping() == null ? null : new MappedColumns(options.mapping(), dataset);
        this.beginsName = beginsName(dataset.columnNames());
        this.splitters = Stream.of(Delimiter.values())
                .filter(delimiter -> options.delimiter() == null || options.delimiter() == delimiter)
                .map(delimiter -> splitter(delimiter.character()))
                .toList();
        this.splitter = splitters.getFirst();
        this.columns = mapped == null || mapped.needHeader() ? CsvColumns.positional(dataset) : mapped.withoutHeader();
    }

    private CsvSplitter splitter(char delimiter) {
        return new CsvSplitter(delimiter, CsvHeader.capacity(dataset), MAX_RECORD_BYTES);
    }

    /** Returns for each byte whether one of {@code names} can begin with it, in any case. */
    private static boolean[] beginsName(Collection<String> names) {
        boolean[] begins = new boolean[256];
        for (String name : names) {
            char first = name.isEmpty() ? 0 : name.charAt(0);
            if (first < ASCII) {
                begins[first] = true;
                begins[Character.toUpperCase(first) & 0xFF] = true;
            } else {
                Arrays.fill(begins, ASCII, begins.length, true);
            }
        }
        return begins;
    }

    // ---- the first rows as they are

    /**
     * Returns the first rows, also if the first is a header that is not good. Ends at the first that cannot be split. Call it
     * instead of {@link #next}.
     */
    RawRows.First firstRows(int most) throws IOException {
        skipByteOrderMark();
        if (isEmpty()) {
            stop(new Problem(ProblemType.EMPTY_FILE, "there is nothing in it"));
        }
        if (problem() == null && skipLines() && takeSeparator() && skipBlankLines()) {
            FirstRecord first = firstRecord();
            splitter = first.splitter();
            headed = mapped != null && mapped.needHeader()
                    || (headerGiven != null ? headerGiven : looksLikeHeader(first));
        }
        List<List<String>> rows = new ArrayList<>();
        while (problem() == null && rows.size() < most && (window.held() > 0 || window.more())) {
            switch (splitter.split(window)) {
                case RECORD, BAD_QUOTE -> {
                    rows.add(cells(splitter).stream().map(CsvReader::shown).toList());
                    window.position(splitter.next());
                }
                case BLANK -> passBlankLine();
                case OPEN_QUOTE -> stop(openQuote());
                case TOO_LONG -> passTooLong();
            }
        }
        Problem problem = problem();
        if (problem != null && rows.isEmpty()) {
            throw new Refusal(problem);
        }
        Delimiter delimiter = Stream.of(Delimiter.values())
                .filter(each -> each.character() == splitter.delimiter())
                .findFirst()
                .orElse(null);
        return new RawRows.First(delimiter, headed, rows, List.of());
    }

    static String shown(String cell) {
        if (cell.length() <= RawRows.LONGEST_CELL) {
            return cell;
        }
        boolean halves = Character.isHighSurrogate(cell.charAt(RawRows.LONGEST_CELL - 1));
        return cell.substring(0, halves ? RawRows.LONGEST_CELL - 1 : RawRows.LONGEST_CELL) + "…";
    }

    // ---- the start of the input: delimiter and header

    /**
     * The first record, split by one delimiter.
     *
     * @param cells its values, as many as decide whether it is a header
     * @param values number of values, with one that is left open
     * @param header the record read as a header
     * @param length number of bytes, with the line end
     * @param lineEnds number of line ends in it and at its end
     */
    private record FirstRecord(
            CsvSplitter splitter,
            Outcome outcome,
            List<String> cells,
            int values,
            CsvHeader header,
            int length,
            int lineEnds) {}

    @Override
    void start() throws IOException {
        if (isEmpty()) {
            stop(new Problem(ProblemType.EMPTY_FILE, "there is nothing in it"));
        } else if (skipLines() && takeSeparator() && skipBlankLines()) {
            FirstRecord first = firstRecord();
            splitter = first.splitter();
            undecided = first.values() == 1;
            boolean needsHeader = mapped != null && mapped.needHeader();
            if (needsHeader || (headerGiven != null ? headerGiven : looksLikeHeader(first))) {
                takeHeader(first);
            } else if (headerGiven == null && isWordsWherePartsAreNumbers(first)) {
                stop(CsvHeader.problem(dataset, line, noHeader()));
            }
        }
        if (problem() == null) {
            resume();
        }
    }

    /** Leaves out the first lines. Returns whether anything follows. */
    private boolean skipLines() throws IOException {
        for (int i = 0; i < skip; i++) {
            dropLine();
        }
        return !isEmpty()
                || stop(new Problem(
                        ProblemType.EMPTY_FILE,
                        "there is nothing in it behind the %s lines that are left out".formatted(skip)));
    }

    /** Takes the delimiter from a line such as {@code sep=;}, if there is one. Returns whether it can be used. */
    private boolean takeSeparator() throws IOException {
        while (window.held() < SEPARATOR_LINE && window.more()) {
            // the line may come in pieces
        }
        int length = Math.min(window.held(), SEPARATOR_LINE);
        Matcher start =
                SEPARATOR.matcher(new String(window.bytes(), window.position(), length, StandardCharsets.ISO_8859_1));
        if (!start.lookingAt() || start.hitEnd() && length == SEPARATOR_LINE) {
            return true;
        }
        String named = start.group(1);
        if (NO_SEPARATOR.matcher(named).matches()) {
            return stop(CsvHeader.problem(
                    dataset, line, "the line '%s' names a delimiter that cannot be one".formatted("sep=" + named)));
        }
        if (!delimiterGiven) {
            splitter = splitter(named.charAt(0));
            splitters = List.of(splitter);
        }
        window.position(window.position() + start.end());
        line += start.group().matches("(?s).*[\\r\\n]") ? 1 : 0;
        return true;
    }

    /** Skips blank lines, whatever the delimiter is. Returns whether anything follows. */
    private boolean skipBlankLines() throws IOException {
        while (window.held() > 0 || window.more()) {
            boolean blank = false;
            for (int i = 0; i < splitters.size() && !blank; i++) {
                splitter = splitters.get(i);
                blank = splitter.split(window) == Outcome.BLANK;
            }
            if (!blank) {
                return true;
            }
            passBlankLine();
        }
        return false;
    }

    /** Splits the first record by the delimiter that suits it best. */
    private FirstRecord firstRecord() throws IOException {
        FirstRecord best = firstRecord(splitters.getFirst());
        Comparator<FirstRecord> suitability = suitability();
        for (CsvSplitter by : splitters.subList(1, splitters.size())) {
            FirstRecord other = firstRecord(by);
            if (suitability.compare(other, best) > 0) {
                best = other;
            }
        }
        return best;
    }

    private boolean isWordsWherePartsAreNumbers(FirstRecord first) {
        return first.outcome() == Outcome.RECORD
                && first.header().isWords()
                && dataset.fields().stream().anyMatch(field -> field.type() instanceof FieldType.IntegerType);
    }

    private String noHeader() {
        return mapped == null
                ? "line %s holds nothing but words, of which none is the name of a column; name the columns so, leave lines before the header out with skip=%s, or say header=absent if it is a record"
                        .formatted(line, line)
                : "line %s holds nothing but words; say header=present if it is the header, or header=absent if it is a record"
                        .formatted(line);
    }

    /**
     * Returns the order in which delimiters suit the first record. With a mapping, the best one gives most of its columns.
     * Without one, or if several do, the best one makes the record a good header. The
     * next best makes names of fields of most values. The next best gives as many values as there are fields; the fewer
     * of them should be integers but are not, the better. After that count, one after the other: more names, whether it
     * splits the record at all, whether without a stray quote, more values. Equal delimiters come in the order comma,
     * semicolon, tab and pipe.
     */
    private Comparator<FirstRecord> suitability() {
        ToIntFunction<FirstRecord> names = first -> (headerGiven == null || headerGiven) && looksLikeHeader(first)
                ? first.header().knownNames()
                : 0;
        int fields = dataset.fields().size();
        ToIntFunction<FirstRecord> fit =
                first -> first.values() == fields ? 1 + fields - first.header().misfits() : 0;
        return Comparator.<FirstRecord>comparingInt(
                        first -> mapped == null ? 0 : mapped.found(first.cells(), first.values()))
                .thenComparing(
                        first -> names.applyAsInt(first) > 0 && first.header().isGood())
                .thenComparing(first -> 2 * names.applyAsInt(first) > first.values())
                .thenComparingInt(fit)
                .thenComparingInt(names)
                .thenComparing(first -> first.values() > 1)
                .thenComparing(first -> first.outcome() == Outcome.RECORD)
                .thenComparingInt(FirstRecord::values);
    }

    private FirstRecord firstRecord(CsvSplitter by) throws IOException {
        Outcome outcome = by.split(window);
        List<String> cells = cells(by);
        CsvHeader header = new CsvHeader(dataset, cells, by.values());
        int values = outcome == Outcome.OPEN_QUOTE ? by.values() + 1 : by.values();
        return new FirstRecord(by, outcome, cells, values, header, by.next() - window.position(), by.lineEnds());
    }

    /** Returns the values of the record that {@code by} has split, as many as decide whether it is a header. */
    private List<String> cells(CsvSplitter by) {
        List<String> cells = new ArrayList<>();
        for (int i = 0; i < Math.min(by.values(), CsvHeader.capacity(dataset)); i++) {
            cells.add(by.text(i, window.bytes()));
        }
        return cells;
    }

    private static boolean looksLikeHeader(FirstRecord first) {
        return switch (first.outcome()) {
            case RECORD, BAD_QUOTE -> first.header().isLikely();
            case BLANK, OPEN_QUOTE, TOO_LONG -> false;
        };
    }

    private void takeHeader(FirstRecord first) {
        Problem problem = switch (first.outcome()) {
            case RECORD -> headerProblem(first);
            case BLANK -> throw new IllegalStateException("blank lines come before the header");
            case BAD_QUOTE -> CsvHeader.problem(dataset, line, "text follows a closing quote in the header");
            case OPEN_QUOTE -> openQuote();
            case TOO_LONG ->
                CsvHeader.problem(dataset, line, "the header is longer than %s bytes".formatted(MAX_RECORD_BYTES));
        };
        if (problem != null) {
            stop(problem);
            return;
        }
        headed = true;
        if (mapped == null) {
            columns = first.header().columns();
        } else {
            columns = mapped.in(first.cells(), first.values());
            headerNames = MappedColumns.names(first.cells());
            beginsName = beginsName(headerNames.subList(0, 1));
        }
        window.position(window.position() + first.length());
        line += first.lineEnds();
    }

    private @Nullable Problem headerProblem(FirstRecord first) {
        if (mapped != null) {
            return mapped.problem(first.cells(), line);
        }
        return first.header().isGood() ? null : first.header().problem(dataset, line);
    }

    // ---- records

    @Override
    boolean advance() throws IOException {
        while (window.held() > 0 || window.more()) {
            switch (splitter.split(window)) {
                case RECORD -> {
                    if (isHeaderAgain()) {
                        return stop(CsvHeader.problem(dataset, line, headerAgain()));
                    }
                    boolean fits = columns.fit(splitter.values());
                    for (int column : fits ? columns.nameless() : NO_COLUMNS) {
                        if (column < splitter.values() && splitter.start(column) < splitter.end(column)) {
                            return stop(CsvHeader.problem(dataset, line, namelessValue(column)));
                        }
                    }
                    begin();
                    if (fits) {
                        fill();
                    } else {
                        record.fault(Reason.ofRecord(ReasonCode.COLUMN_COUNT, columnCount()));
                        findRejection();
                    }
                    return true;
                }
                case BLANK -> passBlankLine();
                case BAD_QUOTE -> {
                    begin();
                    record.fault(Reason.ofRecord(ReasonCode.CSV_QUOTE, badQuote()));
                    return true;
                }
                case OPEN_QUOTE -> {
                    return stop(openQuote());
                }
                case TOO_LONG -> {
                    passTooLong();
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Returns whether the record that was split is a header: all its values name columns, or it repeats the header of a
     * mapping. Most records are told from one by their first byte.
     */
    private boolean isHeaderAgain() throws IOException {
        int start = splitter.start(0);
        if (Boolean.FALSE.equals(headerGiven)
                || start == splitter.end(0)
                || !beginsName[splitter.buffer(0, window.bytes())[start] & 0xFF]) {
            return false;
        }
        if (isNames(splitter)) {
            return true;
        }
        if (undecided) {
            for (CsvSplitter by : splitters) {
                if (by.split(window) == Outcome.RECORD && isNames(by)) {
                    return true;
                }
            }
            // The others may have moved the bytes.
            splitter.split(window);
        }
        return false;
    }

    private boolean isNames(CsvSplitter by) {
        String first = by.text(0, window.bytes());
        return headerNames.isEmpty()
                ? dataset.indexOfColumn(first).isPresent() && new CsvHeader(dataset, cells(by), by.values()).isNames()
                : Mapping.columnName(first).equals(headerNames.getFirst())
                        && MappedColumns.names(cells(by)).equals(headerNames);
    }

    private String headerAgain() {
        return headed
                ? "line %s is a header once more; take it out".formatted(line)
                : "line %s is a header, but stands behind other records; leave the lines before it out with skip=%s, or say header=absent if it is a record"
                        .formatted(line, line - 1);
    }

    private String namelessValue(int index) {
        return "column %s has no name, but a value on line %s; name it in the header, or take it out"
                .formatted(index + 1, line);
    }

    /** Begins the record that was split, and moves behind it. */
    private void begin() {
        record.start(++number, line, window.offset());
        record.raw(window.bytes(), window.position(), splitter.end());
        window.position(splitter.next());
        line += splitter.lineEnds();
    }

    private void fill() {
        byte[] bytes = window.bytes();
        int[] fields = columns.fields();
        int[] places = columns.places();
        for (int k = 0; k < fields.length; k++) {
            int i = places[k];
            byte[] buffer = splitter.buffer(i, bytes);
            if (nulls.length == 0 || !isNull(buffer, splitter.start(i), splitter.end(i))) {
                record.set(fields[k], Kind.PLAIN, buffer, splitter.start(i), splitter.end(i));
            }
        }
        if (columns.rejection() >= 0) {
            String rejection = WhiteSpace.trim(splitter.text(columns.rejection(), bytes));
            if (!rejection.isEmpty()) {
                record.corrects(rejection);
                rawOfFields(columns.count());
            }
        }
    }

    /**
     * Finds the rejection that a record names although it has more or fewer values than there are columns: by the form of
     * its id.
     */
    private void findRejection() {
        int column = columns.rejection();
        if (column < 0) {
            return;
        }
        for (int i = 0; i < splitter.kept(); i++) {
            String text = WhiteSpace.trim(splitter.text(i, window.bytes()));
            if (Rejection.Id.parse(text).isPresent()) {
                record.corrects(text);
                if (columns.fieldsComeBefore(column)) {
                    rawOfFields(i);
                }
                return;
            }
        }
    }

    /**
     * Takes for the bytes of a corrected record its fields alone. The other columns of a file of rejections hold the bytes of
     * the rejected record, which would hold those of the one before.
     *
     * @param values how many values of the record to look at; all of them are fields if they are fewer than the columns
     */
    private void rawOfFields(int values) {
        byte[] bytes = window.bytes();
        ByteArrayOutputStream fields = new ByteArrayOutputStream();
        boolean first = true;
        for (int i = 0; i < values; i++) {
            if (values < columns.count() || columns.target(i) >= 0) {
                if (!first) {
                    fields.write(splitter.delimiter());
                }
                first = false;
                splitter.copy(i, bytes, fields);
            }
        }
        record.raw(fields.toByteArray(), 0, fields.size());
    }

    private boolean isNull(byte[] bytes, int start, int end) {
        for (byte[] text : nulls) {
            if (Arrays.equals(bytes, start, end, text, 0, text.length)) {
                return true;
            }
        }
        return false;
    }

    private void passBlankLine() {
        blankLines++;
        window.position(splitter.next());
        line += splitter.lineEnds();
    }

    private void passTooLong() throws IOException {
        long startLine = line;
        long startOffset = window.offset();
        byte[] kept = keepStart();
        line += splitter.lineEnds();
        window.position(window.position() + MAX_RECORD_BYTES);
        dropLine();
        recordTooLong(startLine, startOffset, kept);
    }

    private String columnCount() {
        int found = splitter.values();
        return "%s %s found, %s expected".formatted(found, found == 1 ? "value" : "values", columns.expected());
    }

    private String badQuote() {
        return "text follows the closing quote of %s; a quote inside a quoted value has to be doubled"
                .formatted(columns.describe(splitter.badValue(), dataset));
    }

    private Problem openQuote() {
        long opened = line + splitter.lineEndsBeforeQuote();
        return problem(
                ProblemType.MALFORMED_CSV,
                opened,
                window.held() > MAX_RECORD_BYTES
                        ? "the quote that opens on line %s is still open at the record's limit of %s bytes"
                                .formatted(opened, MAX_RECORD_BYTES)
                        : "the quote that opens on line %s is still open at the end of the input".formatted(opened));
    }
}
