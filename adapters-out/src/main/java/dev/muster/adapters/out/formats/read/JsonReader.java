package dev.muster.adapters.out.formats.read;

import dev.muster.adapters.out.formats.read.JsonObjectReader.Broken;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.run.Checkpoint;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON array of objects, or objects one after the other. Anything that is no JSON ends the reading. But if
 * the first object stands alone on its line, the reader goes on line by line as in NDJSON, and only rejects bad lines.
 */
final class JsonReader extends NdjsonReader {
    private static final int END_OF_INPUT = -1;

    /** The number of values that are allowed. */
    enum Extent {
        ANY,
        /** One object, or an array of 1 to {@link LoadOptions#MAX_JSON_BATCH} of them. */
        BATCH
    }

    private enum Layout {
        ARRAY,
        /** Values one after the other, with or without white space between them. */
        SEQUENCE,
        /** NDJSON after all. */
        LINES
    }

    private final JsonScanner scanner = new JsonScanner();
    private final Extent extent;
    private Layout layout = Layout.SEQUENCE;
    private boolean afterCarriageReturn;

    /** Whether a value of the array has been read. */
    private boolean afterValue;
    /** Whether the array's closing bracket has been read. */
    private boolean closed;

    /** The length in bytes of the value that was measured, from the window's position on. */
    private int length;
    /** The first bytes of a value that was too long, or null. Such a value ends at the window's position. */
    private byte @Nullable [] kept;

    JsonReader(InputStream input, int bufferSize, Dataset dataset, Checkpoint from, Extent extent) {
        super(input, bufferSize, dataset, from);
        this.extent = extent;
    }

    // ---- the start of the input: array, lines or neither

    @Override
    void start() throws IOException {
        int first = skipWhiteSpace();
        if (first == END_OF_INPUT) {
            malformed(line, "there is no JSON in it");
            return;
        }
        if (first == '[') {
            layout = Layout.ARRAY;
            window.position(window.position() + 1);
            passValues();
        } else if (extent == Extent.ANY && first == '{' && firstLineIsObject()) {
            layout = Layout.LINES;
            blankLines = line - 1;
        }
        if (problem() == null) {
            resume();
        }
    }

    /**
     * Returns whether the object at the window's position stands on a line of its own. The record is only used to find
     * out.
     */
    private boolean firstLineIsObject() throws IOException {
        return findLine()
                && isTerminated()
                && objects.read(window.bytes(), window.position(), lineEnd(), record) == null;
    }

    /** Skips the values before the place where the reading goes on. Only they tell whether the array is closed there. */
    private void passValues() throws IOException {
        while (window.offset() < from.offset() && toValue() && measure()) {
            passValue();
        }
    }

    // ---- records

    @Override
    boolean advance() throws IOException {
        if (layout == Layout.LINES) {
            return super.advance();
        }
        if (!toValue()) {
            return false;
        }
        long startLine = line;
        long startOffset = window.offset();
        if (!measure()) {
            return false;
        }
        if (kept != null) {
            passValue();
            recordTooLong(startLine, startOffset, kept);
            return true;
        }
        byte[] bytes = window.bytes();
        int start = window.position();
        record.start(number + 1, startLine, startOffset);
        Broken broken = objects.read(bytes, start, start + length, record);
        if (broken != null) {
            return malformed(broken);
        }
        number++;
        record.raw(bytes, start, start + length);
        passValue();
        return true;
    }

    /** Goes to the next value; false if there is none, or there is something else. */
    private boolean toValue() throws IOException {
        int next = skipWhiteSpace();
        if (layout == Layout.SEQUENCE) {
            return next != END_OF_INPUT
                    && (extent == Extent.ANY || number == 0 || malformed(line, "there is more after the object"));
        }
        if (closed) {
            return false;
        }
        if (next == ']') {
            closed = true;
            window.position(window.position() + 1);
            if (skipWhiteSpace() != END_OF_INPUT) {
                return malformed(line, "there is more after the array");
            }
            return extent == Extent.BATCH
                    && !afterValue
                    && stop(new Problem(ProblemType.BATCH_EMPTY, "the array has no records"));
        }
        if (afterValue && next == ',') {
            window.position(window.position() + 1);
            next = skipWhiteSpace();
        } else if (afterValue && next != END_OF_INPUT) {
            return malformed(line, "after record %s a comma or ] is missing".formatted(number));
        }
        return next == END_OF_INPUT ? malformed(line, "the input ends before the array does") : hasRoom();
    }

