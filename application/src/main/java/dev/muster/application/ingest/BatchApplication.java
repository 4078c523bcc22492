package dev.muster.application.ingest;

import dev.muster.application.port.BatchRows;
import dev.muster.application.port.StoredRow;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Field;
import dev.muster.domain.dataset.Row;
import dev.muster.domain.dataset.ValueText;
import dev.muster.domain.intake.Reason;
import dev.muster.domain.intake.ReasonCode;
import dev.muster.domain.intake.Verdict;
import dev.muster.domain.run.Counts;
import dev.muster.domain.run.Mode;
import dev.muster.domain.run.RunId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Applies batches to stored rows with a few set-based statements. The outcome is as if it had applied the records one
 * by one. Only this class knows what happens to a record whose key exists, for all databases. Use it within a
 * transaction; not thread safe.
 */
final class BatchApplication {
    private final BatchRows rows;
    private final Dataset dataset;
    private final Mode mode;
    private final RunId run;
    private final List<Integer> referenceIndexes = new ArrayList<>();
    private final List<Dataset> parents = new ArrayList<>();

    BatchApplication(BatchRows rows, Catalog catalog, Dataset dataset, Mode mode, RunId run) {
        this.rows = rows;
        this.dataset = dataset;
        this.mode = mode;
        this.run = run;
        for (int i = 0; i < dataset.fields().size(); i++) {
            Field field = dataset.fields().get(i);
            if (field.reference() != null) {
                referenceIndexes.add(i);
                parents.add(catalog.parentOf(field));
            }
        }
    }

    Outcome apply(RecordBatch batch) {
        List<RecordBatch.Entry> entries = batch.entries();
        // Reasons by index in the batch; rejected records are few.
        Map<Integer, List<Reason>> reasons = new TreeMap<>();
        List<Set<Object>> missing = missingParents(entries);

        // One chain of records per key, in input order; nearly all have one record.
        Map<Object, List<Link>> chains = LinkedHashMap.newLinkedHashMap(entries.size());
        for (int i = 0; i < entries.size(); i++) {
            switch (entries.get(i).verdict()) {
                case Verdict.Rejected rejected -> reasons.put(i, rejected.reasons());
                case Verdict.Accepted(Row row) -> {
                    List<Reason> unknown = unknownReferences(row, missing);
                    if (unknown.isEmpty()) {
                        chain(chains, row.key(dataset), new Link(i, row));
                    } else {
                        reasons.put(i, unknown);
                    }
                }
            }
        }

        Tally tally = new Tally(entries, reasons);
        List<StoredRow> absent = new ArrayList<>(chains.size());
        chains.forEach((key, chain) -> absent.add(stored(entries, lastChange(chain, null))));
        Map<Object, Link> replaced = new HashMap<>();
        rows.insertAbsent(dataset, absent, existing -> meet(existing, entries, chains, replaced, tally));
        chains.forEach((key, chain) -> tally.add(key, chain, null));
        return tally.outcome(() -> {
            Map<String, Long> records = HashMap.newHashMap(chains.size() + replaced.size());
            chains.forEach((key, chain) -> records.put(
                    ValueText.of(key), entries.get(chain.getFirst().index()).number()));
            replaced.forEach((key, link) ->
                    records.put(ValueText.of(key), entries.get(link.index()).number()));
            return records;
        });
    }

    /**
     * Applies the chains whose keys have a stored row, and removes these chains.
     *
     * @param firstChanges takes the first record of each chain that replaced the stored row
     */
    private void meet(
            Map<Object, StoredRow> existing,
            List<RecordBatch.Entry> entries,
            Map<Object, List<Link>> chains,
            Map<Object, Link> firstChanges,
            Tally tally) {
        List<StoredRow> replaced = new ArrayList<>();
        List<StoredRow> lost = new ArrayList<>();
        existing.forEach((key, before) -> {
            List<Link> chain = chains.remove(key);
            if (chain == null) {
                throw new IllegalStateException("%s %s is in nobody's way".formatted(dataset, key));
            }
            tally.add(key, chain, before.row());
            Link change = mode == Mode.UPSERT ? lastChange(chain, before.row()) : null;
            if (change != null) {
                replaced.add(stored(entries, change));
                firstChanges.put(key, firstChange(chain, before.row()));
                if (!before.run().equals(run)) {
                    lost.add(before);
                }
            }
        });
        if (!replaced.isEmpty()) {
            rows.keep(run, dataset, lost);
            rows.replace(dataset, replaced);
        }
    }

    /** A record of a chain: its 0-based index in the batch and its values. */
    private record Link(int index, Row row) {}

