package dev.muster.application.export;

import dev.muster.application.port.Slice;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Items that are read page by page as the iteration goes on. Not thread safe. */
final class PagedItems<T> implements Iterator<T> {
    private final Function<@Nullable T, Slice<T>> read;
    private List<T> page = List.of();
    private int position;
    private boolean more = true;

    /** @param read returns the page after an item; the first page for null */
    PagedItems(Function<@Nullable T, Slice<T>> read) {
        this.read = read;
    }

    @Override
    public boolean hasNext() {
        if (position == page.size() && more) {
            Slice<T> slice = read.apply(page.isEmpty() ? null : page.getLast());
            page = slice.items();
            position = 0;
            more = slice.more();
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
