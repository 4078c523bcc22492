package dev.muster.adapters.out.postgres;

import dev.muster.adapters.out.jdbc.BulkRows;
import dev.muster.adapters.out.jdbc.DatasetTable;
import dev.muster.adapters.out.jdbc.Sql;
import dev.muster.application.port.StoredRow;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A table that is filled beside an empty one and then takes its place. Its indexes and references are made at the end,
 * each in one pass. Readers wait only while the names change.
 */
final class SiblingTable implements BulkRows.Fill {
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    /**
     * These states mean: dependent objects still exist; the role is not the owner any more; the table's entry was
     * updated concurrently.
     */
    private static final Set<String> ATTACHED_MEANWHILE = Set.of("2BP01", "42501", "XX000");

    /**
     * Other writers go first, because the table has rows when they end. The time is shorter than the one after which
     * PostgreSQL looks for deadlocks.
     */
    private static final String WRITERS_TIMEOUT = "900ms";

    private static final String READERS_TIMEOUT = "5s";

    /** The first half of the advisory locks that mark a table as being filled. The other half is the table's number. */
    private static final int FILLING = 0x6D757374;

    private final DatasetTable table;
    private final DatasetTable sibling;
    private final PostgresBulkRows bulk;
    private boolean hasKey;
    private @Nullable Object lastKey;

    private SiblingTable(DatasetTable table, DatasetTable sibling, PostgresBulkRows bulk) {
        this.table = table;
        this.sibling = sibling;
        this.bulk = bulk;
    }

    /**
     * Makes a new one; empty if another session is filling one for the same table, or something is attached to the
     * table.
     */
    static Optional<BulkRows.Fill> beside(DatasetTable table, Connection connection, PostgresBulkRows bulk)
            throws SQLException {
        if (!isOnlyOne(table, connection) || !Attachments.of(connection, table).isEmpty()) {
            return Optional.empty();
        }
        // The name comes from the transaction, so that it never collides with other tables.
        String name = Sql.of("SELECT pg_current_xact_id()::text")
                .first(connection, results -> "%s_%s".formatted(table.name(), results.getString(1)))
                .orElseThrow();
        Sql.execute(
                connection, "CREATE TABLE %s (LIKE %s INCLUDING ALL EXCLUDING INDEXES)".formatted(name, table.name()));
        return Optional.of(new SiblingTable(table, new DatasetTable(table.dataset(), name), bulk));
    }

    /** Returns whether no one else fills the same table. Two would only wait for each other to release it. */
    private static boolean isOnlyOne(DatasetTable table, Connection connection) throws SQLException {
        return Sql.of("SELECT pg_try_advisory_xact_lock(?::integer, ?::regclass::oid::integer)")
                .with((long) FILLING)
                .with(table.name())
                .isTrue(connection);
    }

    @Override
    public DatasetTable target() {
        return sibling;
    }

    @Override
    public long insertAbsent(Connection connection, List<StoredRow> rows) throws SQLException {
        if (!hasKey && PostgresBulkRows.ascend(table, lastKey, rows)) {
            PostgresBulkRows.copyTo(connection, sibling, sibling.name(), rows);
            lastKey = PostgresBulkRows.key(table, rows.getLast());
            return rows.size();
        }
        makeKey(connection);
        return PostgresBulkRows.copiedTo(connection, sibling, rows)
                ? rows.size()
                : bulk.insertAbsent(connection, sibling, rows);
    }

    /**
     * Makes the key. While keys ascend, none can occur twice, and the key is cheaper to make when all rows are there.
     */
    private void makeKey(Connection connection) throws SQLException {
        if (!hasKey) {
            Sql.execute(connection, "ALTER TABLE %s ADD PRIMARY KEY (%s)".formatted(sibling.name(), table.key()));
            hasKey = true;
        }
    }

    @Override
    public boolean end(Connection connection) throws SQLException {
        makeKey(connection);
        Map<String, String> indexes = definitions(connection, """
                SELECT c.relname, pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
                WHERE i.indrelid = ?::regclass AND NOT i.indisprimary""");
        Map<String, String> references = definitions(
                connection,
                "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = ?::regclass AND contype = 'f'");
        for (Map.Entry<String, String> index : indexes.entrySet()) {
            // CREATE INDEX name ON schema.table USING …
            String definition = index.getValue();
            Sql.execute(
                    connection,
                    "CREATE INDEX %s ON %s %s"
                            .formatted(
                                    temporary(index.getKey()),
                                    sibling.name(),
                                    definition.substring(definition.indexOf(" USING ") + 1)));
        }
        for (Map.Entry<String, String> reference : references.entrySet()) {
            Sql.execute(
                    connection,
                    "ALTER TABLE %s ADD CONSTRAINT %s %s"
                            .formatted(sibling.name(), reference.getKey(), reference.getValue()));
        }
        if (!isLocked(connection, "SHARE ROW EXCLUSIVE", WRITERS_TIMEOUT) || hasRows(connection)) {
            return false;
        }
        String key = keyName(connection);
        if (!isLocked(connection, "ACCESS EXCLUSIVE", READERS_TIMEOUT)
                || !Attachments.of(connection, table).isEmpty()
                || !isDropped(connection)) {
            return false;
        }
        Sql.execute(
                connection,
                "SET LOCAL lock_timeout = '%s'".formatted(Postgres.LOCK_TIMEOUT),
                "ALTER TABLE %s RENAME TO %s".formatted(sibling.name(), table.name()),
                "ALTER INDEX %s_pkey RENAME TO %s".formatted(sibling.name(), key));
        for (String index : indexes.keySet()) {
            Sql.execute(connection, "ALTER INDEX %s RENAME TO %s".formatted(temporary(index), index));
        }
        Sql.execute(connection, "ANALYZE " + table.name());
        return true;
    }

    /**
     * Drops the empty table; false if something was attached to it. Some things, such as grants, can be attached to a
     * table whatever lock is on it.
     */
    private boolean isDropped(Connection connection) throws SQLException {
        try {
            Sql.execute(connection, "DROP TABLE " + table.name());
            return true;
        } catch (SQLException e) {
            if (ATTACHED_MEANWHILE.contains(String.valueOf(e.getSQLState()))) {
                return false;
            }
            throw e;
        }
    }

    private boolean isLocked(Connection connection, String mode, String timeout) throws SQLException {
        try {
            Sql.execute(
                    connection,
                    "SET LOCAL lock_timeout = '%s'".formatted(timeout),
                    "LOCK TABLE %s IN %s MODE".formatted(table.name(), mode));
            return true;
        } catch (SQLException e) {
            if (LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
                return false;
            }
            throw e;
        }
    }

    private boolean hasRows(Connection connection) throws SQLException {
        return Sql.of("SELECT EXISTS (SELECT 1 FROM %s)".formatted(table.name()))
                .isTrue(connection);
    }

    private String keyName(Connection connection) throws SQLException {
        return definitions(
                        connection,
                        "SELECT conname, contype::text FROM pg_constraint WHERE conrelid = ?::regclass AND contype = 'p'")
                .keySet()
                .iterator()
                .next();
    }

    private Map<String, String> definitions(Connection connection, String sql) throws SQLException {
        Map<String, String> definitions = new LinkedHashMap<>();
        Sql.of(sql)
                .with(table.name())
                .each(connection, results -> definitions.put(results.getString(1), results.getString(2)));
        return definitions;
    }

    private static String temporary(String index) {
        return "new_" + index;
    }
}
