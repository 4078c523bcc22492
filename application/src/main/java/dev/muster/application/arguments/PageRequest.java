package dev.muster.application.arguments;

import dev.muster.application.Refusal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The part of a list that somebody asks for.
 *
 * @param limit most items to give, 1 to {@value #MAX_LIMIT}
 * @param after what an earlier part gave as {@code next}; null from the start
 */
public record PageRequest<K>(int limit, @Nullable K after) {
    public static final int DEFAULT_LIMIT = 100;
    public static final int MAX_LIMIT = 1_000;

    private static final String LIMIT = "limit";
    private static final String AFTER = "after";

    /** The names of the arguments of a list, behind further ones. */
    public static List<String> parameters(String... further) {
        List<String> names = new ArrayList<>(Arrays.asList(further));
        names.addAll(List.of(LIMIT, AFTER));
        return names;
    }

    /**
     * The part that these arguments ask for; others among them do not matter.
     *
     * @param parse what a {@code next} stands for; empty if a text is none
     * @param what a {@code next} is, for messages
     * @throws Refusal {@code bad-parameter} if one has a value that is not allowed
     */
    public static <K> PageRequest<K> of(TextArguments arguments, Function<String, Optional<K>> parse, String what) {
        return new PageRequest<>(
                limit(arguments), arguments.parsed(AFTER, parse, what).orElse(null));
    }

    /**
     * The part of a list whose order changes while somebody reads it: {@code after} is how many items to leave out from the start.
     */
    public static PageRequest<Long> byPosition(TextArguments arguments) {
        OptionalLong skipped = arguments.number(AFTER, 0, Integer.MAX_VALUE);
        return new PageRequest<>(limit(arguments), skipped.isPresent() ? skipped.getAsLong() : 0);
    }

    private static int limit(TextArguments arguments) {
        return (int) arguments.number(LIMIT, 1, MAX_LIMIT).orElse(DEFAULT_LIMIT);
    }

    /** The part of a short list that is there whole: {@code name} is what an item is called in {@code after}. */
    public static <T> PageRequest<T> of(TextArguments arguments, List<T> all, Function<T, String> name) {
        return new PageRequest<>(
                limit(arguments), arguments.oneOf(AFTER, all, name).orElse(null));
    }
}
