package dev.muster.application.ingest;

import dev.muster.application.Prefetch;
import dev.muster.application.port.BatchRows;
import dev.muster.application.port.Claim;
import dev.muster.application.port.Database;
import dev.muster.application.port.LoadOptions;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.PortException;
import dev.muster.application.port.RecordDecoder;
import dev.muster.application.port.RunBatch;
import dev.muster.application.port.RunListener;
import dev.muster.application.port.Scratch;
import dev.muster.application.port.UnitOfWork;
import dev.muster.application.port.UnitOfWork.End;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.intake.RawBytes;
import dev.muster.domain.intake.ReasonCode;
import dev.muster.domain.intake.RecordValidator;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.Checkpoint;
import dev.muster.domain.run.Counts;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunStatus;
import dev.muster.domain.run.Source;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** Brings landed inputs into the database, batch by batch. Thread safe. */
final class Loading {
    /** Long enough that a transaction's cost is spread over many records, short enough to keep writers fair. */
    private static final int DEFAULT_BATCH_SIZE = 20_000;

    /** What conflicts once more each time is no other run's work, but, say, an index that somebody else made. */
    private static final int CONFLICTS_THAT_MAY_PASS = 2;

    private static final Problem UNEXPECTED =
            new Problem(ProblemType.INTERNAL_ERROR, "something unexpected happened; the log tells what");

    private final Catalog catalog;
    private final Database database;
    private final UnitOfWork transactions;
    private final ObjectStore objects;
    private final RecordDecoder decoder;
    private final InstantSource clock;
    private final Scratch.Space scratchSpace;

    Loading(
            Catalog catalog,
            Database database,
            ObjectStore objects,
            RecordDecoder decoder,
            InstantSource clock,
            Scratch.Space scratchSpace) {
        this.catalog = catalog;
        this.database = database;
        this.transactions = database.unitOfWork().patient();
        this.objects = objects;
        this.decoder = decoder;
        this.clock = clock;
        this.scratchSpace = scratchSpace;
    }

    /** Stores a new run, with its input if that is no object. Belongs into a transaction. */
    Claim putOnRecord(Run run, LoadOptions options, Landed landed) {
        Claim claim = database.runs().create(run, options);
        if (landed.bytes() != null) {
            database.runs()
                    .addBatch(new RunBatch(run.id(), 1, 0, 1, 0, 0, Counts.ZERO, landed.bytes(), run.startedAt()));
        }
        return claim;
    }

    /** Works out what loading would do, without writing to the database, and leaves nothing behind. */
    Ingested rehearse(Run run, LoadOptions options, Landed landed, RunListener listener) {
        Progress progress = new Progress(run, options, landed.bytes(), listener);
        try {
            return reading(run, () -> {
                if (landed.problem() != null) {
                    progress.end(landed.problem());
                } else {
                    rehearse(progress);
                }
                return progress.result();
            });
        } finally {
            if (landed.object() != null) {
                objects.delete(landed.object());
            }
        }
    }

    /** Does to {@code progress} what loading would, on the rows as of one moment. */
    private void rehearse(Progress progress) {
        Dataset dataset = catalog.get(progress.run.dataset());
        try (Scratch scratch = scratchSpace.open(dataset)) {
            database.unitOfWork().read(() -> {
                Rehearsal rehearsal = new Rehearsal(database, dataset, scratch);
                progress.rehearsal = rehearsal;
                applyBatches(progress, rehearsal);
                return null;
            });
        }
        if (progress.failsAsWhole()) {
            progress.fail(progress.run);
        }
    }

