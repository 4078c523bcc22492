package dev.muster.application;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Items that are read on a thread of their own while earlier ones are worked on. Not thread safe.
 *
 * @param <T> the items
 */
public final class ReadAhead<T> implements Iterator<T>, AutoCloseable {
    private static final long BYTES_AT_ONCE = 1 << 20;

    private final Prefetch<List<T>> chunks;
    private Iterator<T> chunk = List.<T>of().iterator();
    private boolean ended;

    /**
     * Begins to read.
     *
     * @param items until this is closed only the reading thread uses them
     * @param close closes the items
     * @param atOnce most items that are handed over at a time
     * @param name the name of the thread
     */
    public ReadAhead(Iterator<? extends T> items, Closeable close, int atOnce, String name) {
        this(items, close, atOnce, item -> 0, name);
    }

    /** @param bytes about how many bytes an item takes in memory: fewer are handed over at a time if they are large */
    public ReadAhead(
            Iterator<? extends T> items, Closeable close, int atOnce, ToLongFunction<? super T> bytes, String name) {
        chunks = new Prefetch<>(
                new Prefetch.Source<>() {
                    @Override
                    public @Nullable List<T> next() {
                        List<T> read = new ArrayList<>(atOnce);
                        long filled = 0;
                        while (read.size() < atOnce && filled < BYTES_AT_ONCE && items.hasNext()) {
                            T item = items.next();
                            filled += bytes.applyAsLong(item);
                            read.add(item);
                        }
                        return read.isEmpty() ? null : read;
                    }

                    @Override
                    public void close() throws IOException {
                        close.close();
                    }
                },
                name);
    }

    @Override
    public boolean hasNext() {
        if (!chunk.hasNext() && !ended) {
            List<T> next = chunks.next();
            ended = next == null;
            chunk = next == null ? chunk : next.iterator();
        }
        return chunk.hasNext();
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return chunk.next();
    }

    @Override
    public void close() {
        chunks.close();
    }
}
