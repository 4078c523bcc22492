package dev.muster.adapters.out.jdbc;

import dev.muster.application.port.DataVersion;
import dev.muster.application.port.DatasetStore;
import dev.muster.application.port.Slice;
import dev.muster.application.port.StoredRow;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Field;
import dev.muster.domain.run.RunId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The tables of the datasets. */
final class JdbcDatasetStore implements DatasetStore {
    private final Transactions transactions;
    private final ColumnTypes types;
    private final BulkRows bulk;
    private final Dialect dialect;
    private final Rollups rollups;
    private final ThreadLocal<Filling> filling = new ThreadLocal<>();

    JdbcDatasetStore(Transactions transactions, ColumnTypes types, BulkRows bulk, Dialect dialect, Rollups rollups) {
        this.transactions = transactions;
        this.types = types;
        this.bulk = bulk;
        this.dialect = dialect;
        this.rollups = rollups;
    }

    @Override
    public Set<Object> missingKeys(Dataset dataset, Collection<Object> keys) {
        return keys.isEmpty()
                ? Set.of()
                : transactions.query(connection -> bulk.missingKeys(connection, new DatasetTable(dataset), keys));
    }

    @Override
    public void insertAbsent(Dataset dataset, List<StoredRow> rows, Consumer<Map<Object, StoredRow>> inTheWay) {
        if (rows.isEmpty()) {
            return;
        }
        Filling filling = fillingOf(dataset);
        DatasetTable table = filling == null ? new DatasetTable(dataset) : filling.fill.target();
        long inserted = transactions.update(connection -> filling == null
                ? bulk.insertAbsent(connection, table, rows)
                : filling.fill.insertAbsent(connection, rows));
        Set<Object> met = inserted == rows.size() ? Set.of() : meet(table, rows, inTheWay);
        Rollups.Changes changes = filling == null ? rollups.of(dataset) : filling.changes;
        changes.added(
                met.isEmpty()
                        ? rows
                        : rows.stream()
                                .filter(row -> !met.contains(row.row().key(dataset)))
                                .toList());
        if (filling == null) {
            transactions.execute(changes::store);
        }
    }

    /**
     * Passes on the stored rows that have the keys of {@code rows} but are not these rows themselves. Returns their
     * keys.
     */
    private Set<Object> meet(DatasetTable table, List<StoredRow> rows, Consumer<Map<Object, StoredRow>> inTheWay) {
        Map<Object, StoredRow> given = HashMap.newHashMap(rows.size());
        rows.forEach(row -> given.put(row.row().key(table.dataset()), row));
        // Rows that surely fit into memory are read straight away.
        List<List<Object>> portions = rows.size() <= table.rowsWithin(Slice.BYTES)
                ? List.of(List.copyOf(given.keySet()))
                : transactions.update(connection -> portions(bulk.lockKeys(connection, table, given.keySet()).stream()
                        .filter(held -> !isSame(given.get(held.key()), held.run(), held.recordNumber()))
                        .iterator()));
        Set<Object> met = new HashSet<>();
        for (List<Object> keys : portions) {
            Map<Object, StoredRow> others = new HashMap<>();
            for (StoredRow stored : transactions.update(connection -> bulk.lock(connection, table, keys))) {
                Object key = stored.row().key(table.dataset());
                if (!isSame(given.get(key), stored.run(), stored.recordNumber())) {
                    others.put(key, stored);
                }
            }
            met.addAll(others.keySet());
            inTheWay.accept(others);
        }
        return met;
    }

    private static boolean isSame(@Nullable StoredRow given, RunId run, long recordNumber) {
        return given != null && given.run().equals(run) && given.recordNumber() == recordNumber;
    }

    /** Splits the keys of rows into lists. The rows of each list fit into memory. */
    private static List<List<Object>> portions(Iterator<BulkRows.Held> rows) {
        List<List<Object>> portions = new ArrayList<>();
        while (rows.hasNext()) {
            portions.add(Slice.of(rows, Integer.MAX_VALUE, BulkRows.Held::bytes).items().stream()
                    .map(BulkRows.Held::key)
                    .toList());
        }
        return portions;
    }

