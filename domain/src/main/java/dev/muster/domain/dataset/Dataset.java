package dev.muster.domain.dataset;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Describes a dataset. Parsing, rules, SQL, schemas and documentation are derived from it. Immutable and thread safe.
 */
public final class Dataset {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,40}");

    private final String name;
    private final String title;
    private final String description;
    private final List<Field> fields;
    private final int keyIndex;
    private final Map<String, Integer> indexByInputName;
    private final Map<String, Integer> indexByColumnName;

    /**
     * @param name {@code snake_case}, plural; also the name of the table
     * @param title the name for people
     * @param key name of the field whose value identifies a record
     * @param fields at least one, in the order of positional input and of every output
     * @throws IllegalArgumentException if two fields share a name or alias, or the key is not a required field
     */
    public Dataset(String name, String title, String description, String key, List<Field> fields) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("dataset name '%s' is not snake_case".formatted(name));
        }
        this.name = name;
        this.title = title;
        this.description = description;
        this.fields = List.copyOf(fields);
        this.indexByInputName = new HashMap<>();
        for (int i = 0; i < fields.size(); i++) {
            Field field = fields.get(i);
            addInputName(field.name(), i);
            for (String alias : field.aliases()) {
                addInputName(alias, i);
            }
        }
        this.indexByColumnName = new HashMap<>();
        indexByInputName.forEach((inputName, index) -> {
            String column = columnName(inputName);
            Integer other = indexByColumnName.put(column, index);
            if (other != null && !other.equals(index)) {
                throw new IllegalArgumentException(
                        "dataset %s has two fields whose columns are named %s".formatted(name, column));
            }
        });
        for (int i = 0; i < fields.size(); i++) {
            indexByColumnName.putIfAbsent(columnName(fields.get(i).title()), i);
        }
        this.keyIndex = indexOf(key)
                .orElseThrow(() ->
                        new IllegalArgumentException("dataset %s has no field %s for its key".formatted(name, key)));
        if (!keyField().required()) {
            throw new IllegalArgumentException("key %s of dataset %s is not required".formatted(key, name));
        }
    }

    private void addInputName(String inputName, int index) {
        if (indexByInputName.putIfAbsent(AsciiCase.lower(inputName), index) != null) {
            throw new IllegalArgumentException("dataset %s has two fields named %s".formatted(name, inputName));
        }
    }

    public String name() {
        return name;
    }

    public String title() {
        return title;
    }

    /** Returns what the records are, in one sentence. */
    public String description() {
        return description;
    }

    /** Returns the fields in the order of positional input and of every output. */
    public List<Field> fields() {
        return fields;
    }

    /**
     * Identifies this version of the descriptor by 12 hexadecimal digits. They change with everything that decides how
     * a record is judged (names, key, types, rules, defaults, references; order of fields), but not with titles and
     * descriptions. They are the same in every process.
     */
    public String fingerprint() {
        return Fingerprint.of(this);
    }

    /** Returns the greatest {@link Row#bytes()} that a row of this dataset can have. */
    public long mostBytesOfRow() {
        return fields.stream()
                .mapToLong(field -> Row.BYTES_BESIDE_TEXT
                        + switch (field.type()) {
                            case FieldType.TextType text -> 4L * text.maxCodePoints();
                            case FieldType.IntegerType number -> 0L;
                            case FieldType.DecimalType number -> 0L;
                            case FieldType.InstantType instant -> 0L;
                        })
                .sum();
    }

    /** Returns the 0-based index of the key in {@link #fields()}. */
    public int keyIndex() {
        return keyIndex;
    }

    public Field keyField() {
        return fields.get(keyIndex);
    }

    /** Returns the 0-based index of the field with exactly this name; empty if there is none. */
    public OptionalInt indexOf(String fieldName) {
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).name().equals(fieldName)) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }

    /**
     * Returns the field with exactly this name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Field field(String fieldName) {
        return fields.get(indexOf(fieldName)
                .orElseThrow(() -> new IllegalArgumentException("%s has no field %s".formatted(name, fieldName))));
    }

    /** Returns the 0-based index of the field with this name or alias in any case; empty if there is none. */
    public OptionalInt indexOfInputName(String inputName) {
        Integer index = indexByInputName.get(AsciiCase.lower(inputName));
        return index == null ? OptionalInt.empty() : OptionalInt.of(index);
    }

    /**
     * Returns the index of the field that a column with this name holds: one with this name, alias or, if there is none,
     * title, compared as {@link #columnName} does; empty if there is none.
     */
    public OptionalInt indexOfColumn(String name) {
        Integer index = indexByColumnName.get(columnName(name));
        return index == null ? OptionalInt.empty() : OptionalInt.of(index);
    }

    /** Returns all names by which {@link #indexOfColumn} finds fields, as {@link #columnName} gives them. */
    public Set<String> columnNames() {
        return Set.copyOf(indexByColumnName.keySet());
    }

    /**
     * Returns what is compared of the name of a column, since people write them in many ways: without case, white space,
     * {@code _} and {@code -}.
     */
    public static String columnName(String name) {
        StringBuilder compared = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c != '_' && c != '-' && !WhiteSpace.is(c)) {
                compared.append(c);
            }
        }
        return AsciiCase.lower(compared.toString());
    }

    @Override
    public String toString() {
        return name;
    }
}
