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
 * Texts by name, as people and programs give them: the parameters of a query, the members of a body, the options of a
 * command. An unknown name or a value that is not allowed is refused as {@code bad-parameter}: an argument that is
 * silently ignored gives an answer to another question.
 */
public final class TextArguments {
    private final Map<String, String> values;
    private final UnaryOperator<String> spelling;

    private TextArguments(Map<String, String> values, UnaryOperator<String> spelling) {
        this.values = values;
        this.spelling = spelling;
    }

    /**
     * Returns arguments with any names.
     *
     * @throws Refusal if one has no value: ignoring it would answer another question
     */
    public static TextArguments of(Map<String, String> values) {
        values.forEach((name, value) -> {
            if (value.isEmpty()) {
                throw refusal(name, "the parameter '%s' has no value; leave it out or give it one".formatted(name));
            }
        });
        return new TextArguments(new LinkedHashMap<>(values), UnaryOperator.identity());
    }

    /** Returns the same arguments. Messages about them spell their names in another way. */
    public TextArguments spelled(UnaryOperator<String> otherSpelling) {
        return new TextArguments(values, otherSpelling);
    }

    /**
     * Returns these arguments.
     *
     * @param allowed the names that they may have
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

    /** Returns the texts of all arguments, in the order in which they were given. */
    public Map<String, String> texts() {
        return new LinkedHashMap<>(values);
    }

    /** Returns the argument's text, which has at least one character; empty if the argument is absent. */
    public Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** Returns the argument's whole number; empty if the argument is absent. */
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
                "%s must be a whole number from %s to %s, not '%s'"
                        .formatted(spelling.apply(name), min, max, text.get()),
                "%s..%s".formatted(min, max));
    }

    /** Returns a constant by its name in lower case; empty if the argument is absent. */
    public <T extends Enum<T>> Optional<T> oneOf(String name, Class<T> type) {
        return oneOf(
                name,
                List.of(type.getEnumConstants()),
                constant -> constant.name().toLowerCase(Locale.ROOT));
    }

    /** Returns one of {@code things}, by the name that {@code code} gives it; empty if the argument is absent. */
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

    /** Returns a truth value; false if the argument is absent. */
    public boolean flag(String name) {
        return oneOf(name, List.of(true, false), String::valueOf).orElse(false);
    }

    /** Returns what {@code parse} finds in the argument's text; empty if the argument is absent. */
    public <T> Optional<T> parsed(String name, Function<String, Optional<T>> parse, String what) {
        return text(name)
                .map(text -> parse.apply(text)
                        .orElseThrow(
                                () -> refusal(name, "%s '%s' is not %s".formatted(spelling.apply(name), text, what))));
    }

    private static Refusal refusal(String name, String detail, Object allowed) {
        return new Refusal(refusal(name, detail).problem().with("allowed", allowed));
    }

    private static Refusal refusal(String name, String detail) {
        return new Refusal(new Problem(ProblemType.BAD_PARAMETER, detail).with("field", name));
    }
}
