package dev.muster.adapters.out.sqlite;

import dev.muster.adapters.out.jdbc.DatasetTable;
import dev.muster.application.port.PortException;
import dev.muster.application.port.Scratch;
import dev.muster.application.port.StoredRow;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Field;
import dev.muster.domain.dataset.FieldType;
import dev.muster.domain.intake.Rejection;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Scratch in a database of SQLite without a name. That is in memory up to the size of its cache, beyond it in a file of the
 * folder for temporary files ({@code SQLITE_TMPDIR}, {@code TMPDIR}, {@code /var/tmp} or {@code /tmp}), which SQLite removes
 * when it is closed, or right after it was made where the operating system lets it, so that a killed process leaves none.
 */
final class SqliteScratch implements Scratch {
    private static final int CACHE_KIB = 8_000;
    private static final int KEYS_PER_STATEMENT = 1_000;

    private final SqliteDialect dialect = new SqliteDialect();
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
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA temp_store = FILE");
                statement.execute("PRAGMA cache_size = -" + CACHE_KIB);
                // What breaks here is thrown away: nothing is ever rolled back or read again.
                statement.execute("PRAGMA journal_mode = OFF");
                statement.execute("PRAGMA synchronous = OFF");
                statement.execute("CREATE TABLE %s (%s, _run, _record)"
                        .formatted(
                                table.name(),
                                dataset.fields().stream().map(this::column).collect(Collectors.joining(", "))));
                statement.execute(
                        "CREATE TABLE closed (run INTEGER, record INTEGER, PRIMARY KEY (run, record)) WITHOUT ROWID");
            }
            connection.setAutoCommit(false);
            return connection;
        });
    }

    private String column(Field field) {
        return field.name() + (field.name().equals(table.key()) ? key(field.type()) : "");
    }

    /** Values are kept as they are bound; but a key that is an integer may be the number of the row itself. */
    private static String key(FieldType type) {
        return type instanceof FieldType.IntegerType ? " INTEGER PRIMARY KEY" : " PRIMARY KEY";
    }

    @Override
    public void find(Collection<Object> keys, Consumer<StoredRow> each) {
        List<Object> wanted = List.copyOf(keys);
        calling(() -> {
            for (int i = 0; i < wanted.size(); i += KEYS_PER_STATEMENT) {
                table.find(
                        dialect, connection, wanted.subList(i, Math.min(wanted.size(), i + KEYS_PER_STATEMENT)), each);
            }
            return table;
        });
    }

    @Override
    public void put(List<StoredRow> rows) {
        calling(() -> {
            try (PreparedStatement statement = connection.prepareStatement("INSERT OR REPLACE INTO %s (%s) VALUES (%s)"
                    .formatted(
                            table.name(),
                            table.columns(),
                            String.join(", ", Collections.nCopies(table.width(), "?"))))) {
                for (StoredRow row : rows) {
                    table.bind(dialect, statement, 1, row);
                    statement.executeUpdate();
                }
            }
            return table;
        });
    }

    @Override
    public void close(Collection<Rejection.Id> ids) {
        calling(() -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("INSERT OR IGNORE INTO closed (run, record) VALUES (?, ?)")) {
                for (Rejection.Id id : ids) {
                    bind(statement, id);
                    statement.executeUpdate();
                }
            }
            return table;
        });
    }

    @Override
    public Set<Rejection.Id> closed(Collection<Rejection.Id> ids) {
        return calling(() -> {
            Set<Rejection.Id> closed = new HashSet<>();
            try (PreparedStatement statement =
                    connection.prepareStatement("SELECT 1 FROM closed WHERE run = ? AND record = ?")) {
                for (Rejection.Id id : ids) {
                    bind(statement, id);
                    try (ResultSet results = statement.executeQuery()) {
                        if (results.next()) {
                            closed.add(id);
                        }
                    }
                }
            }
            return closed;
        });
    }

    private static void bind(PreparedStatement statement, Rejection.Id id) throws SQLException {
        statement.setLong(1, id.run().value());
        statement.setLong(2, id.recordNumber());
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
            PortException.Kind kind = dialect.kindOf(e);
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
