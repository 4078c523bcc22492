package dev.muster.application.export;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Items that are read a page at a time, as they are asked for. Not thread safe. */
final class Pages<T> implements Iterator<T> {
    private final Function<@Nullable T, List<T>> read;
    private final int limit;
    private List<T> page = List.of();
    private int position;
    private boolean last;

    /**
     * @param read gives the page after an item, or the first one after null; shorter than {@code limit} only if it is the last
     */
    Pages(Function<@Nullable T, List<T>> read, int limit) {
        this.read = read;
        this.limit = limit;
    }

    @Override
    public boolean hasNext() {
        if (position == page.size() && !last) {
            page = read.apply(page.isEmpty() ? null : page.getLast());
            position = 0;
            last = page.size() < limit;
        }
        return position < page.size();
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return page.get(position++);
    }
}
