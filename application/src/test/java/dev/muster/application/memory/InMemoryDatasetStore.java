package dev.muster.application.memory;

import dev.muster.application.port.DataVersion;
import dev.muster.application.port.DatasetStore;
import dev.muster.application.port.Slice;
import dev.muster.application.port.StoredRow;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.dataset.CodePointOrder;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Field;
import dev.muster.domain.dataset.Row;
import dev.muster.domain.dataset.ValueText;
import dev.muster.domain.run.RunId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
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
    public void insertAbsent(Dataset dataset, List<StoredRow> rows, Consumer<Map<Object, StoredRow>> taker) {
        requireFitting(dataset, rows);
        List<StoredRow> inTheWay = new ArrayList<>();
        transactions.change(state -> {
            SortedTree<Object, StoredRow> stored = state.rowsOf(dataset);
            for (StoredRow row : rows) {
                Object key = row.row().key(dataset);
                StoredRow before = stored.get(key);
                if (before != null) {
                    inTheWay.add(before);
                } else {
                    requireReferences(state, dataset, row);
                    stored = stored.with(key, row);
                }
            }
            return state.withRows(dataset, stored);
        });
        portions(dataset, inTheWay, taker);
    }

    private static void portions(Dataset dataset, List<StoredRow> rows, Consumer<Map<Object, StoredRow>> taker) {
        for (Iterator<StoredRow> left = rows.iterator(); left.hasNext(); ) {
            Map<Object, StoredRow> portion = new HashMap<>();
            Slice.of(left, Integer.MAX_VALUE, StoredRow::bytes)
                    .items()
                    .forEach(row -> portion.put(row.row().key(dataset), row));
            taker.accept(portion);
        }
    }

    @Override
    public boolean fill(Dataset dataset, Runnable work) {
        if (transactions.state().rowsOf(dataset).size() > 0) {
            return false;
        }
        work.run();
        return true;
    }

    @Override
    public Exchange exchange(Dataset dataset, boolean bulk) {
        return new Exchange() {
            @Override
            public void insert(List<StoredRow> rows) {
                insertAbsent(dataset, rows, inTheWay -> {
                    if (!inTheWay.isEmpty()) {
                        throw new IllegalStateException("some rows of %s are there already".formatted(dataset));
                    }
                });
            }

            @Override
            public void replace(List<StoredRow> rows) {
                InMemoryDatasetStore.this.replace(dataset, rows);
            }

            @Override
            public void remove(Collection<Object> keys) {
                transactions.change(state -> {
                    SortedTree<Object, StoredRow> stored = state.rowsOf(dataset);
                    for (Object key : keys) {
                        requireNoReferenceTo(state, dataset, key);
                        stored = stored.without(key);
                    }
                    return state.withRows(dataset, stored);
                });
            }

            @Override
            public boolean end() {
                return true;
            }
        };
    }

    @Override
    public void keepAbsent(RunId by, Dataset dataset, Collection<Object> keys) {
        transactions.change(state -> {
            SortedTree<State.KeptKey, State.Kept> kept = state.kept();
            for (Object key : keys) {
                kept = kept.with(State.KeptKey.of(by, dataset, key), new State.Kept(by, dataset, key, null));
            }
            return state.withKept(kept);
        });
    }

    @Override
    public Slice<BeforeImage> images(RunId by, Dataset dataset, @Nullable String after, int limit) {
        return Slice.of(
                transactions
                        .state()
                        .kept()
                        .after(null)
                        .filter(kept -> kept.by().equals(by) && kept.dataset().equals(dataset))
                        .map(kept -> new BeforeImage(kept.key(), ValueText.of(kept.key()), kept.row()))
                        .filter(image ->
                                after == null || CodePointOrder.BY_CODE_POINT.compare(image.keyText(), after) > 0)
                        .sorted(Comparator.comparing(BeforeImage::keyText, CodePointOrder.BY_CODE_POINT))
                        .iterator(),
                limit,
                BeforeImage::bytes);
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
    public void keep(RunId by, Dataset dataset, List<StoredRow> rows) {
        transactions.change(state -> {
            SortedTree<State.KeptKey, State.Kept> kept = state.kept();
            for (StoredRow row : rows) {
                kept = kept.with(
                        State.KeptKey.of(by, dataset, row.row().key(dataset)),
                        new State.Kept(by, dataset, row.row().key(dataset), row));
            }
            return state.withKept(kept);
        });
    }

    @Override
    public void kept(RunId by, Dataset dataset, Collection<Object> keys, Consumer<Map<Object, StoredRow>> taker) {
        List<StoredRow> found = new ArrayList<>();
        for (Object key : keys) {
            State.Kept kept = transactions.state().kept().get(State.KeptKey.of(by, dataset, key));
            if (kept != null) {
                found.add(kept.before());
            }
        }
        portions(dataset, found, taker);
    }

    @Override
    public List<Object> storedBy(RunId run, Dataset dataset, @Nullable Object after, int limit) {
        return transactions
                .state()
                .rowsOf(dataset)
                .after(after)
                .filter(row -> row.run().equals(run))
                .map(row -> row.row().key(dataset))
                .limit(limit)
                .toList();
    }

    @Override
    public Set<Object> present(Dataset dataset, int index, Collection<Object> values) {
        return transactions
                .state()
                .rowsOf(dataset)
                .after(null)
                .map(row -> row.row().get(index))
                .filter(values::contains)
                .collect(Collectors.toSet());
    }

    @Override
    public void takeBack(RunId run, Dataset dataset, Collection<Object> removed, Map<Object, StoredRow> before) {
        requireFitting(dataset, List.copyOf(before.values()));
        transactions.change(state -> {
            SortedTree<Object, StoredRow> stored = state.rowsOf(dataset);
            SortedTree<State.KeptKey, State.Kept> kept = state.kept();
            Set<Object> keys = new LinkedHashSet<>(removed);
            keys.addAll(before.keySet());
            for (Object key : keys) {
                StoredRow current = stored.get(key);
                if (current == null || !current.run().equals(run)) {
                    throw new IllegalStateException("%s %s is not of run %s".formatted(dataset, key, run));
                }
                StoredRow earlier = before.get(key);
                if (earlier == null) {
                    requireNoReferenceTo(state, dataset, key);
                    stored = stored.without(key);
                } else {
                    requireReferences(state, dataset, earlier);
                    stored = stored.with(key, earlier);
                    kept = kept.without(State.KeptKey.of(run, dataset, key));
                }
            }
            return state.withRows(dataset, stored).withKept(kept);
        });
    }

    @Override
    public Replaced replaced(RunId run, Dataset dataset, int limit) {
        State state = transactions.state();
        List<Object> keys = state.kept()
                .after(null)
                .filter(kept -> kept.by().equals(run)
                        || kept.row() != null && kept.row().run().equals(run))
                .filter(kept -> kept.dataset().equals(dataset))
                .map(State.Kept::key)
                .distinct()
                .filter(key -> {
                    StoredRow current = state.rowsOf(dataset).get(key);
                    return current != null && !current.run().equals(run);
                })
                .sorted(Comparator.comparing(ValueText::of, CodePointOrder.BY_CODE_POINT))
                .toList();
        return new Replaced(keys.size(), keys.stream().limit(limit).toList());
    }

    @Override
    public void find(Dataset dataset, Collection<Object> keys, Consumer<StoredRow> each) {
        SortedTree<Object, StoredRow> rows = transactions.state().rowsOf(dataset);
        keys.forEach(key -> Optional.ofNullable(rows.get(key)).ifPresent(each));
    }

    @Override
    public Optional<StoredRow> find(Dataset dataset, Object key) {
        return Optional.ofNullable(transactions.state().rowsOf(dataset).get(key));
    }

    @Override
    public Slice<StoredRow> list(Dataset dataset, Map<Integer, Object> equal, @Nullable Object after, int limit) {
        return Slice.of(rows(dataset, equal, after), limit, StoredRow::bytes);
    }

    private Iterator<StoredRow> rows(Dataset dataset, Map<Integer, Object> equal, @Nullable Object after) {
        return transactions
                .state()
                .rowsOf(dataset)
                .after(after)
                .filter(row -> equal.entrySet().stream()
                        .allMatch(each -> each.getValue().equals(row.row().get(each.getKey()))))
                .iterator();
    }

    @Override
    public Rows scan(Dataset dataset, Map<Integer, Object> equal, int atOnce) {
        Iterator<StoredRow> rows = rows(dataset, equal, null);
        return new Rows() {
            @Override
            public boolean hasNext() {
                return rows.hasNext();
            }

            @Override
            public Row next() {
                return rows.next().row();
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public long count(Dataset dataset) {
        return transactions.state().rowsOf(dataset).size();
    }

    @Override
    public long countRows(Dataset dataset) {
        return transactions.state().rowsOf(dataset).size();
    }

    @Override
    public List<RowsOfRun> countByRun(Dataset dataset, @Nullable RunId before, int limit) {
        Map<RunId, Long> counts = transactions
                .state()
                .rowsOf(dataset)
                .after(null)
                .filter(row -> before == null || row.run().compareTo(before) < 0)
                .collect(Collectors.groupingBy(StoredRow::run, Collectors.counting()));
        return counts.entrySet().stream()
                .sorted(Map.Entry.<RunId, Long>comparingByKey().reversed())
                .limit(limit)
                .map(count -> new RowsOfRun(count.getKey(), count.getValue()))
                .toList();
    }

    @Override
    public Slice<StoredRow> listStoredBy(RunId run, Dataset dataset, @Nullable Object after, int limit) {
        return Slice.of(
                transactions
                        .state()
                        .rowsOf(dataset)
                        .after(after)
                        .filter(row -> row.run().equals(run))
                        .iterator(),
                limit,
                StoredRow::bytes);
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

    private void requireNoReferenceTo(State state, Dataset parent, Object key) {
        for (Dataset dataset : catalog.all()) {
            for (int i = 0; i < dataset.fields().size(); i++) {
                Field field = dataset.fields().get(i);
                if (field.reference() != null
                        && catalog.parentOf(field).equals(parent)
                        && !present(dataset, i, Set.of(key)).isEmpty()) {
                    throw new IllegalStateException("%s refer to %s %s".formatted(dataset, parent, key));
                }
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
