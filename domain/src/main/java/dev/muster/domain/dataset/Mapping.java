package dev.muster.domain.dataset;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Says how files are read whose columns or values are named otherwise than those of a dataset. Columns that it does not
 * name are ignored; a field without a column is absent. Immutable.
 *
 * @param name small letters, digits, {@code -} and {@code _}, a letter first
 * @param columns where the value of a field stands, by name of the field; at least one
 * @param values what stands for what, by name of the field, then by the value as received without outer blanks; a value
 *     that is not there stands for itself
 */
public record Mapping(String name, Map<String, Column> columns, Map<String, Map<String, String>> values) {
    /** Most characters of a name, and of that of a column. */
    public static final int LONGEST_NAME = 63;

    /** The last column that can be counted. */
    public static final int LAST_POSITION = 1_000;

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]{0,62}");
    private static final int LONGEST_COLUMN = 1_000;

    /** Where a value stands in a record. */
    public sealed interface Column {
        /** In the column that the header calls so, compared without case and outer blanks. */
        record Named(String name) implements Column {
            public Named {
                if (WhiteSpace.trim(name).isEmpty() || name.length() > LONGEST_COLUMN) {
                    throw new IllegalArgumentException(
                            "the name of a column has from 1 to %s characters".formatted(LONGEST_COLUMN));
                }
            }
        }

        /** In the column with this number; that of the first is 1. */
        record Position(int number) implements Column {
            public Position {
                if (number < 1 || number > LAST_POSITION) {
                    throw new IllegalArgumentException(
                            "the position of a column is from 1 to %s, not %s".formatted(LAST_POSITION, number));
                }
            }
        }
    }

    public Mapping {
        if (!isName(name)) {
            throw new IllegalArgumentException(
                    "'%s' is no name of a mapping: these have small letters, digits, - and _, a letter first, at most %s"
                            .formatted(name, LONGEST_NAME));
        }
        columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
        if (columns.isEmpty()) {
            throw new IllegalArgumentException("mapping %s names no column".formatted(name));
        }
        Map<String, Map<String, String>> copies = new LinkedHashMap<>();
        for (Map.Entry<String, Map<String, String>> ofField : values.entrySet()) {
            if (!columns.containsKey(ofField.getKey())) {
                throw new IllegalArgumentException(
                        "mapping %s has values of %s, but no column".formatted(name, ofField.getKey()));
            }
            Map<String, String> copy = new LinkedHashMap<>();
            ofField.getValue().forEach((received, value) -> {
                if (copy.put(WhiteSpace.trim(received), value) != null) {
                    throw new IllegalArgumentException(
                            "mapping %s has '%s' twice among the values of %s, apart from outer blanks"
                                    .formatted(name, WhiteSpace.trim(received), ofField.getKey()));
                }
            });
            copies.put(ofField.getKey(), Collections.unmodifiableMap(copy));
        }
        values = Collections.unmodifiableMap(copies);
    }

    /**
     * Returns what the values of some fields stand for, wherever these are found.
     *
     * @param name of the mapping
     * @param values as in a mapping, of fields of {@code dataset}
     */
    public static Mapping ofValues(String name, Dataset dataset, Map<String, Map<String, String>> values) {
        Map<String, Column> columns = new LinkedHashMap<>();
        values.keySet()
                .forEach(field -> columns.put(
                        field, new Column.Position(dataset.indexOf(field).orElseThrow() + 1)));
        return new Mapping(name, columns, values);
    }

    /** Returns this mapping with the columns of another where it has none, and its values, which win over those of this one. */
    public Mapping with(Mapping other) {
        Map<String, Column> allColumns = new LinkedHashMap<>(columns);
        other.columns.forEach(allColumns::putIfAbsent);
        Map<String, Map<String, String>> allValues = new LinkedHashMap<>(values);
        other.values.forEach((field, texts) -> {
            Map<String, String> ofField = new LinkedHashMap<>(allValues.getOrDefault(field, Map.of()));
            ofField.putAll(texts);
            allValues.put(field, ofField);
        });
        return new Mapping(name, allColumns, allValues);
    }

    /** Returns whether a mapping can be called so. */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** Returns whether it names a column, so that a file needs a header. */
    public boolean namesColumns() {
        return columns.values().stream().anyMatch(Column.Named.class::isInstance);
    }

    /** Returns what is compared of the name of a column: it without case and outer blanks. */
    public static String columnName(String name) {
        // Some letters are alike only in one of the cases.
        return WhiteSpace.trim(name).toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }
}
