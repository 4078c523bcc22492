package dev.muster.application.ingest;

import dev.muster.application.Prefetch;
import dev.muster.application.port.Claim;
import dev.muster.application.port.Database;
import dev.muster.application.port.DatasetStore;
import dev.muster.application.port.LoadOptions;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.PortException;
import dev.muster.application.port.RecordDecoder;
import dev.muster.application.port.RunBatch;
import dev.muster.application.port.RunListener;
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
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** Brings landed inputs into the database, batch by batch. Thread safe. */
final class Loading {
    /** Long enough that a transaction's cost is spread over many records, short enough to keep writers fair. */
    private static final int DEFAULT_BATCH_SIZE = 20_000;

    private static final int BUFFER = 1 << 16;

    private final Catalog catalog;
    private final Database database;
    private final ObjectStore objects;
    private final RecordDecoder decoder;
    private final InstantSource clock;

    Loading(Catalog catalog, Database database, ObjectStore objects, RecordDecoder decoder, InstantSource clock) {
        this.catalog = catalog;
        this.database = database;
        this.objects = objects;
        this.decoder = decoder;
        this.clock = clock;
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

    /** Works out what loading would do, and leaves nothing behind. */
    Ingested rehearse(Run run, LoadOptions options, Landed landed, RunListener listener) {
        try {
            database.unitOfWork().write(() -> {
                Claim claim = putOnRecord(run, options, landed);
                throw new RolledBack(load(claim, run, options, landed.problem(), listener));
            });
            throw new IllegalStateException("a rehearsal was committed");
        } catch (RolledBack rolledBack) {
            return rolledBack.result;
        } finally {
            if (landed.object() != null) {
                objects.delete(landed.object());
            }
        }
    }

    /**
     * Loads what {@code run} has not loaded yet.
     *
     * @param problem why the input cannot be loaded at all; null if it can
     */
    Ingested load(Claim claim, Run run, LoadOptions options, @Nullable Problem problem, RunListener listener) {
        Progress progress = new Progress(claim, run, options, listener);
        try {
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
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof ZipException || e.getCause() instanceof EOFException) {
                // Landing saw this before, but the process died before it was on record.
                progress.end(new Problem(ProblemType.MALFORMED_GZIP, "the gzip data is damaged or ends too early"));
                return progress.result();
            }
            throw new PortException(
                    PortException.Part.STORAGE,
                    PortException.Kind.UNAVAILABLE,
                    "the landed input of run %s cannot be read".formatted(run.id()),
                    e);
        } catch (PortException e) {
            if (e.part() == PortException.Part.STORAGE && e.kind() == PortException.Kind.MISSING) {
                progress.end(new Problem(ProblemType.INTERNAL_ERROR, "the landed input of the run is gone"));
                return progress.result();
            }
            if (e.kind() == PortException.Kind.CONFLICT && progress.isTakenOver()) {
                // Someone else has the run now: what stands on record is what became of it.
                return database.runs().find(run.id()).map(progress::resultAs).orElseThrow(() -> e);
            }
            throw e;
        }
    }

    /** All or nothing: one transaction, rolled back if the input cannot be read to its end, or a strict one's record is rejected. */
    private void loadWhole(Progress progress) {
        Run before = progress.run;
        try {
            database.unitOfWork().write(() -> {
                loadBatches(progress);
                boolean refused =
                        progress.options.strict() && progress.run.counts().rejected() > 0;
                if (refused || progress.run.error() != null) {
                    throw new RolledBack(progress.result());
                }
                return null;
            });
        } catch (RolledBack rolledBack) {
            progress.fail(rolledBack.result.run());
        } catch (RuntimeException | Error e) {
            progress.run = before;
            throw e;
        }
    }

    /** Whether the input is large, goes into a dataset without rows, and may be committed as one. */
    private boolean fillsEmptyDataset(Progress progress) {
        return progress.options.object() != null
                && progress.options.batchSize() == 0
                && progress.run.checkpoint().equals(Checkpoint.START)
                && database.datasets().count(catalog.get(progress.run.dataset())) == 0;
    }

    /** The first load of a dataset: one transaction, so that indexes and references can be dealt with once. */
    private void loadFilling(Progress progress) {
        Run before = progress.run;
        progress.savesAtEndOnly = true;
        try {
            database.unitOfWork().write(() -> {
                Dataset dataset = catalog.get(before.dataset());
                database.datasets().fill(dataset, () -> loadBatches(progress));
                progress.saveFilled(dataset);
                return null;
            });
        } catch (DatasetStore.NotFillable e) {
            progress.startAgain(before);
            loadBatches(progress);
        } catch (RuntimeException | Error e) {
            progress.run = before;
            throw e;
        }
    }

    private void loadBatches(Progress progress) {
        Run run = progress.run;
        LoadOptions options = progress.options;
        Dataset dataset = catalog.get(run.dataset());
        BatchApplication application =
                new BatchApplication(database.datasets(), catalog, dataset, run.mode(), run.id());
        CountingInputStream counted = new CountingInputStream(open(run, options));
        try (Prefetch<RecordBatch> batches =
                new Prefetch<>(reader(dataset, run, options, counted), "decode-" + run.id())) {
            for (RecordBatch batch; (batch = batches.next()) != null; ) {
                progress.commit(application, dataset, batch);
                if (progress.run.status().ended()) {
                    return;
                }
            }
        }
    }

