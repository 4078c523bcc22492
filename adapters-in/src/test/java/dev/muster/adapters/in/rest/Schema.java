package dev.muster.adapters.in.rest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * As much of JSON Schema as our document uses. Stricter in one thing: an object that documents its members has no others.
 */
public final class Schema {
    private final Object document;
    private final Object root;
    private final List<String> faults = new ArrayList<>();

    Schema(Object document, Object root) {
        this.document = document;
        this.root = root;
    }

    static Object resolved(Object document, Object node) {
        if (node instanceof Map<?, ?> map && map.get("$ref") instanceof String ref) {
            return Yaml.at(document, (Object[]) ref.substring("#/".length()).split("/"));
        }
        return node;
    }

    /** What of {@code value} is not as documented, each with its place; empty if all is. */
    List<String> faults(Object value) {
        check("$", whole(root), value);
        return faults;
    }

    private Map<String, Object> whole(Object node) {
        return whole(document, node);
    }

    /** A schema of {@code document} with all that it refers to and consists of, as one. */
    public static Map<String, Object> whole(Object document, Object node) {
        @SuppressWarnings("unchecked")
        Map<String, Object> schema = new LinkedHashMap<>((Map<String, Object>) resolved(document, node));
        if (schema.get("allOf") instanceof List<?> parts) {
            Map<Object, Object> properties = new LinkedHashMap<>();
            Set<Object> required = new TreeSet<>();
            for (Object part : parts) {
                Map<String, Object> one = whole(document, part);
                properties.putAll((Map<?, ?>) one.getOrDefault("properties", Map.of()));
                required.addAll((List<?>) one.getOrDefault("required", List.of()));
            }
            schema.put("type", "object");
            schema.put("properties", properties);
            schema.put("required", List.copyOf(required));
        }
        return schema;
    }

    private void check(String place, Map<String, Object> schema, Object value) {
        if (schema.get("oneOf") instanceof List<?> choices) {
            if (choices.stream()
                    .noneMatch(
                            choice -> new Schema(document, choice).faults(value).isEmpty())) {
                faults.add("%s: %s is none of what it may be".formatted(place, value));
            }
            return;
        }
        List<?> types = schema.get("type") instanceof List<?> list ? list : List.of(schema.get("type"));
        if (types.stream().noneMatch(type -> is(type.toString(), value))) {
            faults.add("%s: %s is not %s".formatted(place, value, types));
        } else if (schema.get("enum") instanceof List<?> names && !names.contains(value)) {
            faults.add("%s: %s is none of %s".formatted(place, value, names));
        } else if (value instanceof List<?> items && schema.containsKey("items")) {
            for (int i = 0; i < items.size(); i++) {
                check(place + "[" + i + "]", whole(schema.get("items")), items.get(i));
            }
        } else if (value instanceof Map<?, ?> members) {
            checkMembers(place, schema, members);
        }
    }

    private void checkMembers(String place, Map<String, Object> schema, Map<?, ?> members) {
        Map<?, ?> properties = (Map<?, ?>) schema.getOrDefault("properties", Map.of());
        for (Object name : (List<?>) schema.getOrDefault("required", List.of())) {
            if (!members.containsKey(name)) {
                faults.add("%s: %s is missing".formatted(place, name));
            }
        }
        members.forEach((name, member) -> {
            if (properties.containsKey(name)) {
                check(place + "." + name, whole(properties.get(name)), member);
            } else if (schema.get("additionalProperties") instanceof Map<?, ?> others) {
                check(place + "." + name, whole(others), member);
            } else if (!properties.isEmpty()) {
                faults.add("%s: %s is not documented".formatted(place, name));
            }
        });
    }

    private static boolean is(String type, Object value) {
        return switch (type) {
            case "string" -> value instanceof String;
            case "integer" -> value instanceof Integer || value instanceof Long;
            case "number" -> value instanceof Number;
            case "boolean" -> value instanceof Boolean;
            case "array" -> value instanceof List;
            case "object" -> value instanceof Map;
            case "null" -> value == null;
            default -> throw new AssertionError("the document has the type " + type);
        };
    }
}
