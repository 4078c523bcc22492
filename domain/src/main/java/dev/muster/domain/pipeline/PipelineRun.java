package dev.muster.domain.pipeline;

import dev.muster.domain.run.Problem;
import dev.muster.domain.run.RunId;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One time that a pipeline is done. Immutable.
 *
 * @param actor who asked for it; null if that is not known
 * @param steps in the pipeline's order
 * @param finishedAt when it ended; null until then
 * @param error why it failed; null unless it did
 */
public record PipelineRun(
        RunId id,
        String pipeline,
        @Nullable String actor,
        Status status,
        List<StepRun> steps,
        Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable Problem error) {

    public PipelineRun {
        steps = List.copyOf(steps);
        if ((status == Status.RUNNING) != (finishedAt == null)) {
            throw new IllegalArgumentException(
                    "pipeline run %s is %s but finished at %s".formatted(id, status.code(), finishedAt));
        }
    }

    /** Where a run of a pipeline stands. */
    public enum Status {
        /** Queued or under way. */
        RUNNING,
        SUCCEEDED,
        /** A step failed as often as it may. */
        FAILED,
        /** Ended on request. What was done before stays. */
        CANCELLED;

        /** Returns the public name. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Where a step of a run stands. */
    public enum StepStatus {
        PENDING,
        RUNNING,
        SUCCEEDED,
        FAILED,
        CANCELLED;

        /** Returns the public name. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A step of a run.
     *
     * @param attempts how often it was tried to its end, and the attempt that is under way
     * @param startedAt when its first attempt began; null before that
     * @param finishedAt when it ended; null until then
     * @param error why its last attempt failed; null if it did not
     * @param runs the runs that brought its records in, in order
     */
    public record StepRun(
            String name,
            StepStatus status,
            int attempts,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable Problem error,
            List<RunId> runs) {
        public StepRun {
            runs = List.copyOf(runs);
        }

        /** Returns a step that was not tried yet. */
        public static StepRun pending(String name) {
            return new StepRun(name, StepStatus.PENDING, 0, null, null, null, List.of());
        }

        /** Returns this step with an attempt that begins. One that broke off with its process is begun once more. */
        public StepRun begun(Instant at) {
            return new StepRun(
                    name,
                    StepStatus.RUNNING,
                    status == StepStatus.RUNNING && error == null ? Math.max(attempts, 1) : attempts + 1,
                    startedAt == null ? at : startedAt,
                    null,
                    null,
                    runs);
        }

        /** Returns this step, under way, after an attempt that failed and will be followed by another one. */
        public StepRun failedForNow(Problem problem) {
            return new StepRun(name, StepStatus.RUNNING, attempts, startedAt, null, problem, runs);
        }

        /** Returns this step with runs that bring its records in. */
        public StepRun loading(List<RunId> newRuns) {
            return new StepRun(name, status, attempts, startedAt, finishedAt, error, newRuns);
        }

        public StepRun succeeded(Instant at) {
            return new StepRun(name, StepStatus.SUCCEEDED, attempts, startedAt, at, null, runs);
        }

        public StepRun failed(Instant at, Problem problem) {
            return new StepRun(name, StepStatus.FAILED, attempts, startedAt, at, problem, runs);
        }

        /** Returns this step, ended on request; a step that ended before stays as it is. */
        public StepRun cancelled(Instant at) {
            return switch (status) {
                case SUCCEEDED, FAILED, CANCELLED -> this;
                case PENDING, RUNNING -> new StepRun(name, StepStatus.CANCELLED, attempts, startedAt, at, error, runs);
            };
        }

        /** Returns this step, ready to be tried again unless it is done. */
        public StepRun again() {
            return status == StepStatus.SUCCEEDED
                    ? this
                    : new StepRun(name, StepStatus.PENDING, 0, null, null, null, List.of());
        }
    }

    /** Returns a run that is about to begin, asked for by {@code actor}. */
    public static PipelineRun started(RunId id, Pipeline pipeline, @Nullable String actor, Instant at) {
        return new PipelineRun(
                id,
                pipeline.name(),
                actor,
                Status.RUNNING,
                pipeline.steps().stream()
                        .map(step -> StepRun.pending(step.name()))
                        .toList(),
                at,
                null,
                null);
    }

    /** Returns the step with this name. */
    public StepRun step(String name) {
        return steps.stream()
                .filter(step -> step.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("run %s has no step %s".formatted(id, name)));
    }

    /** Returns this run with a step in another state. */
    public PipelineRun with(StepRun changed) {
        return new PipelineRun(
                id,
                pipeline,
                actor,
                status,
                steps.stream()
                        .map(step -> step.name().equals(changed.name()) ? changed : step)
                        .toList(),
                startedAt,
                finishedAt,
                error);
    }

    /** Returns the runs that brought records in, in the order of the steps. */
    public List<RunId> runs() {
        return steps.stream().flatMap(step -> step.runs().stream()).toList();
    }

    /** Returns this run, ended without a fault. */
    public PipelineRun succeeded(Instant at) {
        return ended(Status.SUCCEEDED, steps, at, null);
    }

    /** Returns this run, ended by a fault of a step. */
    public PipelineRun failed(Instant at, Problem problem) {
        return ended(Status.FAILED, steps, at, problem);
    }

    /** Returns this run, ended on request. */
    public PipelineRun cancelled(Instant at) {
        return ended(
                Status.CANCELLED, steps.stream().map(step -> step.cancelled(at)).toList(), at, null);
    }

    /** Returns this run, which failed, under way again from its first step that is not done. */
    public PipelineRun again() {
        if (status != Status.FAILED) {
            throw new IllegalStateException("pipeline run %s is %s".formatted(id, status.code()));
        }
        return new PipelineRun(
                id,
                pipeline,
                actor,
                Status.RUNNING,
                steps.stream().map(StepRun::again).toList(),
                startedAt,
                null,
                null);
    }

    private PipelineRun ended(Status newStatus, List<StepRun> newSteps, Instant at, @Nullable Problem problem) {
        if (status != Status.RUNNING) {
            throw new IllegalStateException("pipeline run %s is %s already".formatted(id, status.code()));
        }
        return new PipelineRun(id, pipeline, actor, newStatus, newSteps, startedAt, at, problem);
    }
}
