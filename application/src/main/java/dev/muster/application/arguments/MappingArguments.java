package dev.muster.application.arguments;

import dev.muster.application.Refusal;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Field;
import dev.muster.domain.dataset.Mapping;
import dev.muster.domain.dataset.Mapping.Column;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Mappings as people and programs give them: objects with the members {@code name}, {@code columns} and {@code values}. */
public final class MappingArguments {
    private static final String NAME = "name";
    private static final String COLUMNS = "columns";
    private static final String VALUES = "values";
    private static final List<String> MEMBERS = List.of(NAME, COLUMNS, VALUES);

    private MappingArguments() {}

    /**
     * Returns the mapping of {@code dataset} that is called {@code name}.
     *
     * @param members texts, {@link BigDecimal}s, {@link Boolean}s, maps, lists and null, which counts as absent
     * @throws Refusal {@code bad-parameter} if they make no mapping, or one with another name
     */
    public static Mapping of(Dataset dataset, String name, Map<String, ?> members) {
        members.keySet().forEach(member -> {
            if (!MEMBERS.contains(member)) {
                throw refusal(member, "there is no member '%s' here".formatted(member), MEMBERS);
            }
        });
        if (!Mapping.isName(name)) {
            throw refusal(
                    NAME,
                    "the name of a mapping has small letters, digits, - and _, a letter first, at most %s, unlike '%s'"
                            .formatted(Mapping.LONGEST_NAME, name));
        }
        if (members.get(NAME) != null && !name.equals(members.get(NAME))) {
            throw refusal(NAME, "the name is another than the one in the address, '%s'".formatted(name));
        }
        Map<String, Column> columns = new LinkedHashMap<>();
        object(COLUMNS, members.get(COLUMNS))
                .forEach((field, column) -> columns.put(known(dataset, field), column(column)));
        Map<String, Map<String, String>> values = values(members.get(VALUES));
        known(dataset, values.keySet());
        try {
            return new Mapping(name, columns, values);
        } catch (IllegalArgumentException e) {
            throw refusal(columns.isEmpty() ? COLUMNS : VALUES, String.valueOf(e.getMessage()));
        }
    }

    /**
     * Returns what stands for what, by name of the field, then by the value as received; empty if nothing is given.
     *
     * @param given an object of objects of texts, in the form of {@link #of}
     * @throws Refusal {@code bad-parameter} if it is something else
     */
    public static Map<String, Map<String, String>> values(@Nullable Object given) {
        Map<String, Map<String, String>> values = new LinkedHashMap<>();
        object(VALUES, given).forEach((field, ofField) -> {
            Map<String, String> texts = new LinkedHashMap<>();
            object(VALUES, ofField).forEach((received, value) -> texts.put(String.valueOf(received), text(value)));
            values.put(String.valueOf(field), texts);
        });
        return values;
    }

    /**
     * Checks names of fields.
     *
     * @throws Refusal {@code bad-parameter} if {@code dataset} does not have one of them
     */
    public static void known(Dataset dataset, Collection<String> fields) {
        fields.forEach(field -> known(dataset, field));
    }

    private static String known(Dataset dataset, Object field) {
        String name = String.valueOf(field);
        if (dataset.indexOf(name).isEmpty()) {
            List<String> fields = dataset.fields().stream().map(Field::name).toList();
            throw refusal(
                    name,
                    "%s has no field '%s', but %s".formatted(dataset.name(), name, String.join(", ", fields)),
                    fields);
        }
        return name;
    }

    private static Column column(@Nullable Object value) {
        try {
            return switch (value) {
                case String name -> new Column.Named(name);
                case BigDecimal number
                when number.scale() <= 0 && number.precision() <= 9 -> new Column.Position(number.intValueExact());
                case null, default -> throw refusal(COLUMNS, "a column is its name, or its position from 1");
            };
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw refusal(COLUMNS, String.valueOf(e.getMessage()));
        }
    }

    private static String text(@Nullable Object value) {
        return switch (value) {
            case String text -> text;
            case BigDecimal number -> number.toPlainString();
            case Boolean truth -> truth.toString();
            case null, default -> throw refusal(VALUES, "what a value stands for is a text");
        };
    }

    private static Map<?, ?> object(String name, @Nullable Object value) {
        return switch (value) {
            case null -> Map.of();
            case Map<?, ?> object -> object;
            default ->
                throw refusal(name, "%s must be an object%s".formatted(name, name.equals(VALUES) ? " of objects" : ""));
        };
    }

    private static Refusal refusal(String name, String detail, Object allowed) {
        return new Refusal(refusal(name, detail).problem().with("allowed", allowed));
    }

    private static Refusal refusal(String name, String detail) {
        return new Refusal(new Problem(ProblemType.BAD_PARAMETER, detail).with("field", name));
    }
}