    private static void chain(Map<Object, List<Link>> chains, Object key, Link link) {
        List<Link> first = List.of(link);
        List<Link> chain = chains.putIfAbsent(key, first);
        if (chain != null) {
            List<Link> longer = chain.size() == 1 ? new ArrayList<>(chain) : chain;
            longer.add(link);
            chains.put(key, longer);
        }
    }

    /** Returns the record of a chain whose values are stored in the end; null if the row {@code before} stays. */
    private @Nullable Link lastChange(List<Link> chain, @Nullable Row before) {
        if (mode == Mode.INSERT) {
            return before == null ? chain.getFirst() : null;
        }
        Row current = before;
        Link change = null;
        for (Link link : chain) {
            if (!link.row().equals(current)) {
                current = link.row();
                change = link;
            }
        }
        return change;
    }

    /** Returns the first record of a chain whose values are not those of the row {@code before}. There is one. */
    private static Link firstChange(List<Link> chain, Row before) {
        for (Link link : chain) {
            if (!link.row().equals(before)) {
                return link;
            }
        }
        throw new IllegalStateException("a chain that changes a row has a record with other values");
    }

    private StoredRow stored(List<RecordBatch.Entry> entries, @Nullable Link link) {
        if (link == null) {
            throw new IllegalStateException("a chain without a stored row has a change");
        }
        return new StoredRow(link.row(), run, entries.get(link.index()).number());
    }

    private List<Set<Object>> missingParents(List<RecordBatch.Entry> entries) {
        List<Set<Object>> missing = new ArrayList<>(parents.size());
        for (int r = 0; r < parents.size(); r++) {
            Set<Object> keys = new HashSet<>();
            int index = referenceIndexes.get(r);
            for (RecordBatch.Entry entry : entries) {
                if (entry.verdict() instanceof Verdict.Accepted(Row row) && row.get(index) != null) {
                    keys.add(row.get(index));
                }
            }
            missing.add(keys.isEmpty() ? Set.of() : rows.missingKeys(parents.get(r), keys));
        }
        return missing;
    }

    private List<Reason> unknownReferences(Row row, List<Set<Object>> missing) {
        List<Reason> reasons = List.of();
        for (int r = 0; r < missing.size(); r++) {
            int index = referenceIndexes.get(r);
            Object key = row.get(index);
            if (key != null && missing.get(r).contains(key)) {
                Field field = dataset.fields().get(index);
                reasons = reasons.isEmpty() ? new ArrayList<>(2) : reasons;
                reasons.add(new Reason(
                        ReasonCode.UNKNOWN_REFERENCE,
                        field.name(),
                        key.toString(),
                        "%s %s is not in %s".formatted(field.name(), key, parents.get(r))));
            }
        }
        return reasons;
    }

    /** Counts outcomes and collects the details that are shown. */
    private final class Tally {
        private final List<RecordBatch.Entry> entries;
        private final Map<Integer, List<Reason>> reasons;
        private final SortedMap<Integer, Object> unchangedKeys = new TreeMap<>();
        private final Shown<Ingested.Change> changes = new Shown<>(Ingested.Change::bytes);
        private long inserted;
        private long updated;
        private long unchanged;

        Tally(List<RecordBatch.Entry> entries, Map<Integer, List<Reason>> reasons) {
            this.entries = entries;
            this.reasons = reasons;
        }

        void add(Object key, List<Link> chain, @Nullable Row before) {
            Row current = before;
            for (Link link : chain) {
                if (current == null) {
                    inserted++;
                    current = link.row();
                } else if (link.row().equals(current)) {
                    unchanged++;
                    note(unchangedKeys, link.index(), key);
                } else if (mode == Mode.UPSERT) {
                    updated++;
                    changes.add(entries.get(link.index()).number(), new Ingested.Change(key, current, link.row()));
                    current = link.row();
                } else {
                    String name = dataset.keyField().name();
                    Reason duplicate = new Reason(
                            ReasonCode.DUPLICATE_KEY,
                            name,
                            key.toString(),
                            "%s %s is in %s already with other values".formatted(name, key, dataset));
                    reasons.put(link.index(), List.of(duplicate));
                }
            }
        }

        Outcome outcome(Supplier<Map<String, Long>> stored) {
            List<Outcome.RejectedEntry> rejected = new ArrayList<>();
            reasons.forEach((index, why) -> rejected.add(new Outcome.RejectedEntry(index, entries.get(index), why)));
            return new Outcome(
                    Counts.of(inserted, updated, unchanged, rejected.size()),
                    rejected,
                    List.copyOf(unchangedKeys.values()),
                    changes,
                    stored);
        }

        /** Keeps the first records of the batch. Chains come by key, not in input order. */
        private static <T> void note(SortedMap<Integer, T> shown, int index, T what) {
            shown.put(index, what);
            if (shown.size() > Ingested.SHOWN) {
                shown.remove(shown.lastKey());
            }
        }
    }
}
