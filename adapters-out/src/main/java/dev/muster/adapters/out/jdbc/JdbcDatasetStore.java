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
import java.util.Collections;
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
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The tables of the datasets. */
final class JdbcDatasetStore implements DatasetStore {
    private static final int KEYS_PER_STATEMENT = 1_000;

    private final Transactions transactions;
    private final Dialect dialect;
    private final ThreadLocal<Filling> filling = new ThreadLocal<>();

    JdbcDatasetStore(Transactions transactions, Dialect dialect) {
        this.transactions = transactions;
        this.dialect = dialect;
    }

    @Override
    public Set<Object> missingKeys(Dataset dataset, Collection<Object> keys) {
        return keys.isEmpty()
                ? Set.of()
                : transactions.query(connection -> dialect.missingKeys(connection, dataset, keys));
    }

    @Override
    public void insertAbsent(Dataset dataset, List<StoredRow> rows, Consumer<Map<Object, StoredRow>> inTheWay) {
        if (rows.isEmpty()) {
            return;
        }
        Filling filling = fillingOf(dataset);
        Table table = filling == null ? new Table(dataset) : filling.fill.target();
        long inserted = transactions.update(connection -> filling == null
                ? dialect.insertAbsent(connection, table, rows)
                : filling.fill.insertAbsent(connection, rows));
        Set<Object> met = inserted == rows.size() ? Set.of() : meet(table, rows, inTheWay);
        Rollups rollups = filling == null ? new Rollups(dataset) : filling.rollups;
        rollups.added(
                met.isEmpty()
                        ? rows
                        : rows.stream()
                                .filter(row -> !met.contains(row.row().key(dataset)))
                                .toList());
        if (filling == null) {
            transactions.execute(rollups::store);
        }
    }

