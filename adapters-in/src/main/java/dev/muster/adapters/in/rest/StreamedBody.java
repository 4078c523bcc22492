package dev.muster.adapters.in.rest;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * An answer that is written while it is read, on a thread of its own that waits when the reader is slower: it never is in
 * memory as a whole. What goes wrong in writing breaks the answer off, so that nobody takes it for complete.
 */
final class StreamedBody extends InputStream {
    private static final int CHUNK = 1 << 16;
    private static final int CHUNKS_AHEAD = 4;
    private static final long PATIENCE_SECONDS = 300;

    /** Writes an answer. */
    interface Writing {
        void to(OutputStream out) throws IOException;
    }

    private sealed interface Step {
        record Bytes(byte[] bytes) implements Step {}

        record End() implements Step {}

        record Broken(Throwable cause) implements Step {}
    }

    private final BlockingQueue<Step> steps = new ArrayBlockingQueue<>(CHUNKS_AHEAD);
    private final Thread writer;
    private volatile boolean closed;
    private byte[] current = {};
    private int position;
    private boolean ended;

    private StreamedBody(Writing writing) {
        writer = Thread.ofPlatform().name("answer").daemon().unstarted(() -> write(writing));
    }

    /** The bytes that {@code writing} writes; to be closed. */
    static StreamedBody of(Writing writing) {
        StreamedBody body = new StreamedBody(writing);
        body.writer.start();
        return body;
    }

    private void write(Writing writing) {
        try {
            Chunks chunks = new Chunks();
            writing.to(chunks);
            chunks.flush();
            put(new Step.End());
        } catch (Abandoned e) {
            // Nobody reads any more.
        } catch (IOException | RuntimeException e) {
            putQuietly(new Step.Broken(FaultHandler.withoutMessages(e)));
        }
    }

    private void put(Step step) throws IOException {
        try {
            if (closed || !steps.offer(step, PATIENCE_SECONDS, TimeUnit.SECONDS) || closed) {
                throw new Abandoned();
            }
        } catch (InterruptedException e) {
            throw new Abandoned();
        }
    }

    private void putQuietly(Step step) {
        try {
            put(step);
        } catch (IOException e) {
            // Nobody reads any more.
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        while (position == current.length && !ended) {
            take();
        }
        if (position == current.length) {
            return -1;
        }
        int n = Math.min(length, current.length - position);
        System.arraycopy(current, position, bytes, offset, n);
        position += n;
        return n;
    }

    private void take() throws IOException {
        try {
            switch (steps.take()) {
                case Step.Bytes(byte[] bytes) -> {
                    current = bytes;
                    position = 0;
                }
                case Step.End() -> ended = true;
                // The server logs this, and closes the connection.
                case Step.Broken(Throwable cause) -> throw new IOException("an answer broke off", cause);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for the rest of an answer", e);
        }
    }

    @Override
    public void close() {
        closed = true;
        writer.interrupt();
    }

    private static final class Abandoned extends IOException {
        private static final long serialVersionUID = 1;
    }

    private final class Chunks extends OutputStream {
        private byte[] chunk = new byte[CHUNK];
        private int size;

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            for (int done = 0; done < length; ) {
                int n = Math.min(length - done, CHUNK - size);
                System.arraycopy(bytes, offset + done, chunk, size, n);
                size += n;
                done += n;
                if (size == CHUNK) {
                    flush();
                }
            }
        }

        @Override
        public void flush() throws IOException {
            if (size > 0) {
                put(new Step.Bytes(Arrays.copyOf(chunk, size)));
                size = 0;
            }
        }
    }
}
