package dev.muster.application.port;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * A part of a list: as many items as were asked for, or fewer if these would take too much memory.
 *
 * @param items in the order of the list; if one fills up {@value #BYTES} bytes, it is the last
 * @param more whether the list goes on behind the last item; false if there are no items
 */
public record Slice<T>(List<T> items, boolean more) {
    /** A slice ends with the item that fills up these bytes. */
    public static final int BYTES = 4 << 20;

    public Slice {
        items = List.copyOf(items);
        if (more && items.isEmpty()) {
            throw new IllegalArgumentException("there is more behind an item that is not there");
        }
    }

    /**
     * Returns the first part of a list. Asks the list for at most one item more.
     *
     * @param limit most items to give, at least 1
     * @param bytes about how many bytes an item takes in memory
     */
    public static <T> Slice<T> of(Iterator<? extends T> list, int limit, ToLongFunction<? super T> bytes) {
        List<T> items = new ArrayList<>();
        long filled = 0;
        while (items.size() < limit && filled < BYTES && list.hasNext()) {
            T item = list.next();
            filled += bytes.applyAsLong(item);
            items.add(item);
        }
        return new Slice<>(items, list.hasNext());
    }
}
