package dev.muster.application.pipeline;

import dev.muster.application.port.Database;
import dev.muster.application.port.PipelineRuns.PipelineClaim;
import dev.muster.application.port.PortException;
import dev.muster.domain.pipeline.PipelineRun;
import dev.muster.domain.pipeline.PipelineRun.StepRun;
import dev.muster.domain.run.RunId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * A step that is being done under a claim. What it puts on record fails with {@link PortException} of kind {@code
 * CONFLICT} if someone else has the run by then; the transaction around it must not commit. Not thread safe.
 */
final class StepInProgress {
    private final Database database;
    private final PipelineClaim claim;
    private final PipelineRun run;
    private final InstantSource clock;
    private StepRun step;

    StepInProgress(Database database, PipelineClaim claim, PipelineRun run, StepRun step, InstantSource clock) {
        this.database = database;
        this.claim = claim;
        this.run = run;
        this.step = step;
        this.clock = clock;
    }

    /** Returns the run as it was when its stage began. */
    PipelineRun run() {
        return run;
    }

    /** Returns when the first attempt began. */
    Instant startedAt() {
        Instant at = step.startedAt();
        if (at == null) {
            throw new IllegalStateException("step %s has not begun".formatted(step.name()));
        }
        return at;
    }

    /** Returns the runs that this step has put on record. */
    List<RunId> loads() {
        return step.runs();
    }

    /** Notes, within the transaction that puts it on record, a run that brings in records of this step. */
    void noteLoad(RunId load) {
        List<RunId> loads = new ArrayList<>(step.runs());
        loads.add(load);
        step = step.loading(loads);
        database.pipelineRuns().save(claim, step);
    }

    /** Puts on record that the step is done. Within a transaction it is a part of that one. */
    void done() {
        done(step.runs());
    }

    /** Puts on record that the step is done, and which runs brought its records in. */
    void done(List<RunId> loads) {
        StepRun done = step.loading(loads).succeeded(clock.instant());
        database.unitOfWork().write(() -> {
            database.pipelineRuns().save(claim, done);
            return null;
        });
    }
}
