package dev.muster.application.ingest;

import dev.muster.application.port.BatchRows;
import dev.muster.application.port.Database;
import dev.muster.application.port.RejectionStore.Link;
import dev.muster.application.port.Scratch;
import dev.muster.application.port.Slice;
import dev.muster.application.port.StoredRow;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.intake.Reason;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.RunId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rows that a database would hold after a load into one dataset, up to the last settled batch and what came after it. It keeps these rows
 * on scratch, and only reads the database. Use it within a reading transaction; not thread safe.
 */
final class Rehearsal implements BatchRows, Corrections.Rejections {
    private final Database database;
    private final RunId run;
    private final Dataset target;
    private final Scratch scratch;
    private final Map<Object, StoredRow> rows = new LinkedHashMap<>();
    private final Set<Rejection.Id> closed = new HashSet<>();

    /** The rejections of this run that would take the places of others, by these. */
    private final Map<Rejection.Id, Link> heirs = new HashMap<>();

    private final Map<Rejection.Id, Link> heirsOfBatch = new HashMap<>();

    /**
     * @param run the run that is rehearsed
     * @param target the dataset into which records are loaded
     */
    Rehearsal(Database database, RunId run, Dataset target, Scratch scratch) {
        this.database = database;
        this.run = run;
        this.target = target;
        this.scratch = scratch;
    }

    /** Begins a batch, and forgets everything since the last settled batch. */
    void begin() {
        rows.clear();
        closed.clear();
        heirsOfBatch.clear();
    }

    /** Ends a batch. The following batches see what it did. */
    void settle() {
        scratch.put(List.copyOf(rows.values()));
        scratch.close(closed);
        heirs.putAll(heirsOfBatch);
        begin();
    }

    @Override
    public Set<Object> missingKeys(Dataset dataset, Collection<Object> keys) {
        Set<Object> missing = new HashSet<>(keys);
        missing.removeAll(database.datasets().present(dataset, dataset.keyIndex(), keys));
        if (dataset.equals(target)) {
            missing.removeAll(rows.keySet());
            scratch.find(List.copyOf(missing), row -> missing.remove(row.row().key(dataset)));
        }
        return missing;
    }

    @Override
    public void insertAbsent(Dataset dataset, List<StoredRow> incoming, Consumer<Map<Object, StoredRow>> inTheWay) {
        Map<Object, StoredRow> absent = HashMap.newHashMap(incoming.size());
        incoming.forEach(row -> absent.put(row.row().key(dataset), row));
        Portions portions = new Portions(dataset, inTheWay);
        Set<Object> found = new HashSet<>();
        Consumer<StoredRow> each = row -> {
            found.add(row.row().key(dataset));
            portions.add(row);
        };
        for (Object key : absent.keySet()) {
            StoredRow unsettled = rows.get(key);
            if (unsettled != null) {
                each.accept(unsettled);
            }
        }
        absent.keySet().removeAll(found);
        scratch.find(absent.keySet(), each);
        absent.keySet().removeAll(found);
        database.datasets().find(dataset, absent.keySet(), each);
        absent.keySet().removeAll(found);
        portions.end();
        rows.putAll(absent);
    }

    /** Passes rows on, as many at a time as may be in memory. */
    private static final class Portions {
        private final Dataset dataset;
        private final Consumer<Map<Object, StoredRow>> taker;
        private final Map<Object, StoredRow> portion = new HashMap<>();
        private long bytes;

        Portions(Dataset dataset, Consumer<Map<Object, StoredRow>> taker) {
            this.dataset = dataset;
            this.taker = taker;
        }

        void add(StoredRow row) {
            portion.put(row.row().key(dataset), row);
            bytes += row.row().bytes();
            if (bytes >= Slice.BYTES) {
                end();
            }
        }

        void end() {
            if (!portion.isEmpty()) {
                taker.accept(Map.copyOf(portion));
                portion.clear();
                bytes = 0;
            }
        }
    }

    @Override
    public void replace(Dataset dataset, List<StoredRow> replacing) {
        replacing.forEach(row -> rows.put(row.row().key(dataset), row));
    }

    /** Nobody takes back what a rehearsal does. */
    @Override
    public void keep(RunId by, Dataset dataset, List<StoredRow> replaced) {}

    @Override
    public Set<Rejection.Id> close(Map<Rejection.Id, Long> records) {
        Set<Rejection.Id> open = new HashSet<>(database.rejections().open(target.name(), records.keySet()));
        records.keySet().stream().filter(id -> id.run().equals(run)).forEach(open::add);
        open.removeAll(closed(open));
        closed.addAll(open);
        return open;
    }

    /** Returns which of these rejections the rehearsal has closed. */
    private Set<Rejection.Id> closed(Set<Rejection.Id> ids) {
        Set<Rejection.Id> found = new HashSet<>(ids);
        found.retainAll(closed);
        found.addAll(scratch.closed(ids));
        return found;
    }

    @Override
    public List<Link> succession(Rejection.Id id) {
        List<Link> links = new ArrayList<>(
                database.rejections().successions(target.name(), List.of(id)).getOrDefault(id, List.of()));
        if (!links.isEmpty()) {
            for (Link heir = heir(links.getLast().id()); heir != null; heir = heir(heir.id())) {
                links.add(heir);
            }
        }
        Set<Rejection.Id> closedHere = closed(links.stream().map(Link::id).collect(Collectors.toSet()));
        links.replaceAll(link ->
                closedHere.contains(link.id()) ? new Link(link.id(), Rejection.Status.REPLAYED, link.reasons()) : link);
        return links;
    }

    /** Returns the rejection of this run that would take the place of another; null if none would. */
    private @Nullable Link heir(Rejection.Id of) {
        Link unsettled = heirsOfBatch.get(of);
        return unsettled != null ? unsettled : heirs.get(of);
    }

    @Override
    public void store(List<Rejection> rejected, Supplier<Map<String, Long>> stored) {
        closed.addAll(database.rejections().openBefore(target.name(), stored, run));
        for (Rejection rejection : rejected) {
            if (rejection.replayOf() != null) {
                // Without texts, because there may be many.
                List<Reason> codes = rejection.reasons().stream()
                        .map(reason -> Reason.ofRecord(reason.code(), ""))
                        .toList();
                heirsOfBatch.put(rejection.replayOf(), new Link(rejection.id(), Rejection.Status.OPEN, codes));
            }
        }
    }

    @Override
    public Optional<Rejection> find(Rejection.Id id) {
        return database.rejections().find(id);
    }
}
