package dev.muster.adapters.in.rest;

import dev.muster.adapters.in.json.Json;
import dev.muster.adapters.in.json.PageView;
import dev.muster.adapters.in.rest.http.AnswerMemory;
import dev.muster.application.arguments.PageRequest;
import dev.muster.application.arguments.TextArguments;
import dev.muster.application.port.Slice;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Parts of lists. */
final class Page {
    private Page() {}

    /**
     * Writes a part of a list: {@code slice}, or the first of its items, at least one, if they are more bytes than a page has.
     *
     * @param cursor what to ask for as {@code after} to go on behind an item
     */
    static <T> void write(
            String plural, Slice<T> slice, Function<T, ?> view, Function<T, String> cursor, OutputStream out)
            throws IOException {
        Counted page = new Counted(out);
        page.write("{\"%s\":[".formatted(plural).getBytes(StandardCharsets.US_ASCII));
        List<T> items = slice.items();
        int shown = 0;
        for (; shown < items.size() && page.size < AnswerMemory.PAGE; shown++) {
            if (shown > 0) {
                page.write(',');
            }
            Json.write(view.apply(items.get(shown)), page);
        }
        page.write("],\"next\":".getBytes(StandardCharsets.US_ASCII));
        Json.write(slice.more() || shown < items.size() ? cursor.apply(items.get(shown - 1)) : null, page);
        page.write('}');
    }

    /**
     * A part of a short list that is there whole.
     *
     * @param name what an item is called, also in {@code after}
     */
    static <T> Map<String, @Nullable Object> of(
            String plural, List<T> all, TextArguments query, Function<T, ?> view, Function<T, String> name) {
        Slice<T> part = PageRequest.of(query, all, name).among(all);
        List<T> items = part.items();
        return PageView.of(plural, items.stream().map(view).toList(), part.more() ? name.apply(items.getLast()) : null);
    }

    private static final class Counted extends FilterOutputStream {
        private long size;

        Counted(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            size++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            size += length;
        }
    }
}
