package dev.muster.adapters.out.sqlite;

import dev.muster.adapters.out.jdbc.DatasetTable;
import dev.muster.adapters.out.jdbc.Dialect;
import dev.muster.application.port.PortException;
import dev.muster.application.port.StoredRow;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Field;
import dev.muster.domain.dataset.FieldType;
import io.micronaut.transaction.TransactionDefinition;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** SQLite. Instants are microseconds since 1970, decimals are texts. */
final class SqliteDialect implements Dialect {
    private static final long MICROS = 1_000_000;
    private static final int NANOS_PER_MICRO = 1_000;

    /** Enough that a statement's own cost does not show, few enough that two statements stay prepared. */
    private static final int ROWS_PER_STATEMENT = 100;

    private static final int KEYS_PER_STATEMENT = 1_000;

    @Override
    public TransactionDefinition reading() {
        return TransactionDefinition.READ_ONLY;
    }

    @Override
    public void bind(PreparedStatement statement, int index, FieldType type, @Nullable Object value)
            throws SQLException {
        if (value == null) {
            statement.setNull(index, Types.NULL);
            return;
        }
        switch (type) {
            case FieldType.IntegerType t -> statement.setLong(index, (Long) value);
            case FieldType.DecimalType t -> statement.setString(index, ((BigDecimal) value).toPlainString());
            case FieldType.TextType t -> statement.setString(index, (String) value);
            case FieldType.InstantType t -> statement.setLong(index, micros((Instant) value));
        }
    }

    @Override
    public @Nullable Object read(ResultSet results, int index, FieldType type) throws SQLException {
        return switch (type) {
            case FieldType.IntegerType t -> orNull(results, results.getLong(index));
            case FieldType.DecimalType t -> {
                String text = results.getString(index);
                yield text == null ? null : new BigDecimal(text);
            }
            case FieldType.TextType t -> {
                // As bytes because the driver takes a detour through a buffer for texts.
                byte[] bytes = results.getBytes(index);
                yield bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
            }
            case FieldType.InstantType t -> {
                Long micros = orNull(results, results.getLong(index));
                yield micros == null
                        ? null
                        : Instant.ofEpochSecond(
                                Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * NANOS_PER_MICRO);
            }
        };
    }

    private static @Nullable Long orNull(ResultSet results, long value) throws SQLException {
        // Null is read as 0; to ask about every other number, too, would take as long as to read it.
        return value == 0 && results.wasNull() ? null : value;
    }

    private static long micros(Instant instant) {
        return instant.getEpochSecond() * MICROS + instant.getNano() / NANOS_PER_MICRO;
    }

    /** The database runs in this process, and finds a row when it is asked for it. */
    @Override
    public void stream(PreparedStatement statement, int atOnce) {}

