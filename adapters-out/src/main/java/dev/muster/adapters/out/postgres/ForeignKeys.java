package dev.muster.adapters.out.postgres;

import dev.muster.adapters.out.jdbc.DatasetTable;
import dev.muster.adapters.out.jdbc.Sql;
import dev.muster.application.port.StoredRow;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Checks the foreign keys of many rows at once before they are inserted, instead of by a trigger for each row and key.
 * It does what those triggers do: it locks the rows in other tables against removal, and checks that all exist. Only
 * then does it leave the triggers out. PostgreSQL allows that to superusers and to roles named by
 * {@code GRANT SET ON PARAMETER session_replication_role}. For all others, and for tables with triggers or rules of
 * somebody else, nothing changes.
 */
final class ForeignKeys {
    private static final String MAY_BE_LEFT_OUT = """
            SELECT has_parameter_privilege('session_replication_role', 'SET')
                AND current_setting('session_replication_role') = 'origin'
                AND NOT EXISTS (SELECT FROM pg_trigger
                    WHERE tgrelid = ?::regclass AND NOT tgisinternal AND tgenabled <> 'D')
                AND NOT EXISTS (SELECT FROM pg_rewrite WHERE ev_class = ?::regclass)
                AND NOT EXISTS (SELECT FROM pg_constraint
                    WHERE conrelid = ?::regclass AND contype = 'f' AND cardinality(conkey) > 1)""";

    private static final String REFERENCES = """
            SELECT child.attname, c.confrelid::regclass::text, quote_ident(parent.attname)
            FROM pg_constraint c
                JOIN pg_attribute child ON child.attrelid = c.conrelid AND child.attnum = c.conkey[1]
                JOIN pg_attribute parent ON parent.attrelid = c.confrelid AND parent.attnum = c.confkey[1]
            WHERE c.conrelid = ?::regclass AND c.contype = 'f' ORDER BY c.conname""";

    private ForeignKeys() {}

    private record Reference(String column, String parent, String key) {}

    /** Inserts rows, and returns how many. */
    interface Insertion {
        long run() throws SQLException;
    }

    /**
     * Runs {@code insertion}, which inserts some or all of {@code rows} into {@code table}. Leaves triggers out if all
     * rows to which they refer exist.
     */
    static long checked(Connection connection, DatasetTable table, List<StoredRow> rows, Insertion insertion)
            throws SQLException {
        if (!mayBeLeftOut(connection, table.name()) || !areThere(connection, table, rows)) {
            return insertion.run();
        }
        Sql.execute(connection, "SET LOCAL session_replication_role = replica");
        long inserted = insertion.run();
        Sql.execute(connection, "SET LOCAL session_replication_role = origin");
        return inserted;
    }

    /**
     * Returns whether the current role may leave triggers out, and the table has no triggers but those of its
     * references.
     */
    private static boolean mayBeLeftOut(Connection connection, String table) throws SQLException {
        return Sql.of(MAY_BE_LEFT_OUT).withTexts(List.of(table, table, table)).isTrue(connection);
    }

    private static boolean areThere(Connection connection, DatasetTable table, List<StoredRow> rows)
            throws SQLException {
        for (Reference reference : references(connection, table.name())) {
            OptionalInt field = table.dataset().indexOf(reference.column());
            if (field.isEmpty() || !areThere(connection, table, reference, field.getAsInt(), rows)) {
                return false;
            }
        }
        return true;
    }

    private static boolean areThere(
            Connection connection, DatasetTable table, Reference reference, int field, List<StoredRow> rows)
            throws SQLException {
        Set<Object> keys = new HashSet<>();
        for (StoredRow row : rows) {
            Object key = row.row().get(field);
            if (key != null) {
                keys.add(key);
            }
        }
        // Locks in key order, as every lock on several rows does.
        String sql =
                "SELECT count(*) = ? FROM (SELECT FROM %2$s WHERE %1$s = ANY (?) ORDER BY %1$s FOR KEY SHARE) AS held"
                        .formatted(reference.key(), reference.parent());
        return Sql.of(sql)
                .with((long) keys.size())
                .with(PostgresColumnTypes.array(
                        table.dataset().fields().get(field).type(), keys))
                .isTrue(connection);
    }

    private static List<Reference> references(Connection connection, String table) throws SQLException {
        return Sql.of(REFERENCES)
                .with(table)
                .list(
                        connection,
                        results -> new Reference(results.getString(1), results.getString(2), results.getString(3)));
    }
}
