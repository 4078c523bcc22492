package dev.muster.adapters.in.json;

import dev.muster.domain.pipeline.PipelineRun;
import dev.muster.domain.pipeline.PipelineRun.StepRun;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.RunId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run of a pipeline as it stands.
 *
 * @param runs the runs that brought records in, in the order of the steps
 * @param error null unless it failed
 */
public record PipelineRunView(
        String id,
        String pipeline,
        PipelineRun.Status status,
        List<StepView> steps,
        List<String> runs,
        Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable ProblemView error) {

    /** @param error why its last attempt failed; null if it did not */
    public record StepView(
            String name,
            PipelineRun.StepStatus status,
            int attempts,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable ProblemView error) {

        static StepView of(StepRun step) {
            return new StepView(
                    step.name(),
                    step.status(),
                    step.attempts(),
                    step.startedAt(),
                    step.finishedAt(),
                    view(step.error()));
        }
    }

    public static PipelineRunView of(PipelineRun run) {
        return new PipelineRunView(
                run.id().toString(),
                run.pipeline(),
                run.status(),
                run.steps().stream().map(StepView::of).toList(),
                run.runs().stream().map(RunId::toString).toList(),
                run.startedAt(),
                run.finishedAt(),
                view(run.error()));
    }

    private static @Nullable ProblemView view(@Nullable Problem problem) {
        return problem == null ? null : ProblemView.of(problem);
    }
}
