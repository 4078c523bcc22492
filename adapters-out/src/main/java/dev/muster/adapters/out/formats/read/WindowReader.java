package dev.muster.adapters.out.formats.read;

import dev.muster.application.port.RecordDecoder;
import dev.muster.application.port.RecordReader;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.intake.RawRecord;
import dev.muster.domain.intake.Reason;
import dev.muster.domain.intake.ReasonCode;
import dev.muster.domain.run.Checkpoint;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the readers of all formats share: the window on the input, the counts, and how they start, go on and end. */
abstract class WindowReader implements RecordReader {

    static final int MAX_RECORD_BYTES = RecordDecoder.MAX_RECORD_BYTES;

    /** Bytes of a record that is too long which are kept as its raw bytes. */
    static final int KEPT_OF_TOO_LONG = 1 << 16;

    /** A record of the greatest size and a line end of two bytes. */
    private static final int MOST_HELD = MAX_RECORD_BYTES + 2;

    /** A JSON object whose first member is an array of objects. */
    private static final Pattern WRAPPED = Pattern.compile("\\s*\\{\\s*\"(\\w{1,40})\"\\s*:\\s*\\[\\s*\\{");

    private static final int LOOKED_AT = 200;

    final Dataset dataset;
    final ByteWindow window;
    final RawRecord record;
    final Checkpoint from;

    /** Data records so far. */
    long number;
    /** Physical line, from 1, of the window's position. */
    long line = 1;
    /** Blank lines so far. */
    long blankLines;

    private Checkpoint checkpoint;
    private @Nullable Problem problem;
    private boolean started;
    private boolean ended;

    WindowReader(InputStream input, int bufferSize, Dataset dataset, Checkpoint from) {
        this.dataset = dataset;
        this.window = new ByteWindow(input, bufferSize, MOST_HELD);
        this.record = new RawRecord(dataset);
        this.from = from;
        this.checkpoint = from;
    }

    /** Reads what the start of the input tells, then calls {@link #resume}; or passes a problem to {@link #stop}. */
    abstract void start() throws IOException;

    /**
     * Fills {@link #record} with the next record.
     *
     * @return false if there is none, or because of a problem, which it has then passed to {@link #stop}
     */
    abstract boolean advance() throws IOException;

    @Override
    public final boolean next() throws IOException {
        if (ended) {
            return false;
        }
        if (!started) {
            started = true;
            skipByteOrderMark();
            start();
        }
        if (problem == null) {
            long numberBefore = number;
            long lineBefore = line;
            long offsetBefore = window.offset();
            long blankLinesBefore = blankLines;
            if (advance()) {
                return true;
            }
            checkpoint =
                    problem == null ? here() : new Checkpoint(numberBefore, lineBefore, offsetBefore, blankLinesBefore);
        }
        ended = true;
        return false;
    }

    @Override
    public final RawRecord record() {
        return record;
    }

    @Override
    public final Checkpoint checkpoint() {
        return started && !ended ? here() : checkpoint;
    }

    @Override
    public final @Nullable Problem problem() {
        return problem;
    }

    @Override
    public final void close() throws IOException {
        window.close();
    }

    /** Ends the reading; the checkpoint stays after the last record. Always false, for {@link #advance} to return. */
    final boolean stop(Problem reason) {
        problem = reason;
        return false;
    }

    private Checkpoint here() {
        return new Checkpoint(number, line, window.offset(), blankLines);
    }

    /** Whether the input has no bytes, or none but a byte order mark. To be asked before any is passed. */
    final boolean isEmpty() throws IOException {
        return window.held() == 0 && !window.more();
    }

    /** Goes to {@link #from}, which is the start of the input or lies at or after the window's position. */
    final void resume() throws IOException {
        if (from.equals(Checkpoint.START)) {
            return;
        }
        window.skipTo(from.offset());
        number = from.records();
        line = from.line();
        blankLines = from.blankLines();
    }

    final void skipByteOrderMark() throws IOException {
        while (window.held() < 3 && window.more()) {
            // a byte order mark may come in pieces
        }
        byte[] bytes = window.bytes();
        int at = window.position();
        if (window.held() >= 3
                && bytes[at] == (byte) 0xEF
                && bytes[at + 1] == (byte) 0xBB
                && bytes[at + 2] == (byte) 0xBF) {
            window.position(at + 3);
        }
    }

    /** Goes behind the next line end, whatever stands before it, within the memory that the window has. */
    final void dropLine() throws IOException {
        do {
            byte[] bytes = window.bytes();
            int i = window.position();
            while (bytes[i] != '\n' && bytes[i] != '\r') {
                i++;
            }
            if (i < window.limit()) {
                window.position(i + 1);
                boolean mayBePair = bytes[i] == '\r' && (window.held() > 0 || window.more());
                if (mayBePair && window.bytes()[window.position()] == '\n') {
                    window.position(window.position() + 1);
                }
                line++;
                return;
            }
            window.position(i);
        } while (window.more());
    }

    /** A copy of the first {@link #KEPT_OF_TOO_LONG} bytes from the window's position on, not cut within a character. */
    final byte[] keepStart() {
        int start = window.position();
        return Arrays.copyOfRange(window.bytes(), start, endOfKept(window.bytes(), start));
    }

    /** Returns the index behind the bytes from {@code start} on that are kept of a record that is too long. */
    static int endOfKept(byte[] bytes, int start) {
        int end = start + KEPT_OF_TOO_LONG;
        int continuations = 0;
        while (continuations < 3 && (bytes[end] & 0xC0) == 0x80) {
            continuations++;
            end--;
        }
        return end;
    }

    /** Makes the record one that was too long. */
    final void recordTooLong(long startLine, long startOffset, byte[] kept) {
        record.start(++number, startLine, startOffset);
        record.raw(kept, 0, kept.length);
        Matcher wrapped = WRAPPED.matcher(new String(kept, 0, LOOKED_AT, StandardCharsets.UTF_8));
        record.fault(Reason.ofRecord(
                ReasonCode.RECORD_TOO_LONG,
                "the record is longer than %s bytes; its first %s are kept%s"
                        .formatted(
                                MAX_RECORD_BYTES,
                                kept.length,
                                wrapped.lookingAt()
                                        ? "; if it holds the records, send the array under " + wrapped.group(1)
                                        : "")));
    }

    static Problem problem(ProblemType type, long line, String detail) {
        return new Problem(type, detail).with("line", line);
    }
}
