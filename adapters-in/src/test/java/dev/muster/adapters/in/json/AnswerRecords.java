package dev.muster.adapters.in.json;

import dev.muster.adapters.in.rest.Schema;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Compares schemas of a document with the records that answers are made of. */
public final class AnswerRecords {
    private final Object document;
    private final List<String> differences = new ArrayList<>();

    public AnswerRecords(Object document) {
        this.document = document;
    }

    /** In what a schema is not what a class of records is, each with its place; empty if it is. */
    public List<String> differences(Object schema, Class<?> answer) {
        compareObject("$", Schema.whole(document, schema), answer);
        return differences;
    }

    /**
     * A member of an answer.
     *
     * @param absent whether it may be left out
     */
    private record Shape(Type type, boolean nullable, boolean absent) {}

    private void compareObject(String place, Map<String, Object> schema, Class<?> answer) {
        Map<String, Shape> members = new LinkedHashMap<>();
        boolean open = addMembers(answer, false, members);
        Map<?, ?> documented = (Map<?, ?>) schema.getOrDefault("properties", Map.of());
        Set<Object> required = new TreeSet<>((List<?>) schema.getOrDefault("required", List.of()));
        if (!open && !documented.keySet().equals(members.keySet())) {
            differences.add("%s has the members %s, not %s".formatted(place, members.keySet(), documented.keySet()));
        }
        members.forEach((name, shape) -> {
            if (!documented.containsKey(name)) {
                differences.add("%s.%s is not documented".formatted(place, name));
                return;
            }
            if (required.contains(name) == shape.absent()) {
                differences.add("%s.%s %s absent".formatted(place, name, shape.absent() ? "may be" : "is never"));
            }
            compare(place + "." + name, Schema.whole(document, documented.get(name)), shape.type(), shape.nullable());
        });
    }

    /** @return whether there may be further members */
    private static boolean addMembers(Class<?> type, boolean absent, Map<String, Shape> members) {
        if (type.isSealed()) {
            Stream.of(type.getPermittedSubclasses()).forEach(one -> addMembers(one, true, members));
            return false;
        }
        boolean open = false;
        for (RecordComponent component : type.getRecordComponents()) {
            if (Json.isUnwrapped(component)) {
                open |= component.getType() == Map.class || addMembers(component.getType(), absent, members);
            } else {
                boolean optional = component.getType() == Optional.class;
                members.put(
                        Json.name(component),
                        new Shape(
                                optional ? argument(component.getGenericType(), 0) : component.getGenericType(),
                                component.getAnnotatedType().isAnnotationPresent(Nullable.class),
                                absent || optional));
            }
        }
        return open;
    }

    private void compare(String place, Map<String, Object> schema, Type type, boolean nullable) {
        if (schema.get("oneOf") instanceof List<?> choices) {
            Set<Object> others = new LinkedHashSet<>(choices);
            boolean withNull = others.removeIf(Map.of("type", "null")::equals);
            compare(place, Schema.whole(document, others.iterator().next()), type, false);
            compareNull(place, withNull, nullable);
            return;
        }
        Set<Object> documented = new LinkedHashSet<>(
                schema.get("type") instanceof List<?> types ? types : List.of(String.valueOf(schema.get("type"))));
        compareNull(place, documented.remove("null"), nullable);
        Class<?> plain = plain(type);
        if (plain != Object.class && !documented.equals(Set.of(json(plain)))) {
            differences.add("%s is %s, not %s".formatted(place, json(plain), documented));
        } else if (plain.isRecord() && plain != JsonText.class) {
            compareObject(place, schema, plain);
        } else if (plain.isEnum() && schema.get("enum") instanceof List<?> names) {
            compareNames(place, plain, names);
        } else if (json(plain).equals("array")) {
            compare(place + "[]", Schema.whole(document, schema.get("items")), argument(type, 0), false);
        } else if (plain == Map.class && plain(argument(type, 1)).isRecord()) {
            compareObject(
                    place + ".*", Schema.whole(document, schema.get("additionalProperties")), plain(argument(type, 1)));
        }
    }

    private void compareNull(String place, boolean documented, boolean nullable) {
        if (documented != nullable) {
            differences.add("%s is %s null".formatted(place, nullable ? "sometimes" : "never"));
        }
    }

    /** A constant may be left out that no answer has: each has to be one of the enumeration's. */
    private void compareNames(String place, Class<?> type, List<?> documented) {
        List<String> constants = Stream.of(type.getEnumConstants())
                .map(constant -> constant.toString().toLowerCase(Locale.ROOT).replace('_', '-'))
                .toList();
        if (!constants.containsAll(documented)) {
            differences.add("%s is one of %s, not %s".formatted(place, constants, documented));
        }
    }

    private static String json(Class<?> type) {
        if (type == String.class || type == Instant.class || type.isEnum()) {
            return "string";
        }
        if (type == long.class || type == int.class || type == Long.class) {
            return "integer";
        }
        if (type == Double.class || type == BigDecimal.class) {
            return "number";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "boolean";
        }
        return Iterable.class.isAssignableFrom(type) ? "array" : "object";
    }

    private static Class<?> plain(Type type) {
        return switch (type) {
            case Class<?> plain -> plain;
            case ParameterizedType generic -> (Class<?>) generic.getRawType();
            default -> Object.class;
        };
    }

    private static Type argument(Type type, int index) {
        return type instanceof ParameterizedType generic ? generic.getActualTypeArguments()[index] : Object.class;
    }
}