    /** Gives the stored rows with the keys of {@code rows} that are not these rows themselves, and tells their keys. */
    private Set<Object> meet(Table table, List<StoredRow> rows, Consumer<Map<Object, StoredRow>> inTheWay) {
        Map<Object, StoredRow> given = HashMap.newHashMap(rows.size());
        rows.forEach(row -> given.put(row.row().key(table.dataset()), row));
        // What surely fits into memory is asked for straight away.
        List<List<Object>> portions = rows.size() <= table.rowsWithin(Slice.BYTES)
                ? List.of(List.copyOf(given.keySet()))
                : transactions.update(connection ->
                        portions(dialect.lockKeys(connection, table, given.keySet()).stream()
                                .filter(held -> !isSame(given.get(held.key()), held.run(), held.recordNumber()))
                                .iterator()));
        Set<Object> met = new HashSet<>();
        for (List<Object> keys : portions) {
            Map<Object, StoredRow> others = new HashMap<>();
            for (StoredRow stored : transactions.update(connection -> dialect.lock(connection, table, keys))) {
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

    /** The keys of rows in lists, the rows of each of which fit into memory. */
    private static List<List<Object>> portions(Iterator<Dialect.Held> rows) {
        List<List<Object>> portions = new ArrayList<>();
        while (rows.hasNext()) {
            portions.add(Slice.of(rows, Integer.MAX_VALUE, Dialect.Held::bytes).items().stream()
                    .map(Dialect.Held::key)
                    .toList());
        }
        return portions;
    }

    @Override
    public boolean fill(Dataset dataset, Runnable work) {
        Optional<Dialect.Fill> fill =
                transactions.update(connection -> count(dataset) > 0 || isReferredTo(connection, dataset)
                        ? Optional.empty()
                        : dialect.beginFill(connection, new Table(dataset)));
        return fill.isPresent() && fill(new Filling(fill.get(), new Rollups(dataset)), work);
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
                begun.rollups.store(connection);
            }
            return filled;
        });
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

    /** A dataset being filled by the thread's transaction, and what is to be added to its rollups at the end. */
    private record Filling(Dialect.Fill fill, Rollups rollups) {}

    @Override
    public void replace(Dataset dataset, List<StoredRow> rows) {
        if (rows.isEmpty()) {
            return;
        }
        Filling filling = fillingOf(dataset);
        Table table = filling == null ? new Table(dataset) : filling.fill.target();
        transactions.execute(connection -> {
            Rollups rollups = filling == null ? new Rollups(dataset) : filling.rollups;
            if (rollups.needRows()) {
                List<Object> keys =
                        rows.stream().map(row -> row.row().key(dataset)).toList();
                rollups.replaced(dialect.lock(connection, table, keys), rows);
            }
            dialect.replace(connection, table, rows);
            if (filling == null) {
                rollups.store(connection);
            }
        });
    }

    @Override
    public void keep(RunId by, Dataset dataset, List<StoredRow> rows) {
        transactions.execute(connection -> BeforeImages.keep(connection, by, dataset, rows));
    }

    @Override
    public void kept(RunId by, Dataset dataset, Collection<Object> keys, Consumer<Map<Object, StoredRow>> kept) {
        Table table = new Table(dataset);
        List<List<Object>> portions = transactions.query(connection ->
                portions(BeforeImages.held(connection, by, table, keys).iterator()));
        for (List<Object> portion : portions) {
            kept.accept(transactions.query(connection -> BeforeImages.find(connection, by, dataset, portion)));
        }
    }

    @Override
    public List<Object> storedBy(RunId run, Dataset dataset, @Nullable Object after, int limit) {
        Table table = new Table(dataset);
        String sql = "SELECT %s FROM %s WHERE _run = ?%s ORDER BY %s LIMIT ?%s"
                .formatted(
                        table.key(),
                        table.name(),
                        after == null ? "" : " AND %s > ?".formatted(table.key()),
                        table.key(),
                        dialect.rowLock());
        return transactions.update(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                int parameter = 1;
                statement.setLong(parameter++, run.value());
                if (after != null) {
                    dialect.bind(statement, parameter++, table.keyType(), after);
                }
                statement.setInt(parameter, limit);
                List<Object> keys = new ArrayList<>();
                try (ResultSet results = statement.executeQuery()) {
                    while (results.next()) {
                        keys.add(Objects.requireNonNull(dialect.read(results, 1, table.keyType())));
                    }
                }
                return keys;
            }
        });
    }

    @Override
    public Set<Object> present(Dataset dataset, int index, Collection<Object> values) {
        return values.isEmpty()
                ? Set.of()
                : transactions.query(connection -> dialect.present(connection, new Table(dataset), index, values));
    }

    @Override
    public void takeBack(RunId run, Dataset dataset, Collection<Object> removed, Map<Object, StoredRow> before) {
        if (removed.isEmpty() && before.isEmpty()) {
            return;
        }
        Table table = new Table(dataset);
        transactions.execute(connection -> {
            Rollups rollups = new Rollups(dataset);
            rollups.takenBack(run, removed.size());
            if (rollups.needRows()) {
                rollups.takenBack(dialect.lock(connection, table, removed), List.of());
                rollups.takenBack(dialect.lock(connection, table, before.keySet()), before.values());
            }
            if (!removed.isEmpty()) {
                dialect.remove(connection, table, removed);
            }
            if (!before.isEmpty()) {
                dialect.replace(connection, table, List.copyOf(before.values()));
                BeforeImages.forget(connection, run, dataset, before.keySet());
            }
            rollups.store(connection);
        });
    }

    @Override
    public Replaced replaced(RunId run, Dataset dataset, int limit) {
        return transactions.query(connection -> {
            Table table = new Table(dataset);
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
                dialect.lockKeys(connection, table, keys).forEach(held -> stored.put(held.key(), held.run()));
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
        Table table = new Table(dataset);
        List<Object> wanted = List.copyOf(keys);
        transactions.query(connection -> {
            for (int i = 0; i < wanted.size(); i += KEYS_PER_STATEMENT) {
                table.find(
                        dialect, connection, wanted.subList(i, Math.min(wanted.size(), i + KEYS_PER_STATEMENT)), each);
            }
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
        Table table = new Table(dataset);
        Map<Integer, Object> conditions = new TreeMap<>(equal);
        String sql = "SELECT %s FROM %s WHERE 1 = 1%s%s ORDER BY %s LIMIT ?"
                .formatted(
                        table.columns(),
                        table.name(),
                        equalities(dataset, conditions),
                        after == null ? "" : " AND %s > ?".formatted(table.key()),
                        table.key());
        return transactions.query(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                int parameter = bind(statement, dataset, conditions);
                if (after != null) {
                    dialect.bind(statement, parameter++, table.keyType(), after);
                }
                statement.setLong(parameter, limit + 1L);
                return slice(table, statement, limit);
            }
        });
    }

    private Slice<StoredRow> slice(Table table, PreparedStatement query, int limit) throws SQLException {
        return Slices.read(
                query, limit, table.rowsWithin(Slice.BYTES), results -> table.read(dialect, results), StoredRow::bytes);
    }

    private static String equalities(Dataset dataset, Map<Integer, Object> conditions) {
        return conditions.keySet().stream()
                .map(index ->
                        " AND %s = ?".formatted(dataset.fields().get(index).name()))
                .collect(Collectors.joining());
    }

    /** Binds the values of {@link #equalities}; the number of the next parameter. */
    private int bind(PreparedStatement statement, Dataset dataset, Map<Integer, Object> conditions)
            throws SQLException {
        int parameter = 1;
        for (Map.Entry<Integer, Object> condition : conditions.entrySet()) {
            Field field = dataset.fields().get(condition.getKey());
            dialect.bind(statement, parameter++, field.type(), condition.getValue());
        }
        return parameter;
    }

    @Override
    public Rows scan(Dataset dataset, Map<Integer, Object> equal, int atOnce) {
        Table table = new Table(dataset);
        Map<Integer, Object> conditions = new TreeMap<>(equal);
        String sql = "SELECT %s FROM %s WHERE 1 = 1%s ORDER BY %s"
                .formatted(table.fields(), table.name(), equalities(dataset, conditions), table.key());
        return transactions.update(connection -> {
            PreparedStatement statement = connection.prepareStatement(sql);
            try {
                dialect.stream(statement, atOnce);
                bind(statement, dataset, conditions);
                return new Cursor(transactions, dialect, table, statement);
            } catch (SQLException e) {
                statement.close();
                throw e;
            }
        });
    }

    @Override
    public long count(Dataset dataset) {
        return transactions.query(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(
                    "SELECT coalesce(sum(row_count), 0) FROM row_counts WHERE dataset = ?")) {
                statement.setString(1, dataset.name());
                try (ResultSet results = statement.executeQuery()) {
                    results.next();
                    return results.getLong(1);
                }
            }
        });
    }

    @Override
    public void touch(Dataset dataset, Instant at) {
        transactions.execute(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("""
                    INSERT INTO dataset_versions AS v (dataset, version, changed_at) VALUES (?, 1, ?)
                    ON CONFLICT (dataset) DO UPDATE SET version = v.version + 1, changed_at = excluded.changed_at""")) {
                statement.setString(1, dataset.name());
                statement.setLong(2, at.toEpochMilli());
                statement.executeUpdate();
            }
        });
    }

    @Override
    public DataVersion version(Collection<Dataset> datasets) {
        if (datasets.isEmpty()) {
            return DataVersion.NONE;
        }
        String sql = "SELECT coalesce(sum(version), 0), coalesce(max(changed_at), 0) FROM dataset_versions"
                + " WHERE dataset IN (%s)".formatted(String.join(", ", Collections.nCopies(datasets.size(), "?")));
        return transactions.query(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                int parameter = 1;
                for (Dataset dataset : datasets) {
                    statement.setString(parameter++, dataset.name());
                }
                try (ResultSet results = statement.executeQuery()) {
                    results.next();
                    return new DataVersion(results.getLong(1), Instant.ofEpochMilli(results.getLong(2)));
                }
            }
        });
    }
}
