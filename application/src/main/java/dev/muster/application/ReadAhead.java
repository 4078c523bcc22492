package dev.muster.application;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Items that are read on a thread of their own while earlier ones are worked on. Not thread safe.
 *
 * @param <T> the items
 */
public final class ReadAhead<T> implements Iterator<T>, AutoCloseable {
    private final Prefetch<List<T>> chunks;
    private Iterator<T> chunk = List.<T>of().iterator();
    private boolean ended;

    /**
     * Begins to read.
     *
     * @param items until this is closed only the reading thread uses them
     * @param close closes the items
     * @param atOnce number of items that are handed over at a time
     * @param name the name of the thread
     */
    public ReadAhead(Iterator<? extends T> items, Closeable close, int atOnce, String name) {
        chunks = new Prefetch<>(
                new Prefetch.Source<>() {
                    @Override
                    public @Nullable List<T> next() {
                        List<T> read = new ArrayList<>(atOnce);
                        while (read.size() < atOnce && items.hasNext()) {
                            read.add(items.next());
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
