package dev.muster.application.ingest;

import dev.muster.application.port.BatchRows;
import dev.muster.application.port.Database;
import dev.muster.application.port.RejectionStore.Link;
import dev.muster.application.port.Scratch;
import dev.muster.application.port.Slice;
import dev.muster.application.port.StoredRow;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.RunId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The rows that a database would hold after a load into one dataset, up to the last settled batch. It keeps these rows
 * on scratch, and only reads the database. Use it within a reading transaction; not thread safe.
 */
final class Rehearsal implements BatchRows, Corrections.Rejections {
    private final Database database;
    private final Dataset target;
    private final Scratch scratch;
    private final List<StoredRow> rows = new ArrayList<>();
    private final Set<Rejection.Id> closed = new HashSet<>();

    /** @param target the dataset into which records are loaded */
    Rehearsal(Database database, Dataset target, Scratch scratch) {
        this.database = database;
        this.target = target;
        this.scratch = scratch;
    }

    /** Begins a batch, and forgets everything since the last settled batch. */
    void begin() {
        rows.clear();
        closed.clear();
    }

    /** Ends a batch. The following batches see what it did. */
    void settle() {
        scratch.put(rows);
        scratch.close(closed);
        begin();
    }

    @Override
    public Set<Object> missingKeys(Dataset dataset, Collection<Object> keys) {
        Set<Object> missing = new HashSet<>(keys);
        missing.removeAll(database.datasets().present(dataset, dataset.keyIndex(), keys));
        if (dataset.equals(target)) {
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
        scratch.find(absent.keySet(), each);
        absent.keySet().removeAll(found);
        database.datasets().find(dataset, absent.keySet(), each);
        absent.keySet().removeAll(found);
        portions.end();
        rows.addAll(absent.values());
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
        rows.addAll(replacing);
    }

    /** Nobody takes back what a rehearsal does. */
    @Override
    public void keep(RunId by, Dataset dataset, List<StoredRow> replaced) {}

    @Override
    public Set<Rejection.Id> close(Map<Rejection.Id, Long> records) {
        Set<Rejection.Id> open = new HashSet<>(database.rejections().open(target.name(), records.keySet()));
        open.removeAll(scratch.closed(open));
        closed.addAll(open);
        return open;
    }

    @Override
    public Map<Rejection.Id, List<Link>> successions(Collection<Rejection.Id> ids) {
        Map<Rejection.Id, List<Link>> stored = database.rejections().successions(target.name(), ids);
        Set<Rejection.Id> all = new HashSet<>();
        stored.values().forEach(links -> links.forEach(link -> all.add(link.id())));
        Set<Rejection.Id> closedHere = scratch.closed(all);
        if (closedHere.isEmpty()) {
            return stored;
        }
        Map<Rejection.Id, List<Link>> now = new HashMap<>();
        stored.forEach((id, links) -> now.put(
                id,
                links.stream()
                        .map(link -> closedHere.contains(link.id())
                                ? new Link(link.id(), Rejection.Status.REPLAYED, link.reasons())
                                : link)
                        .toList()));
        return now;
    }

    @Override
    public Rejection get(Rejection.Id id) {
        return database.rejections().find(id).orElseThrow();
    }
}
