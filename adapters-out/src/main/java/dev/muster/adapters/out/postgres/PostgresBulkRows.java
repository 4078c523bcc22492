package dev.muster.adapters.out.postgres;

import dev.muster.adapters.out.jdbc.BulkRows;
import dev.muster.adapters.out.jdbc.ColumnTypes;
import dev.muster.adapters.out.jdbc.DatasetTable;
import dev.muster.adapters.out.jdbc.Sql;
import dev.muster.adapters.out.jdbc.TracedStatements;
import dev.muster.application.port.StoredRow;
import dev.muster.domain.backup.Section;
import dev.muster.domain.dataset.Field;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGStatement;
import org.postgresql.copy.CopyIn;

/**
 * Inserts rows by binary COPY. If all rows are new it copies them straight to their table, else to a temporary table
 * and from there by one statement.
 */
final class PostgresBulkRows extends BulkRows {
    /** From so many rows on it pays to check whether they are new. */
    private static final int MANY = 500;

    private static final String UNIQUE_VIOLATION = "23505";

    PostgresBulkRows(ColumnTypes types) {
        super(types);
    }

    /** Locks in key order, as every lock on several rows does. */
    @Override
    protected List<Sql> forKeys(String statement, DatasetTable table, Collection<Object> keys, Lock lock) {
        String end = switch (lock) {
            case NOTHING -> "";
            case REMOVE -> " ORDER BY %s FOR KEY SHARE".formatted(table.key());
            case CHANGE -> " ORDER BY %s FOR NO KEY UPDATE".formatted(table.key());
        };
        return List.of(Sql.of("%s WHERE %s = ANY (?)%s".formatted(statement, table.key(), end))
                .with(PostgresColumnTypes.array(table.keyType(), keys)));
    }