    @Override
    public boolean fill(Dataset dataset, Runnable work) {
        Optional<BulkRows.Fill> fill =
                transactions.update(connection -> count(dataset) > 0 || isReferredTo(connection, dataset)
                        ? Optional.empty()
                        : bulk.beginFill(connection, new DatasetTable(dataset)));
        return fill.isPresent() && fill(new Filling(fill.get(), rollups.of(dataset)), work);
    }

    private boolean fill(Filling begun, Runnable work) {
        filling.set(begun);
        try {
            work.run();
        } finally {
            filling.remove();
        }
        return transactions.update(connection -> {
            boolean filled = begun.fill.end(connection);
            if (filled) {
                begun.changes.store(connection);
            }
            return filled;
        });
    }

    @Override
    public Exchange exchange(Dataset dataset, boolean many) {
        DatasetTable table = new DatasetTable(dataset);
        return transactions.update(connection -> {
            bulk.lock(connection, table);
            boolean canFill = many && isEmpty(connection, table) && !isReferredTo(connection, dataset);
            return new JdbcExchange(
                    transactions,
                    bulk,
                    table,
                    canFill ? bulk.beginFill(connection, table).orElse(null) : null,
                    rollups.of(dataset));
        });
    }

    private static boolean isEmpty(Connection connection, DatasetTable table) throws SQLException {
        return Sql.of("SELECT NOT EXISTS (SELECT 1 FROM %s)".formatted(table.name()))
                .isTrue(connection);
    }

    @Override
    public void keepAbsent(RunId by, Dataset dataset, Collection<Object> keys) {
        if (!keys.isEmpty()) {
            transactions.execute(connection -> BeforeImages.keepAbsent(connection, by, dataset, keys));
        }
    }

    @Override
    public Slice<BeforeImage> images(RunId by, Dataset dataset, @Nullable String after, int limit) {
        DatasetTable table = new DatasetTable(dataset);
        return transactions.query(connection -> BeforeImages.all(by, table, after, limit + 1)
                .slice(
                        connection,
                        limit,
                        table.rowsWithin(Slice.BYTES),
                        results -> BeforeImages.read(table, results),
                        BeforeImage::bytes));
    }

    private @Nullable Filling fillingOf(Dataset dataset) {
        Filling current = filling.get();
        return current != null && current.fill.target().dataset().equals(dataset) ? current : null;
    }

    private static boolean isReferredTo(Connection connection, Dataset dataset) throws SQLException {
        try (ResultSet references = connection.getMetaData().getExportedKeys(null, null, dataset.name())) {
            return references.next();
        }
    }

    /** A dataset that the thread's transaction is filling, and the changes to add to its rollups at the end. */
    private record Filling(BulkRows.Fill fill, Rollups.Changes changes) {}

    @Override
    public void replace(Dataset dataset, List<StoredRow> rows) {
        if (rows.isEmpty()) {
            return;
        }
        Filling filling = fillingOf(dataset);
        DatasetTable table = filling == null ? new DatasetTable(dataset) : filling.fill.target();
        transactions.execute(connection -> {
            Rollups.Changes changes = filling == null ? rollups.of(dataset) : filling.changes;
            if (changes.needRows()) {
                List<Object> keys =
                        rows.stream().map(row -> row.row().key(dataset)).toList();
                changes.replaced(bulk.lock(connection, table, keys), rows);
            }
            bulk.replace(connection, table, rows);
            if (filling == null) {
                changes.store(connection);
            }
        });
    }

    @Override
    public void keep(RunId by, Dataset dataset, List<StoredRow> rows) {
        transactions.execute(connection -> BeforeImages.keep(connection, by, dataset, rows));
    }

    @Override
    public void kept(RunId by, Dataset dataset, Collection<Object> keys, Consumer<Map<Object, StoredRow>> kept) {
        DatasetTable table = new DatasetTable(dataset);
        List<List<Object>> portions = transactions.query(connection ->
                portions(BeforeImages.held(connection, by, table, keys).iterator()));
        for (List<Object> portion : portions) {
            kept.accept(transactions.query(connection -> BeforeImages.find(connection, by, dataset, portion)));
        }
    }

