package dev.muster.domain.backup;

import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Field;
import dev.muster.domain.dataset.FieldType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A part of a backup: rows of one kind, in one file. A row is an array that has a value for each column, in the order
 * of the columns: as {@link Type} says, or null.
 *
 * @param name the name of the dataset, or of the table that keeps these rows; unique in a backup
 * @param key indexes, from 0, of the columns by which the rows are sorted; no two rows have the same values there
 */
public record Section(String name, List<Column> columns, List<Integer> key) {

    /** The column of the run that stored a row of a dataset. */
    public static final String RUN = "_run";

    /** The column of the number, from 1, of the record of that run. */
    public static final String RECORD = "_record";

    public Section {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
    }

    /** The type of a column's values. */
    public enum Type {
        /** Whole numbers, as {@link Long}. */
        INTEGER,
        /** Exact decimal numbers, as {@link java.math.BigDecimal} without trailing zeros. */
        DECIMAL,
        /** As {@link String}. */
        TEXT,
        /** Points in time in whole microseconds, as {@link java.time.Instant}. */
        INSTANT,
        /** As {@link Boolean}. */
        BOOLEAN,
        /** As an array of bytes. */
        BYTES
    }

    /**
     * A column.
     *
     * @param scale digits after the decimal point; 0 for types other than {@link Type#DECIMAL}
     * @param required whether every row has a value
     */
    public record Column(String name, Type type, int scale, boolean required) {
        static Column of(String name, Type type) {
            return new Column(name, type, 0, true);
        }

        Column optional() {
            return new Column(name, type, scale, false);
        }
    }

    /** Returns the section of a dataset's rows: its fields in their order, then {@link #RUN} and {@link #RECORD}. */
    public static Section of(Dataset dataset) {
        List<Column> columns = new ArrayList<>();
        for (Field field : dataset.fields()) {
            Column column = switch (field.type()) {
                case FieldType.IntegerType type -> Column.of(field.name(), Type.INTEGER);
                case FieldType.DecimalType type -> new Column(field.name(), Type.DECIMAL, type.scale(), true);
                case FieldType.TextType type -> Column.of(field.name(), Type.TEXT);
                case FieldType.InstantType type -> Column.of(field.name(), Type.INSTANT);
            };
            columns.add(field.required() || field.defaultText() != null ? column : column.optional());
        }
        columns.add(Column.of(RUN, Type.INTEGER));
        columns.add(Column.of(RECORD, Type.INTEGER));
        return new Section(dataset.name(), columns, List.of(dataset.keyIndex()));
    }

    /** Returns the index, from 0, of the column with this name. */
    public int index(String column) {
        return IntStream.range(0, columns.size())
                .filter(i -> columns.get(i).name().equals(column))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("%s has no column %s".formatted(name, column)));
    }

    /** Returns about how many bytes a row takes in memory. */
    public static long bytes(@Nullable Object[] row) {
        long bytes = 16L * row.length;
        for (Object value : row) {
            if (value instanceof String text) {
                bytes += 2L * text.length();
            } else if (value instanceof byte[] raw) {
                bytes += raw.length;
            }
        }
        return bytes;
    }
}
