package dev.muster.adapters.out.sqlite;

import dev.muster.adapters.out.jdbc.BulkRows;
import dev.muster.adapters.out.jdbc.ColumnTypes;
import dev.muster.adapters.out.jdbc.DatasetTable;
import dev.muster.adapters.out.jdbc.Sql;
import dev.muster.application.port.StoredRow;
import dev.muster.domain.dataset.Field;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Inserts many rows with each statement. Its transaction is the only one that writes, so what it reads does not change.
 */
final class SqliteBulkRows extends BulkRows {
    /** Enough rows to hide the cost of a statement, and few enough to keep two statements prepared. */
    private static final int ROWS_PER_STATEMENT = 100;

    SqliteBulkRows(ColumnTypes types) {
        super(types);
    }

    @Override
    protected List<Sql> forKeys(String statement, DatasetTable table, Collection<Object> keys, Lock lock) {
        return Sql.parts(keys, KEYS_PER_STATEMENT).stream()
                .map(some -> Sql.of("%s WHERE %s IN (%s)".formatted(statement, table.key(), Sql.marks(some.size())))
                        .withAll(types, table.keyType(), some))
                .toList();
    }

    /** Does nothing: the database runs in this process and finds each row when it is read. */
    @Override
    public void stream(PreparedStatement statement, int atOnce) {}

    @Override
    public long insertAbsent(Connection connection, DatasetTable table, List<StoredRow> rows) throws SQLException {
        int whole = rows.size() / ROWS_PER_STATEMENT * ROWS_PER_STATEMENT;
        return insertAbsent(connection, table, rows.subList(0, whole), ROWS_PER_STATEMENT)
                + insertAbsent(connection, table, rows.subList(whole, rows.size()), rows.size() - whole);
    }

    /**
     * Inserts rows with one statement for every {@code chunk} rows. The number of rows is a multiple of {@code chunk}.
     */
    private long insertAbsent(Connection connection, DatasetTable table, List<StoredRow> rows, int chunk)
            throws SQLException {
        if (rows.isEmpty()) {
            return 0;
        }
        String row = "(%s)".formatted(Sql.marks(table.width()));
        String sql = "INSERT INTO %s (%s) VALUES %s ON CONFLICT (%s) DO NOTHING"
                .formatted(table.name(), table.columns(), Sql.repeated(row, chunk), table.key());
        long inserted = 0;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < rows.size(); i += chunk) {
                int parameter = 1;
                for (int k = i; k < i + chunk; k++) {
                    parameter = table.bind(types, statement, parameter, rows.get(k));
                }
                inserted += statement.executeUpdate();
            }
        }
        return inserted;
    }

    /** Does nothing: no other transaction writes. */
    @Override
    public void lock(Connection connection, DatasetTable table) {}

    /**
     * Fills the table itself, without its indexes until the end. The transaction is the only one that writes, and
     * others read the state before it.
     */
    @Override
    public Optional<Fill> beginFill(Connection connection, DatasetTable table) throws SQLException {
        Map<String, String> indexes = new LinkedHashMap<>();
        Sql.of("SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL")
                .with(table.name())
                .each(connection, results -> indexes.put(results.getString(1), results.getString(2)));
        for (String index : indexes.keySet()) {
            Sql.execute(connection, "DROP INDEX \"%s\"".formatted(index.replace("\"", "\"\"")));
        }
        return Optional.of(new Fill() {
            @Override
            public DatasetTable target() {
                return table;
            }

            @Override
            public long insertAbsent(Connection filling, List<StoredRow> rows) throws SQLException {
                return SqliteBulkRows.this.insertAbsent(filling, table, rows);
            }

            @Override
            public boolean end(Connection filling) throws SQLException {
                for (String create : indexes.values()) {
                    Sql.execute(filling, create);
                }
                return true;
            }
        });
    }

    @Override
    public Set<Object> present(Connection connection, DatasetTable table, int index, Collection<Object> values)
            throws SQLException {
        Field field = table.dataset().fields().get(index);
        Set<Object> present = new HashSet<>();
        for (List<Object> some : Sql.parts(values, KEYS_PER_STATEMENT)) {
            Sql.of("WITH wanted (k) AS (VALUES %s) SELECT k FROM wanted WHERE EXISTS (SELECT 1 FROM %s WHERE %s = k)"
                            .formatted(Sql.repeated("(?)", some.size()), table.name(), field.name()))
                    .withAll(types, field.type(), some)
                    .each(connection, results -> present.add(types.read(results, 1, field.type())));
        }
        return present;
    }

    @Override
    public void replace(Connection connection, DatasetTable table, List<StoredRow> rows) throws SQLException {
        String sql = "INSERT INTO %s (%s) VALUES (%s) ON CONFLICT (%s) DO UPDATE SET %s"
                .formatted(
                        table.name(),
                        table.columns(),
                        Sql.marks(table.width()),
                        table.key(),
                        table.assignments("excluded"));
        Sql.batch(connection, sql, rows, (statement, row) -> table.bind(types, statement, 1, row));
    }
}
