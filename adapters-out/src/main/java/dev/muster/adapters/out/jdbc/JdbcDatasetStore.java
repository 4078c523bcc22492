package dev.muster.adapters.out.jdbc;

import dev.muster.application.port.DataVersion;
import dev.muster.application.port.DatasetStore;
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
import java.util.List;
import java.util.Map;
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
    public Map<Object, StoredRow> insertAbsent(Dataset dataset, List<StoredRow> rows) {
        if (rows.isEmpty()) {
            return Map.of();
        }
        Filling filling = fillingOf(dataset);
        return transactions.update(connection -> {
            Table table = filling == null ? new Table(dataset) : filling.fill.target();
            long inserted = filling == null
                    ? dialect.insertAbsent(connection, table, rows)
                    : filling.fill.insertAbsent(connection, rows);
            Map<Object, StoredRow> inTheWay = inserted == rows.size() ? Map.of() : inTheWay(table, rows);
            Rollups rollups = filling == null ? new Rollups(dataset) : filling.rollups;
            rollups.added(
                    inTheWay.isEmpty()
                            ? rows
                            : rows.stream()
                                    .filter(row ->
                                            !inTheWay.containsKey(row.row().key(dataset)))
                                    .toList());
            if (filling == null) {
                rollups.store(connection);
            }
            return inTheWay;
        });
    }

    @Override
    public void fill(Dataset dataset, Runnable work) {
        Filling begun = transactions.update(connection -> {
            if (count(dataset) > 0 || isReferredTo(connection, dataset)) {
                throw new NotFillable(dataset);
            }
            Dialect.Fill fill =
                    dialect.beginFill(connection, new Table(dataset)).orElseThrow(() -> new NotFillable(dataset));
            return new Filling(fill, new Rollups(dataset));
        });
        filling.set(begun);
        try {
            work.run();
        } finally {
            filling.remove();
        }
        transactions.execute(connection -> {
            if (!begun.fill.end(connection)) {
                throw new NotFillable(dataset);
            }
            begun.rollups.store(connection);
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

    /** The stored rows with the keys of {@code rows} that are not these rows themselves. */
    private Map<Object, StoredRow> inTheWay(Table table, List<StoredRow> rows) {
        Dataset dataset = table.dataset();
        Map<Object, StoredRow> given = HashMap.newHashMap(rows.size());
        rows.forEach(row -> given.put(row.row().key(dataset), row));
        Map<Object, StoredRow> inTheWay = new HashMap<>();
        transactions
                .update(connection -> dialect.lock(connection, table, given.keySet()))
                .forEach(stored -> {
                    Object key = stored.row().key(dataset);
                    StoredRow mine = given.get(key);
                    if (mine == null
                            || !mine.run().equals(stored.run())
                            || mine.recordNumber() != stored.recordNumber()) {
                        inTheWay.put(key, stored);
                    }
                });
        return inTheWay;
    }

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
    public Map<Object, StoredRow> kept(RunId by, Dataset dataset, Collection<Object> keys) {
        return transactions.query(connection -> BeforeImages.find(connection, by, dataset, keys));
    }

    @Override
    public List<StoredRow> storedBy(RunId run, Dataset dataset, @Nullable Object after, int limit) {
        Table table = new Table(dataset);
        String sql = "SELECT %s FROM %s WHERE _run = ?%s ORDER BY %s LIMIT ?%s"
                .formatted(
                        table.columns(),
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
                return rows(table, statement);
            }
        });
    }

    private List<StoredRow> rows(Table table, PreparedStatement statement) throws SQLException {
        List<StoredRow> rows = new ArrayList<>();
        try (ResultSet results = statement.executeQuery()) {
            while (results.next()) {
                rows.add(table.read(dialect, results));
            }
        }
        return rows;
    }

    @Override
    public Set<Object> present(Dataset dataset, int index, Collection<Object> values) {
        return values.isEmpty()
                ? Set.of()
                : transactions.query(connection -> dialect.present(connection, new Table(dataset), index, values));
    }

    @Override
    public void takeBack(RunId run, Dataset dataset, List<StoredRow> rows, Map<Object, StoredRow> before) {
        Table table = new Table(dataset);
        List<Object> removed = rows.stream()
                .map(row -> row.row().key(dataset))
                .filter(key -> !before.containsKey(key))
                .toList();
        transactions.execute(connection -> {
            if (!removed.isEmpty()) {
                dialect.remove(connection, table, removed);
            }
            if (!before.isEmpty()) {
                dialect.replace(connection, table, List.copyOf(before.values()));
                BeforeImages.forget(connection, run, dataset, before.keySet());
            }
            Rollups rollups = new Rollups(dataset);
            rollups.takenBack(run, rows, before.values());
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
                Map<Object, StoredRow> stored = new HashMap<>();
                dialect.lock(connection, table, keys)
                        .forEach(row -> stored.put(row.row().key(dataset), row));
                for (Object key : keys) {
                    StoredRow row = stored.get(key);
                    if (row != null && !row.run().equals(run)) {
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
        return list(dataset, Map.of(dataset.keyIndex(), key), null, 1).stream().findFirst();
    }

    @Override
    public List<StoredRow> list(Dataset dataset, Map<Integer, Object> equal, @Nullable Object after, int limit) {
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
                statement.setInt(parameter, limit);
                return rows(table, statement);
            }
        });
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
