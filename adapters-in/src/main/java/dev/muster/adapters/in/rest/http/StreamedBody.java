package dev.muster.adapters.in.rest.http;

import io.micronaut.http.HttpRequest;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An answer that is given in pieces. It releases what it is made from once its last piece is taken, or the client is gone.
 */
public final class StreamedBody implements Closeable {
    private static final int CHUNK = 1 << 16;

    /** Writes an answer. */
    public interface Writing {
        void to(OutputStream out) throws IOException;
    }

    private sealed interface Pieces extends Closeable {
        byte @Nullable [] next() throws IOException;

        @Override
        void close();
    }

    private final Pieces pieces;
    private final Disconnection disconnection;

    private StreamedBody(HttpRequest<?> request, Pieces pieces) {
        this.pieces = pieces;
        this.disconnection = Disconnection.of(request, pieces::close);
    }

    /**
     * Pieces that are there already.
     *
     * @param end runs once they are taken or wanted no more
     */
    public static StreamedBody of(HttpRequest<?> request, Iterator<byte[]> pieces, Runnable end) {
        return new StreamedBody(request, new InMemory(pieces, end));
    }

    /**
     * The bytes that {@code writing} writes while they are read, on a thread of its own that waits when the reader is slower:
     * they never are in memory as a whole. Given once there are any, so that who asked can be told what failed before; to be
     * closed. What goes wrong later breaks the answer off, so that nobody takes it for complete.
     *
     * @throws RuntimeException what {@code writing} threw before its first byte
     */
    public static StreamedBody begun(HttpRequest<?> request, Writing writing) {
        WhileRead pieces = new WhileRead(writing);
        StreamedBody body = new StreamedBody(request, pieces);
        try {
            pieces.begin();
        } catch (RuntimeException | Error e) {
            body.close();
            throw e;
        }
        return body;
    }

    /**
     * The next bytes, as soon as there are any; null after the last ones.
     *
     * @throws IOException if the answer breaks off; the server logs this, and closes the connection
     */
    public byte @Nullable [] next() throws IOException {
        return pieces.next();
    }

    @Override
    public void close() {
        disconnection.close();
        pieces.close();
    }

    private static final class InMemory implements Pieces {
        private final Iterator<byte[]> pieces;
        private final Runnable end;

        InMemory(Iterator<byte[]> pieces, Runnable end) {
            this.pieces = pieces;
            this.end = end;
        }

        @Override
        public byte @Nullable [] next() {
            return pieces.hasNext() ? pieces.next() : null;
        }

        @Override
        public void close() {
            end.run();
        }
    }

    private static final class WhileRead implements Pieces {
        private static final int CHUNKS_AHEAD = 4;
        private static final long CHECK_SECONDS = 1;

        private sealed interface Step {
            record Bytes(byte[] bytes) implements Step {}

            record End() implements Step {}

            record Broken(Exception cause) implements Step {}
        }

        private final BlockingQueue<Step> steps = new ArrayBlockingQueue<>(CHUNKS_AHEAD);
        private final Thread writer;
        private volatile boolean abandoned;

        /** What was taken to see how the answer begins, and was not given yet. */
        private @Nullable Step first;

        WhileRead(Writing writing) {
            writer = Thread.ofPlatform().name("answer").daemon().unstarted(() -> write(writing));
        }

        void begin() {
            writer.start();
            try {
                first = take();
            } catch (InterruptedIOException e) {
                throw new UncheckedIOException(e);
            }
            if (first instanceof Step.Broken(Exception cause)) {
                if (!abandoned) {
                    throw cause instanceof RuntimeException fault ? fault : new IllegalStateException(cause);
                }
                // There is nobody to tell: the connection has ended.
                first = new Step.End();
            }
        }

        private void write(Writing writing) {
            try {
                Chunks chunks = new Chunks();
                writing.to(chunks);
                chunks.flush();
                put(new Step.End());
            } catch (IOException | RuntimeException e) {
                // If nobody reads any more, this is what the writing ended with, and nobody is told.
                offer(new Step.Broken(e));
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
                if (!abandoned) {
                    steps.put(step);
                }
            } catch (InterruptedException e) {
                abandoned = true;
            }
            return !abandoned;
        }

        @Override
        public byte @Nullable [] next() throws IOException {
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
                    // A writer that was told to stop, or died, has nothing more to say.
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
}
