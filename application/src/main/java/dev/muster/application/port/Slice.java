package dev.muster.application.port;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * A part of a list: at most as many items as were asked for, fewer where these would take too much memory.
 *
 * @param items in the order of the list; the last one is that which fills {@value #BYTES} bytes, if one does
 * @param more whether the list goes on behind the last item, which there is then
 */
public record Slice<T>(List<T> items, boolean more) {
    /** With the item that fills these bytes a slice ends. */
    public static final int BYTES = 4 << 20;

    public Slice {
        items = List.copyOf(items);
        if (more && items.isEmpty()) {
            throw new IllegalArgumentException("there is more behind an item that is not there");
        }
    }

    /**
     * The first part of a list, which is read one item beyond it.
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
