package dev.muster.application.contract;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** An output that keeps what it is given and tells whether it was closed; or one that fails after so many bytes. */
final class Sink extends OutputStream {
    /** What a sink that fails throws, the same each time. */
    final IOException failure = new IOException("no space left");

    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final int most;
    private boolean closed;

    Sink() {
        this(Integer.MAX_VALUE);
    }

    /** @param most how many bytes it takes before it fails */
    Sink(int most) {
        this.most = most;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int start, int length) throws IOException {
        if (kept.size() + length > most) {
            throw failure;
        }
        // A copy: whoever writes may use the array again.
        kept.writeBytes(Arrays.copyOfRange(bytes, start, start + length));
    }

    @Override
    public void close() {
        closed = true;
    }

    byte[] bytes() {
        return kept.toByteArray();
    }

    int size() {
        return kept.size();
    }

    boolean isClosed() {
        return closed;
    }
}
