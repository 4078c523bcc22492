package dev.muster.application.ingest;

import dev.muster.application.port.BatchRows;
import dev.muster.application.port.RunListener;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Row;
import dev.muster.domain.dataset.ValueText;
import dev.muster.domain.intake.Reason;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.intake.Verdict;
import dev.muster.domain.run.Counts;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.Run;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A run under way. Its batches are committed, and it is ended and failed, only through this class, which tells the
 * listener of each step. Not thread safe.
 */
abstract sealed class RunInProgress permits RecordedRun, RehearsedRun {
    /** Reasons that tell somebody what is wrong with a whole file. */
    private static final int REASONS_TOLD = 3;

    private final RunInput input;
    private final Dataset dataset;
    private final BatchApplication application;
    private final InstantSource clock;
    private final RunListener listener;
    private final Excerpt excerpt = new Excerpt();
    private final RunSpans spans = new RunSpans();
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
        spans.batch(batch, () -> committed(batch));
        tell();
    }

    private Counts committed(RecordBatch batch) {
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
        return done.total().counts();
    }

    /** Returns the first rejection of the batches that are committed; empty if there is none. */
    abstract Optional<Rejection> firstRejection();

    /** Commits a batch as a whole, or changes nothing. */
    abstract Applied attempt(RecordBatch batch);

    /**
     * Applies a batch, and stores what became of its records. The caller undoes everything if it does not commit.
     *
     * @param rejections those of the run's dataset
     */
    final Applied apply(RecordBatch batch, Corrections.Rejections rejections) {
        Instant now = now();
        BatchTotal total = new BatchTotal();
        for (RecordBatch portion : input.isReplay() ? List.of(batch) : batch.portions()) {
            apply(portion, rejections, total, now);
        }
        long allowed = run.options().maxRejections() - run.counts().rejected();
        if (total.rejected().size() > allowed && !isCut(batch)) {
            long number = total.rejected().get((int) allowed).number();
            return new Applied.TooManyRejections(batch.indexOf(number));
        }
        Run next =
                run.advanced(total.counts(), total.byCode(), batch.to(), Math.max(run.bytesRead(), batch.bytesRead()));
        if (batch.last()) {
            Problem problem = batch.problem() == null ? Corrections.problem(input, next) : batch.problem();
            if (problem != null && problem.type() == ProblemType.WRONG_FILE) {
                problem = explained(problem, next, total.shown());
            }
            next = problem == null ? next.succeeded(now) : next.failed(now, problem);
        }
        return new Applied.Done(next, total, now);
    }

    private void apply(RecordBatch portion, Corrections.Rejections rejections, BatchTotal total, Instant at) {
        Corrections corrections = new Corrections(input, portion, rejections);
        Outcome outcome = application.apply(corrections.remaining());
        switch (corrections.settle(outcome)) {
            case APPLIED -> {
                List<Rejection> rejected = rejected(outcome, portion, corrections, at);
                rejections.store(rejected, outcome.stored());
                total.add(outcome, rejected, portion, corrections);
            }
            case REJECTED_AS_BEFORE ->
                total.addRejectedAsBefore(portion.entries().getFirst(), corrections.asBefore(), rejections);
            case DEALT_WITH -> total.addDealtWith();
        }
    }

    /**
     * Returns whether a run failed because its input is of something else, or has its header behind other lines. Then
     * there is nothing to do about its rejections, one by one.
     */
    static boolean leavesNothingOpen(Run run) {
        Problem error = run.error();
        return error != null
                && (error.type() == ProblemType.WRONG_FILE
                        || error.type() == ProblemType.BAD_HEADER
                                && run.counts().accepted() == 0);
    }

    /** Says why no record of a wrong file was taken. */
    private Problem explained(Problem wrongFile, Run found, List<Rejection> last) {
        Rejection first = firstRejection().orElseGet(last::getFirst);
        return new Problem(
                        wrongFile.type(),
                        wrongFile.detail() + why(first.line(), first.reasons()),
                        wrongFile.extensions())
                .with("rejections_by_code", found.rejectionsByCode());
    }

    private static String why(long line, List<Reason> reasons) {
        return reasons.stream()
                .limit(REASONS_TOLD)
                .map(Reason::message)
                .collect(Collectors.joining("; ", ", the one on line %s because ".formatted(line), ""));
    }

    private static boolean isCut(RecordBatch batch) {
        Problem problem = batch.problem();
        return problem != null && problem.type() == ProblemType.TOO_MANY_REJECTIONS;
    }

    private List<Rejection> rejected(Outcome outcome, RecordBatch batch, Corrections corrections, Instant at) {
        return outcome.rejected().stream()
                .map(rejected -> new Rejection(
                        new Rejection.Id(run.id(), rejected.entry().number()),
                        run.dataset(),
                        rejected.entry().line(),
                        Rejection.Status.OPEN,
                        rejected.reasons(),
                        batch.rawOf(rejected.entry()),
                        key(rejected.entry()),
                        corrections.replayOf(rejected.entry()),
                        batch.originOf(rejected.entry()),
                        at))
                .toList();
    }

    /** Returns the text of a record's key; null if the record shows no valid one. */
    private @Nullable String key(RecordBatch.Entry entry) {
        Object key = switch (entry.verdict()) {
            case Verdict.Accepted(Row row) -> row.key(dataset);
            case Verdict.Rejected(List<Reason> reasons, Object valid) -> valid;
        };
        return key == null ? null : ValueText.of(key);
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
