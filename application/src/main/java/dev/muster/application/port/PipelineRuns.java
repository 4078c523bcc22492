package dev.muster.application.port;

import dev.muster.domain.pipeline.PipelineRun;
import dev.muster.domain.pipeline.PipelineRun.StepRun;
import dev.muster.domain.run.RunId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Runs of pipelines and their steps. Of each pipeline, one run at most is under way. All methods throw {@link
 * PortException} if the database fails. Thread safe.
 */
public interface PipelineRuns {

    /**
     * Puts a new run on record, which is {@code running}.
     *
     * @return false if another run of the pipeline is under way; then nothing is changed
     */
    boolean create(PipelineRun run);

    /**
     * Takes a run over from whoever has it, who can change nothing of it any more; empty if there is no such run or it
     * has ended.
     */
    Optional<PipelineClaim> claim(RunId run);

    /**
     * The right to change a run.
     *
     * @param token greater than the tokens of all earlier claims on the run
     * @param takeOvers how often the run was claimed, this time included, since a step was done or it was released
     */
    record PipelineClaim(RunId run, long token, int takeOvers) {}

    /** Returns whether {@code claim} is the newest one on a run that has not ended. */
    boolean holds(PipelineClaim claim);

    /**
     * Forgets the take-overs of a run that has not ended, because it was left for a reason that is not its fault. Does
     * nothing if someone else has a newer claim.
     */
    void release(PipelineClaim claim);

    /**
     * Stores a step of a claimed run.
     *
     * @throws PortException of kind {@code CONFLICT} if someone else has a newer claim, or the run has ended; the
     *     transaction must not commit
     */
    void save(PipelineClaim claim, StepRun step);

    /** Stores a claimed run with all its steps. Throws what {@link #save(PipelineClaim, StepRun)} throws. */
    void save(PipelineClaim claim, PipelineRun run);

    /**
     * Stores a run that failed as one that is under way again.
     *
     * @return false if it is not {@code failed} on record, or another run of the pipeline is under way; then nothing is
     *     changed
     */
    boolean reopen(PipelineRun run);

    Optional<PipelineRun> find(RunId run);

    /**
     * Runs of a pipeline, newest first.
     *
     * @param after only runs older than this one; null from the newest
     * @param limit most runs to give, at least 1
     */
    List<PipelineRun> list(String pipeline, @Nullable RunId after, int limit);

    /** Returns the runs that have not ended, oldest first. */
    List<RunId> underWay();
}
