package dev.muster.adapters.out.formats.read;

import dev.muster.adapters.out.formats.read.JsonObjectReader.Broken;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.intake.Reason;
import dev.muster.domain.intake.ReasonCode;
import dev.muster.domain.run.Checkpoint;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import java.io.IOException;
import java.io.InputStream;

/** Reads one JSON object from each line. Lines end as in CSV. A bad line is rejected, and the next one is read. */
class NdjsonReader extends WindowReader {

    /** What to do with JSON that is no NDJSON, of which the first line is told. */
    static final String OTHER_JSON =
            "; NDJSON has an object on each line, and other JSON is sent as application/json or in a file that ends in .json";

    final JsonObjectReader objects;

    private int lineEnd;
    private int nextLine;

    NdjsonReader(InputStream input, int bufferSize, Dataset dataset, Checkpoint from) {
        super(input, bufferSize, dataset, from);
        this.objects = new JsonObjectReader(dataset);
    }

    @Override
    void start() throws IOException {
        if (isEmpty()) {
            stop(new Problem(ProblemType.EMPTY_FILE, "there is nothing in it"));
        } else {
            resume();
        }
    }

    @Override
    boolean advance() throws IOException {
        while (window.held() > 0 || window.more()) {
            if (!findLine()) {
                passTooLong();
                return true;
            }
            if (!isBlank()) {
                readLine();
                passLine();
                return true;
            }
            blankLines++;
            passLine();
        }
        return false;
    }

    /** Finds the end of the line at the window's position; false if the line is longer than a record may be. */
    final boolean findLine() throws IOException {
        int length = 0;
        while (true) {
            byte[] bytes = window.bytes();
            int i = window.position() + length;
            while (bytes[i] != '\n' && bytes[i] != '\r') {
                i++;
            }
            length = i - window.position();
            if (length > MAX_RECORD_BYTES) {
                return false;
            }
            int next = Math.min(i + 1, window.limit());
            // The line end must be found together with the line, because reading on later would move the line's bytes.
            boolean whole = i < window.limit() && (bytes[i] == '\n' || next < window.limit());
            if (whole || window.ended()) {
                lineEnd = i;
                nextLine = next < window.limit() && bytes[i] == '\r' && bytes[next] == '\n' ? next + 1 : next;
                return true;
            }
            // If there are no more bytes, the window knows now that the input has ended.
            window.more();
        }
    }

    /** Returns the index behind the last byte of the line that was found, without its line end. */
    final int lineEnd() {
        return lineEnd;
    }

    /** Returns whether the line that was found has a line end. */
    final boolean isTerminated() {
        return lineEnd < nextLine;
    }

    private boolean isBlank() {
        byte[] bytes = window.bytes();
        int i = window.position();
        while (i < lineEnd && (bytes[i] == ' ' || bytes[i] == '\t')) {
            i++;
        }
        return i == lineEnd;
    }

    private void readLine() {
        byte[] bytes = window.bytes();
        int start = window.position();
        record.start(++number, line, window.offset());
        Broken broken = objects.read(bytes, start, lineEnd, record);
        boolean array = broken == null && bytes[start] == '[';
        String advice = number == 1 && (array || broken instanceof Broken.EndsEarly) ? OTHER_JSON : "";
        if (broken != null) {
            record.start(number, line, window.offset());
            record.fault(Reason.ofRecord(ReasonCode.BAD_JSON, describe(broken) + advice));
        } else if (array) {
            record.start(number, line, window.offset());
            record.fault(
                    Reason.ofRecord(ReasonCode.WRONG_TYPE, "a record must be a JSON object, not an array" + advice));
        }
        record.raw(bytes, start, lineEnd);
    }

    private static String describe(Broken broken) {
        return switch (broken) {
            case Broken.Syntax(int lineEnds, int column) ->
                "the line is not JSON from character %s on".formatted(column);
            case Broken.EndsEarly() -> "the line ends before its JSON does";
            case Broken.TooDeep() ->
                "the JSON is nested more than %s levels deep".formatted(JsonObjectReader.MAX_DEPTH);
        };
    }

    private void passLine() {
        if (isTerminated()) {
            line++;
        }
        window.position(nextLine);
    }

    private void passTooLong() throws IOException {
        long startLine = line;
        long startOffset = window.offset();
        byte[] kept = keepStart();
        window.position(window.position() + MAX_RECORD_BYTES);
        dropLine();
        recordTooLong(startLine, startOffset, kept);
    }
}
