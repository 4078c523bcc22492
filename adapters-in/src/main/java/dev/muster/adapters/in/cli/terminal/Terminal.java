package dev.muster.adapters.in.cli.terminal;

import java.io.BufferedWriter;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The streams of a command. It writes results to {@link #out()}, progress and messages to {@link #err()}, both in UTF-8. Not
 * thread safe.
 */
public final class Terminal {
    private final InputStream in;
    private final Watched results;
    private final PrintWriter out;
    private final PrintWriter err;
    private final Screen screen;

    public Terminal(InputStream in, OutputStream out, OutputStream err, Screen screen) {
        this.in = in;
        this.results = new Watched(out);
        this.out = printer(results);
        this.err = printer(err);
        this.screen = screen;
    }

    public InputStream in() {
        return in;
    }

    public PrintWriter out() {
        return out;
    }

    /** Returns the stream of results as bytes, behind what was written to {@link #out()}. Callers must not close it. */
    public OutputStream outBytes() {
        out.flush();
        return results;
    }

    public PrintWriter err() {
        return err;
    }

    public Screen screen() {
        return screen;
    }

    /** Writes a message for people as one line of {@link #err()}, whatever the message holds. */
    public void say(String message) {
        err.print("muster: " + Cells.line(message) + "\n");
        err.flush();
    }

    /**
     * Flushes both streams.
     *
     * @return why not all results got out; null if they did, or if their reader is gone
     */
    public @Nullable IOException flush() {
        err.flush();
        out.flush();
        return isReaderGone() ? null : results.fault;
    }

    /** Returns whether the reader of the results has closed them, as {@code head} does after ten lines. */
    public boolean isReaderGone() {
        return results.fault != null && "Broken pipe".equals(results.fault.getMessage());
    }

    private static PrintWriter printer(OutputStream bytes) {
        Writer writer = new BufferedWriter(new OutputStreamWriter(bytes, StandardCharsets.UTF_8), 1 << 14);
        return new PrintWriter(writer, false);
    }

    /** Remembers the fault that a {@link PrintWriter} swallows. */
    private static final class Watched extends FilterOutputStream {
        private @Nullable IOException fault;

        Watched(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                out.write(bytes, offset, length);
            } catch (IOException e) {
                fault = e;
                throw e;
            }
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
