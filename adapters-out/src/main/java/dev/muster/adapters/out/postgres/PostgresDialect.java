package dev.muster.adapters.out.postgres;

import dev.muster.adapters.out.jdbc.DatasetTable;
import dev.muster.adapters.out.jdbc.Dialect;
import dev.muster.application.port.PortException;
import dev.muster.application.port.StoredRow;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Field;
import dev.muster.domain.dataset.FieldType;
import io.micronaut.transaction.TransactionDefinition;
import io.micronaut.transaction.support.DefaultTransactionDefinition;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGStatement;
import org.postgresql.copy.CopyIn;

/** PostgreSQL. Rows go in by binary COPY: straight where all are new, else to a temporary table, and from there by one statement. */
final class PostgresDialect implements Dialect {
    /** From so many rows on it pays to look before they are inserted. */
    private static final int MANY = 500;

    private static final String UNIQUE_VIOLATION = "23505";

    private final DataSource source;

    /** @param source gives connections of their own, to ask what was denied when a transaction is broken */
    PostgresDialect(DataSource source) {
        this.source = source;
    }

    @Override
    public TransactionDefinition reading() {
        DefaultTransactionDefinition reading = new DefaultTransactionDefinition();
        reading.setReadOnly(true);
        reading.setIsolationLevel(TransactionDefinition.Isolation.REPEATABLE_READ);
        return reading;
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
            case FieldType.DecimalType t -> statement.setBigDecimal(index, (BigDecimal) value);
            case FieldType.TextType t -> statement.setString(index, (String) value);
            case FieldType.InstantType t ->
                statement.setObject(index, OffsetDateTime.ofInstant((Instant) value, ZoneOffset.UTC));
        }
    }

    @Override
    public @Nullable Object read(ResultSet results, int index, FieldType type) throws SQLException {
        return switch (type) {
            case FieldType.IntegerType t -> {
                long value = results.getLong(index);
                yield value == 0 && results.wasNull() ? null : value;
            }
            case FieldType.DecimalType t -> results.getBigDecimal(index);
            case FieldType.TextType t -> results.getString(index);
            case FieldType.InstantType t -> {
                OffsetDateTime time = results.getObject(index, OffsetDateTime.class);
                yield time == null ? null : time.toInstant();
            }
        };
    }

    /**
     * Values come in binary, from the first time on that a statement is used: times would take long to read as texts. How long
     * whoever reads may take over what is in memory is not for the database to say.
     */
    @Override
    public void stream(PreparedStatement statement, int atOnce) throws SQLException {
        try (Statement patient = statement.getConnection().createStatement()) {
            patient.execute("SET LOCAL idle_in_transaction_session_timeout = 0");
        }
        statement.setFetchSize(atOnce);
        statement.unwrap(PGStatement.class).setPrepareThreshold(-1);
    }

    @Override
    public Set<Object> missingKeys(Connection connection, Dataset dataset, Collection<Object> keys)
            throws SQLException {
        DatasetTable table = new DatasetTable(dataset);
        Set<Object> missing = new HashSet<>(keys);
        String sql = "SELECT %s FROM %s WHERE %s = ANY (?) ORDER BY %s FOR KEY SHARE"
                .formatted(table.key(), table.name(), table.key(), table.key());
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, array(connection, table.keyType(), keys));
            try (ResultSet results = statement.executeQuery()) {
                while (results.next()) {
                    missing.remove(read(results, 1, table.keyType()));
                }
            }
        }
        return missing;
    }

    @Override
    public long insertAbsent(Connection connection, DatasetTable table, List<StoredRow> rows) throws SQLException {
        return rows.size() < MANY
                ? insertThose(connection, table, rows)
                : ForeignKeys.checked(
                        connection,
                        table,
                        rows,
                        () -> areNew(connection, table, rows)
                                        && takesCopies(connection, table)
                                        && copiedTo(connection, table, rows)
                                ? rows.size()
                                : insertThose(connection, table, rows));
    }

    /** Inserts the rows whose keys are not there, by way of a temporary table. */
    private static long insertThose(Connection connection, DatasetTable table, List<StoredRow> rows)
            throws SQLException {
        String incoming = copyIn(connection, table, rows);
        if (hasRules(connection, table)) {
            return insertByRules(connection, table, incoming);
        }
        // In key order: two transactions that insert the same keys wait for each other, but never in a circle.
        String insert = "INSERT INTO %s (%s) SELECT %s FROM %s ORDER BY %s ON CONFLICT (%s) DO NOTHING"
                .formatted(table.name(), table.columns(), table.columns(), incoming, table.key(), table.key());
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(insert);
        }
    }

    /**
     * With rules on a table, PostgreSQL takes no ON CONFLICT, and a rule may read the inserted rows where they came from: what is
     * there already must be gone from it before. Whoever inserts one of the keys in the meantime makes this fail.
     */
    private static long insertByRules(Connection connection, DatasetTable table, String incoming) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("DELETE FROM %s AS incoming USING %s AS stored WHERE incoming.%s = stored.%s"
                    .formatted(incoming, table.name(), table.key(), table.key()));
            return statement.executeUpdate("INSERT INTO %s (%s) SELECT %s FROM %s ORDER BY %s"
                    .formatted(table.name(), table.columns(), table.columns(), incoming, table.key()));
        }
    }

    private static boolean hasRules(Connection connection, DatasetTable table) throws SQLException {
        return isTrue(
                connection, "SELECT relhasrules FROM pg_class WHERE oid = '%s'::regclass".formatted(table.name()));
    }

    /** COPY passes over rules, and is refused where policies say which rows a user may insert. */
    private static boolean takesCopies(Connection connection, DatasetTable table) throws SQLException {
        return isTrue(
                connection,
                "SELECT NOT relhasrules AND NOT row_security_active(oid) FROM pg_class WHERE oid = '%s'::regclass"
                        .formatted(table.name()));
    }

    private static boolean isTrue(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery(query)) {
            results.next();
            return results.getBoolean(1);
        }
    }

    /** Whether the rows come in key order, and no stored key lies among theirs, as far as this transaction sees. */
    private boolean areNew(Connection connection, DatasetTable table, List<StoredRow> rows) throws SQLException {
        if (!ascend(table, null, rows)) {
            return false;
        }
        String sql = "SELECT NOT EXISTS (SELECT FROM %s WHERE %s BETWEEN ? AND ?)".formatted(table.name(), table.key());
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, 1, table.keyType(), key(table, rows.getFirst()));
            bind(statement, 2, table.keyType(), key(table, rows.getLast()));
            try (ResultSet results = statement.executeQuery()) {
                results.next();
                return results.getBoolean(1);
            }
        }
    }

    /** Whether the keys of the rows ascend, and so are all different, starting above {@code last} unless that is null. */
    static boolean ascend(DatasetTable table, @Nullable Object last, List<StoredRow> rows) {
        Object previous = last;
        for (StoredRow row : rows) {
            Object key = key(table, row);
            if (previous != null && compare(previous, key) >= 0) {
                return false;
            }
            previous = key;
        }
        return true;
    }

    @SuppressWarnings("unchecked") // values of one field are of one type, and each type of values has an order
    private static int compare(Object one, Object other) {
        return ((Comparable<Object>) one).compareTo(other);
    }

    static Object key(DatasetTable table, StoredRow row) {
        return row.row().key(table.dataset());
    }

    /** Copies rows straight to a table that has a key; false, with nothing done, if some of their keys are there. */
    static boolean copiedTo(Connection connection, DatasetTable table, List<StoredRow> rows) throws SQLException {
        Savepoint before = connection.setSavepoint();
        try {
            copyTo(connection, table, table.name(), rows);
            connection.releaseSavepoint(before);
            return true;
        } catch (SQLException e) {
            if (!UNIQUE_VIOLATION.equals(e.getSQLState())) {
                throw e;
            }
            connection.rollback(before);
            return false;
        }
    }

    @Override
    public Optional<Fill> beginFill(Connection connection, DatasetTable table) throws SQLException {
        return SiblingTable.beside(table, connection, this);
    }

    @Override
    public List<StoredRow> lock(Connection connection, DatasetTable table, Collection<Object> keys)
            throws SQLException {
        String sql = "SELECT %s FROM %s WHERE %s = ANY (?) ORDER BY %s FOR NO KEY UPDATE"
                .formatted(table.columns(), table.name(), table.key(), table.key());
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, array(connection, table.keyType(), keys));
            List<StoredRow> rows = new ArrayList<>(keys.size());
            try (ResultSet results = statement.executeQuery()) {
                while (results.next()) {
                    rows.add(table.read(this, results));
                }
            }
            return rows;
        }
    }

    @Override
    public List<Held> lockKeys(Connection connection, DatasetTable table, Collection<Object> keys) throws SQLException {
        String sql = "SELECT %s FROM %s WHERE %s = ANY (?) ORDER BY %s FOR NO KEY UPDATE"
                .formatted(table.held(), table.name(), table.key(), table.key());
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, array(connection, table.keyType(), keys));
            List<Held> held = new ArrayList<>(keys.size());
            try (ResultSet results = statement.executeQuery()) {
                while (results.next()) {
                    held.add(table.readHeld(this, results));
                }
            }
            return held;
        }
    }

    @Override
    public void remove(Connection connection, DatasetTable table, Collection<Object> keys) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("DELETE FROM %s WHERE %s = ANY (?)".formatted(table.name(), table.key()))) {
            statement.setArray(1, array(connection, table.keyType(), keys));
            statement.executeUpdate();
        }
    }

    @Override
    public Set<Object> present(Connection connection, DatasetTable table, int index, Collection<Object> values)
            throws SQLException {
        Field field = table.dataset().fields().get(index);
        String sql = "SELECT k FROM unnest(?) AS wanted (k) WHERE EXISTS (SELECT 1 FROM %s WHERE %s = k)"
                .formatted(table.name(), field.name());
        Set<Object> present = new HashSet<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, array(connection, field.type(), values));
            try (ResultSet results = statement.executeQuery()) {
                while (results.next()) {
                    present.add(read(results, 1, field.type()));
                }
            }
        }
        return present;
    }

    @Override
    public void replace(Connection connection, DatasetTable table, List<StoredRow> rows) throws SQLException {
        String incoming = copyIn(connection, table, rows);
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE %s AS stored SET %s FROM %s AS incoming WHERE stored.%s = incoming.%s"
                    .formatted(table.name(), table.assignments("incoming"), incoming, table.key(), table.key()));
        }
    }

    /** Copies rows to a temporary table of this session, which is empty before; its name. */
    private static String copyIn(Connection connection, DatasetTable table, List<StoredRow> rows) throws SQLException {
        String incoming = "incoming_" + table.dataset().name();
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TEMPORARY TABLE IF NOT EXISTS %s (LIKE %s) ON COMMIT DELETE ROWS; TRUNCATE %s"
                    .formatted(incoming, table.name(), incoming));
        }
        copyTo(connection, table, incoming, rows);
        return incoming;
    }

    /** Copies rows to the table {@code target}, which has the columns of {@code table}. */
    static void copyTo(Connection connection, DatasetTable table, String target, List<StoredRow> rows)
            throws SQLException {
        CopyIn copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("COPY %s (%s) FROM STDIN (FORMAT binary)".formatted(target, table.columns()));
        BinaryCopy encoder = new BinaryCopy(copy, table.dataset());
        try {
            for (StoredRow row : rows) {
                encoder.add(row);
            }
            encoder.end();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    static Array array(Connection connection, FieldType type, Collection<Object> values) throws SQLException {
        return connection.createArrayOf(columnType(type), values.toArray());
    }

    /** The type of a column for values of {@code type}, as the migrations declare it. */
    static String columnType(FieldType type) {
        return switch (type) {
            case FieldType.IntegerType t -> isInt(t) ? "integer" : "bigint";
            case FieldType.DecimalType t -> "numeric";
            case FieldType.TextType t -> "text";
            case FieldType.InstantType t -> "timestamptz";
        };
    }

    /** Whether all values fit into four bytes. */
    static boolean isInt(FieldType.IntegerType type) {
        return type.min() >= Integer.MIN_VALUE && type.max() <= Integer.MAX_VALUE;
    }

    @Override
    public String lookUpEach(String table, String alias, String condition) {
        return "CROSS JOIN LATERAL (SELECT * FROM %s AS %s WHERE %s%s) AS %s"
                .formatted(table, alias, condition, rowLock(), alias);
    }

    @Override
    public String rowLock() {
        return " FOR UPDATE";
    }

    @Override
    public void prepareAggregates(Connection connection) {
        // All are its own.
    }

    @Override
    public String aggregate(String function, String expression, FieldType type) {
        return "%s(%s%s)".formatted(function, expression, type instanceof FieldType.TextType ? byCodePoint() : "");
    }

    @Override
    public String byCodePoint() {
        return " COLLATE \"C\"";
    }

    @Override
    public String eachReason() {
        // PostgreSQL has no null character in its texts, which may well be why a record was rejected.
        return """
                json_array_elements(CASE WHEN position('\\u0000' IN r.reasons) = 0 THEN r.reasons
                    ELSE regexp_replace(r.reasons, '(?<!\\\\)((?:\\\\\\\\)*)\\\\u0000', '\\1\\\\u%04x', 'g')
                    END::json) AS e (value)""".formatted((int) IN_PLACE_OF_NULL);
    }

    @Override
    public PortException.Kind kindOf(SQLException failure) {
        return PostgresFailures.kindOf(failure);
    }

    @Override
    public String denial(SQLException failure) {
        return PostgresFailures.denial(failure, source);
    }
}
