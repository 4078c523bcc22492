package dev.muster.adapters.in.rest.http;

import dev.muster.application.Refusal;
import dev.muster.application.arguments.TextArguments;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import io.micronaut.http.HttpRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The parameters of a request's query. */
public final class Query {
    private Query() {}

    /**
     * The query of {@code request}.
     *
     * @param allowed names of the parameters that the route has
     * @throws Refusal {@code bad-parameter} if a parameter has another name, is there twice or has no value
     */
    public static TextArguments of(HttpRequest<?> request, List<String> allowed) {
        return of(request).among(allowed);
    }

    /** The query of {@code request}, of whatever parameters. Read here: the server would decode it by the body's character set. */
    public static TextArguments of(HttpRequest<?> request) {
        return TextArguments.of(pairs(text(request)));
    }

    /** The query by which a form of a page asks, of whatever parameters. What is not filled in is sent as well, and left out here. */
    public static TextArguments ofPage(HttpRequest<?> request) {
        return filledIn(text(request));
    }

    /** The fields that are filled in of a form of a page ({@code application/x-www-form-urlencoded}), of whatever names. */
    public static TextArguments ofForm(byte[] body) {
        return filledIn(new String(body, StandardCharsets.UTF_8));
    }

    private static String text(HttpRequest<?> request) {
        String text = request.getUri().getRawQuery();
        return text == null ? "" : text;
    }

    private static TextArguments filledIn(String text) {
        Map<String, String> values = pairs(text);
        values.values().removeIf(String::isEmpty);
        return TextArguments.of(values);
    }

    private static Map<String, String> pairs(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String pair : text.split("&")) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
                String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
                if (values.putIfAbsent(name, value) != null) {
                    throw new Refusal(
                            new Problem(ProblemType.BAD_PARAMETER, "the parameter '%s' is there twice".formatted(name))
                                    .with("field", name));
                }
            }
        }
        return values;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Refusal(ProblemType.BAD_PARAMETER, "the query is not percent-encoded as it should be");
        }
    }
}
