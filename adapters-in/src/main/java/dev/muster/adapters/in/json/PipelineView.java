package dev.muster.adapters.in.json;

import dev.muster.domain.pipeline.Pipeline;
import dev.muster.domain.pipeline.PipelineRun;
import dev.muster.domain.pipeline.Step;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline.
 *
 * @param steps their names, in order
 * @param schedule null if it is done on request only
 * @param lastRun null if it was never done
 */
public record PipelineView(
        String name,
        List<String> steps,
        @Nullable String schedule,
        String zone,
        int retries,
        @Nullable PipelineRunView lastRun) {

    public static PipelineView of(Pipeline pipeline, @Nullable PipelineRun lastRun) {
        return new PipelineView(
                pipeline.name(),
                pipeline.steps().stream().map(Step::name).toList(),
                pipeline.schedule(),
                pipeline.zone().getId(),
                pipeline.retries(),
                lastRun == null ? null : PipelineRunView.of(lastRun));
    }
}