    @Override
    public Set<Object> missingKeys(Connection connection, Dataset dataset, Collection<Object> keys)
            throws SQLException {
        DatasetTable table = new DatasetTable(dataset);
        Set<Object> missing = new HashSet<>(keys);
        for (List<Object> some : chunks(keys, KEYS_PER_STATEMENT)) {
            String sql = "SELECT %s FROM %s WHERE %s IN (%s)"
                    .formatted(table.key(), table.name(), table.key(), placeholders(some.size()));
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                bindKeys(statement, table.keyType(), some);
                try (ResultSet results = statement.executeQuery()) {
                    while (results.next()) {
                        missing.remove(read(results, 1, table.keyType()));
                    }
                }
            }
        }
        return missing;
    }

    @Override
    public long insertAbsent(Connection connection, DatasetTable table, List<StoredRow> rows) throws SQLException {
        int whole = rows.size() / ROWS_PER_STATEMENT * ROWS_PER_STATEMENT;
        return insertAbsent(connection, table, rows.subList(0, whole), ROWS_PER_STATEMENT)
                + insertAbsent(connection, table, rows.subList(whole, rows.size()), rows.size() - whole);
    }

    /** Inserts rows with one statement for every {@code chunk} rows, which their number is a multiple of. */
    private long insertAbsent(Connection connection, DatasetTable table, List<StoredRow> rows, int chunk)
            throws SQLException {
        if (rows.isEmpty()) {
            return 0;
        }
        String row = "(%s)".formatted(placeholders(table.width()));
        String sql = "INSERT INTO %s (%s) VALUES %s ON CONFLICT (%s) DO NOTHING"
                .formatted(
                        table.name(), table.columns(), String.join(", ", Collections.nCopies(chunk, row)), table.key());
        long inserted = 0;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < rows.size(); i += chunk) {
                int parameter = 1;
                for (int k = i; k < i + chunk; k++) {
                    parameter = table.bind(this, statement, parameter, rows.get(k));
                }
                inserted += statement.executeUpdate();
            }
        }
        return inserted;
    }

    /**
     * The table itself, without its indexes until the end: the transaction is the only one that writes, and what others read
     * is as it was before.
     */
    @Override
    public Optional<Fill> beginFill(Connection connection, DatasetTable table) throws SQLException {
        Map<String, String> indexes = new LinkedHashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL")) {
            statement.setString(1, table.name());
            try (ResultSet results = statement.executeQuery()) {
                while (results.next()) {
                    indexes.put(results.getString(1), results.getString(2));
                }
            }
        }
        for (String index : indexes.keySet()) {
            execute(connection, "DROP INDEX \"%s\"".formatted(index.replace("\"", "\"\"")));
        }
        return Optional.of(new Fill() {
            @Override
            public DatasetTable target() {
                return table;
            }

            @Override
            public long insertAbsent(Connection filling, List<StoredRow> rows) throws SQLException {
                return SqliteDialect.this.insertAbsent(filling, table, rows);
            }

            @Override
            public boolean end(Connection filling) throws SQLException {
                for (String create : indexes.values()) {
                    execute(filling, create);
                }
                return true;
            }
        });
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public List<StoredRow> lock(Connection connection, DatasetTable table, Collection<Object> keys)
            throws SQLException {
        // The transaction is the only one that writes: what it reads does not change before it ends.
        List<StoredRow> rows = new ArrayList<>(keys.size());
        for (List<Object> some : chunks(keys, KEYS_PER_STATEMENT)) {
            String sql = "SELECT %s FROM %s WHERE %s IN (%s)"
                    .formatted(table.columns(), table.name(), table.key(), placeholders(some.size()));
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                bindKeys(statement, table.keyType(), some);
                try (ResultSet results = statement.executeQuery()) {
                    while (results.next()) {
                        rows.add(table.read(this, results));
                    }
                }
            }
        }
        return rows;
    }

    @Override
    public List<Held> lockKeys(Connection connection, DatasetTable table, Collection<Object> keys) throws SQLException {
        List<Held> held = new ArrayList<>(keys.size());
        for (List<Object> some : chunks(keys, KEYS_PER_STATEMENT)) {
            String sql = "SELECT %s FROM %s WHERE %s IN (%s)"
                    .formatted(table.held(), table.name(), table.key(), placeholders(some.size()));
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                bindKeys(statement, table.keyType(), some);
                try (ResultSet results = statement.executeQuery()) {
                    while (results.next()) {
                        held.add(table.readHeld(this, results));
                    }
                }
            }
        }
        return held;
    }

    @Override
    public void remove(Connection connection, DatasetTable table, Collection<Object> keys) throws SQLException {
        for (List<Object> some : chunks(keys, KEYS_PER_STATEMENT)) {
            try (PreparedStatement statement = connection.prepareStatement("DELETE FROM %s WHERE %s IN (%s)"
                    .formatted(table.name(), table.key(), placeholders(some.size())))) {
                bindKeys(statement, table.keyType(), some);
                statement.executeUpdate();
            }
        }
    }

    @Override
    public Set<Object> present(Connection connection, DatasetTable table, int index, Collection<Object> values)
            throws SQLException {
        Field field = table.dataset().fields().get(index);
        Set<Object> present = new HashSet<>();
        for (List<Object> some : chunks(values, KEYS_PER_STATEMENT)) {
            String sql =
                    "WITH wanted (k) AS (VALUES %s) SELECT k FROM wanted WHERE EXISTS (SELECT 1 FROM %s WHERE %s = k)"
                            .formatted(
                                    String.join(", ", Collections.nCopies(some.size(), "(?)")),
                                    table.name(),
                                    field.name());
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                bindKeys(statement, field.type(), some);
                try (ResultSet results = statement.executeQuery()) {
                    while (results.next()) {
                        present.add(read(results, 1, field.type()));
                    }
                }
            }
        }
        return present;
    }

    @Override
    public void replace(Connection connection, DatasetTable table, List<StoredRow> rows) throws SQLException {
        String sql = "INSERT INTO %s (%s) VALUES (%s) ON CONFLICT (%s) DO UPDATE SET %s"
                .formatted(
                        table.name(),
                        table.columns(),
                        placeholders(table.width()),
                        table.key(),
                        table.assignments("excluded"));
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (StoredRow row : rows) {
                table.bind(this, statement, 1, row);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    @Override
    public String lookUpEach(String table, String alias, String condition) {
        return "CROSS JOIN %s AS %s ON %s".formatted(table, alias, condition);
    }

    @Override
    public String rowLock() {
        // The transaction is the only one that writes.
        return "";
    }

    @Override
    public void prepareAggregates(Connection connection) throws SQLException {
        ExactDecimals.define(connection);
    }

    @Override
    public String aggregate(String function, String expression, FieldType type) {
        return type instanceof FieldType.DecimalType
                ? ExactDecimals.call(function, expression)
                : "%s(%s)".formatted(function, expression);
    }

    @Override
    public String byCodePoint() {
        return "";
    }

    @Override
    public String eachReason() {
        return "json_each(r.reasons) AS e";
    }

    @Override
    public PortException.Kind kindOf(SQLException failure) {
        return SqliteFailures.kindOf(failure);
    }

    @Override
    public String denial(SQLException failure) {
        return SqliteFailures.denial(failure);
    }

    private void bindKeys(PreparedStatement statement, FieldType type, List<Object> keys) throws SQLException {
        for (int i = 0; i < keys.size(); i++) {
            bind(statement, i + 1, type, keys.get(i));
        }
    }

    private static String placeholders(int count) {
        return String.join(", ", Collections.nCopies(count, "?"));
    }

    private static <T> List<List<T>> chunks(Collection<T> all, int size) {
        List<T> list = all instanceof List<T> l ? l : List.copyOf(all);
        List<List<T>> chunks = new ArrayList<>();
        for (int i = 0; i < list.size(); i += size) {
            chunks.add(list.subList(i, Math.min(list.size(), i + size)));
        }
        return chunks;
    }
}
