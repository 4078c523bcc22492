package dev.muster.adapters.out.jdbc;

import dev.muster.application.port.StoredRow;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Field;
import dev.muster.domain.dataset.FieldType;
import dev.muster.domain.dataset.Row;
import dev.muster.domain.run.RunId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The table of a dataset. Its columns are the fields in their order, then {@code _run} and {@code _record}. All names
 * come from the descriptor, none from a client.
 *
 * @param name the name of the table: the name of the dataset, or of a table that will take its place
 */
public record DatasetTable(Dataset dataset, String name) {
    private static final int BYTES_BESIDE_TEXT = 16;

    /** Makes the table that holds the dataset's rows. */
    public DatasetTable(Dataset dataset) {
        this(dataset, dataset.name());
    }

    /** Returns the name of the key's column. */
    public String key() {
        return dataset.keyField().name();
    }

    public FieldType keyType() {
        return dataset.keyField().type();
    }

    /** Returns the number of columns, provenance included. */
    public int width() {
        return dataset.fields().size() + 2;
    }

    /** Returns how many rows take at most {@code bytes} in memory even with the longest texts; at least 1. */
    public int rowsWithin(long bytes) {
        return Math.clamp(bytes / dataset.mostBytesOfRow(), 1, Integer.MAX_VALUE);
    }

    /** Returns the columns of the fields, separated by commas. */
    public String fields() {
        return fields("");
    }

    private String fields(String prefix) {
        return dataset.fields().stream().map(field -> prefix + field.name()).collect(Collectors.joining(", "));
    }

    /** Returns all columns, separated by commas, each after {@code prefix}. */
    public String columns(String prefix) {
        return fields(prefix) + ", %s_run, %s_record".formatted(prefix, prefix);
    }

    public String columns() {
        return columns("");
    }

    /** Returns what to select for {@link #readHeld}. */
    String held() {
        String texts = dataset.fields().stream()
                .filter(field -> field.type() instanceof FieldType.TextType)
                .map(field -> "coalesce(octet_length(%s), 0) + ".formatted(field.name()))
                .collect(Collectors.joining());
        return "%s, _run, _record, %s%s".formatted(key(), texts, (long) BYTES_BESIDE_TEXT * width());
    }

    /** Reads the current row of a result of {@link #held()}. */
    BulkRows.Held readHeld(ColumnTypes types, ResultSet results) throws SQLException {
        Object key = types.read(results, 1, keyType());
        if (key == null) {
            throw new IllegalStateException("a row of %s has no key".formatted(dataset));
        }
        return new BulkRows.Held(key, new RunId(results.getLong(2)), results.getLong(3), results.getLong(4));
    }

    /** Returns {@code column = source.column} for all columns but the key, separated by commas. */
    public String assignments(String source) {
        return dataset.fields().stream()
                        .map(Field::name)
                        .filter(name -> !name.equals(key()))
                        .map(name -> "%s = %s.%s".formatted(name, source, name))
                        .collect(Collectors.joining(", "))
                + ", _run = %s._run, _record = %s._record".formatted(source, source);
    }

    /**
     * Binds all columns of a row to the parameters from {@code first} on. Returns the number after the last parameter.
     */
    public int bind(ColumnTypes types, PreparedStatement statement, int first, StoredRow stored) throws SQLException {
        int index = first;
        for (int i = 0; i < dataset.fields().size(); i++) {
            types.bind(
                    statement,
                    index++,
                    dataset.fields().get(i).type(),
                    stored.row().get(i));
        }
        statement.setLong(index++, stored.run().value());
        statement.setLong(index++, stored.recordNumber());
        return index;
    }

    /** Reads the current row of a result of {@link #columns()}. */
    public StoredRow read(ColumnTypes types, ResultSet results) throws SQLException {
        int fields = dataset.fields().size();
        return new StoredRow(
                readRow(types, results), new RunId(results.getLong(fields + 1)), results.getLong(fields + 2));
    }

    /** Reads the values of the current row of a result of {@link #fields()} or {@link #columns()}. */
    public Row readRow(ColumnTypes types, ResultSet results) throws SQLException {
        int fields = dataset.fields().size();
        @Nullable Object[] values = new @Nullable Object[fields];
        for (int i = 0; i < fields; i++) {
            values[i] = types.read(results, i + 1, dataset.fields().get(i).type());
        }
        return Row.of(values);
    }
}
