package dev.muster.application.prove;

import dev.muster.application.ingest.DerivedRecords;
import dev.muster.application.ingest.DerivedRecords.Bytes;
import dev.muster.application.port.Database;
import dev.muster.application.port.DatasetStore.RowsOfRun;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The proof of one dataset: of all its runs, newest first. Use it within a transaction; not thread safe. */
final class DatasetProof {
    private static final int RUNS_AT_ONCE = 100;
    private static final int COUNTS_AT_ONCE = 50_000;

    private final Database database;
    private final Dataset dataset;
    private final Function<Run, DerivedRecords> derived;
    private final Differences all;
    private final ProveData.Listener listener;
    private final AbsentRows absent;
    private Iterator<RowsOfRun> counts = List.<RowsOfRun>of().iterator();
    private @Nullable RowsOfRun count;
    private @Nullable RunId lastCounted;
    private boolean moreCounts = true;
    private long records;
    private long rows;
    private long rejections;
    private long open;

    DatasetProof(
            Database database,
            Dataset dataset,
            Function<Run, DerivedRecords> derived,
            Differences all,
            ProveData.Listener listener) {
        this.database = database;
        this.dataset = dataset;
        this.derived = derived;
        this.all = all;
        this.listener = listener;
        this.absent = new AbsentRows(database.runs(), dataset, derived, all);
    }

    Proof.OfDataset result() {
        long before = all.total();
        RunId last = null;
        for (List<Run> page; !(page = database.runs().list(dataset.name(), null, last, RUNS_AT_ONCE)).isEmpty(); ) {
            page.forEach(this::prove);
            last = page.getLast().id();
        }
        rowsOfNoRunAfter(null);
        absent.settle();
        compareKept("rows", database.datasets().count(dataset), rows);
        compareKept("open rejections", database.rejections().countOpen().getOrDefault(dataset.name(), 0L), open);
        return new Proof.OfDataset(dataset.name(), rows, rejections, all.total() - before);
    }

    private void prove(Run run) {
        rowsOfNoRunAfter(run.id());
        RunProof proof = new RunProof(run, dataset, database, rowsOf(run.id()), absent);
        listener.progressed(dataset.name(), records, all.total());
        Bytes bytes = run.counts().received() == 0
                ? Bytes.AS_RECEIVED
                : derived.apply(run).read(some -> {
                    proof.take(some);
                    records += some.size();
                    listener.progressed(
                            dataset.name(),
                            records,
                            all.total() + proof.differences().total());
                });
        proof.end(bytes);
        all.addAll(proof.differences());
        rejections += proof.rejections();
        open += proof.open();
    }

    /** Notes the rows of runs that are newer than {@code run}, or all that are left if that is null: none is on record. */
    private void rowsOfNoRunAfter(@Nullable RunId run) {
        for (RowsOfRun next;
                (next = peek()) != null && (run == null || next.run().compareTo(run) > 0);
                take()) {
            new UnexplainedRows(database.datasets(), dataset, next.run())
                    .name(next.rows(), new BitSet(), "the dataset has no such run", all);
        }
    }

    private long rowsOf(RunId run) {
        RowsOfRun next = peek();
        if (next == null || !next.run().equals(run)) {
            return 0;
        }
        take();
        return next.rows();
    }

    /** Returns how many rows the next run stored without taking it; null after the last one. */
    private @Nullable RowsOfRun peek() {
        if (count == null && !counts.hasNext() && moreCounts) {
            List<RowsOfRun> page = database.datasets().countByRun(dataset, lastCounted, COUNTS_AT_ONCE);
            counts = page.iterator();
            moreCounts = page.size() == COUNTS_AT_ONCE;
        }
        if (count == null && counts.hasNext()) {
            count = counts.next();
        }
        return count;
    }

    private void take() {
        if (count != null) {
            rows += count.rows();
            lastCounted = count.run();
            count = null;
        }
    }

    private void compareKept(String what, long kept, long counted) {
        if (kept != counted) {
            all.add(new Difference(
                    dataset.name(),
                    Difference.Kind.COUNT_DIFFERS,
                    null,
                    null,
                    null,
                    null,
                    "the number of %s is kept as %s, but there are %s".formatted(what, kept, counted)));
        }
    }
}