    /**
     * Loads what {@code run} has not loaded yet. What is thrown ends the run as failed, if it cannot pass by itself; otherwise
     * the run can be resumed.
     *
     * @param problem why the input cannot be loaded at all; null if it can
     */
    Ingested load(Claim claim, Run run, LoadOptions options, @Nullable Problem problem, RunListener listener) {
        Recorded progress = new Recorded(claim, run, options, listener);
        try {
            return reading(run, () -> {
                if (problem != null) {
                    progress.end(problem);
                } else if (options.whole()) {
                    loadWhole(progress);
                } else if (fillsEmptyDataset(progress)) {
                    loadFilling(progress);
                } else {
                    loadBatches(progress);
                }
                return progress.result();
            });
        } catch (UncheckedIOException e) {
            // Landing saw this before, but the process died before it was on record.
            progress.end(new Problem(ProblemType.MALFORMED_GZIP, "the gzip data is damaged or ends too early"));
            return progress.result();
        } catch (PortException e) {
            if (e.part() == PortException.Part.STORAGE && e.kind() == PortException.Kind.MISSING) {
                progress.end(new Problem(ProblemType.INTERNAL_ERROR, "the landed input of the run is gone"));
                return progress.result();
            }
            if (e.kind() == PortException.Kind.CONFLICT && progress.isTakenOver()) {
                // Someone else has the run now: what stands on record is what became of it.
                return database.runs().find(run.id()).map(progress::resultAs).orElseThrow(() -> e);
            }
            boolean lasts = !e.kind().canPass()
                    || e.kind() == PortException.Kind.CONFLICT && claim.takeOvers() >= CONFLICTS_THAT_MAY_PASS;
            throw lasts ? progress.gaveUp(e, e.problem()) : e;
        } catch (RuntimeException e) {
            boolean stopped =
                    progress.stoppedByListener() || Thread.currentThread().isInterrupted();
            throw stopped ? e : progress.gaveUp(e, UNEXPECTED);
        } catch (StackOverflowError | LinkageError e) {
            throw progress.gaveUp(e, UNEXPECTED);
        }
    }

