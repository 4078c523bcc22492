package dev.muster.application.backup;

import dev.muster.application.Refusal;
import dev.muster.application.port.Database;
import dev.muster.application.port.DatasetStore;
import dev.muster.application.port.DatasetStore.Exchange;
import dev.muster.application.port.SectionStore;
import dev.muster.application.port.Slice;
import dev.muster.application.port.StoredRow;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Field;
import dev.muster.domain.dataset.KeyOrder;
import dev.muster.domain.run.Counts;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.RunId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives datasets other rows, all in the transaction of the caller: first what is new or changed, each dataset after
 * those to which it refers, then what has to go, in the opposite order. Not thread safe.
 */
final class Restoration {
    private static final int PAGE = 10_000;
    private static final long PAGE_BYTES = 4L << 20;

    /** Most keys of other datasets that are remembered as being there. */
    private static final int KNOWN_PARENTS = 100_000;

    private final Catalog catalog;
    private final DatasetStore store;
    private final boolean bulk;
    private final List<Change> changes = new ArrayList<>();
    private final Map<Dataset, Set<Object>> knownParents = new HashMap<>();

    /** @param bulk whether empty datasets may be filled in the fastest way */
    Restoration(Catalog catalog, Database database, boolean bulk) {
        this.catalog = catalog;
        this.store = database.datasets();
        this.bulk = bulk;
    }

    /** A dataset whose rows are to become others. */
    private static final class Change {
        private final Dataset dataset;
        private final @Nullable RunId by;
        private final Supplier<SectionStore.Rows> origin;
        private final Exchange exchange;
        private Counts counts = Counts.ZERO;
        private long superfluous;

        Change(Dataset dataset, @Nullable RunId by, Supplier<SectionStore.Rows> origin, Exchange exchange) {
            this.dataset = dataset;
            this.by = by;
            this.origin = origin;
            this.exchange = exchange;
        }
    }

    /**
     * Begins with one more dataset, after those to which it refers. Nobody else changes its rows from here on.
     *
     * @param by the run for which rows are kept as they were; null not to keep them
     * @param origin opens the new rows, in key order
     */
    void add(Dataset dataset, @Nullable RunId by, Supplier<SectionStore.Rows> origin) {
        changes.add(new Change(dataset, by, origin, store.exchange(dataset, bulk)));
    }

    /**
     * Makes all changes.
     *
     * @return false if the fastest way turned out to be barred; the transaction must not commit then
     * @throws Refusal {@code conflict} if a reference would lead nowhere
     */
    boolean run() {
        for (Change change : changes) {
            merge(change);
        }
        for (Change change : changes.reversed()) {
            if (change.superfluous > 0) {
                removeSuperfluous(change);
            }
            if (!change.exchange.end()) {
                return false;
            }
        }
        return true;
    }

    /** Returns what became of the rows of a dataset. */
    Counts counts(Dataset dataset) {
        return changes.stream()
                .filter(change -> change.dataset.equals(dataset))
                .map(change -> change.counts)
                .findFirst()
                .orElse(Counts.ZERO);
    }

    /** Walks over the new and the present rows together, since both come in key order. */
    private void merge(Change change) {
        Dataset dataset = change.dataset;
        Present present = new Present(dataset);
        boolean wasEmpty = !present.hasNext();
        Portion portion = new Portion(change, wasEmpty);
        try (SectionStore.Rows rows = change.origin.get()) {
            while (rows.hasNext()) {
                StoredRow row = StoredRow.of(dataset, rows.next());
                Object key = row.row().key(dataset);
                while (present.takeBelow(key) != null) {
                    change.superfluous++;
                }
                StoredRow before = present.take(key);
                portion.add(row, before);
            }
        }
        portion.flush();
        while (present.take() != null) {
            change.superfluous++;
        }
    }

    /** The rows that a dataset has, read page by page: they may be changed meanwhile, behind the reader. */
    private final class Present {
        private final Dataset dataset;
        private Iterator<StoredRow> page = List.<StoredRow>of().iterator();
        private @Nullable Object last;
        private boolean more = true;
        private @Nullable StoredRow next;

        Present(Dataset dataset) {
            this.dataset = dataset;
            advance();
        }

        private void advance() {
            if (!page.hasNext() && more) {
                Slice<StoredRow> slice = store.list(dataset, Map.of(), last, PAGE);
                more = slice.more();
                page = slice.items().iterator();
            }
            next = page.hasNext() ? page.next() : null;
            if (next != null) {
                last = next.row().key(dataset);
            }
        }

        boolean hasNext() {
            return next != null;
        }

        /** Returns the next row if its key is less, and passes over it; null if there is none. */
        @Nullable
        StoredRow takeBelow(Object key) {
            return next != null && KeyOrder.compare(next.row().key(dataset), key) < 0 ? take() : null;
        }

        /** Returns the row with this key, and passes over it; null if there is none. */
        @Nullable
        StoredRow take(Object key) {
            StoredRow found = next;
            if (found == null || !found.row().key(dataset).equals(key)) {
                return null;
            }
            advance();
            return found;
        }

