package dev.muster.application.ingest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Decodes on a thread of its own while the batches before are written. Used by one thread. */
final class Prefetch implements AutoCloseable {
    /** Few: they keep both threads busy, and more would only cost memory. */
    private static final int BATCHES_AHEAD = 2;

    private sealed interface Step {
        record Read(RecordBatch batch) implements Step {}

        record End() implements Step {}

        record Failed(Throwable cause) implements Step {}
    }

    private final BlockingQueue<Step> steps = new ArrayBlockingQueue<>(BATCHES_AHEAD);
    private final BatchReader reader;
    private final Thread thread;
    private volatile boolean closed;

    Prefetch(BatchReader reader, String name) {
        this.reader = reader;
        thread = Thread.ofPlatform().name("decode-" + name).daemon().start(this::readAll);
    }

    private void readAll() {
        try {
            for (RecordBatch batch; (batch = reader.next()) != null; ) {
                if (!put(new Step.Read(batch))) {
                    return;
                }
            }
            put(new Step.End());
        } catch (IOException | RuntimeException | Error e) {
            put(new Step.Failed(e));
        }
    }

    private boolean put(Step step) {
        try {
            while (!closed) {
                if (steps.offer(step, 100, TimeUnit.MILLISECONDS)) {
                    return true;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    /**
     * The next batch; null after the last one.
     *
     * @throws UncheckedIOException if the input cannot be read
     */
    @Nullable
    RecordBatch next() {
        try {
            return switch (steps.take()) {
                case Step.Read(RecordBatch batch) -> batch;
                case Step.End() -> null;
                case Step.Failed(IOException e) -> throw new UncheckedIOException(e);
                case Step.Failed(RuntimeException e) -> throw e;
                case Step.Failed(Throwable e) -> throw new IllegalStateException("decoding failed", e);
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for records", e);
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join();
            reader.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