    /**
     * Does {@code work}, which reads the input of a run.
     *
     * @throws UncheckedIOException if the input's compression is damaged
     * @throws PortException also if it cannot be read for another reason
     */
    private static <T> T reading(Run run, Supplier<T> work) {
        try {
            return work.get();
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof ZipException || e.getCause() instanceof EOFException) {
                throw e;
            }
            throw new PortException(
                    PortException.Part.STORAGE,
                    PortException.Kind.UNAVAILABLE,
                    "the landed input of run %s cannot be read".formatted(run.id()),
                    e);
        }
    }

    /** All or nothing: one transaction, rolled back if the input cannot be read to its end, or a strict one's record is rejected. */
    private void loadWhole(Recorded progress) {
        Run before = progress.run;
        if (progress.options.strict() && progress.options.object() != null) {
            // What would hold up all others for long, only to be rolled back in the end, is found out beside them.
            Progress rehearsed = new Progress(before, progress.options, null, checked -> progress.tell());
            rehearse(rehearsed);
            if (rehearsed.run.status() == RunStatus.FAILED) {
                progress.failAs(rehearsed);
                return;
            }
        }
        boolean fails;
        try {
            fails = transactions.decide(() -> {
                loadBatches(progress);
                return progress.failsAsWhole() ? new End.Rollback<>(true) : new End.Commit<>(false);
            });
        } catch (RuntimeException | Error e) {
            progress.run = before;
            throw e;
        }
        if (fails) {
            progress.fail(progress.run);
        }
    }

    /** Whether the input is large, goes into a dataset without rows, and may be committed as one. */
    private boolean fillsEmptyDataset(Recorded progress) {
        return progress.options.object() != null
                && progress.options.batchSize() == 0
                && progress.run.checkpoint().equals(Checkpoint.START)
                && database.datasets().count(catalog.get(progress.run.dataset())) == 0;
    }

    /** The first load of a dataset: one transaction, so that indexes and references can be dealt with once. */
    private void loadFilling(Recorded progress) {
        Run before = progress.run;
        progress.savesAtEndOnly = true;
        boolean filled;
        try {
            filled = transactions.decide(() -> {
                Dataset dataset = catalog.get(before.dataset());
                if (!database.datasets().fill(dataset, () -> loadBatches(progress))) {
                    return new End.Rollback<>(false);
                }
                progress.saveFilled(dataset);
                return new End.Commit<>(true);
            });
        } catch (RuntimeException | Error e) {
            progress.run = before;
            throw e;
        }
        if (!filled) {
            progress.startAgain(before);
            loadBatches(progress);
        }
    }

    private void loadBatches(Recorded progress) {
        applyBatches(progress, database.datasets());
    }

    private void applyBatches(Progress progress, BatchRows rows) {
        Run run = progress.run;
        LoadOptions options = progress.options;
        Dataset dataset = catalog.get(run.dataset());
        BatchApplication application = new BatchApplication(rows, catalog, dataset, run.mode(), run.id());
        CountingInputStream counted = new CountingInputStream(progress.open());
        try (Prefetch<RecordBatch> batches =
                new Prefetch<>(reader(dataset, run, options, counted), "decode-" + run.id())) {
            for (RecordBatch batch; (batch = batches.next()) != null; ) {
                progress.apply(application, dataset, batch);
                if (progress.run.status().ended()) {
                    return;
                }
            }
        }
    }

    private BatchReader reader(Dataset dataset, Run run, LoadOptions options, CountingInputStream counted) {
        try {
            InputStream decompressed = options.gzip() ? new GzipMembers(counted) : counted;
            Map<String, Long> codes = run.rejectionsByCode();
            boolean anyPassed = run.source().kind() == Source.Kind.REPLAY
                    || run.counts().accepted() > 0
                    || codes.containsKey(ReasonCode.UNKNOWN_REFERENCE.code())
                    || codes.containsKey(ReasonCode.DUPLICATE_KEY.code());
            return new BatchReader(
                    ReplayList.isInputOf(run)
                            ? new ReplayReader(
                                    new ReplayList(decompressed, run.checkpoint()),
                                    new ReceivedRecords(catalog, database, objects, decoder))
                            : decoder.open(decompressed, dataset, options, run.checkpoint()),
                    new RecordValidator(dataset, run.startedAt()),
                    run.checkpoint(),
                    options.batchSize() > 0 ? options.batchSize() : DEFAULT_BATCH_SIZE,
                    anyPassed,
                    counted::count);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A run whose input is gone through, and what is to be told about it. Nothing of it is on record: a rehearsal. */
    private class Progress {
        final LoadOptions options;
        final RunListener listener;
        private final byte @Nullable [] bytes;
        private final List<Rejection> rejections = new ArrayList<>();
        private final List<Object> unchangedKeys = new ArrayList<>();
        private final Shown<Ingested.Change> changes = new Shown<>(Ingested.Change::bytes);
        Run run;

        /** Whether the listener threw something: it wants no more, which is no fault. */
        private boolean stoppedByListener;

        /** Null until a rehearsal begins. */
        private @Nullable Rehearsal rehearsal;

        /** @param bytes the input; null if an object holds it, or the database */
        Progress(Run run, LoadOptions options, byte @Nullable [] bytes, RunListener listener) {
            this.run = run;
            this.options = options;
            this.bytes = bytes;
            this.listener = listener;
        }

        /** The input from its first byte on. */
        InputStream open() {
            return options.object() != null
                    ? objects.read(options.object(), 0)
                    : new ByteArrayInputStream(Objects.requireNonNull(bytes, "the input is nowhere"));
        }

        void apply(BatchApplication application, Dataset dataset, RecordBatch batch) {
            Applied applied;
            try {
                applied = commit(application, dataset, batch);
            } catch (TooManyRejections tooMany) {
                applied = commit(
                        application,
                        dataset,
                        batch.cut(
                                tooMany.index + 1,
                                new Problem(
                                                ProblemType.TOO_MANY_REJECTIONS,
                                                "more than %d records were rejected".formatted(options.maxRejections()))
                                        .with("allowed", options.maxRejections())));
            }
            run = applied.run();
            addUpToShown(
                    rejections,
                    applied.rejected().stream()
                            .limit(Ingested.SHOWN)
                            .map(rejection ->
                                    rejection.withRaw(RawBytes.beyond(Ingested.SHOWN_RAW_BYTES, rejection.raw())))
                            .toList());
            addUpToShown(unchangedKeys, applied.outcome().unchanged());
            changes.addAll(applied.outcome().updates());
            tell();
        }

        final void tell() {
            stoppedByListener = true;
            listener.progressed(run);
            stoppedByListener = false;
        }

        final boolean stoppedByListener() {
            return stoppedByListener;
        }

        /** Applies a batch as a whole or not at all. */
        Applied commit(BatchApplication application, Dataset dataset, RecordBatch batch) {
            Rehearsal rehearsed = Objects.requireNonNull(rehearsal);
            rehearsed.begin();
            Applied applied = applied(application, batch, records -> rehearsed.close(records.keySet()));
            rehearsed.settle();
            return applied;
        }

        /**
         * What becomes of the run by a batch.
         *
         * @param closing as {@link Corrections#close} takes it
         * @throws TooManyRejections if the batch is to be cut; what was applied of it must be as if it had not been
         */
        final Applied applied(
                BatchApplication application,
                RecordBatch batch,
                Function<Map<Rejection.Id, Long>, Set<Rejection.Id>> closing) {
            Corrections corrections = Corrections.of(run, batch).close(closing);
            Outcome outcome = application.apply(corrections.remaining(batch));
            refuseTooMany(outcome, batch);
            Instant now = clock.instant();
            Run next = run.advanced(
                    outcome.counts(), byCode(outcome), batch.to(), Math.max(run.bytesRead(), batch.bytesRead()));
            if (batch.last()) {
                Problem problem = batch.problem() == null ? corrections.problem(next) : batch.problem();
                next = problem == null ? next.succeeded(now) : next.failed(now, problem);
            }
            return new Applied(
                    next, outcome, rejections(outcome, batch, corrections, now), corrections.closeAny(), now);
        }

        private void refuseTooMany(Outcome outcome, RecordBatch batch) {
            long allowed = options.maxRejections() - run.counts().rejected();
            if (outcome.counts().rejected() > allowed) {
                int firstTooMany = batch.entries()
                        .indexOf(outcome.rejected().get((int) allowed).entry());
                Problem problem = batch.problem();
                if (problem == null || problem.type() != ProblemType.TOO_MANY_REJECTIONS) {
                    throw new TooManyRejections(firstTooMany);
                }
            }
        }

        /** Forgets what was done since {@code before}, because it was rolled back. */
        void startAgain(Run before) {
            run = before;
            rejections.clear();
            unchangedKeys.clear();
            changes.clear();
        }

        /** Whether all that was done is to be undone, because it is all or nothing and not all can be. */
        final boolean failsAsWhole() {
            return options.whole()
                    && (run.error() != null || options.strict() && run.counts().rejected() > 0);
        }

        /** Ends the run with {@code problem}. */
        final void end(Problem problem) {
            Run failed = run.failed(clock.instant(), problem);
            save(failed);
            run = failed;
            tell();
        }

        /** Ends the run for a reason that will not pass, if that can be put on record; the reason, to be thrown. */
        final <T extends Throwable> T gaveUp(T reason, Problem problem) {
            try {
                if (!run.status().ended()) {
                    end(problem);
                }
            } catch (RuntimeException e) {
                if (e != reason) {
                    reason.addSuppressed(e);
                }
            }
            return reason;
        }

        /** Puts what became of the run on record. */
        void save(Run state) {}

        /** Ends a run of which nothing is stored. */
        final void fail(Run asFound) {
            Problem problem = asFound.error() != null
                    ? asFound.error()
                    : new Problem(
                            ProblemType.BATCH_REJECTED,
                            "%d of %d records were rejected, so none was stored"
                                    .formatted(
                                            asFound.counts().rejected(),
                                            asFound.counts().received()));
            run = Run.started(asFound.id(), asFound.dataset(), asFound.mode(), asFound.source(), asFound.startedAt())
                    .advanced(Counts.ZERO, asFound.rejectionsByCode(), asFound.checkpoint(), asFound.bytesRead());
            end(problem);
        }

        final Ingested result() {
            return resultAs(run);
        }

        final Ingested resultAs(Run finalRun) {
            return new Ingested(finalRun, rejections, unchangedKeys, changes.inOrder());
        }

        /** Ends this run as its rehearsal ended. */
        final void failAs(Progress rehearsed) {
            save(rehearsed.run);
            run = rehearsed.run;
            rejections.addAll(rehearsed.rejections);
            unchangedKeys.addAll(rehearsed.unchangedKeys);
            changes.addAll(rehearsed.changes);
            tell();
        }

        private List<Rejection> rejections(Outcome outcome, RecordBatch batch, Corrections corrections, Instant at) {
            return outcome.rejected().stream()
                    .map(rejected -> new Rejection(
                            new Rejection.Id(run.id(), rejected.entry().number()),
                            run.dataset(),
                            rejected.entry().line(),
                            Rejection.Status.OPEN,
                            rejected.reasons(),
                            batch.rawOf(rejected.entry()),
                            corrections.replayOf(rejected.entry()),
                            at))
                    .toList();
        }

        private static Map<String, Long> byCode(Outcome outcome) {
            Map<String, Long> counts = new TreeMap<>();
            outcome.rejected()
                    .forEach(rejected -> rejected.reasons().stream()
                            .map(reason -> reason.code().code())
                            .distinct()
                            .forEach(code -> counts.merge(code, 1L, Long::sum)));
            return counts;
        }

        private static <T> void addUpToShown(List<T> shown, List<T> more) {
            shown.addAll(more.subList(0, Math.min(more.size(), Ingested.SHOWN - shown.size())));
        }
    }

    /** A run being loaded, each of whose batches is put on record. */
    private final class Recorded extends Progress {
        private final Claim claim;

        /** Whether rejections were closed since the dataset was touched. */
        private boolean closesRejections;

        /**
         * While a dataset is filled, the run's row and the dataset's version are left alone until it has its rows: others
         * may want to take the run over, and whoever writes to the dataset locks its version last.
         */
        private boolean savesAtEndOnly;

        Recorded(Claim claim, Run run, LoadOptions options, RunListener listener) {
            super(run, options, null, listener);
            this.claim = claim;
        }

        @Override
        InputStream open() {
            return options.object() != null
                    ? super.open()
                    : new ByteArrayInputStream(database.runs()
                            .rawOf(run.id(), run.checkpoint().records() + 1)
                            .orElseThrow(() -> new IllegalStateException("run %s has no input".formatted(run.id()))));
        }

        @Override
        Applied commit(BatchApplication application, Dataset dataset, RecordBatch batch) {
            Applied committed = transactions.write(() -> {
                // First of all: whoever lost the run must not touch what its new owner may have written already.
                if (!savesAtEndOnly) {
                    database.runs().save(claim, run);
                }
                Applied applied = applied(
                        application, batch, records -> database.rejections().replay(run.dataset(), records, run.id()));
                database.rejections().add(applied.rejected());
                database.runs().addBatch(ledgerEntry(batch, applied.outcome(), applied.at()));
                if (!savesAtEndOnly) {
                    database.runs().save(claim, applied.run());
                    touchIfChanged(dataset, applied.outcome().counts(), applied.closesRejections(), applied.at());
                }
                return applied;
            });
            closesRejections |= committed.closesRejections();
            return committed;
        }

        /** Saves what became of the run in one transaction. */
        void saveFilled(Dataset dataset) {
            database.runs().save(claim, run);
            touchIfChanged(dataset, run.counts(), closesRejections, clock.instant());
        }

        private void touchIfChanged(Dataset dataset, Counts counts, boolean closes, Instant at) {
            if (closes || counts.received() > counts.unchanged()) {
                database.datasets().touch(dataset, at);
            }
        }

        @Override
        void startAgain(Run before) {
            super.startAgain(before);
            savesAtEndOnly = false;
            closesRejections = false;
        }

        /** Whether someone else has the run now; otherwise what was begun was in conflict with another run's work. */
        boolean isTakenOver() {
            try {
                save(run);
                return false;
            } catch (PortException e) {
                if (e.kind() == PortException.Kind.CONFLICT) {
                    return true;
                }
                throw e;
            }
        }

        @Override
        void save(Run state) {
            transactions.write(() -> {
                database.runs().save(claim, state);
                return null;
            });
        }

        private RunBatch ledgerEntry(RecordBatch batch, Outcome outcome, Instant at) {
            return new RunBatch(
                    run.id(),
                    batch.from().records() + 1,
                    batch.to().records(),
                    batch.from().line(),
                    batch.from().offset(),
                    batch.to().offset(),
                    outcome.counts(),
                    null,
                    at);
        }
    }

    /**
     * What a batch did to a run.
     *
     * @param run as it is after the batch
     * @param closesRejections whether the batch closed rejections
     */
    private record Applied(Run run, Outcome outcome, List<Rejection> rejected, boolean closesRejections, Instant at) {}

    /** A batch goes beyond the rejections allowed with the record at this 0-based index; it is rolled back to be cut. */
    private static final class TooManyRejections extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final int index;

        TooManyRejections(int index) {
            super("too many rejections", null, false, false);
            this.index = index;
        }
    }
}
