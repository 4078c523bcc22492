package dev.muster.application.reports;

import dev.muster.application.Refusal;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The keys with which a client asks for the records behind a figure. Keys that no report reads are refused. Not thread
 * safe.
 */
final class FigureKeys {
    private final Map<String, String> texts;
    private final List<String> known = new ArrayList<>();

    FigureKeys(Map<String, String> texts) {
        this.texts = texts;
    }

    /** Returns the text of a key; empty if it is not given. */
    Optional<String> text(String name) {
        known.add(name);
        return Optional.ofNullable(texts.get(name));
    }

    /**
     * Returns the whole number of a key; empty if it is not given.
     *
     * @throws Refusal {@code bad-parameter} if it is none from {@code min} to {@code max}
     */
    Optional<Long> number(String name, long min, long max) {
        return parsed(
                name,
                text -> text.matches("-?[0-9]{1,18}")
                        ? Optional.of(Long.valueOf(text)).filter(number -> number >= min && number <= max)
                        : Optional.empty(),
                "a whole number from %s to %s".formatted(min, max));
    }

    /**
     * Returns what {@code parse} finds in the text of a key; empty if it is not given.
     *
     * @param expected the allowed values, in words
     * @throws Refusal {@code bad-parameter} if it finds nothing
     */
    <T> Optional<T> parsed(String name, Function<String, Optional<T>> parse, String expected) {
        return text(name)
                .map(text -> parse.apply(text)
                        .orElseThrow(() -> refusal(name, "%s must be %s, not '%s'".formatted(name, expected, text))));
    }

    /**
     * Returns the value of a key that must be given.
     *
     * @throws Refusal {@code bad-parameter} if it is not
     */
    static <T> T required(String name, Optional<T> value) {
        return value.orElseThrow(() -> refusal(name, "%s is required".formatted(name)));
    }

    /**
     * Refuses keys that were given but not read.
     *
     * @throws Refusal {@code bad-parameter} if there is one
     */
    void refuseOthers() {
        for (String name : texts.keySet()) {
            if (!known.contains(name)) {
                throw new Refusal(refusal(name, "the figures of this report have no '%s'".formatted(name))
                        .problem()
                        .with("allowed", List.copyOf(known)));
            }
        }
    }

    static Refusal refusal(String name, String detail) {
        return new Refusal(new Problem(ProblemType.BAD_PARAMETER, detail).with("field", name));
    }
}
