package dev.muster.application.arguments;

import dev.muster.application.Refusal;
import dev.muster.application.port.Slice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The part of a list for which somebody asks.
 *
 * @param limit most items to give, 1 to {@value #MAX_LIMIT}
 * @param after the {@code next} of an earlier part; null from the start
 */
public record PageRequest<K>(int limit, @Nullable K after) {
    public static final int DEFAULT_LIMIT = 100;
    public static final int MAX_LIMIT = 1_000;

    private static final String LIMIT = "limit";
    private static final String AFTER = "after";

    /** Returns {@code further} and, behind them, the names of the arguments of a list. */
    public static List<String> parameters(String... further) {
        List<String> names = new ArrayList<>(Arrays.asList(further));
        names.addAll(List.of(LIMIT, AFTER));
        return names;
    }

    /**
     * Returns the part for which these arguments ask. Ignores other arguments.
     *
     * @param parse reads a {@code next}; empty if a text is none
     * @param what what a {@code next} is, for messages
     * @throws Refusal {@code bad-parameter} if one has a value that is not allowed
     */
    public static <K> PageRequest<K> of(TextArguments arguments, Function<String, Optional<K>> parse, String what) {
        return new PageRequest<>(
                limit(arguments), arguments.parsed(AFTER, parse, what).orElse(null));
    }

    /**
     * Returns the part of a list whose order changes while somebody reads it. Its {@code after} is the number of items
     * to leave out from the start.
     */
    public static PageRequest<Long> byPosition(TextArguments arguments) {
        OptionalLong skipped = arguments.number(AFTER, 0, Integer.MAX_VALUE);
        return new PageRequest<>(limit(arguments), skipped.isPresent() ? skipped.getAsLong() : 0);
    }

    private static int limit(TextArguments arguments) {
        return (int) arguments.number(LIMIT, 1, MAX_LIMIT).orElse(DEFAULT_LIMIT);
    }

    /**
     * Returns the part of a short list that is in memory as a whole. {@code name} gives the text of an item in
     * {@code after}.
     */
    public static <T> PageRequest<T> of(TextArguments arguments, List<T> all, Function<T, String> name) {
        return new PageRequest<>(
                limit(arguments), arguments.oneOf(AFTER, all, name).orElse(null));
    }

    /** Returns this part of a list that is in memory as a whole. */
    public Slice<K> among(List<K> all) {
        List<K> behind = all.subList(after == null ? 0 : all.indexOf(after) + 1, all.size());
        return Slice.of(behind.iterator(), limit, item -> 0);
    }
}
