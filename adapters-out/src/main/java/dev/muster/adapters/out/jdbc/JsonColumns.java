package dev.muster.adapters.out.jdbc;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.muster.domain.intake.Reason;
import dev.muster.domain.intake.ReasonCode;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Small structured values in text columns. */
final class JsonColumns {
    private static final JsonFactory FACTORY = new JsonFactory();

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
        return write(values);
    }

    static List<Reason> toReasons(String json) {
        List<Reason> reasons = new ArrayList<>();
        for (Object value : (List<?>) read(json)) {
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
        return json.equals("null") ? null : (String) read(json);
    }

    static String ofTexts(List<@Nullable String> texts) {
        return write(texts);
    }

    static List<@Nullable String> toTexts(String json) {
        List<@Nullable String> texts = new ArrayList<>();
        for (Object text : (List<?>) read(json)) {
            texts.add((String) text);
        }
        return texts;
    }

    static String ofCounts(Map<String, Long> counts) {
        return write(counts);
    }

    static Map<String, Long> toCounts(String json) {
        Map<String, Long> counts = new LinkedHashMap<>();
        ((Map<?, ?>) read(json)).forEach((code, count) -> counts.put((String) code, (Long) count));
        return counts;
    }

    static @Nullable String ofProblem(@Nullable Problem problem) {
        if (problem == null) {
            return null;
        }
        Map<String, @Nullable Object> value = new LinkedHashMap<>();
        value.put("type", problem.type().slug());
        value.put("detail", problem.detail());
        value.put("extensions", problem.extensions());
        return write(value);
    }

    static @Nullable Problem toProblem(@Nullable String json) {
        if (json == null) {
            return null;
        }
        Map<?, ?> members = (Map<?, ?>) read(json);
        Problem problem = new Problem(ProblemType.of(text(members, "type")), text(members, "detail"));
        if (members.get("extensions") instanceof Map<?, ?> extensions) {
            for (Map.Entry<?, ?> extension : extensions.entrySet()) {
                problem = problem.with((String) extension.getKey(), extension.getValue());
            }
        }
        return problem;
    }

    private static String text(Map<?, ?> members, String name) {
        Object value = members.get(name);
        if (value instanceof String text) {
            return text;
        }
        throw new IllegalStateException("stored JSON has no text '%s'".formatted(name));
    }

    private static String write(Object value) {
        StringWriter out = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(out)) {
            write(generator, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }

    private static void write(JsonGenerator generator, @Nullable Object value) throws IOException {
        switch (value) {
            case null -> generator.writeNull();
            case String text -> generator.writeString(text);
            case Integer number -> generator.writeNumber(number);
            case Long number -> generator.writeNumber(number);
            case Double number -> generator.writeNumber(number);
            case BigDecimal number -> generator.writeNumber(number);
            case Boolean flag -> generator.writeBoolean(flag);
            case Map<?, ?> members -> {
                generator.writeStartObject();
                for (Map.Entry<?, ?> member : members.entrySet()) {
                    generator.writeFieldName((String) member.getKey());
                    write(generator, member.getValue());
                }
                generator.writeEndObject();
            }
            case Collection<?> items -> {
                generator.writeStartArray();
                for (Object item : items) {
                    write(generator, item);
                }
                generator.writeEndArray();
            }
            default -> throw new IllegalArgumentException("no JSON for " + value.getClass());
        }
    }

    private static Object read(String json) {
        try (JsonParser parser = FACTORY.createParser(json)) {
            parser.nextToken();
            Object value = read(parser);
            if (value == null) {
                throw new IllegalStateException("stored JSON is null");
            }
            return value;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable Object read(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, @Nullable Object> members = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    members.put(name, read(parser));
                }
                yield members;
            }
            case START_ARRAY -> {
                List<@Nullable Object> items = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    items.add(read(parser));
                }
                yield items;
            }
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case END_OBJECT, END_ARRAY, FIELD_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
                throw new IllegalStateException("stored JSON has an unexpected " + parser.currentToken());
        };
    }
}
