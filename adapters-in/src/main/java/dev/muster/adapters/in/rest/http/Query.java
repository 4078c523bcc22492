package dev.muster.adapters.in.rest.http;

import dev.muster.application.Refusal;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import io.micronaut.http.HttpRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * The parameters of a request's query. What is not known, not allowed or there twice is refused as {@code bad-parameter}: a
 * parameter that is silently ignored gives answers to questions that were not asked.
 */
public final class Query {
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1_000;

    private final Map<String, String> values;

    private Query(Map<String, String> values) {
        this.values = values;
    }

    /**
     * The query of {@code request}. Read here because the server would decode it by the character set of the body.
     *
     * @param allowed names of the parameters that the route has
     */
    public static Query of(HttpRequest<?> request, List<String> allowed) {
        return of(request).holding(allowed);
    }

    private Query holding(List<String> allowed) {
        values.keySet().forEach(name -> {
            if (!allowed.contains(name)) {
                throw refusal(name, "there is no parameter '%s' here".formatted(name), allowed);
            }
        });
        return this;
    }

    /**
     * Members of a body, with the meaning that parameters have.
     *
     * @param allowed names of the members that the route has
     */
    public static Query of(Map<String, String> members, List<String> allowed) {
        members.forEach(Query::refuseEmpty);
        return new Query(members).holding(allowed);
    }

    /** No value is a wrong one: to take it for none would answer a question that was not asked. */
    private static void refuseEmpty(String name, String value) {
        if (value.isEmpty()) {
            throw refusal(name, "the parameter '%s' has no value; leave it out or give it one".formatted(name));
        }
    }

    /** The query of {@code request}, of whatever parameters. */
    public static Query of(HttpRequest<?> request) {
        Map<String, String> values = new LinkedHashMap<>();
        String text = request.getUri().getRawQuery();
        for (String pair : text == null ? new String[0] : text.split("&")) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
                String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
                if (values.putIfAbsent(name, value) != null) {
                    throw refusal(name, "the parameter '%s' is there twice".formatted(name));
                }
                refuseEmpty(name, value);
            }
        }
        return new Query(values);
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Refusal(ProblemType.BAD_PARAMETER, "the query is not percent-encoded as it should be");
        }
    }

    /** The texts of all parameters, in the order in which they were given. */
    public Map<String, String> texts() {
        return new LinkedHashMap<>(values);
    }

    /** The parameter's text, which has at least one character; empty if the parameter is absent. */
    public Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** The parameter's whole number. */
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
                "%s must be a whole number from %d to %d, not '%s'".formatted(name, min, max, text.get()),
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
                    "%s must be one of %s, not '%s'".formatted(name, String.join(", ", allowed), text.get()),
                    allowed);
        }
        return named;
    }

    /** A truth value; false if it is absent. */
    public boolean flag(String name) {
        return oneOf(name, List.of(true, false), String::valueOf).orElse(false);
    }

    /** Something that {@code parse} finds in the parameter's text. */
    public <T> Optional<T> parsed(String name, Function<String, Optional<T>> parse, String what) {
        return text(name)
                .map(text -> parse.apply(text)
                        .orElseThrow(() -> refusal(name, "%s '%s' is not %s".formatted(name, text, what))));
    }

    /** Most items of a list to give. */
    public int limit() {
        return (int) number("limit", 1, MAX_LIMIT).orElse(DEFAULT_LIMIT);
    }

    private static Refusal refusal(String name, String detail, Object allowed) {
        return new Refusal(refusal(name, detail).problem().with("allowed", allowed));
    }

    private static Refusal refusal(String name, String detail) {
        return new Refusal(new Problem(ProblemType.BAD_PARAMETER, detail).with("field", name));
    }

    /** The names of the parameters of a list, with further ones. */
    public static List<String> listParameters(String... further) {
        List<String> names = new ArrayList<>(Arrays.asList(further));
        names.addAll(List.of("limit", "after"));
        return names;
    }
}
