package dev.muster.application;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads ahead on a thread of its own, while the caller works on what was read before. One thread uses it.
 *
 * @param <T> what is read; each one is so large that handing it over costs little
 */
public final class Prefetch<T> implements AutoCloseable {
    /** A few keep both threads busy; more would only cost memory. */
    private static final int AHEAD = 2;

    /**
     * A source to read from. One thread at a time uses it.
     *
     * @param <T> what is read
     */
    public interface Source<T> extends Closeable {
        /** Returns the next one; null after the last one. */
        @Nullable
        T next() throws IOException;
    }

    private sealed interface Step<T> {
        record Read<T>(T read) implements Step<T> {}

        record End<T>() implements Step<T> {}

        record Failed<T>(Throwable cause) implements Step<T> {}
    }

    private final BlockingQueue<Step<T>> steps = new ArrayBlockingQueue<>(AHEAD);
    private final Source<T> source;
    private final Thread thread;
    private volatile boolean closed;

    /**
     * Begins to read.
     *
     * @param source closed with this
     * @param name the name of the thread
     */
    public Prefetch(Source<T> source, String name) {
        this.source = source;
        thread = Thread.ofPlatform().name(name).daemon().start(this::readAll);
    }

    private void readAll() {
        try {
            for (T read; (read = source.next()) != null; ) {
                if (!put(new Step.Read<>(read))) {
                    return;
                }
            }
            put(new Step.End<>());
        } catch (IOException | RuntimeException | Error e) {
            put(new Step.Failed<>(e));
        }
    }

    private boolean put(Step<T> step) {
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
     * Returns the next one; null after the last one. Do not call it again after that.
     *
     * @throws UncheckedIOException if it cannot be read
     */
    public @Nullable T next() {
        try {
            return switch (steps.take()) {
                case Step.Read<T>(T read) -> read;
                case Step.End<T>() -> null;
                case Step.Failed<T>(IOException e) -> throw new UncheckedIOException(e);
                case Step.Failed<T>(RuntimeException e) -> throw e;
                case Step.Failed<T>(Error e) -> throw e;
                case Step.Failed<T>(Throwable e) -> throw new IllegalStateException("reading failed", e);
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for what is read", e);
        }
    }

    /** Ends reading and closes the source, even if the calling thread is interrupted. The thread stays interrupted. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        try {
            source.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
