package dev.muster.adapters.in.json;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parts of lists. */
public final class PageView {
    private PageView() {}

    /**
     * Returns a part of a list.
     *
     * @param plural name of the items
     * @param next what to ask for as {@code after} to get more; null if there is no more
     */
    public static Map<String, @Nullable Object> of(String plural, List<?> items, @Nullable String next) {
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put(plural, items);
        view.put("next", next);
        return view;
    }
}
