package dev.muster.adapters.in.rest;

import dev.muster.adapters.in.json.Views;
import dev.muster.application.port.Slice;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Parts of lists. */
final class Page {
    private Page() {}

    /**
     * The first {@code limit} of {@code found}, which has one more if there are more.
     *
     * @param cursor what to ask for as {@code after} to go on behind an item
     */
    static <T> Map<String, @Nullable Object> of(
            String plural,
            List<T> found,
            int limit,
            Function<T, Map<String, @Nullable Object>> view,
            Function<T, String> cursor) {
        boolean more = found.size() > limit;
        List<T> shown = more ? found.subList(0, limit) : found;
        return Views.page(plural, shown.stream().map(view).toList(), more ? cursor.apply(shown.getLast()) : null);
    }

    /** A part of a list, as a store gave it. */
    static <T> Map<String, @Nullable Object> of(
            String plural, Slice<T> slice, Function<T, Map<String, @Nullable Object>> view, Function<T, String> cursor) {
        return Views.page(
                plural,
                slice.items().stream().map(view).toList(),
                slice.more() ? cursor.apply(slice.items().getLast()) : null);
    }

    /**
     * A part of a short list that is there whole.
     *
     * @param name what an item is called, also in {@code after}
     */
    static <T> Map<String, @Nullable Object> of(
            String plural,
            List<T> all,
            Query query,
            Function<T, Map<String, @Nullable Object>> view,
            Function<T, String> name) {
        int from = query.oneOf("after", all, name)
                .map(last -> all.indexOf(last) + 1)
                .orElse(0);
        int limit = query.limit();
        List<T> found = all.subList(from, (int) Math.min(all.size(), from + limit + 1L));
        return of(plural, found, limit, view, name);
    }
}
