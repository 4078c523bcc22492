package dev.muster.adapters.out.jdbc;

import dev.muster.adapters.out.json.JsonValues;
import dev.muster.domain.dataset.Mapping;
import dev.muster.domain.intake.MessageOrigin;
import dev.muster.domain.intake.MessageOrigin.Header;
import dev.muster.domain.intake.Reason;
import dev.muster.domain.intake.ReasonCode;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Small structured values in text columns. */
final class JsonColumns {
    private JsonColumns() {}

    static String ofReasons(List<Reason> reasons) {
        List<Map<String, @Nullable Object>> values = new ArrayList<>(reasons.size());
        for (Reason reason : reasons) {
            Map<String, @Nullable Object> value = new LinkedHashMap<>();
            value.put("code", reason.code().code());
            value.put("field", reason.field());
            value.put("value", reason.value());
            value.put("message", reason.message());
            values.add(value);
        }
        return JsonValues.of(values);
    }

    static List<Reason> toReasons(String json) {
        List<Reason> reasons = new ArrayList<>();
        for (Object value : (List<?>) JsonValues.parse(json)) {
            Map<?, ?> members = (Map<?, ?>) value;
            reasons.add(new Reason(
                    ReasonCode.of(text(members, "code")),
                    (String) members.get("field"),
                    (String) members.get("value"),
                    text(members, "message")));
        }
        return reasons;
    }

    /** Returns the text of a JSON string; null for null. */
    static @Nullable String toText(String json) {
        return json.equals("null") ? null : (String) JsonValues.parse(json);
    }

    /** Returns a text as a JSON string. */
    static String ofText(String text) {
        return JsonValues.of(text);
    }

    static String ofTexts(List<@Nullable String> texts) {
        return JsonValues.of(texts);
    }

    static List<@Nullable String> toTexts(String json) {
        List<@Nullable String> texts = new ArrayList<>();
        for (Object text : (List<?>) JsonValues.parse(json)) {
            texts.add((String) text);
        }
        return texts;
    }

    static String ofCounts(Map<String, Long> counts) {
        return JsonValues.of(counts);
    }

    static Map<String, Long> toCounts(String json) {
        Map<String, Long> counts = new LinkedHashMap<>();
        ((Map<?, ?>) JsonValues.parse(json)).forEach((code, count) -> counts.put((String) code, (Long) count));
        return counts;
    }

    static @Nullable String ofOrigin(@Nullable MessageOrigin origin) {
        if (origin == null) {
            return null;
        }
        Map<String, @Nullable Object> value = new LinkedHashMap<>();
        value.put("topic", origin.topic());
        value.put("partition", (long) origin.partition());
        value.put("offset", origin.offset());
        value.put("timestamp", origin.timestamp().toEpochMilli());
        value.put("key", ofBytes(origin.key()));
        // A name may come more than once.
        List<List<@Nullable Object>> headers = new ArrayList<>();
        for (Header header : origin.headers()) {
            headers.add(Arrays.asList(header.name(), ofBytes(header.value())));
        }
        value.put("headers", headers);
        return JsonValues.of(value);
    }

    static @Nullable MessageOrigin toOrigin(@Nullable String json) {
        if (json == null) {
            return null;
        }
        Map<?, ?> members = (Map<?, ?>) JsonValues.parse(json);
        List<Header> headers = new ArrayList<>();
        for (Object header : (List<?>) Objects.requireNonNull(members.get("headers"))) {
            List<?> pair = (List<?>) header;
            headers.add(new Header((String) pair.get(0), toBytes(pair.get(1))));
        }
        return new MessageOrigin(
                text(members, "topic"),
                Math.toIntExact(number(members, "partition")),
                number(members, "offset"),
                Instant.ofEpochMilli(number(members, "timestamp")),
                toBytes(members.get("key")),
                headers);
    }

    private static @Nullable String ofBytes(byte @Nullable [] bytes) {
        return bytes == null ? null : Base64.getEncoder().encodeToString(bytes);
    }

    private static byte @Nullable [] toBytes(@Nullable Object base64) {
        return base64 instanceof String text ? Base64.getDecoder().decode(text) : null;
    }

    static @Nullable String ofProblem(@Nullable Problem problem) {
        if (problem == null) {
            return null;
        }
        Map<String, @Nullable Object> value = new LinkedHashMap<>();
        value.put("type", problem.type().slug());
        value.put("detail", problem.detail());
        value.put("extensions", problem.extensions());
        return JsonValues.of(value);
    }

    static @Nullable Problem toProblem(@Nullable String json) {
        if (json == null) {
            return null;
        }
        Map<?, ?> members = (Map<?, ?>) JsonValues.parse(json);
        Problem problem = new Problem(ProblemType.of(text(members, "type")), text(members, "detail"));
        if (members.get("extensions") instanceof Map<?, ?> extensions) {
            for (Map.Entry<?, ?> extension : extensions.entrySet()) {
                problem = problem.with((String) extension.getKey(), extension.getValue());
            }
        }
        return problem;
    }

    /** In the form in which mappings come and go. */
    static String ofMapping(Mapping mapping) {
        Map<String, @Nullable Object> columns = new LinkedHashMap<>();
        mapping.columns()
                .forEach((field, column) -> columns.put(
                        field,
                        switch (column) {
                            case Mapping.Column.Named(String name) -> name;
                            case Mapping.Column.Position(int number) -> number;
                        }));
        Map<String, @Nullable Object> value = new LinkedHashMap<>();
        value.put("name", mapping.name());
        value.put("columns", columns);
        value.put("values", mapping.values());
        return JsonValues.of(value);
    }

    static Mapping toMapping(String json) {
        Map<?, ?> members = (Map<?, ?>) JsonValues.parse(json);
        Map<String, Mapping.Column> columns = new LinkedHashMap<>();
        members(members, "columns")
                .forEach((field, column) -> columns.put(
                        (String) field,
                        column instanceof Long number
                                ? new Mapping.Column.Position(Math.toIntExact(number))
                                : new Mapping.Column.Named((String) column)));
        Map<String, Map<String, String>> values = new LinkedHashMap<>();
        members(members, "values").forEach((field, texts) -> {
            Map<String, String> ofField = new LinkedHashMap<>();
            ((Map<?, ?>) texts).forEach((received, text) -> ofField.put((String) received, (String) text));
            values.put((String) field, ofField);
        });
        return new Mapping(text(members, "name"), columns, values);
    }

    private static Map<?, ?> members(Map<?, ?> members, String name) {
        if (members.get(name) instanceof Map<?, ?> object) {
            return object;
        }
        throw new IllegalStateException("stored JSON has no object '%s'".formatted(name));
    }

    private static long number(Map<?, ?> members, String name) {
        if (members.get(name) instanceof Long number) {
            return number;
        }
        throw new IllegalStateException("stored JSON has no number '%s'".formatted(name));
    }

    private static String text(Map<?, ?> members, String name) {
        Object value = members.get(name);
        if (value instanceof String text) {
            return text;
        }
        throw new IllegalStateException("stored JSON has no text '%s'".formatted(name));
    }
}
