package dev.muster.adapters.out.formats.read;

import dev.muster.adapters.out.formats.read.CsvSplitter.Outcome;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.WhiteSpace;
import dev.muster.domain.intake.RawRecord.Kind;
import dev.muster.domain.intake.Reason;
import dev.muster.domain.intake.ReasonCode;
import dev.muster.domain.run.Checkpoint;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.LoadOptions.Delimiter;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Reads CSV in one pass over a reused buffer. If a record does not end within the buffer, the reader moves it to the
 * front, reads more and splits it anew. So it never has to remember half a record, and no record depends on where a
 * buffer ends.
 */
final class CsvReader extends WindowReader {

    private final @Nullable Boolean headerGiven;
    private final @Nullable Delimiter delimiterGiven;

    private CsvSplitter splitter;
    private CsvColumns columns;

    CsvReader(InputStream input, int bufferSize, Dataset dataset, LoadOptions options, Checkpoint from) {
        super(input, bufferSize, dataset, from);
        this.headerGiven = options.header();
        this.delimiterGiven = options.delimiter();
        this.splitter = splitter(delimiterGiven == null ? Delimiter.COMMA : delimiterGiven);
        this.columns = CsvColumns.positional(dataset);
    }

    private CsvSplitter splitter(Delimiter delimiter) {
        return new CsvSplitter(delimiter.character(), CsvHeader.capacity(dataset), MAX_RECORD_BYTES);
    }

    // ---- the start of the input: delimiter and header

    /**
     * The first record, split by one delimiter.
     *
     * @param values number of values, with one that is left open
     * @param header the record read as a header
     * @param length number of bytes, with the line end
     * @param lineEnds number of line ends in it and at its end
     */
    private record FirstRecord(
            CsvSplitter splitter, Outcome outcome, int values, CsvHeader header, int length, int lineEnds) {}

    @Override
    void start() throws IOException {
        if (isEmpty()) {
            stop(new Problem(ProblemType.EMPTY_FILE, "there is nothing in it"));
        } else if (skipBlankLines()) {
            FirstRecord first = firstRecord();
            splitter = first.splitter();
            if (headerGiven != null ? headerGiven : looksLikeHeader(first)) {
                takeHeader(first);
            }
        }
        if (problem() == null) {
            resume();
        }
    }

    /** Skips blank lines. Returns whether anything follows. */
    private boolean skipBlankLines() throws IOException {
        while (window.held() > 0 || window.more()) {
            if (splitter.split(window) != Outcome.BLANK) {
                return true;
            }
            passBlankLine();
        }
        return false;
    }

    /** Splits the first record by the given delimiter, or by the one that suits it best. */
    private FirstRecord firstRecord() throws IOException {
        FirstRecord best = firstRecord(splitter);
        if (delimiterGiven == null) {
            Comparator<FirstRecord> suitability = suitability();
            for (Delimiter delimiter : List.of(Delimiter.SEMICOLON, Delimiter.TAB, Delimiter.PIPE)) {
                FirstRecord other = firstRecord(splitter(delimiter));
                if (suitability.compare(other, best) > 0) {
                    best = other;
                }
            }
        }
        return best;
    }

    /**
     * Returns the order in which delimiters suit the first record. The best one makes the record a good header. The
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
        return Comparator.<FirstRecord, Boolean>comparing(
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
        List<String> cells = new ArrayList<>();
        for (int i = 0; i < Math.min(by.values(), CsvHeader.capacity(dataset)); i++) {
            cells.add(by.text(i, window.bytes()));
        }
        CsvHeader header = new CsvHeader(dataset, cells);
        int values = outcome == Outcome.OPEN_QUOTE ? by.values() + 1 : by.values();
        return new FirstRecord(by, outcome, values, header, by.next() - window.position(), by.lineEnds());
    }

    private static boolean looksLikeHeader(FirstRecord first) {
        return switch (first.outcome()) {
            case RECORD, BAD_QUOTE -> first.header().isLikely();
            case BLANK, OPEN_QUOTE, TOO_LONG -> false;
        };
    }

    private void takeHeader(FirstRecord first) {
        Problem problem = switch (first.outcome()) {
            case RECORD -> first.header().isGood() ? null : first.header().problem(dataset, line);
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
        columns = first.header().columns();
        window.position(window.position() + first.length());
        line += first.lineEnds();
    }

    // ---- records

    @Override
    boolean advance() throws IOException {
        while (window.held() > 0 || window.more()) {
            switch (splitter.split(window)) {
                case RECORD -> {
                    begin();
                    if (splitter.values() == columns.count()) {
                        fill();
                    } else {
                        record.fault(Reason.ofRecord(ReasonCode.COLUMN_COUNT, columnCount()));
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

    /** Begins the record that was split, and moves behind it. */
    private void begin() {
        record.start(++number, line, window.offset());
        record.raw(window.bytes(), window.position(), splitter.end());
        window.position(splitter.next());
        line += splitter.lineEnds();
    }

    private void fill() {
        byte[] bytes = window.bytes();
        for (int i = 0; i < columns.count(); i++) {
            int target = columns.target(i);
            if (target >= 0) {
                record.set(target, Kind.PLAIN, splitter.buffer(i, bytes), splitter.start(i), splitter.end(i));
            } else if (target == CsvColumns.REJECTION) {
                String rejection = WhiteSpace.trim(splitter.text(i, bytes));
                record.corrects(rejection.isEmpty() ? null : rejection);
            }
        }
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
        return "%s %s found, %s expected".formatted(found, found == 1 ? "value" : "values", columns.count());
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