    private boolean hasRoom() {
        return extent == Extent.ANY
                || number < LoadOptions.MAX_JSON_BATCH
                || stop(problem(
                                ProblemType.BATCH_TOO_LARGE,
                                line,
                                "the array has more than %s records; send them as NDJSON"
                                        .formatted(LoadOptions.MAX_JSON_BATCH))
                        .with("allowed", LoadOptions.MAX_JSON_BATCH));
    }

    /** Measures the value at the window's position; false if it has no end. */
    private boolean measure() throws IOException {
        scanner.begin();
        length = 0;
        kept = null;
        while (true) {
            int start = window.position();
            JsonScanner.Outcome outcome = scanner.scan(window.bytes(), start + length, window.limit());
            length = scanner.index() - start;
            if (kept != null || length > MAX_RECORD_BYTES) {
                kept = kept == null ? keepStart() : kept;
                window.position(scanner.index());
                length = 0;
            }
            switch (outcome) {
                case END -> {
                    boolean found = kept != null || length > 0;
                    return (found && isSeparate()) || malformed(line + scanner.lineEnds(), misplaced());
                }
                case BROKEN -> {
                    return malformed(
                            line + scanner.lineEnds(),
                            "record %s has a wrong bracket, or a control character in a string".formatted(number + 1));
                }
                case TOO_DEEP -> {
                    return tooDeep(line + scanner.lineEnds());
                }
                case MORE -> {
                    if (!window.more()) {
                        return scanner.mayEnd() || cutOff();
                    }
                }
            }
        }
    }

    /**
     * Returns whether the bytes after the value that was found are allowed. Only white space may follow a number or a
     * word outside an array.
     */
    private boolean isSeparate() {
        return layout == Layout.ARRAY || !scanner.mayEnd() || isWhiteSpace(window.bytes()[window.position() + length]);
    }

    private String misplaced() {
        return "there is an unexpected '%c' at record %s"
                .formatted(window.bytes()[window.position() + length], number + 1);
    }

    private void passValue() {
        window.position(window.position() + length);
        line += scanner.lineEnds();
        afterValue = true;
    }

    /** Goes to the next byte that is no white space. */
    private int skipWhiteSpace() throws IOException {
        while (window.held() > 0 || window.more()) {
            byte b = window.bytes()[window.position()];
            if (!isWhiteSpace(b)) {
                afterCarriageReturn = false;
                return b & 0xFF;
            }
            if (b == '\r' || (b == '\n' && !afterCarriageReturn)) {
                line++;
            }
            afterCarriageReturn = b == '\r';
            window.position(window.position() + 1);
        }
        return END_OF_INPUT;
    }

    private static boolean isWhiteSpace(byte b) {
        return b == ' ' || b == '\t' || b == '\n' || b == '\r';
    }

    // ---- problems

    private boolean malformed(long atLine, String detail) {
        return stop(problem(ProblemType.MALFORMED_JSON, atLine, detail));
    }

    private boolean malformed(Broken broken) {
        return switch (broken) {
            case Broken.Syntax(int lineEnds, int column) ->
                malformed(
                        line + lineEnds,
                        lineEnds == 0
                                ? "record %s is not JSON from its character %s on".formatted(number + 1, column)
                                : "record %s is not JSON from character %s of line %s on"
                                        .formatted(number + 1, column, line + lineEnds));
            case Broken.EndsEarly() ->
                malformed(line + scanner.lineEnds(), "the input ends before record %s does".formatted(number + 1));
            case Broken.TooDeep() -> tooDeep(line);
        };
    }

    private boolean tooDeep(long atLine) {
        return stop(problem(
                ProblemType.JSON_TOO_DEEP,
                atLine,
                "record %s is nested more than %s levels deep".formatted(number + 1, JsonObjectReader.MAX_DEPTH)));
    }

    /** Reports that the input ends within a value: the end is missing, or something before has hidden it. */
    private boolean cutOff() {
        int start = window.position();
        Broken broken = kept == null ? objects.read(window.bytes(), start, start + length, record) : null;
        return malformed(broken == null ? new Broken.EndsEarly() : broken);
    }
}
