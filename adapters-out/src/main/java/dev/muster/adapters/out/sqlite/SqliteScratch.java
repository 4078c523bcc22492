package dev.muster.adapters.out.sqlite;

import dev.muster.adapters.out.jdbc.BulkRows;
import dev.muster.adapters.out.jdbc.ColumnTypes;
import dev.muster.adapters.out.jdbc.DatasetTable;
import dev.muster.adapters.out.jdbc.Failures;
import dev.muster.adapters.out.jdbc.Sql;
import dev.muster.application.port.PortException;
import dev.muster.application.port.Scratch;
import dev.muster.application.port.StoredRow;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Field;
import dev.muster.domain.dataset.FieldType;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.RunId;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Scratch in an SQLite database without a name. The database is in memory up to the size of its cache. Beyond that it
 * is in a file in the folder for temporary files ({@code SQLITE_TMPDIR}, {@code TMPDIR}, {@code /var/tmp} or
 * {@code /tmp}). SQLite removes the file when it is closed, or right after making it if the operating system allows
 * that; then a killed process leaves none.
 */
final class SqliteScratch implements Scratch {
    private static final int CACHE_KIB = 8_000;
    private static final int IDS_PER_STATEMENT = 500;

    private final ColumnTypes types = new SqliteColumnTypes();
    private final BulkRows bulk = new SqliteBulkRows(types);
    private final Failures failures = new SqliteFailures();
    private final DatasetTable table;
    private final Connection connection;

    SqliteScratch(Dataset dataset) {
        this.table = new DatasetTable(dataset, "rows");
        this.connection = calling(() -> DriverManager.getConnection("jdbc:sqlite:"));
        try {
            prepare(dataset);
        } catch (PortException e) {
            close();
            throw e;
        }
    }

    private void prepare(Dataset dataset) {
        calling(() -> {
            Sql.execute(
                    connection,
                    "PRAGMA temp_store = FILE",
                    "PRAGMA cache_size = -" + CACHE_KIB,
                    // A broken scratch is thrown away. Nothing is ever rolled back or read again.
                    "PRAGMA journal_mode = OFF",
                    "PRAGMA synchronous = OFF",
                    "CREATE TABLE %s (%s, _run, _record)"
                            .formatted(
                                    table.name(),
                                    dataset.fields().stream().map(this::column).collect(Collectors.joining(", "))),
                    "CREATE TABLE closed (run INTEGER, record INTEGER, PRIMARY KEY (run, record)) WITHOUT ROWID");
            connection.setAutoCommit(false);
            return connection;
        });
    }

    private String column(Field field) {
        return field.name() + (field.name().equals(table.key()) ? key(field.type()) : "");
    }

    /** Values are kept as they are bound. A key that is an integer is the number of the row itself. */
    private static String key(FieldType type) {
        return type instanceof FieldType.IntegerType ? " INTEGER PRIMARY KEY" : " PRIMARY KEY";
    }

    @Override
    public void find(Collection<Object> keys, Consumer<StoredRow> each) {
        calling(() -> {
            bulk.find(connection, table, keys, each);
            return table;
        });
    }

    @Override
    public void put(List<StoredRow> rows) {
        calling(() -> {
            String insert = "INSERT OR REPLACE INTO %s (%s) VALUES (%s)"
                    .formatted(table.name(), table.columns(), Sql.marks(table.width()));
            Sql.batch(connection, insert, rows, (statement, row) -> table.bind(types, statement, 1, row));
            return table;
        });
    }

    @Override
    public void close(Collection<Rejection.Id> ids) {
        calling(() -> {
            String insert = "INSERT OR IGNORE INTO closed (run, record) VALUES (?, ?)";
            Sql.batch(connection, insert, ids, (statement, id) -> {
                statement.setLong(1, id.run().value());
                statement.setLong(2, id.recordNumber());
            });
            return table;
        });
    }

    @Override
    public Set<Rejection.Id> closed(Collection<Rejection.Id> ids) {
        return calling(() -> {
            Set<Rejection.Id> closed = new HashSet<>();
            for (List<Rejection.Id> some : Sql.parts(ids, IDS_PER_STATEMENT)) {
                Sql select = Sql.of("SELECT run, record FROM closed WHERE (run, record) IN (VALUES %s)"
                        .formatted(Sql.repeated("(?, ?)", some.size())));
                some.forEach(id -> select.with(id.run().value()).with(id.recordNumber()));
                select.each(
                        connection,
                        results -> closed.add(new Rejection.Id(new RunId(results.getLong(1)), results.getLong(2))));
            }
            return closed;
        });
    }

    @Override
    public void close() {
        calling(() -> {
            connection.close();
            return connection;
        });
    }

    private interface SqlCall<T> {
        T call() throws SQLException;
    }

    private <T> T calling(SqlCall<T> call) {
        try {
            return call.call();
        } catch (SQLException e) {
            PortException.Kind kind = failures.kindOf(e);
            throw new PortException(
                    PortException.Part.STORAGE,
                    kind,
                    kind == PortException.Kind.FULL
                            ? "there is no space left for temporary files"
                            : "a temporary file cannot be written or read",
                    e);
        }
    }
}