        /** Returns the next row whatever its key, and passes over it; null behind the last one. */
        @Nullable
        StoredRow take() {
            StoredRow found = next;
            if (found != null) {
                advance();
            }
            return found;
        }
    }

    /** Rows that are written together. */
    private final class Portion {
        private final Change change;
        private final boolean wasEmpty;
        private final List<StoredRow> inserted = new ArrayList<>();
        private final List<StoredRow> replaced = new ArrayList<>();
        private final List<StoredRow> before = new ArrayList<>();
        private long unchanged;
        private long bytes;

        Portion(Change change, boolean wasEmpty) {
            this.change = change;
            this.wasEmpty = wasEmpty;
        }

        void add(StoredRow row, @Nullable StoredRow present) {
            if (present == null) {
                inserted.add(row);
            } else if (present.equals(row)) {
                unchanged++;
                return;
            } else {
                replaced.add(row);
                before.add(present);
                bytes += present.bytes();
            }
            bytes += row.bytes();
            if (inserted.size() + replaced.size() >= PAGE || bytes >= PAGE_BYTES) {
                flush();
            }
        }

        void flush() {
            requireReferences(change.dataset, inserted);
            requireReferences(change.dataset, replaced);
            if (change.by != null) {
                store.keep(change.by, change.dataset, before);
                if (!wasEmpty) {
                    store.keepAbsent(
                            change.by,
                            change.dataset,
                            inserted.stream()
                                    .map(row -> row.row().key(change.dataset))
                                    .toList());
                }
            }
            change.exchange.insert(List.copyOf(inserted));
            change.exchange.replace(List.copyOf(replaced));
            change.counts = change.counts.plus(Counts.of(inserted.size(), replaced.size(), unchanged, 0));
            inserted.clear();
            replaced.clear();
            before.clear();
            unchanged = 0;
            bytes = 0;
        }
    }

    private void requireReferences(Dataset dataset, List<StoredRow> rows) {
        for (int i = 0; i < dataset.fields().size(); i++) {
            Field field = dataset.fields().get(i);
            if (field.reference() != null && !rows.isEmpty()) {
                Dataset parent = catalog.parentOf(field);
                Set<Object> known = knownParents.computeIfAbsent(parent, key -> new HashSet<>());
                Set<Object> wanted = new HashSet<>();
                for (StoredRow row : rows) {
                    Object value = row.row().get(i);
                    if (value != null && !known.contains(value)) {
                        wanted.add(value);
                    }
                }
                Set<Object> missing = store.missingKeys(parent, wanted);
                if (!missing.isEmpty()) {
                    throw new Refusal(
                            ProblemType.CONFLICT,
                            "%s of the backup refer to %s of %s that are not there; restore %s, too"
                                    .formatted(dataset, missing.size(), parent, parent));
                }
                if (known.size() + wanted.size() > KNOWN_PARENTS) {
                    known.clear();
                }
                known.addAll(wanted);
            }
        }
    }

    /** Removes the rows that the new ones do not have. */
    private void removeSuperfluous(Change change) {
        Dataset dataset = change.dataset;
        Present present = new Present(dataset);
        List<StoredRow> superfluous = new ArrayList<>();
        try (SectionStore.Rows rows = change.origin.get()) {
            while (rows.hasNext()) {
                Object key = StoredRow.of(dataset, rows.next()).row().key(dataset);
                for (StoredRow row; (row = present.takeBelow(key)) != null; ) {
                    superfluous.add(row);
                    removeIfMany(superfluous, change);
                }
                present.take(key);
            }
        }
        for (StoredRow row; (row = present.take()) != null; ) {
            superfluous.add(row);
            removeIfMany(superfluous, change);
        }
        remove(superfluous, change);
    }

    private void removeIfMany(List<StoredRow> superfluous, Change change) {
        if (superfluous.size() >= PAGE) {
            remove(superfluous, change);
        }
    }

    private void remove(List<StoredRow> superfluous, Change change) {
        List<Object> keys =
                superfluous.stream().map(row -> row.row().key(change.dataset)).toList();
        requireUnreferenced(change.dataset, keys);
        if (change.by != null) {
            store.keep(change.by, change.dataset, List.copyOf(superfluous));
        }
        change.exchange.remove(keys);
        superfluous.clear();
    }

    private void requireUnreferenced(Dataset parent, Collection<Object> keys) {
        for (Dataset child : catalog.all()) {
            for (int i = 0; i < child.fields().size(); i++) {
                Field field = child.fields().get(i);
                if (field.reference() != null && catalog.parentOf(field).equals(parent) && !keys.isEmpty()) {
                    Set<Object> needed = store.present(child, i, keys);
                    if (!needed.isEmpty()) {
                        throw new Refusal(
                                ProblemType.CONFLICT,
                                "%s refer to %s of %s that the backup does not have; restore %s, too"
                                        .formatted(child, needed.size(), parent, child));
                    }
                }
            }
        }
    }
}
