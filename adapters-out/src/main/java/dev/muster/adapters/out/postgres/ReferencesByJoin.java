package dev.muster.adapters.out.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks the references of many rows by one join each, before they are inserted, instead of by a trigger for each row and
 * reference. It does what those triggers do (lock the rows referred to against removal, and look whether all are there) and
 * leaves them out only if that has been done. PostgreSQL allows that to superusers and to whom {@code GRANT SET ON PARAMETER
 * session_replication_role} names; for all others, and for tables with triggers of somebody else, nothing changes.
 */
final class ReferencesByJoin {
    private static final String MAY_BE_USED = """
            SELECT has_parameter_privilege('session_replication_role', 'SET')
                AND current_setting('session_replication_role') = 'origin'
                AND NOT EXISTS (SELECT FROM pg_trigger
                    WHERE tgrelid = ?::regclass AND NOT tgisinternal AND tgenabled <> 'D')
                AND NOT EXISTS (SELECT FROM pg_constraint
                    WHERE conrelid = ?::regclass AND contype = 'f' AND cardinality(conkey) > 1)""";

    private static final String REFERENCES = """
            SELECT quote_ident(child.attname), c.confrelid::regclass::text, quote_ident(parent.attname)
            FROM pg_constraint c
                JOIN pg_attribute child ON child.attrelid = c.conrelid AND child.attnum = c.conkey[1]
                JOIN pg_attribute parent ON parent.attrelid = c.confrelid AND parent.attnum = c.confkey[1]
            WHERE c.conrelid = ?::regclass AND c.contype = 'f' ORDER BY c.conname""";

    private ReferencesByJoin() {}

    private record Reference(String column, String parent, String key) {}

    /**
     * Runs {@code insert}, which inserts the rows of the table {@code incoming} into {@code table}: without triggers if their
     * references are all there.
     */
    static long insert(Connection connection, String table, String incoming, String insert) throws SQLException {
        boolean checked = mayBeUsed(connection, table) && areThere(connection, table, incoming);
        try (Statement statement = connection.createStatement()) {
            if (checked) {
                statement.execute("SET LOCAL session_replication_role = replica");
            }
            long inserted = statement.executeUpdate(insert);
            if (checked) {
                statement.execute("SET LOCAL session_replication_role = origin");
            }
            return inserted;
        }
    }

    /** Whether the current role may leave triggers out, and the table has none but those of its references. */
    static boolean mayBeUsed(Connection connection, String table) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(MAY_BE_USED)) {
            statement.setString(1, table);
            statement.setString(2, table);
            return isTrue(statement);
        }
    }

    private static boolean areThere(Connection connection, String table, String incoming) throws SQLException {
        for (Reference reference : references(connection, table)) {
            // In key order, as all locks on several rows are taken. How much comes in is not known to the planner: the
            // shape leaves it no choice but to look up each key once, and each row in a hash table of them.
            String sql = """
                    WITH held AS (SELECT %3$s AS k FROM %2$s
                        WHERE %3$s = ANY (ARRAY(SELECT DISTINCT %1$s FROM %4$s)) ORDER BY 1 FOR KEY SHARE)
                    SELECT NOT EXISTS (SELECT FROM %4$s
                        WHERE %1$s IS NOT NULL AND %1$s NOT IN (SELECT k FROM held))""".formatted(reference.column(), reference.parent(), reference.key(), incoming);
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                if (!isTrue(statement)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static List<Reference> references(Connection connection, String table) throws SQLException {
        List<Reference> references = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(REFERENCES)) {
            statement.setString(1, table);
            try (ResultSet results = statement.executeQuery()) {
                while (results.next()) {
                    references.add(new Reference(results.getString(1), results.getString(2), results.getString(3)));
                }
            }
        }
        return references;
    }

    private static boolean isTrue(PreparedStatement statement) throws SQLException {
        try (ResultSet results = statement.executeQuery()) {
            results.next();
            return results.getBoolean(1);
        }
    }
}
