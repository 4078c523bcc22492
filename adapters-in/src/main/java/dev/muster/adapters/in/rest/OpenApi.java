package dev.muster.adapters.in.rest;

import dev.muster.adapters.in.json.Json;
import dev.muster.application.ingest.LoadParameter;
import dev.muster.application.ingest.LoadParameter.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Completes the description of the API by what the program knows better: the parameters of loading. */
final class OpenApi {
    private static final String PLACE = "# The parameters of loading, as the program knows them.";

    private OpenApi() {}

    /** The document with the parameters of a query in the first place that is kept for them, members of a body in the second. */
    static String completed(String document) {
        return document.lines()
                .flatMap(line -> line.endsWith(PLACE)
                        ? parameters(line.substring(0, line.length() - PLACE.length()))
                        : Stream.of(line))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static Stream<String> parameters(String indent) {
        boolean inQuery = indent.length() < 10;
        return Arrays.stream(LoadParameter.values())
                .map(parameter ->
                        indent + (inQuery ? "- " + inQuery(parameter) : parameter.code() + ": " + inBody(parameter)));
    }

    /** Objects of JSON are YAML too. */
    private static String text(Map<String, @Nullable Object> object) {
        return new String(Json.bytes(object), StandardCharsets.UTF_8);
    }

    private static String inQuery(LoadParameter parameter) {
        Map<String, @Nullable Object> described = new LinkedHashMap<>();
        described.put("name", parameter.code());
        described.put("in", "query");
        described.put("description", parameter.meaning() + ".");
        described.put("schema", schema(parameter, false));
        return text(described);
    }

    private static String inBody(LoadParameter parameter) {
        Map<String, @Nullable Object> schema = new LinkedHashMap<>();
        schema.put("description", parameter.meaning() + ".");
        schema.putAll(schema(parameter, true));
        return text(schema);
    }

    private static Map<String, @Nullable Object> schema(LoadParameter parameter, boolean nullable) {
        Map<String, @Nullable Object> schema = new LinkedHashMap<>();
        String type = switch (parameter.kind()) {
            case Kind.Flag() -> "boolean";
            case Kind.WholeNumber whole -> "integer";
            case Kind.OneOf choice -> "string";
            case Kind.Text text -> "string";
        };
        schema.put("type", nullable ? List.of(type, "null") : type);
        switch (parameter.kind()) {
            case Kind.Flag() -> {}
            case Kind.WholeNumber(long min, long max) -> {
                schema.put("minimum", min);
                schema.put("maximum", max);
            }
            case Kind.OneOf(List<String> names) -> {
                List<@Nullable String> all = new ArrayList<>(names);
                if (nullable) {
                    all.add(null);
                }
                schema.put("enum", all);
            }
            case Kind.Text(List<String> examples) -> schema.put("examples", examples);
        }
        if (parameter.defaultText() != null) {
            schema.put(
                    "default",
                    switch (parameter.kind()) {
                        case Kind.Flag() -> Boolean.valueOf(parameter.defaultText());
                        case Kind.WholeNumber whole -> Long.valueOf(parameter.defaultText());
                        case Kind.OneOf choice -> parameter.defaultText();
                        case Kind.Text text -> parameter.defaultText();
                    });
        }
        return schema;
    }
}
