package dev.muster.application.prove;

import dev.muster.application.ingest.DerivedRecords;
import dev.muster.application.ingest.DerivedRecords.Bytes;
import dev.muster.application.port.Database;
import dev.muster.application.port.DatasetStore.RowsOfRun;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import java.util.BitSet;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Goes through all runs of a dataset, newest first. Use it within a transaction; not thread safe. */
final class DatasetProof {
    private static final int RUNS_AT_ONCE = 100;

    private final Database database;
    private final Dataset dataset;
    private final Function<Run, DerivedRecords> derived;
    private final ProveData.Listener listener;
    private final Differences differences = new Differences();
    private final AbsentRows absent;
    private final @Nullable RowCounts counts;
    private long records;
    private long rowsOfRecords;
    private long rejections;
    private long open;

    /**
     * @param unexplained whether to look for rows that come from no record, which takes longer
     */
    private DatasetProof(
            Database database,
            Dataset dataset,
            Function<Run, DerivedRecords> derived,
            ProveData.Listener listener,
            boolean unexplained) {
        this.database = database;
        this.dataset = dataset;
        this.derived = derived;
        this.listener = listener;
        this.absent = new AbsentRows(database.runs(), dataset, derived, differences);
        this.counts = unexplained ? new RowCounts(database.datasets(), dataset) : null;
    }

    /**
     * Proves a dataset.
     *
     * @param all takes the differences
     */
    static Proof.OfDataset of(
            Database database,
            Dataset dataset,
            Function<Run, DerivedRecords> derived,
            Differences all,
            ProveData.Listener listener) {
        long rows = database.datasets().countRows(dataset);
        DatasetProof proof = new DatasetProof(database, dataset, derived, listener, false);
        proof.proveRuns();
        if (proof.rowsOfRecords != rows) {
            // Records have rows of their own, so that as many rows as records with a row leave none unexplained.
            proof = new DatasetProof(database, dataset, derived, listener, true);
            proof.proveRuns();
        }
        proof.compareKept("rows", database.datasets().count(dataset), rows);
        proof.compareKept(
                "open rejections", database.rejections().countOpen().getOrDefault(dataset.name(), 0L), proof.open);
        all.addAll(proof.differences);
        return new Proof.OfDataset(dataset.name(), rows, proof.rejections, proof.differences.total());
    }

    private void proveRuns() {
        RunId last = null;
        for (List<Run> page; !(page = database.runs().list(dataset.name(), null, last, RUNS_AT_ONCE)).isEmpty(); ) {
            page.forEach(this::prove);
            last = page.getLast().id();
        }
        nameRowsOfNoRun(null);
        absent.settle();
    }

    private void prove(Run run) {
        nameRowsOfNoRun(run.id());
        RunProof proof = new RunProof(run, dataset, database, absent);
        listener.progressed(dataset.name(), records, differences.total());
        Bytes bytes = run.counts().received() == 0
                ? Bytes.AS_RECEIVED
                : derived.apply(run).read(some -> Portion.of(some, dataset), portion -> {
                    proof.take(portion);
                    records += portion.records().size();
                    listener.progressed(
                            dataset.name(),
                            records,
                            differences.total() + proof.differences().total());
                });
        proof.end(bytes, counts == null ? 0 : counts.takeOf(run.id()));
        differences.addAll(proof.differences());
        rowsOfRecords += proof.rowsOfRecords();
        rejections += proof.rejections();
        open += proof.open();
    }

    /** Names the rows of runs that are newer than {@code run}, or all that are left if that is null: none is on record. */
    private void nameRowsOfNoRun(@Nullable RunId run) {
        for (RowsOfRun next; counts != null && (next = counts.takeNewerThan(run)) != null; ) {
            new UnexplainedRows(database.datasets(), dataset, next.run())
                    .name(next.rows(), new BitSet(), "the dataset has no such run", differences);
        }
    }

    private void compareKept(String what, long kept, long counted) {
        if (kept != counted) {
            differences.add(new Difference(
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
