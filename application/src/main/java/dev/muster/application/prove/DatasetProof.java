package dev.muster.application.prove;

import dev.muster.application.ingest.DerivedRecords;
import dev.muster.application.ingest.DerivedRecords.Bytes;
import dev.muster.application.port.Database;
import dev.muster.application.port.DatasetStore.RowsOfRun;
import dev.muster.application.port.SectionStore;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import dev.muster.domain.run.Source;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
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

    /** The restore whose backup explains rows; null if none does. */
    private final @Nullable Run restore;

    /** The last restore, also if its backup is gone; null if there was none. */
    private final @Nullable Run lastRestore;

    private long records;
    private long rowsOfRecords;
    private long rejections;
    private long open;

    /**
     * @param restore the restore whose backup explains the rows that runs before it left; null if none does
     * @param lastRestore the last restore, also if its backup is gone; null if there was none
     * @param unexplained whether to look for rows that come from no record, which takes longer
     */
    private DatasetProof(
            Database database,
            Dataset dataset,
            Function<Run, DerivedRecords> derived,
            ProveData.Listener listener,
            @Nullable Run restore,
            @Nullable Run lastRestore,
            boolean unexplained) {
        this.database = database;
        this.dataset = dataset;
        this.derived = derived;
        this.listener = listener;
        this.restore = restore;
        this.lastRestore = lastRestore;
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
            BiFunction<String, Dataset, Optional<SectionStore.Rows>> backups,
            Differences all,
            ProveData.Listener listener) {
        long rows = database.datasets().countRows(dataset);
        Run last = RestoredRows.lastRestore(database, dataset);
        Differences ofBackup = new Differences();
        Optional<Long> restored =
                last == null ? Optional.empty() : RestoredRows.prove(database, dataset, last, backups, ofBackup);
        Run restore = restored.isPresent() ? last : null;
        DatasetProof proof = new DatasetProof(database, dataset, derived, listener, restore, last, false);
        proof.proveRuns();
        if (proof.rowsOfRecords + restored.orElse(0L) != rows && ofBackup.total() == 0) {
            // Records have rows of their own, so that as many rows as records with a row leave none unexplained.
            proof = new DatasetProof(database, dataset, derived, listener, restore, last, true);
            proof.proveRuns();
        }
        proof.differences.addAll(ofBackup);
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
        if (run.source().kind() == Source.Kind.BACKUP) {
            return;
        }
        boolean rowsToo = restore == null || !RestoredRows.isBefore(run, restore);
        boolean missingToo = lastRestore == null || !RestoredRows.isBefore(run, lastRestore);
        RunProof proof = new RunProof(run, dataset, database, rowsToo, missingToo, absent);
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
        long storedRows = counts == null ? 0 : counts.takeOf(run.id());
        proof.end(bytes, rowsToo ? storedRows : 0);
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
