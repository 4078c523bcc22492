package dev.muster.adapters.out.jdbc;

import dev.muster.application.port.DatasetStore;
import dev.muster.application.port.StoredRow;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.FieldType;
import dev.muster.domain.dataset.Row;
import dev.muster.domain.dataset.ValueText;
import dev.muster.domain.run.RunId;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code before_images}. It holds rows as they were before a run replaced them, with their values as texts.
 */
final class BeforeImages {
    private static final int KEYS_PER_STATEMENT = 500;
    private static final int PAGE = 10_000;

    /** Stands for the values of a row that was not there. */
    private static final String ABSENT = "null";

    private BeforeImages() {}

    /**
     * Keeps rows for the run that is about to replace them. They take the place of rows with the same keys that were
     * kept for it.
     */
    static void keep(Connection connection, RunId by, Dataset dataset, List<StoredRow> rows) throws SQLException {
        String insert = """
                INSERT INTO before_images (run, dataset, record_key, row_values, previous_run, previous_record)
                VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (run, dataset, record_key) DO UPDATE SET row_values = excluded.row_values,
                    previous_run = excluded.previous_run, previous_record = excluded.previous_record""";
        Sql.batch(connection, insert, rows, (statement, row) -> {
            statement.setLong(1, by.value());
            statement.setString(2, dataset.name());
            statement.setString(3, ValueText.of(row.row().key(dataset)));
            statement.setString(4, JsonColumns.ofTexts(texts(row.row())));
            statement.setLong(5, row.run().value());
            statement.setLong(6, row.recordNumber());
        });
    }

    /** Keeps for a run that there were no rows with these keys before. */
    static void keepAbsent(Connection connection, RunId by, Dataset dataset, Collection<Object> keys)
            throws SQLException {
        String insert = """
                INSERT INTO before_images (run, dataset, record_key, row_values, previous_run, previous_record)
                VALUES (?, ?, ?, '%s', 0, 0)""".formatted(ABSENT);
        Sql.batch(connection, insert, keys, (statement, key) -> {
            statement.setLong(1, by.value());
            statement.setString(2, dataset.name());
            statement.setString(3, ValueText.of(key));
        });
    }

    /** Throws an exception if the values of a row cannot be read. */
    static void requireReadable(String values) {
        if (!values.equals(ABSENT)) {
            JsonColumns.toTexts(values);
        }
    }

    /** Returns a statement that finds what was kept for a run, in the order of the keys' texts. */
    static Sql all(RunId by, DatasetTable table, @Nullable String after, int limit) {
        return Sql.of("""
                        SELECT record_key, row_values, previous_run, previous_record FROM before_images
                        WHERE run = ? AND dataset = ? AND record_key > ? ORDER BY record_key LIMIT ?""")
                .with(by.value())
                .with(table.dataset().name())
                .with(after == null ? "" : after)
                .with((long) limit);
    }

    /** Reads the current row of a result of {@link #all}. */
    static DatasetStore.BeforeImage read(DatasetTable table, ResultSet results) throws SQLException {
        String key = results.getString(1);
        String values = results.getString(2);
        return new DatasetStore.BeforeImage(
                value(table.keyType(), key),
                key,
                values.equals(ABSENT)
                        ? null
                        : new StoredRow(
                                row(table.dataset(), JsonColumns.toTexts(values)),
                                new RunId(results.getLong(3)),
                                results.getLong(4)));
    }

    private static List<@Nullable String> texts(Row row) {
        List<@Nullable String> texts = new ArrayList<>(row.size());
        for (int i = 0; i < row.size(); i++) {
            Object value = row.get(i);
            texts.add(value == null ? null : ValueText.of(value));
        }
        return texts;
    }

    static Map<Object, StoredRow> find(Connection connection, RunId by, Dataset dataset, Collection<Object> keys)
            throws SQLException {
        Map<Object, StoredRow> found = new HashMap<>();
        for (List<String> some : parts(keys)) {
            among("SELECT row_values, previous_run, previous_record FROM before_images", by, dataset, some)
                    .each(connection, results -> {
                        Row row = row(dataset, JsonColumns.toTexts(results.getString(1)));
                        found.put(
                                row.key(dataset),
                                new StoredRow(row, new RunId(results.getLong(2)), results.getLong(3)));
                    });
        }
        return found;
    }

    /** Finds the same rows as {@link #find}, without their values. */
    static List<BulkRows.Held> held(Connection connection, RunId by, DatasetTable table, Collection<Object> keys)
            throws SQLException {
        List<BulkRows.Held> held = new ArrayList<>();
        for (List<String> some : parts(keys)) {
            held.addAll(among(
                            "SELECT record_key, previous_run, previous_record, octet_length(row_values) FROM before_images",
                            by,
                            table.dataset(),
                            some)
                    .list(
                            connection,
                            results -> new BulkRows.Held(
                                    value(table.keyType(), results.getString(1)),
                                    new RunId(results.getLong(2)),
                                    results.getLong(3),
                                    results.getLong(4))));
        }
        return held;
    }

    static void forget(Connection connection, RunId by, Dataset dataset, Collection<Object> keys) throws SQLException {
        for (List<String> some : parts(keys)) {
            among("DELETE FROM before_images", by, dataset, some).update(connection);
        }
    }

    /**
     * Returns, as sorted texts, the keys of rows that {@code run} replaced, or that others replaced after {@code run} had
     * stored them. Some of these rows may be the run's again.
     *
     * @param after only keys that come after this one; null from the start
     */
    static List<String> keysOfReplaced(Connection connection, RunId run, Dataset dataset, @Nullable String after)
            throws SQLException {
        return Sql.of("""
                        SELECT DISTINCT record_key FROM before_images
                        WHERE dataset = ? AND (run = ? OR previous_run = ?) AND record_key > ? ORDER BY record_key LIMIT ?""")
                .with(dataset.name())
                .with(run.value())
                .with(run.value())
                .with(after == null ? "" : after)
                .with((long) PAGE)
                .list(connection, results -> results.getString(1));
    }

    /** Returns a statement about the rows with these keys, as texts, that are kept for a run. */
    private static Sql among(String statement, RunId by, Dataset dataset, List<String> keys) {
        return Sql.of("%s WHERE run = ? AND dataset = ? AND record_key IN (%s)"
                        .formatted(statement, Sql.marks(keys.size())))
                .with(by.value())
                .with(dataset.name())
                .withTexts(keys);
    }

    private static List<List<String>> parts(Collection<Object> keys) {
        return Sql.parts(keys.stream().map(ValueText::of).toList(), KEYS_PER_STATEMENT);
    }

    private static Row row(Dataset dataset, List<@Nullable String> texts) {
        @Nullable Object[] values = new @Nullable Object[texts.size()];
        for (int i = 0; i < values.length; i++) {
            String text = texts.get(i);
            values[i] = text == null ? null : value(dataset.fields().get(i).type(), text);
        }
        return Row.of(values);
    }

    /** Returns the value from which {@link ValueText} made a text. */
    static Object value(FieldType type, String text) {
        return switch (type) {
            case FieldType.IntegerType t -> Long.valueOf(text);
            case FieldType.DecimalType t -> new BigDecimal(text);
            case FieldType.TextType t -> text;
            case FieldType.InstantType t -> Instant.parse(text);
        };
    }
}
