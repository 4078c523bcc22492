package dev.muster.application.pipeline;

import dev.muster.application.Refusal;
import dev.muster.application.access.Acting;
import dev.muster.application.port.Database;
import dev.muster.application.port.IdSource;
import dev.muster.domain.pipeline.Pipeline;
import dev.muster.domain.pipeline.PipelineCatalog;
import dev.muster.domain.pipeline.PipelineRun;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** Begins runs of pipelines, whichever instance does them. Thread safe. */
public final class StartPipeline {
    private final PipelineCatalog catalog;
    private final Database database;
    private final InstantSource clock;
    private final IdSource ids;

    public StartPipeline(PipelineCatalog catalog, Database database, InstantSource clock, IdSource ids) {
        this.catalog = catalog;
        this.database = database;
        this.clock = clock;
        this.ids = ids;
    }

    /**
     * Puts a run on record, which an instance begins as soon as it can.
     *
     * @throws Refusal {@code unknown-pipeline}, or {@code busy} if a run of the pipeline is under way
     */
    public PipelineRun start(String name) {
        Pipeline pipeline = named(name);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        PipelineRun run = PipelineRun.started(ids.nextRunId(), pipeline, Acting.currentActor(), now);
        Acting.on(run.id());
        return database.unitOfWork().write(() -> {
            if (!database.pipelineRuns().create(run)) {
                throw busy(name);
            }
            database.jobs().enqueue(RunPipeline.JOB, run.id().toString(), now);
            return run;
        });
    }

    /**
     * Returns the pipeline with this name.
     *
     * @throws Refusal {@code unknown-pipeline} if there is none
     */
    public Pipeline named(String name) {
        return catalog.find(name)
                .orElseThrow(() -> new Refusal(new Problem(
                                ProblemType.UNKNOWN_PIPELINE, "there is no pipeline '%s'".formatted(name))
                        .with(
                                "allowed",
                                catalog.all().stream().map(Pipeline::name).toList())));
    }

    static Refusal busy(String pipeline) {
        return new Refusal(
                ProblemType.BUSY, "a run of pipeline %s is under way, and there is one at a time".formatted(pipeline));
    }
}
