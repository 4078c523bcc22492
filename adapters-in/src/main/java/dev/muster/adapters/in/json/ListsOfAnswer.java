package dev.muster.adapters.in.json;

import java.util.List;
import java.util.function.Function;

/**
 * Bounds the lists of one answer together. Items become views one at a time, while they are counted and while they are written.
 */
final class ListsOfAnswer {
    /** About how many bytes of JSON the lists of an answer have together, as a page of a list has. */
    static final long BYTES = 4 << 20;

    private long left = BYTES;

    /** Returns views of the first of {@code items}, as many as there are bytes for, at least one. */
    <T, V> Iterable<V> first(List<T> items, Function<T, V> view) {
        int shown = 0;
        while (shown < items.size() && (shown == 0 || left > 0)) {
            left -= Json.size(view.apply(items.get(shown++)));
        }
        List<T> first = items.subList(0, shown);
        return () -> first.stream().map(view).iterator();
    }
}
