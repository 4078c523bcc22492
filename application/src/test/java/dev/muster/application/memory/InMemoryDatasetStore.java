package dev.muster.application.memory;

import dev.muster.application.port.DataVersion;
import dev.muster.application.port.DatasetStore;
import dev.muster.application.port.StoredRow;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Field;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

final class InMemoryDatasetStore implements DatasetStore {
    private final Transactions transactions;
    private final Catalog catalog;

    InMemoryDatasetStore(Transactions transactions, Catalog catalog) {
        this.transactions = transactions;
        this.catalog = catalog;
    }

    @Override
    public Set<Object> missingKeys(Dataset dataset, Collection<Object> keys) {
        SortedTree<Object, StoredRow> rows = transactions.state().rowsOf(dataset);
        return keys.stream().filter(key -> rows.get(key) == null).collect(Collectors.toSet());
    }

    @Override
    public Map<Object, StoredRow> insertAbsent(Dataset dataset, List<StoredRow> rows) {
        requireFitting(dataset, rows);
        Map<Object, StoredRow> inTheWay = new HashMap<>();
        transactions.change(state -> {
            SortedTree<Object, StoredRow> stored = state.rowsOf(dataset);
            for (StoredRow row : rows) {
                Object key = row.row().key(dataset);
                StoredRow before = stored.get(key);
                if (before != null) {
                    inTheWay.put(key, before);
                } else {
                    requireReferences(state, dataset, row);
                    stored = stored.with(key, row);
                }
            }
            return state.withRows(dataset, stored);
        });
        return inTheWay;
    }

    @Override
    public void fill(Dataset dataset, Runnable work) {
        transactions.change(state -> state);
        work.run();
    }

    @Override
    public void replace(Dataset dataset, List<StoredRow> rows) {
        requireFitting(dataset, rows);
        transactions.change(state -> {
            SortedTree<Object, StoredRow> stored = state.rowsOf(dataset);
            for (StoredRow row : rows) {
                Object key = row.row().key(dataset);
                if (stored.get(key) == null) {
                    throw new IllegalStateException("%s %s is not there to be replaced".formatted(dataset, key));
                }
                requireReferences(state, dataset, row);
                stored = stored.with(key, row);
            }
            return state.withRows(dataset, stored);
        });
    }

    @Override
    public Optional<StoredRow> find(Dataset dataset, Object key) {
        return Optional.ofNullable(transactions.state().rowsOf(dataset).get(key));
    }

    @Override
    public List<StoredRow> list(Dataset dataset, Map<Integer, Object> equal, @Nullable Object after, int limit) {
        return transactions
                .state()
                .rowsOf(dataset)
                .after(after)
                .filter(row -> equal.entrySet().stream()
                        .allMatch(each -> each.getValue().equals(row.row().get(each.getKey()))))
                .limit(limit)
                .toList();
    }

    @Override
    public long count(Dataset dataset) {
        return transactions.state().rowsOf(dataset).size();
    }

    @Override
    public void touch(Dataset dataset, Instant at) {
        transactions.change(state -> {
            long newest = state.versions()
                    .after(null)
                    .mapToLong(DataVersion::number)
                    .max()
                    .orElse(0);
            return state.withVersion(dataset, new DataVersion(newest + 1, at));
        });
    }

    @Override
    public DataVersion version(Collection<Dataset> datasets) {
        State state = transactions.state();
        return datasets.stream()
                .map(dataset -> state.versions().get(dataset.name()))
                .filter(Objects::nonNull)
                .max(Comparator.comparingLong(DataVersion::number))
                .orElse(DataVersion.NONE);
    }

    private static void requireFitting(Dataset dataset, List<StoredRow> rows) {
        Set<Object> keys = new HashSet<>();
        for (StoredRow row : rows) {
            if (row.row().size() != dataset.fields().size()) {
                throw new IllegalArgumentException("%s is no row of %s".formatted(row.row(), dataset));
            }
            for (int i = 0; i < row.row().size(); i++) {
                Field field = dataset.fields().get(i);
                Object value = row.row().get(i);
                boolean fits = value == null
                        ? !field.required() && field.defaultText() == null
                        : field.type().javaType().isInstance(value);
                if (!fits) {
                    throw new IllegalArgumentException(
                            "%s is no value of %s.%s".formatted(value, dataset, field.name()));
                }
            }
            if (!keys.add(row.row().key(dataset))) {
                throw new IllegalArgumentException(
                        "%s %s is given twice".formatted(dataset, row.row().key(dataset)));
            }
        }
    }

    private void requireReferences(State state, Dataset dataset, StoredRow row) {
        for (int i = 0; i < dataset.fields().size(); i++) {
            Field field = dataset.fields().get(i);
            Object key = row.row().get(i);
            if (field.reference() != null && key != null) {
                Dataset parent = catalog.parentOf(field);
                if (state.rowsOf(parent).get(key) == null) {
                    throw new IllegalStateException(
                            "%s.%s is %s, which is not in %s".formatted(dataset, field.name(), key, parent));
                }
            }
        }
    }
}
