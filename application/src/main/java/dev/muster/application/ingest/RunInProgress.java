package dev.muster.application.ingest;

import dev.muster.application.port.BatchRows;
import dev.muster.application.port.RunListener;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.Run;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A run under way. Its batches are committed, and it is ended and failed, only through this class, which tells the
 * listener of each step. Not thread safe.
 */
abstract sealed class RunInProgress permits RecordedRun, RehearsedRun {
    private final RunInput input;
    private final Dataset dataset;
    private final BatchApplication application;
    private final InstantSource clock;
    private final RunListener listener;
    private final Excerpt excerpt = new Excerpt();
    private Run run;

    /** Whether the listener threw an exception. It then wants no more, which is no fault of the run. */
    private boolean stoppedByListener;

    /** @param rows the rows to which batches are applied */
    RunInProgress(Run run, RunInput input, Catalog catalog, BatchRows rows, InstantSource clock, RunListener listener) {
        this.run = run;
        this.input = input;
        this.dataset = catalog.get(run.dataset());
        this.application = new BatchApplication(rows, catalog, dataset, run.mode(), run.id());
        this.clock = clock;
        this.listener = listener;
    }

    /** Returns the run as it is now. */
    final Run run() {
        return run;
    }

    final RunInput input() {
        return input;
    }

    final Dataset dataset() {
        return dataset;
    }

    final Excerpt excerpt() {
        return excerpt;
    }

    final Instant now() {
        return clock.instant();
    }

    /**
     * Commits a batch as a whole. If it has too many rejections, commits it up to the first one beyond the limit, and
     * ends the run.
     */
    final void commit(RecordBatch batch) {
        Applied applied = attempt(batch);
        if (applied instanceof Applied.TooManyRejections(int index)) {
            applied = attempt(batch.cut(
                    index + 1,
                    new Problem(
                                    ProblemType.TOO_MANY_REJECTIONS,
                                    "more than %s records were rejected"
                                            .formatted(run.options().maxRejections()))
                            .with("allowed", run.options().maxRejections())));
        }
        if (!(applied instanceof Applied.Done done)) {
            throw new IllegalStateException("a batch that was cut has too many rejections");
        }
        run = done.run();
        excerpt.add(done);
        tell();
    }

    /** Commits a batch as a whole, or changes nothing. */
    abstract Applied attempt(RecordBatch batch);

    /**
     * Applies a batch. The caller undoes everything if it does not commit.
     *
     * @param closing as for {@link Corrections#close}
     */
    final Applied apply(RecordBatch batch, Function<Map<Rejection.Id, Long>, Set<Rejection.Id>> closing) {
        Corrections corrections = Corrections.of(input, batch).close(closing);
        Outcome outcome = application.apply(corrections.remaining(batch));
        long allowed = run.options().maxRejections() - run.counts().rejected();
        if (outcome.counts().rejected() > allowed && !isCut(batch)) {
            return new Applied.TooManyRejections(batch.entries()
                    .indexOf(outcome.rejected().get((int) allowed).entry()));
        }
        Instant now = now();
        Run next = run.advanced(
                outcome.counts(), byCode(outcome), batch.to(), Math.max(run.bytesRead(), batch.bytesRead()));
        if (batch.last()) {
            Problem problem = batch.problem() == null ? corrections.problem(next) : batch.problem();
            next = problem == null ? next.succeeded(now) : next.failed(now, problem);
        }
        return new Applied.Done(
                next, outcome, rejections(outcome, batch, corrections, now), corrections.closeAny(), now);
    }

    private static boolean isCut(RecordBatch batch) {
        Problem problem = batch.problem();
        return problem != null && problem.type() == ProblemType.TOO_MANY_REJECTIONS;
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

    /** Returns whether everything must be undone, because the run is all or nothing and something was rejected. */
    final boolean failsAsWhole() {
        return run.options().whole()
                && (run.error() != null
                        || run.options().strict() && run.counts().rejected() > 0);
    }

    /** Ends the run with {@code problem}. */
    final void end(Problem problem) {
        endAs(run.failed(now(), problem));
    }

    /** Ends the run in this state. */
    final void endAs(Run ended) {
        save(ended);
        run = ended;
        tell();
    }

    /**
     * Ends a run as failed, with nothing of it stored. {@code asFound} is the run after its rehearsal or rollback, and
     * tells the reason.
     */
    final void fail(Run asFound) {
        Problem problem = asFound.error() != null
                ? asFound.error()
                : new Problem(
                        ProblemType.BATCH_REJECTED,
                        "%s of %s records were rejected, so none was stored"
                                .formatted(
                                        asFound.counts().rejected(),
                                        asFound.counts().received()));
        run = asFound.withoutRecords();
        end(problem);
    }

    /** Puts the state of the run on record. */
    abstract void save(Run state);

    /** Sets the run back to its state before a transaction that was rolled back. */
    final void goBackTo(Run before) {
        run = before;
    }

    final void tell() {
        stoppedByListener = true;
        listener.progressed(run);
        stoppedByListener = false;
    }

    final boolean stoppedByListener() {
        return stoppedByListener;
    }

    final Ingested result() {
        return excerpt.of(run);
    }
}