    @Override
    public List<Object> storedBy(RunId run, Dataset dataset, @Nullable Object after, int limit) {
        DatasetTable table = new DatasetTable(dataset);
        Sql sql = Sql.of("SELECT %s FROM %s WHERE _run = ?".formatted(table.key(), table.name()))
                .with(run.value());
        beyond(table, after, sql).then(" LIMIT ?" + dialect.rowLock()).with((long) limit);
        return transactions.update(connection ->
                sql.list(connection, results -> Objects.requireNonNull(types.read(results, 1, table.keyType()))));
    }

    @Override
    public Set<Object> present(Dataset dataset, int index, Collection<Object> values) {
        return values.isEmpty()
                ? Set.of()
                : transactions.query(connection -> bulk.present(connection, new DatasetTable(dataset), index, values));
    }

    @Override
    public void takeBack(RunId run, Dataset dataset, Collection<Object> removed, Map<Object, StoredRow> before) {
        if (removed.isEmpty() && before.isEmpty()) {
            return;
        }
        DatasetTable table = new DatasetTable(dataset);
        transactions.execute(connection -> {
            Rollups.Changes changes = rollups.of(dataset);
            changes.takenBack(run, removed.size());
            if (changes.needRows()) {
                changes.takenBack(bulk.lock(connection, table, removed), List.of());
                changes.takenBack(bulk.lock(connection, table, before.keySet()), before.values());
            }
            if (!removed.isEmpty()) {
                bulk.remove(connection, table, removed);
            }
            if (!before.isEmpty()) {
                bulk.replace(connection, table, List.copyOf(before.values()));
                BeforeImages.forget(connection, run, dataset, before.keySet());
            }
            changes.store(connection);
        });
    }

    @Override
    public Replaced replaced(RunId run, Dataset dataset, int limit) {
        return transactions.query(connection -> {
            DatasetTable table = new DatasetTable(dataset);
            List<Object> shown = new ArrayList<>();
            long count = 0;
            String last = null;
            for (List<String> page;
                    !(page = BeforeImages.keysOfReplaced(connection, run, dataset, last)).isEmpty();
                    last = page.getLast()) {
                List<Object> keys = page.stream()
                        .map(text -> BeforeImages.value(table.keyType(), text))
                        .toList();
                Map<Object, RunId> stored = new HashMap<>();
                bulk.lockKeys(connection, table, keys).forEach(held -> stored.put(held.key(), held.run()));
                for (Object key : keys) {
                    RunId by = stored.get(key);
                    if (by != null && !by.equals(run)) {
                        count++;
                        if (shown.size() < limit) {
                            shown.add(key);
                        }
                    }
                }
            }
            return new Replaced(count, shown);
        });
    }

    @Override
    public void find(Dataset dataset, Collection<Object> keys, Consumer<StoredRow> each) {
        transactions.query(connection -> {
            bulk.find(connection, new DatasetTable(dataset), keys, each);
            return Boolean.TRUE;
        });
    }

    @Override
    public Optional<StoredRow> find(Dataset dataset, Object key) {
        return list(dataset, Map.of(dataset.keyIndex(), key), null, 1).items().stream()
                .findFirst();
    }

    @Override
    public Slice<StoredRow> list(Dataset dataset, Map<Integer, Object> equal, @Nullable Object after, int limit) {
        DatasetTable table = new DatasetTable(dataset);
        return slice(table, where(table, table.columns(), equal), after, limit);
    }

    @Override
    public Slice<StoredRow> listStoredBy(RunId run, Dataset dataset, @Nullable Object after, int limit) {
        DatasetTable table = new DatasetTable(dataset);
        Sql sql = where(table, table.columns(), Map.of()).then(" AND _run = ?").with(run.value());
        return slice(table, sql, after, limit);
    }

