package dev.muster.adapters.out.jdbc;

import dev.muster.application.port.PortException;
import dev.muster.application.port.SectionStore;
import dev.muster.application.port.Slice;
import dev.muster.domain.backup.LedgerSections;
import dev.muster.domain.backup.Section;
import dev.muster.domain.backup.Section.Column;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Field;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The tables of a database as sections. Times of tables other than datasets' are milliseconds. */
final class JdbcSectionStore implements SectionStore {
    /** A row may have a megabyte. */
    private static final int LEDGER_ROWS_AT_ONCE = 32;

    private static final long BYTES_AT_ONCE = 4L << 20;
    private static final int MAX_ROWS_AT_ONCE = 2_000;
    /** Most rows whose keys are looked up together. */
    private static final int ROWS_PER_STATEMENT = 200;

    private static final Column TOKEN = new Column("token", Section.Type.INTEGER, 0, true);

    private final Transactions transactions;
    private final ColumnTypes types;
    private final BulkRows bulk;

    JdbcSectionStore(Transactions transactions, ColumnTypes types, BulkRows bulk) {
        this.transactions = transactions;
        this.types = types;
        this.bulk = bulk;
    }

    @Override
    public Rows scan(Dataset dataset) {
        DatasetTable table = new DatasetTable(dataset);
        Sql sql = Sql.of("SELECT %s FROM %s ORDER BY %s".formatted(table.columns(), table.name(), table.key()));
        List<Field> fields = dataset.fields();
        return rows(sql, Math.min(MAX_ROWS_AT_ONCE, table.rowsWithin(BYTES_AT_ONCE)), results -> {
            @Nullable Object[] row = new @Nullable Object[fields.size() + 2];
            for (int i = 0; i < fields.size(); i++) {
                row[i] = types.read(results, i + 1, fields.get(i).type());
            }
            row[fields.size()] = results.getLong(fields.size() + 1);
            row[fields.size() + 1] = results.getLong(fields.size() + 2);
            return row;
        });
    }

    @Override
    public Rows scan(Section ledger, Collection<Dataset> datasets) {
        String order = ledger.key().isEmpty() ? "id" : columns(keyColumns(ledger));
        Sql sql = Sql.of("SELECT %s FROM %s".formatted(columns(ledger.columns()), ledger.name()));
        String restriction = restriction(ledger, Sql.marks(datasets.size()));
        if (!restriction.isEmpty()) {
            sql.then(restriction).withTexts(datasets.stream().map(Dataset::name).toList());
        }
        List<Column> columns = ledger.columns();
        return rows(sql.then(" ORDER BY " + order), LEDGER_ROWS_AT_ONCE, results -> {
            @Nullable Object[] row = new @Nullable Object[columns.size()];
            for (int i = 0; i < row.length; i++) {
                row[i] = read(results, i + 1, columns.get(i));
            }
            return row;
        });
    }

    /** Returns the condition that a row belongs to a dataset; empty if rows belong to none. */
    private static String restriction(Section ledger, String marks) {
        if (ledger.equals(LedgerSections.BATCHES)) {
            return " WHERE run IN (SELECT id FROM runs WHERE dataset IN (%s)) AND (raw IS NOT NULL OR received > 0 OR byte_end > byte_start)"
                    .formatted(marks);
        }
        boolean named =
                ledger.columns().stream().anyMatch(column -> column.name().equals("dataset"));
        return named ? " WHERE dataset IN (%s)".formatted(marks) : "";
    }

    private Rows rows(Sql sql, int atOnce, Sql.Mapper<@Nullable Object[]> mapper) {
        return transactions.update(connection -> {
            PreparedStatement statement = sql.prepare(connection);
            try {
                bulk.stream(statement, atOnce);
                return new JdbcRows.OfSection(transactions, statement, mapper);
            } catch (SQLException e) {
                statement.close();
                throw e;
            }
        });
    }

    private static String columns(List<Column> columns) {
        return columns.stream().map(Column::name).collect(Collectors.joining(", "));
    }

    private static List<Column> keyColumns(Section section) {
        return section.key().stream().map(section.columns()::get).toList();
    }

    private static @Nullable Object read(ResultSet results, int index, Column column) throws SQLException {
        Object value = switch (column.type()) {
            case INTEGER -> results.getLong(index);
            case DECIMAL -> results.getBigDecimal(index);
            case TEXT -> results.getString(index);
            case INSTANT -> Instant.ofEpochMilli(results.getLong(index));
            case BOOLEAN -> results.getBoolean(index);
            case BYTES -> results.getBytes(index);
        };
        return results.wasNull() ? null : value;
    }

    private static void bind(PreparedStatement statement, int index, Column column, @Nullable Object value)
            throws SQLException {
        if (value == null) {
            statement.setNull(index, Types.NULL);
            return;
        }
        switch (column.type()) {
            case INTEGER -> statement.setLong(index, (Long) value);
            case DECIMAL -> throw new IllegalArgumentException("the ledger has no decimals");
            case TEXT -> statement.setString(index, (String) value);
            case INSTANT -> statement.setLong(index, ((Instant) value).toEpochMilli());
            case BOOLEAN -> statement.setBoolean(index, (Boolean) value);
            case BYTES -> statement.setBytes(index, (byte[]) value);
        }
    }

