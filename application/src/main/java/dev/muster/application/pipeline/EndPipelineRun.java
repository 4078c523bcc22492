package dev.muster.application.pipeline;

import dev.muster.application.Refusal;
import dev.muster.application.access.Acting;
import dev.muster.application.port.Database;
import dev.muster.application.port.PipelineRuns.PipelineClaim;
import dev.muster.application.runs.CancelRun;
import dev.muster.domain.pipeline.PipelineRun;
import dev.muster.domain.pipeline.PipelineRun.Status;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Ends runs of pipelines on request, and has those that failed go on. Thread safe. */
public final class EndPipelineRun {
    private final Database database;
    private final CancelRun cancelRun;
    private final InstantSource clock;

    public EndPipelineRun(Database database, CancelRun cancelRun, InstantSource clock) {
        this.database = database;
        this.cancelRun = cancelRun;
        this.clock = clock;
    }

    /**
     * Returns the run with this id.
     *
     * @throws Refusal {@code not-found} if there is none
     */
    public PipelineRun named(String id) {
        return RunId.parse(id)
                .flatMap(database.pipelineRuns()::find)
                .orElseThrow(() -> new Refusal(ProblemType.NOT_FOUND, "there is no pipeline run '%s'".formatted(id)));
    }

    /**
     * Cancels a run that has not ended, and the load that it has under way. Whoever works on it can commit nothing more of
     * it; what was done before stays.
     *
     * @return the run as it is now
     * @throws Refusal {@code not-found}, or {@code conflict} if it has ended
     */
    public PipelineRun cancel(String id) {
        Acting.on(id);
        return database.unitOfWork().write(() -> {
            Optional<PipelineClaim> claim = RunId.parse(id).flatMap(database.pipelineRuns()::claim);
            PipelineRun run = named(id);
            PipelineClaim mine = claim.orElseThrow(() -> conflict(run));
            PipelineRun cancelled = run.cancelled(clock.instant().truncatedTo(ChronoUnit.MILLIS));
            database.pipelineRuns().save(mine, cancelled);
            run.runs().stream()
                    .flatMap(load -> database.runs().find(load).stream())
                    .filter(load -> !load.status().ended())
                    .map(Run::id)
                    .forEach(cancelRun::cancel);
            return cancelled;
        });
    }

    /**
     * Has a run that failed go on at its first step that is not done.
     *
     * @return the run as it is now
     * @throws Refusal {@code not-found}, {@code conflict} if it did not fail, or {@code busy} if another run of the
     *     pipeline is under way
     */
    public PipelineRun retry(String id) {
        Acting.on(id);
        return database.unitOfWork().write(() -> {
            PipelineRun run = named(id);
            if (run.status() != Status.FAILED) {
                throw conflict(run);
            }
            PipelineRun again = run.again();
            if (!database.pipelineRuns().reopen(again)) {
                throw StartPipeline.busy(run.pipeline());
            }
            database.jobs().enqueue(RunPipeline.JOB, id, clock.instant().truncatedTo(ChronoUnit.MILLIS));
            return again;
        });
    }

    private static Refusal conflict(PipelineRun run) {
        return new Refusal(
                ProblemType.CONFLICT,
                "pipeline run %s is %s".formatted(run.id(), run.status().code()));
    }
}