    private Slice<StoredRow> slice(DatasetTable table, Sql select, @Nullable Object after, int limit) {
        Sql sql = beyond(table, after, select).then(" LIMIT ?").with(limit + 1L);
        return transactions.query(connection -> sql.slice(
                connection,
                limit,
                table.rowsWithin(Slice.BYTES),
                results -> table.read(types, results),
                StoredRow::bytes));
    }

    /** Returns a query for the rows with these values, by the indexes of their fields. */
    private Sql where(DatasetTable table, String columns, Map<Integer, Object> equal) {
        Sql sql = Sql.of("SELECT %s FROM %s WHERE 1 = 1".formatted(columns, table.name()));
        new TreeMap<>(equal).forEach((index, value) -> {
            Field field = table.dataset().fields().get(index);
            sql.then(" AND %s = ?".formatted(field.name())).with(types, field.type(), value);
        });
        return sql;
    }

    /** Restricts a query to the rows behind {@code after}, unless that is null, and sorts them by key. */
    private Sql beyond(DatasetTable table, @Nullable Object after, Sql sql) {
        if (after != null) {
            sql.then(" AND %s > ?".formatted(table.key())).with(types, table.keyType(), after);
        }
        return sql.then(" ORDER BY " + table.key());
    }

    @Override
    public Rows scan(Dataset dataset, Map<Integer, Object> equal, int atOnce) {
        DatasetTable table = new DatasetTable(dataset);
        Sql sql = beyond(table, null, where(table, table.fields(), equal));
        return transactions.update(connection -> {
            PreparedStatement statement = sql.prepare(connection);
            try {
                bulk.stream(statement, atOnce);
                return new JdbcRows.OfDataset(transactions, statement, results -> table.readRow(types, results));
            } catch (SQLException e) {
                statement.close();
                throw e;
            }
        });
    }

    @Override
    public long count(Dataset dataset) {
        return transactions.query(
                connection -> Sql.of("SELECT coalesce(sum(row_count), 0) FROM row_counts WHERE dataset = ?")
                        .with(dataset.name())
                        .first(connection, results -> results.getLong(1))
                        .orElse(0L));
    }

    @Override
    public long countRows(Dataset dataset) {
        Sql sql = Sql.of("SELECT count(*) FROM " + new DatasetTable(dataset).name());
        return transactions.query(connection ->
                sql.first(connection, results -> results.getLong(1)).orElseThrow());
    }

    @Override
    public List<RowsOfRun> countByRun(Dataset dataset, @Nullable RunId before, int limit) {
        Sql sql = Sql.of("SELECT _run, count(*) FROM %s WHERE _run < ? GROUP BY _run ORDER BY _run DESC LIMIT ?"
                        .formatted(new DatasetTable(dataset).name()))
                .with(before == null ? Long.MAX_VALUE : before.value())
                .with((long) limit);
        return transactions.query(connection ->
                sql.list(connection, results -> new RowsOfRun(new RunId(results.getLong(1)), results.getLong(2))));
    }

    @Override
    public void touch(Dataset dataset, Instant at) {
        transactions.execute(connection ->
                Sql.of("""
                        INSERT INTO dataset_versions AS v (dataset, version, changed_at) VALUES (?, 1, ?)
                        ON CONFLICT (dataset) DO UPDATE SET version = v.version + 1, changed_at = excluded.changed_at""").with(dataset.name()).with(at.toEpochMilli()).update(connection));
    }

    @Override
    public DataVersion version(Collection<Dataset> datasets) {
        if (datasets.isEmpty()) {
            return DataVersion.NONE;
        }
        Sql sql = Sql.of("""
                        SELECT coalesce(sum(version), 0), coalesce(max(changed_at), 0) FROM dataset_versions
                        WHERE dataset IN (%s)""".formatted(Sql.marks(datasets.size())))
                .withTexts(datasets.stream().map(Dataset::name).toList());
        return transactions.query(connection -> sql.first(
                        connection,
                        results -> new DataVersion(results.getLong(1), Instant.ofEpochMilli(results.getLong(2))))
                .orElse(DataVersion.NONE));
    }
}