    @Override
    public long addAbsent(Section ledger, Iterator<@Nullable Object[]> rows) {
        OpenRejectionSums open = new OpenRejectionSums();
        // Looking up keys takes almost as long as adding rows; what is restored after a loss finds none.
        boolean someKnown =
                transactions.update(connection -> Sql.of("SELECT EXISTS (SELECT 1 FROM %s)".formatted(ledger.name()))
                        .isTrue(connection));
        long added = 0;
        while (rows.hasNext()) {
            List<@Nullable Object[]> portion = Slice.of(
                            rows, someKnown ? ROWS_PER_STATEMENT : MAX_ROWS_AT_ONCE, Section::bytes)
                    .items();
            added += transactions.update(connection -> {
                List<@Nullable Object[]> absent = someKnown ? absent(connection, ledger, portion) : portion;
                add(connection, ledger, absent, open);
                return absent.size();
            });
        }
        if (ledger.equals(LedgerSections.REJECTIONS)) {
            transactions.execute(connection -> open.store(connection, null));
        }
        return added;
    }

    private static List<@Nullable Object[]> absent(
            Connection connection, Section ledger, List<@Nullable Object[]> portion) throws SQLException {
        if (ledger.key().isEmpty()) {
            return portion;
        }
        Set<List<@Nullable Object>> known = known(connection, ledger, portion);
        return portion.stream().filter(row -> !known.contains(key(ledger, row))).toList();
    }

    private void add(Connection connection, Section ledger, List<@Nullable Object[]> absent, OpenRejectionSums open)
            throws SQLException {
        absent.forEach(row -> requireReadable(ledger, row));
        // A run that comes from elsewhere was claimed by nobody here.
        boolean token = hasToken(ledger);
        List<Column> columns = token
                ? Stream.concat(ledger.columns().stream(), Stream.of(TOKEN)).toList()
                : ledger.columns();
        List<@Nullable Object[]> rows =
                token ? absent.stream().map(JdbcSectionStore::unclaimed).toList() : absent;
        if (!bulk.copied(connection, ledger.name(), columns, rows)) {
            String insert = "INSERT INTO %s (%s) VALUES (%s)"
                    .formatted(ledger.name(), columns(columns), Sql.marks(columns.size()));
            Sql.batch(connection, insert, rows, (statement, row) -> {
                for (int i = 0; i < row.length; i++) {
                    bind(statement, i + 1, columns.get(i), row[i]);
                }
            });
        }
        if (ledger.equals(LedgerSections.REJECTIONS)) {
            int dataset = ledger.index("dataset");
            int code = ledger.index("first_code");
            int status = ledger.index("status");
            for (@Nullable Object[] row : absent) {
                open.note(String.valueOf(row[dataset]), String.valueOf(row[code]), "open".equals(row[status]) ? 1 : 0);
            }
        }
    }

    private static @Nullable Object[] unclaimed(@Nullable Object[] row) {
        @Nullable Object[] with = Arrays.copyOf(row, row.length + 1);
        with[row.length] = 1L;
        return with;
    }

    /** Refuses JSON that could not be read back: rows may come from anyone. */
    private static void requireReadable(Section ledger, @Nullable Object[] row) {
        try {
            for (int i = 0; i < row.length; i++) {
                if (row[i] instanceof String json) {
                    switch (ledger.columns().get(i).name()) {
                        case "rejections_by_code" -> JsonColumns.toCounts(json);
                        case "error" -> JsonColumns.toProblem(json);
                        case "reasons" -> JsonColumns.toReasons(json);
                        case "stream" -> JsonColumns.toOrigin(json);
                        case "row_values" -> BeforeImages.requireReadable(json);
                        default -> {}
                    }
                }
            }
        } catch (UncheckedIOException | ClassCastException | IllegalStateException | IllegalArgumentException e) {
            throw new PortException(
                    PortException.Part.STORAGE,
                    PortException.Kind.CORRUPT,
                    "a row of %s cannot be read".formatted(ledger.name()),
                    e);
        }
    }

    private static boolean hasToken(Section ledger) {
        return ledger.name().equals("runs") || ledger.name().equals("pipeline_runs");
    }

    private static Set<List<@Nullable Object>> known(
            Connection connection, Section ledger, List<@Nullable Object[]> portion) throws SQLException {
        List<Column> key = keyColumns(ledger);
        String names = columns(key);
        Sql sql = Sql.of("SELECT %s FROM %s WHERE (%s) IN (VALUES %s)"
                .formatted(
                        names,
                        ledger.name(),
                        names,
                        Sql.repeated("(%s)".formatted(Sql.marks(key.size())), portion.size())));
        for (@Nullable Object[] row : portion) {
            for (int i : ledger.key()) {
                sql.with((statement, index) ->
                        bind(statement, index, ledger.columns().get(i), row[i]));
            }
        }
        Set<List<@Nullable Object>> known = new HashSet<>();
        sql.each(connection, results -> {
            @Nullable Object[] values = new @Nullable Object[key.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = read(results, i + 1, key.get(i));
            }
            known.add(List.of(values));
        });
        return known;
    }

    private static List<@Nullable Object> key(Section ledger, @Nullable Object[] row) {
        return ledger.key().stream().map(i -> row[i]).toList();
    }
}