    private BatchReader reader(Dataset dataset, Run run, LoadOptions options, CountingInputStream counted) {
        try {
            InputStream decompressed = options.gzip() ? new GZIPInputStream(counted, BUFFER) : counted;
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

    private InputStream open(Run run, LoadOptions options) {
        if (options.object() != null) {
            return objects.read(options.object(), 0);
        }
        byte[] bytes = database.runs()
                .rawOf(run.id(), run.checkpoint().records() + 1)
                .orElseThrow(() -> new IllegalStateException("run %s has no input".formatted(run.id())));
        return new ByteArrayInputStream(bytes);
    }

    /** Takes a result out of a transaction that is not to be committed. */
    private static final class RolledBack extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final transient Ingested result;

        RolledBack(Ingested result) {
            super("rolled back", null, false, false);
            this.result = result;
        }
    }

    /** A run being loaded and what is to be told about it. */
    private final class Progress {
        private final Claim claim;
        private final LoadOptions options;
        private final RunListener listener;
        private final List<Rejection> rejections = new ArrayList<>();
        private final List<Object> unchangedKeys = new ArrayList<>();
        private final List<Ingested.Change> changes = new ArrayList<>();
        private Run run;

        /** Whether rejections were closed since the dataset was touched. */
        private boolean closesRejections;

        /**
         * While a dataset is filled, the run's row and the dataset's version are left alone until it has its rows: others
         * may want to take the run over, and whoever writes to the dataset locks its version last.
         */
        private boolean savesAtEndOnly;

        Progress(Claim claim, Run run, LoadOptions options, RunListener listener) {
            this.claim = claim;
            this.run = run;
            this.options = options;
            this.listener = listener;
        }

        void commit(BatchApplication application, Dataset dataset, RecordBatch batch) {
            try {
                commitWhole(application, dataset, batch);
            } catch (TooManyRejections tooMany) {
                commitWhole(
                        application,
                        dataset,
                        batch.cut(
                                tooMany.index + 1,
                                new Problem(
                                                ProblemType.TOO_MANY_REJECTIONS,
                                                "more than %d records were rejected".formatted(options.maxRejections()))
                                        .with("allowed", options.maxRejections())));
            }
            listener.progressed(run);
        }

        private void commitWhole(BatchApplication application, Dataset dataset, RecordBatch batch) {
            Committed committed = database.unitOfWork().write(() -> {
                // First of all: whoever lost the run must not touch what its new owner may have written already.
                if (!savesAtEndOnly) {
                    database.runs().save(claim, run);
                }
                Corrections corrections = Corrections.of(run, batch).close(database.rejections());
                Outcome outcome = application.apply(corrections.remaining(batch));
                refuseTooMany(outcome, batch);
                Instant now = clock.instant();
                List<Rejection> rejected = rejections(outcome, batch, corrections, now);
                database.rejections().add(rejected);
                database.runs().addBatch(ledgerEntry(batch, outcome, now));
                Run next = run.advanced(
                        outcome.counts(), byCode(outcome), batch.to(), Math.max(run.bytesRead(), batch.bytesRead()));
                if (batch.last()) {
                    Problem problem = batch.problem() == null ? corrections.problem(next) : batch.problem();
                    next = problem == null ? next.succeeded(now) : next.failed(now, problem);
                }
                if (savesAtEndOnly) {
                    return new Committed(next, outcome, rejected, closesRejections || corrections.closeAny());
                }
                database.runs().save(claim, next);
                touchIfChanged(dataset, outcome.counts(), corrections.closeAny(), now);
                return new Committed(next, outcome, rejected, false);
            });
            run = committed.run();
            closesRejections = committed.closesRejections();
            addUpToShown(
                    rejections,
                    committed.rejected().stream()
                            .limit(Ingested.SHOWN)
                            .map(rejection ->
                                    rejection.withRaw(RawBytes.beyond(Ingested.SHOWN_RAW_BYTES, rejection.raw())))
                            .toList());
            addUpToShown(unchangedKeys, committed.outcome().unchanged());
            addUpToShown(changes, committed.outcome().updates());
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
            savesAtEndOnly = false;
            closesRejections = false;
            rejections.clear();
            unchangedKeys.clear();
            changes.clear();
        }

        /** Ends the run with {@code problem}. */
        void end(Problem problem) {
            Run failed = run.failed(clock.instant(), problem);
            save(failed);
            run = failed;
            listener.progressed(run);
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

        private void save(Run state) {
            database.unitOfWork().write(() -> {
                database.runs().save(claim, state);
                return null;
            });
        }

        /** Ends a run of which nothing is stored. */
        void fail(Run asFound) {
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

        Ingested result() {
            return resultAs(run);
        }

        Ingested resultAs(Run finalRun) {
            return new Ingested(finalRun, rejections, unchangedKeys, changes);
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

    /**
     * @param closesRejections whether rejections were closed and the dataset is yet to be touched
     */
    private record Committed(Run run, Outcome outcome, List<Rejection> rejected, boolean closesRejections) {}

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
