package dev.muster.application.ingest;

import dev.muster.application.Prefetch;
import dev.muster.application.port.Claim;
import dev.muster.application.port.Database;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.PortException;
import dev.muster.application.port.RecordDecoder;
import dev.muster.application.port.RunListener;
import dev.muster.application.port.Scratch;
import dev.muster.application.port.UnitOfWork.End;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.intake.ReasonCode;
import dev.muster.domain.run.Checkpoint;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunStatus;
import java.io.EOFException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** Loads landed inputs into the database, batch by batch. Thread safe. */
final class Loading {
    /**
     * A batch that conflicts more often does not conflict with other runs but with, say, an index that somebody added.
     */
    private static final int CONFLICTS_THAT_MAY_PASS = 2;

    private static final Problem UNEXPECTED =
            new Problem(ProblemType.INTERNAL_ERROR, "something unexpected happened; the log tells what");

    private final Catalog catalog;
    private final Database database;
    private final Inputs inputs;
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
        this.inputs = new Inputs(catalog, database, objects, decoder);
        this.clock = clock;
        this.scratchSpace = scratchSpace;
    }

    /**
     * Finds out what loading would do, without writing to the database.
     *
     * @param problem why the input cannot be loaded at all; null if it can
     */
    Ingested rehearse(Run run, RunInput input, @Nullable Problem problem, RunListener listener) {
        return reading(run, () -> rehearsed(run, input, problem, listener).result());
    }

    /** Finds out what a run would do to the rows as of one moment. */
    private RehearsedRun rehearsed(Run run, RunInput input, @Nullable Problem problem, RunListener listener) {
        try (Scratch scratch = scratchSpace.open(catalog.get(run.dataset()))) {
            Rehearsal rehearsal = new Rehearsal(database, run.id(), catalog.get(run.dataset()), scratch);
            RehearsedRun rehearsed = new RehearsedRun(run, input, catalog, rehearsal, clock, listener);
            if (problem != null) {
                rehearsed.end(problem);
                return rehearsed;
            }
            database.unitOfWork().read(() -> {
                loadBatches(rehearsed);
                return null;
            });
            if (rehearsed.failsAsWhole()) {
                rehearsed.fail(rehearsed.run());
            }
            return rehearsed;
        }
    }

    /**
     * Loads the rest of the run {@code begun}. An exception that cannot pass by itself ends the run as failed. After
     * any other the run can be resumed.
     *
     * @param problem why the input cannot be loaded at all; null if it can
     */
    Ingested load(Claim claim, Run begun, RunInput input, @Nullable Problem problem, RunListener listener) {
        RecordedRun run = new RecordedRun(claim, begun, input, catalog, database, clock, listener);
        try {
            return reading(begun, () -> {
                if (problem != null) {
                    run.end(problem);
                } else if (begun.options().whole()) {
                    loadWhole(run);
                } else if (!fillsEmptyDataset(run) || !run.fill(() -> loadBatches(run))) {
                    loadBatches(run);
                }
                return run.result();
            });
        } catch (UncheckedIOException e) {
            // Landing found this too, but the process died before it was on record.
            run.end(new Problem(ProblemType.MALFORMED_GZIP, "the gzip data is damaged or ends too early"));
            return run.result();
        } catch (PortException e) {
            if (e.part() == PortException.Part.STORAGE && e.kind() == PortException.Kind.MISSING) {
                run.end(new Problem(ProblemType.INTERNAL_ERROR, "the landed input of the run is gone"));
                return run.result();
            }
            if (e.kind() == PortException.Kind.CONFLICT && run.isTakenOver()) {
                // Someone else has the run now, and the record tells its state.
                return database.runs().find(begun.id()).map(run.excerpt()::of).orElseThrow(() -> e);
            }
            boolean lasts = !mayPass(e)
                    || e.kind() == PortException.Kind.CONFLICT && run.takeOvers() >= CONFLICTS_THAT_MAY_PASS;
            throw lasts ? run.giveUp(e, e.problem()) : e;
        } catch (RuntimeException e) {
            boolean stopped = run.stoppedByListener() || Thread.currentThread().isInterrupted();
            throw stopped ? e : run.giveUp(e, UNEXPECTED);
        } catch (StackOverflowError | LinkageError e) {
            throw run.giveUp(e, UNEXPECTED);
        }
    }

    /**
     * Loads the whole input of the run {@code begun} as a part of the current transaction, which the caller rolls back
     * unless the run succeeds.
     */
    Run loadWithin(Claim claim, Run begun, RunInput input) {
        RecordedRun run = new RecordedRun(claim, begun, input, catalog, database, clock, progress -> {});
        return RunSpans.load(
                begun,
                () -> reading(begun, () -> {
                    loadBatches(run);
                    return run.run();
                }),
                Function.identity());
    }

    /** A storage that refuses has been set up wrongly, or its credentials ended: the input is there when that is mended. */
    private static boolean mayPass(PortException e) {
        return e.kind().canPass() || e.part() == PortException.Part.STORAGE && e.kind() == PortException.Kind.DENIED;
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

    /**
     * Loads the whole input in one transaction. Rolls back if the input cannot be read to its end, or if the run is
     * strict and a record is rejected.
     */
    private void loadWhole(RecordedRun run) {
        if (run.run().options().strict() && isLarge(run)) {
            // A rehearsal finds out, beside other writers, whether the long transaction would be rolled back in the
            // end; that would hold them up for nothing.
            RehearsedRun rehearsed = rehearsed(run.run(), run.input(), null, checked -> run.tell());
            if (rehearsed.run().status() == RunStatus.FAILED) {
                run.endAs(rehearsed);
                return;
            }
        }
        Optional<Run> failed = run.together(() -> {
            loadBatches(run);
            return run.failsAsWhole() ? new End.Rollback<>(Optional.of(run.run())) : new End.Commit<>(Optional.empty());
        });
        failed.ifPresent(run::fail);
    }

    /** Returns whether the input is large, its dataset has no rows, and it may be committed as one batch. */
    private boolean fillsEmptyDataset(RecordedRun run) {
        return isLarge(run)
                && run.run().options().batchSize() == 0
                && run.run().checkpoint().equals(Checkpoint.START)
                && database.datasets().count(run.dataset()) == 0;
    }

    private static boolean isLarge(RunInProgress run) {
        return run.input().bytes() instanceof RunInput.Bytes.InObject;
    }

    private void loadBatches(RunInProgress run) {
        CountingInputStream counted = new CountingInputStream(inputs.open(run.run(), run.input()));
        try (Prefetch<RecordBatch> batches =
                new Prefetch<>(reader(run, counted), "decode-" + run.run().id())) {
            for (RecordBatch batch; (batch = batches.next()) != null; ) {
                run.commit(batch);
                if (run.run().status().ended()) {
                    return;
                }
            }
        }
    }

    private BatchReader reader(RunInProgress inProgress, CountingInputStream counted) {
        Run run = inProgress.run();
        RunInput input = inProgress.input();
        Map<String, Long> codes = run.rejectionsByCode();
        boolean anyPassed = input.isReplay()
                || run.counts().accepted() > 0
                || codes.containsKey(ReasonCode.UNKNOWN_REFERENCE.code())
                || codes.containsKey(ReasonCode.DUPLICATE_KEY.code());
        Comparison comparison = input instanceof RunInput.Listed ? null : inputs.comparison(run);
        return inputs.batches(run, input, counted, run.checkpoint(), anyPassed, comparison);
    }
}
