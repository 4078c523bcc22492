package dev.muster.adapters.out.postgres;

import dev.muster.adapters.out.jdbc.Dialect;
import dev.muster.adapters.out.jdbc.Table;
import dev.muster.application.port.StoredRow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A table that is filled beside an empty one and then takes its place. It has only the key while it is filled; the indexes
 * and the references are made at the end, each by one pass. Readers are held up only while the names change.
 */
final class SiblingTable implements Dialect.Fill {
    private static final String UNIQUE_VIOLATION = "23505";
    private static final String SWAP_LOCK_TIMEOUT = "5s";

    private final Table table;
    private final Table sibling;
    private final PostgresDialect dialect;

    private SiblingTable(Table table, Table sibling, PostgresDialect dialect) {
        this.table = table;
        this.sibling = sibling;
        this.dialect = dialect;
    }

    static SiblingTable beside(Table table, Connection connection, PostgresDialect dialect) throws SQLException {
        // Named by transaction: two that fill the same dataset at once must not meet before the end.
        String name;
        try (Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery("SELECT pg_current_xact_id()::text")) {
            results.next();
            name = "%s_%s".formatted(table.name(), results.getString(1));
        }
        execute(
                connection,
                "CREATE TABLE %s (LIKE %s INCLUDING ALL EXCLUDING INDEXES)".formatted(name, table.name()),
                "ALTER TABLE %s ADD PRIMARY KEY (%s)".formatted(name, table.key()));
        return new SiblingTable(table, new Table(table.dataset(), name), dialect);
    }

    @Override
    public Table target() {
        return sibling;
    }

    @Override
    public long insertAbsent(Connection connection, List<StoredRow> rows) throws SQLException {
        Savepoint before = connection.setSavepoint();
        try {
            PostgresDialect.copyTo(connection, sibling, sibling.name(), rows);
            connection.releaseSavepoint(before);
            return rows.size();
        } catch (SQLException e) {
            if (!UNIQUE_VIOLATION.equals(e.getSQLState())) {
                throw e;
            }
            // Some keys came with an earlier batch: the way that sorts them out costs more, so it is taken only now.
            connection.rollback(before);
            return dialect.insertAbsent(connection, sibling, rows);
        }
    }

    @Override
    public boolean end(Connection connection) throws SQLException {
        Map<String, String> indexes = definitions(connection, """
                SELECT c.relname, pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
                WHERE i.indrelid = ?::regclass AND NOT i.indisprimary""");
        Map<String, String> references = definitions(
                connection,
                "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = ?::regclass AND contype = 'f'");
        for (Map.Entry<String, String> index : indexes.entrySet()) {
            // CREATE INDEX name ON schema.table USING …
            String definition = index.getValue();
            execute(
                    connection,
                    "CREATE INDEX %s ON %s %s"
                            .formatted(
                                    temporary(index.getKey()),
                                    sibling.name(),
                                    definition.substring(definition.indexOf(" USING ") + 1)));
        }
        for (Map.Entry<String, String> reference : references.entrySet()) {
            execute(
                    connection,
                    "ALTER TABLE %s ADD CONSTRAINT %s %s"
                            .formatted(sibling.name(), reference.getKey(), reference.getValue()));
        }
        execute(
                connection,
                "SET LOCAL lock_timeout = '%s'".formatted(SWAP_LOCK_TIMEOUT),
                "LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE".formatted(table.name()));
        if (hasRows(connection)) {
            return false;
        }
        String key = keyName(connection);
        execute(
                connection,
                "LOCK TABLE %s IN ACCESS EXCLUSIVE MODE".formatted(table.name()),
                "DROP TABLE " + table.name(),
                "ALTER TABLE %s RENAME TO %s".formatted(sibling.name(), table.name()),
                "ALTER INDEX %s_pkey RENAME TO %s".formatted(sibling.name(), key));
        for (String index : indexes.keySet()) {
            execute(connection, "ALTER INDEX %s RENAME TO %s".formatted(temporary(index), index));
        }
        execute(connection, "ANALYZE " + table.name());
        return true;
    }

    private boolean hasRows(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet results =
                        statement.executeQuery("SELECT EXISTS (SELECT 1 FROM %s)".formatted(table.name()))) {
            results.next();
            return results.getBoolean(1);
        }
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
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, table.name());
            try (ResultSet results = statement.executeQuery()) {
                while (results.next()) {
                    definitions.put(results.getString(1), results.getString(2));
                }
            }
        }
        return definitions;
    }

    private static String temporary(String index) {
        return "new_" + index;
    }

    private static void execute(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
