package dev.muster.adapters.in.cli.terminal;

import dev.muster.domain.run.Run;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Shows, while an input is received and loaded, or something else takes long, how far it got: one line that is drawn again and again, and is gone at the
 * end. Draws nothing if nobody watches. Not thread safe.
 */
public final class ProgressLine implements Closeable {
    private static final long NANOS_BETWEEN_DRAWINGS = 100_000_000;
    private static final String TO_START_OF_LINE = "\r";
    private static final String CLEAR_TO_END_OF_LINE = "\u001b[K";

    private final Terminal terminal;
    private final String what;
    private final LongSupplier nanoTime;
    private long nextDrawing;
    private @Nullable Long loadingSince;
    private boolean drawn;

    /**
     * @param what what is loaded, for people
     * @param nanoTime as {@link System#nanoTime()}
     */
    public ProgressLine(Terminal terminal, String what, LongSupplier nanoTime) {
        this.terminal = terminal;
        this.what = what;
        this.nanoTime = nanoTime;
        // What is done sooner than this needs no progress.
        this.nextDrawing = nanoTime.getAsLong() + NANOS_BETWEEN_DRAWINGS;
    }

    /**
     * Returns the same input. Shows how much of it was read.
     *
     * @param total bytes it has; 0 if nobody knows
     */
    public InputStream watch(InputStream input, long total) {
        return terminal.screen().messages() ? new Watched(input, total) : input;
    }

    /** Shows loading from now on, which begins now. */
    public void loadingBegins() {
        loadingSince = nanoTime.getAsLong();
    }

    /** Shows how far the run got. */
    public void progressed(Run run) {
        long since = loadingSince == null ? nanoTime.getAsLong() : loadingSince;
        draw(columns -> ProgressText.loading(
                what, run.bytesRead(), run.source().bytes(), run.counts(), nanoTime.getAsLong() - since, columns));
    }

    /** Shows how far the proof of a dataset got. */
    public void proved(String dataset, long records, long differences) {
        draw(columns -> ProgressText.proving(dataset, records, differences));
    }

    /** Shows how far a step got. */
    public void step(String step, long rows) {
        draw(columns -> ProgressText.step(step, rows));
    }

    /** Removes the line. */
    @Override
    public void close() {
        if (drawn) {
            print(TO_START_OF_LINE + CLEAR_TO_END_OF_LINE);
        }
    }

    private void draw(IntFunction<String> text) {
        if (terminal.screen().messages() && nanoTime.getAsLong() - nextDrawing >= 0) {
            nextDrawing = nanoTime.getAsLong() + NANOS_BETWEEN_DRAWINGS;
            drawn = true;
            // The last column stays free: some terminals begin a new line when it is written to.
            int columns = terminal.screen().columns() - 1;
            print(TO_START_OF_LINE + Cells.cut(text.apply(columns), columns) + CLEAR_TO_END_OF_LINE);
        }
    }

    private void print(String text) {
        terminal.err().print(text);
        terminal.err().flush();
    }

    private final class Watched extends FilterInputStream {
        private final long total;
        private long bytes;

        Watched(InputStream in, long total) {
            super(in);
            this.total = total;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = super.read(buffer, offset, length);
            bytes += Math.max(n, 0);
            draw(columns -> ProgressText.receiving(what, bytes, total, columns));
            return n;
        }
    }
}
