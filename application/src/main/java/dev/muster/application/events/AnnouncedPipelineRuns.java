package dev.muster.application.events;

import dev.muster.application.port.PipelineRuns;
import dev.muster.domain.pipeline.PipelineRun;
import dev.muster.domain.run.RunId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs of pipelines whose ends are announced, whoever ends them and however. */
final class AnnouncedPipelineRuns implements PipelineRuns {
    private final PipelineRuns runs;
    private final AnnounceEvents events;

    AnnouncedPipelineRuns(PipelineRuns runs, AnnounceEvents events) {
        this.runs = runs;
        this.events = events;
    }

    @Override
    public void save(PipelineClaim claim, PipelineRun run) {
        runs.save(claim, run);
        if (run.status() != PipelineRun.Status.RUNNING) {
            events.announce(new Occurrence.PipelineEnded(run));
        }
    }

    @Override
    public boolean create(PipelineRun run) {
        return runs.create(run);
    }

    @Override
    public Optional<PipelineClaim> claim(RunId run) {
        return runs.claim(run);
    }

    @Override
    public boolean holds(PipelineClaim claim) {
        return runs.holds(claim);
    }

    @Override
    public void release(PipelineClaim claim) {
        runs.release(claim);
    }

    @Override
    public void save(PipelineClaim claim, PipelineRun.StepRun step) {
        runs.save(claim, step);
    }

    @Override
    public boolean reopen(PipelineRun run) {
        return runs.reopen(run);
    }

    @Override
    public Optional<PipelineRun> find(RunId run) {
        return runs.find(run);
    }

    @Override
    public List<PipelineRun> list(String pipeline, @Nullable RunId after, int limit) {
        return runs.list(pipeline, after, limit);
    }

    @Override
    public List<RunId> underWay() {
        return runs.underWay();
    }
}