    /**
     * Values come in binary from the first use of a statement on, because it takes long to read times as texts. The
     * database does not limit the time that the reader takes for the rows in memory.
     */
    @Override
    public void stream(PreparedStatement statement, int atOnce) throws SQLException {
        Sql.execute(statement.getConnection(), "SET LOCAL idle_in_transaction_session_timeout = 0");
        statement.setFetchSize(atOnce);
        statement.unwrap(PGStatement.class).setPrepareThreshold(-1);
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
                                        && takesCopies(connection, table.name())
                                        && copiedTo(connection, table, rows)
                                ? rows.size()
                                : insertThose(connection, table, rows));
    }

    /** Inserts the rows whose keys are not there yet, by way of a temporary table. */
    private static long insertThose(Connection connection, DatasetTable table, List<StoredRow> rows)
            throws SQLException {
        String incoming = copyIn(connection, table, rows);
        if (hasRules(connection, table)) {
            return insertByRules(connection, table, incoming);
        }
        // Inserts in key order, so that two transactions that insert the same keys never wait for each other in a
        // circle.
        String insert = "INSERT INTO %s (%s) SELECT %s FROM %s ORDER BY %s ON CONFLICT (%s) DO NOTHING"
                .formatted(table.name(), table.columns(), table.columns(), incoming, table.key(), table.key());
        return Sql.execute(connection, insert);
    }

    /**
     * PostgreSQL takes no ON CONFLICT for a table with rules, and a rule may read the inserted rows again from the
     * temporary table. So rows that exist already must be removed from there first. This fails if somebody inserts one
     * of the keys meanwhile.
     */
    private static long insertByRules(Connection connection, DatasetTable table, String incoming) throws SQLException {
        return Sql.execute(
                connection,
                "DELETE FROM %s AS incoming USING %s AS stored WHERE incoming.%s = stored.%s"
                        .formatted(incoming, table.name(), table.key(), table.key()),
                "INSERT INTO %s (%s) SELECT %s FROM %s ORDER BY %s"
                        .formatted(table.name(), table.columns(), table.columns(), incoming, table.key()));
    }

    private static boolean hasRules(Connection connection, DatasetTable table) throws SQLException {
        return Sql.of("SELECT relhasrules FROM pg_class WHERE oid = ?::regclass")
                .with(table.name())
                .isTrue(connection);
    }

    /**
     * Returns whether COPY may be used. COPY ignores rules, and PostgreSQL refuses it if policies say which rows a user
     * may insert.
     */
    private static boolean takesCopies(Connection connection, String table) throws SQLException {
        return Sql.of("SELECT NOT relhasrules AND NOT row_security_active(oid) FROM pg_class WHERE oid = ?::regclass")
                .with(table)
                .isTrue(connection);
    }

    /**
     * Returns whether the rows come in key order and, as far as this transaction sees, no stored key lies between their
     * first and last.
     */
    private boolean areNew(Connection connection, DatasetTable table, List<StoredRow> rows) throws SQLException {
        return ascend(table, null, rows)
                && Sql.of("SELECT NOT EXISTS (SELECT FROM %s WHERE %s BETWEEN ? AND ?)"
                                .formatted(table.name(), table.key()))
                        .with(types, table.keyType(), key(table, rows.getFirst()))
                        .with(types, table.keyType(), key(table, rows.getLast()))
                        .isTrue(connection);
    }

    /**
     * Returns whether the keys of the rows ascend, and so are all different. They must start above {@code last} unless
     * that is null.
     */
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

    /**
     * Copies rows straight to a table that has a key. Returns false, with nothing done, if some of their keys are there
     * already.
     */
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
    public boolean copied(
            Connection connection, String table, List<Section.Column> columns, List<@Nullable Object[]> rows)
            throws SQLException {
        if (rows.size() < MANY || !takesCopies(connection, table)) {
            return false;
        }
        String names = columns.stream().map(Section.Column::name).collect(Collectors.joining(", "));
        copy(connection, "COPY %s (%s) FROM STDIN".formatted(table, names), copy -> {
            TextCopy encoder = new TextCopy(copy);
            for (@Nullable Object[] row : rows) {
                encoder.add(row);
            }
            encoder.end();
        });
        return true;
    }

    @Override
    public void lock(Connection connection, DatasetTable table) throws SQLException {
        Sql.execute(connection, "LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE".formatted(table.name()));
    }

    @Override
    public Optional<Fill> beginFill(Connection connection, DatasetTable table) throws SQLException {
        return SiblingTable.beside(table, connection, this);
    }

    @Override
    public Set<Object> present(Connection connection, DatasetTable table, int index, Collection<Object> values)
            throws SQLException {
        Field field = table.dataset().fields().get(index);
        return Set.copyOf(Sql.of("SELECT k FROM unnest(?) AS wanted (k) WHERE EXISTS (SELECT 1 FROM %s WHERE %s = k)"
                        .formatted(table.name(), field.name()))
                .with(PostgresColumnTypes.array(field.type(), values))
                .list(connection, results -> Objects.requireNonNull(types.read(results, 1, field.type()))));
    }

    @Override
    public void replace(Connection connection, DatasetTable table, List<StoredRow> rows) throws SQLException {
        String incoming = copyIn(connection, table, rows);
        Sql.execute(
                connection,
                "UPDATE %s AS stored SET %s FROM %s AS incoming WHERE stored.%s = incoming.%s"
                        .formatted(table.name(), table.assignments("incoming"), incoming, table.key(), table.key()));
    }

    /** Copies rows to an empty temporary table of this session, and returns its name. */
    private static String copyIn(Connection connection, DatasetTable table, List<StoredRow> rows) throws SQLException {
        String incoming = "incoming_" + table.dataset().name();
        Sql.execute(
                connection,
                "CREATE TEMPORARY TABLE IF NOT EXISTS %s (LIKE %s) ON COMMIT DELETE ROWS; TRUNCATE %s"
                        .formatted(incoming, table.name(), incoming));
        copyTo(connection, table, incoming, rows);
        return incoming;
    }

    /** Copies rows to the table {@code target}, which has the columns of {@code table}. */
    static void copyTo(Connection connection, DatasetTable table, String target, List<StoredRow> rows)
            throws SQLException {
        copy(connection, "COPY %s (%s) FROM STDIN (FORMAT binary)".formatted(target, table.columns()), copy -> {
            BinaryCopy encoder = new BinaryCopy(copy, table.dataset());
            for (StoredRow row : rows) {
                encoder.add(row);
            }
            encoder.end();
        });
    }

    /** Writes to a COPY. */
    private interface Copying {
        void to(CopyIn copy) throws SQLException;
    }

    private static void copy(Connection connection, String statement, Copying copying) throws SQLException {
        TracedStatements.during(Postgres.SYSTEM, statement, () -> {
            CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(statement);
            try {
                copying.to(copy);
            } finally {
                if (copy.isActive()) {
                    copy.cancelCopy();
                }
            }
            return statement;
        });
    }
}
