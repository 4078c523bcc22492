package dev.muster.adapters.in.rest;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An answer that is written while it is read, on a thread of its own that waits when the reader is slower: it never is in
 * memory as a whole. What goes wrong in writing breaks the answer off, so that nobody takes it for complete.
 */
final class StreamedBody implements Closeable {
    private static final int CHUNK = 1 << 16;
    private static final int CHUNKS_AHEAD = 4;
    private static final long CHECK_SECONDS = 1;

    /** Writes an answer. */
    interface Writing {
        void to(OutputStream out) throws IOException;
    }

    private sealed interface Step {
        record Bytes(byte[] bytes) implements Step {}

        record End() implements Step {}

        record Broken(Exception cause) implements Step {}
    }

    private final BlockingQueue<Step> steps = new ArrayBlockingQueue<>(CHUNKS_AHEAD);
    private final Thread writer;
    private final long patienceNanos;
    private volatile boolean abandoned;

    /** What was taken to see how the answer begins, and was not given yet. */
    private @Nullable Step first;

    private StreamedBody(Writing writing, Pace pace) {
        patienceNanos = pace.toTake(CHUNK).toNanos();
        writer = Thread.ofPlatform().name("answer").daemon().unstarted(() -> write(writing));
    }

    /**
     * The bytes that {@code writing} writes, once there are any, so that who asked can be told what failed before; to be closed.
     *
     * @param pace how slowly they may be taken; whoever is slower has them broken off
     * @throws RuntimeException what {@code writing} threw before its first byte
     */
    static StreamedBody begun(Writing writing, Pace pace) {
        StreamedBody body = new StreamedBody(writing, pace);
        body.writer.start();
        try {
            Step first = body.take();
            if (first instanceof Step.Broken(Exception cause)) {
                throw cause instanceof RuntimeException fault ? fault : new IllegalStateException(cause);
            }
            body.first = first;
        } catch (InterruptedIOException e) {
            body.close();
            throw new UncheckedIOException(e);
        }
        return body;
    }

    private void write(Writing writing) {
        try {
            Chunks chunks = new Chunks();
            writing.to(chunks);
            chunks.flush();
            put(new Step.End());
        } catch (IOException | RuntimeException e) {
            // If nobody reads any more, this is what the writing ended with, and nobody is told.
            if (!abandoned) {
                offer(new Step.Broken(e));
            }
        }
    }

    private void put(Step step) throws IOException {
        if (!offer(step)) {
            throw new IOException("nobody reads any more");
        }
    }

    /** Whether there is someone who will read it. */
    private boolean offer(Step step) {
        try {
            if (abandoned || !steps.offer(step, patienceNanos, TimeUnit.NANOSECONDS)) {
                abandoned = true;
            }
        } catch (InterruptedException e) {
            abandoned = true;
        }
        return !abandoned;
    }

    /**
     * The next bytes, as soon as there are any; null after the last ones.
     *
     * @throws IOException if the answer breaks off; the server logs this, and closes the connection
     */
    byte @Nullable [] next() throws IOException {
        Step step = first == null ? take() : first;
        first = null;
        return switch (step) {
            case Step.Bytes(byte[] bytes) -> bytes;
            case Step.End() -> null;
            case Step.Broken(Exception cause) ->
                throw new IOException("an answer broke off", FaultHandler.withoutMessages(cause));
        };
    }

    private Step take() throws InterruptedIOException {
        try {
            Step step = steps.poll(CHECK_SECONDS, TimeUnit.SECONDS);
            while (step == null) {
                // A writer that lost its patience, or died, has nothing more to say.
                if (!writer.isAlive() && steps.isEmpty()) {
                    return new Step.Broken(new IllegalStateException("the writer of an answer gave up"));
                }
                step = steps.poll(CHECK_SECONDS, TimeUnit.SECONDS);
            }
            return step;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the rest of an answer");
        }
    }

    @Override
    public void close() {
        abandoned = true;
        writer.interrupt();
    }

    private final class Chunks extends OutputStream {
        private byte[] chunk = new byte[CHUNK];
        private int size;
        private boolean begun;

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
            if (!begun) {
                // Whoever waits is to see soon that there is something to wait for.
                begun = true;
                flush();
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
