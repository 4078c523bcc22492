package dev.muster.application.arguments;

import dev.muster.application.Refusal;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Texts by name, as people and programs give them: the parameters of a query, the members of a body, the options of a command.
 * What is not known or not allowed is refused as {@code bad-parameter}: an argument that is silently ignored gives answers to
 * questions that were not asked.
 */
public final class TextArguments {
    private final Map<String, String> values;
    private final UnaryOperator<String> spelling;

    private TextArguments(Map<String, String> values, UnaryOperator<String> spelling) {
        this.values = values;
        this.spelling = spelling;
    }

    /**
     * Arguments, whatever their names.
     *
     * @throws Refusal if one has no value: to take it for none would answer a question that was not asked
     */
    public static TextArguments of(Map<String, String> values) {
        values.forEach((name, value) -> {
            if (value.isEmpty()) {
                throw refusal(name, "the parameter '%s' has no value; leave it out or give it one".formatted(name));
            }
        });
        return new TextArguments(new LinkedHashMap<>(values), UnaryOperator.identity());
    }

    /** The same arguments, whose names messages spell in another way. */
    public TextArguments spelled(UnaryOperator<String> otherSpelling) {
        return new TextArguments(values, otherSpelling);
    }

    /**
     * These arguments.
     *
     * @param allowed the names that there are
     * @throws Refusal if one has another name
     */
    public TextArguments among(Collection<String> allowed) {
        values.keySet().forEach(name -> {
            if (!allowed.contains(name)) {
                throw refusal(name, "there is no parameter '%s' here".formatted(name), List.copyOf(allowed));
            }
        });
        return this;
    }

    /** The texts of all arguments, in the order in which they were given. */
    public Map<String, String> texts() {
        return new LinkedHashMap<>(values);
    }

    /** The argument's text, which has at least one character; empty if the argument is absent. */
    public Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** The argument's whole number. */
    public OptionalLong number(String name, long min, long max) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        if (text.get().matches("-?[0-9]{1,18}")) {
            long value = Long.parseLong(text.get());
            if (value >= min && value <= max) {
                return OptionalLong.of(value);
            }
        }
        throw refusal(
                name,
                "%s must be a whole number from %d to %d, not '%s'"
                        .formatted(spelling.apply(name), min, max, text.get()),
                "%d..%d".formatted(min, max));
    }

    /** One of some constants, by its name in lower case. */
    public <T extends Enum<T>> Optional<T> oneOf(String name, Class<T> type) {
        return oneOf(
                name,
                List.of(type.getEnumConstants()),
                constant -> constant.name().toLowerCase(Locale.ROOT));
    }

    /** One of some things, by the name that {@code code} gives it. */
    public <T> Optional<T> oneOf(String name, List<T> things, Function<T, String> code) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Optional<T> named = things.stream()
                .filter(thing -> code.apply(thing).equals(text.get()))
                .findFirst();
        if (named.isEmpty()) {
            List<String> allowed = things.stream().map(code).toList();
            throw refusal(
                    name,
                    "%s must be one of %s, not '%s'"
                            .formatted(spelling.apply(name), String.join(", ", allowed), text.get()),
                    allowed);
        }
        return named;
    }

    /** A truth value; false if it is absent. */
    public boolean flag(String name) {
        return oneOf(name, List.of(true, false), String::valueOf).orElse(false);
    }

    /** Something that {@code parse} finds in the argument's text. */
    public <T> Optional<T> parsed(String name, Function<String, Optional<T>> parse, String what) {
        return text(name)
                .map(text -> parse.apply(text)
                        .orElseThrow(
                                () -> refusal(name, "%s '%s' is not %s".formatted(spelling.apply(name), text, what))));
    }

    /**
     * Something that cannot be done without.
     *
     * @throws Refusal if it is absent
     */
    public String required(String name) {
        return text(name).orElseThrow(() -> refusal(name, "%s is required".formatted(spelling.apply(name))));
    }

    private static Refusal refusal(String name, String detail, Object allowed) {
        return new Refusal(refusal(name, detail).problem().with("allowed", allowed));
    }

    private static Refusal refusal(String name, String detail) {
        return new Refusal(new Problem(ProblemType.BAD_PARAMETER, detail).with("field", name));
    }
}
