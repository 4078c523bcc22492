package dev.muster.adapters.in.rest;

import dev.muster.adapters.in.json.Json;
import dev.muster.application.ingest.LoadParameter;
import dev.muster.application.ingest.LoadParameter.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Completes the description of the API by what the program knows better: the parameters of loading. */
final class OpenApi {
    private static final String IN_QUERY = "# The parameters of loading";
    private static final String IN_BODY = "# The members of an order to load";

    private OpenApi() {}

    /** The document with what belongs in the places that it keeps. Objects of JSON are YAML too. */
    static String completed(String document) {
        return document.lines()
                .flatMap(line -> switch (line.strip()) {
                    case IN_QUERY -> each(line, IN_QUERY, parameter -> "- " + inQuery(parameter));
                    case IN_BODY ->
                        each(line, IN_BODY, parameter -> "\"%s\": %s".formatted(parameter.code(), inBody(parameter)));
                    default -> Stream.of(line);
                })
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static Stream<String> each(String line, String place, Function<LoadParameter, String> described) {
        return Stream.of(LoadParameter.values()).map(parameter -> line.replace(place, described.apply(parameter)));
    }

    private static String text(Map<String, @Nullable Object> object) {
        return new String(Json.bytes(object), StandardCharsets.UTF_8);
    }

    private static String inQuery(LoadParameter parameter) {
        Map<String, @Nullable Object> described = new LinkedHashMap<>();
        described.put("name", parameter.code());
        described.put("in", "query");
        described.put("description", parameter.meaning() + ".");
        described.put("schema", schema(parameter, List.of()));
        return text(described);
    }

    /** In a body, null counts as absent. */
    private static String inBody(LoadParameter parameter) {
        Map<String, @Nullable Object> schema = schema(parameter, List.of("null"));
        schema.put("description", parameter.meaning() + ".");
        return text(schema);
    }

    /** @param furtherTypes beside the parameter's own */
    private static Map<String, @Nullable Object> schema(LoadParameter parameter, List<String> furtherTypes) {
        Map<String, @Nullable Object> schema = new LinkedHashMap<>();
        String otherwise = parameter.defaultText();
        List<String> types = new ArrayList<>(furtherTypes);
        switch (parameter.kind()) {
            case Kind.Flag() -> {
                types.addFirst("boolean");
                schema.put("default", Boolean.valueOf(otherwise));
            }
            case Kind.WholeNumber(long min, long max) -> {
                types.addFirst("integer");
                schema.put("minimum", min);
                schema.put("maximum", max);
                if (otherwise != null) {
                    schema.put("default", Long.valueOf(otherwise));
                }
            }
            case Kind.OneOf(List<String> names) -> {
                types.addFirst("string");
                List<@Nullable String> all = new ArrayList<>(names);
                furtherTypes.forEach(type -> all.add(null));
                schema.put("enum", all);
                if (otherwise != null) {
                    schema.put("default", otherwise);
                }
            }
            case Kind.Text(List<String> examples) -> {
                types.addFirst("string");
                schema.put("examples", examples);
                if (otherwise != null) {
                    schema.put("default", otherwise);
                }
            }
        }
        schema.put("type", types.size() == 1 ? types.getFirst() : types);
        return schema;
    }
}
