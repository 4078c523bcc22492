package dev.muster.application.pipeline;

import dev.muster.application.Refusal;
import dev.muster.application.access.Acting;
import dev.muster.application.port.Database;
import dev.muster.application.port.PipelineRuns;
import dev.muster.application.port.PipelineRuns.PipelineClaim;
import dev.muster.application.port.PortException;
import dev.muster.application.port.PortException.Kind;
import dev.muster.application.port.PortException.Part;
import dev.muster.application.port.Span;
import dev.muster.application.port.Tracing;
import dev.muster.application.tracing.Traced;
import dev.muster.application.work.WorkLog;
import dev.muster.domain.pipeline.Pipeline;
import dev.muster.domain.pipeline.PipelineCatalog;
import dev.muster.domain.pipeline.PipelineRun;
import dev.muster.domain.pipeline.PipelineRun.StepRun;
import dev.muster.domain.pipeline.PipelineRun.StepStatus;
import dev.muster.domain.pipeline.Step;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.RunId;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * Does runs of pipelines, from their first step that is not done. Each change of a run is made under a claim: whoever does
 * a run takes it over from whoever did it before, who can commit nothing more of it. Thread safe.
 */
public final class RunPipeline {
    /** The kind of jobs that do runs. Their ids are those of the runs. */
    public static final String JOB = "pipeline";

    /** A run that is taken over more often without getting on may be what ends the processes. */
    private static final int MOST_TAKE_OVERS = 5;

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

    /** Whoever asks for more patience is asked again by hand, or by the next time of the schedule. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    private final PipelineCatalog catalog;
    private final Database database;
    private final StepWork work;
    private final Backoff backoff;
    private final InstantSource clock;
    private final WorkLog log;
    private final Tracing tracing;

    /** @param work does what a step is for */
    public RunPipeline(
            PipelineCatalog catalog,
            Database database,
            StepWork work,
            Backoff backoff,
            InstantSource clock,
            WorkLog log,
            Tracing tracing) {
        this.catalog = catalog;
        this.database = database;
        this.work = work;
        this.backoff = backoff;
        this.clock = () -> clock.instant().truncatedTo(ChronoUnit.MILLIS);
        this.log = log;
        this.tracing = tracing;
    }

    /**
     * Does a run to its end, unless it has ended or someone else takes it over meanwhile.
     *
     * @throws PortException if the database fails; the run can be gone on with
     * @throws Interrupted if the thread was interrupted; likewise
     */
    public void run(RunId id) {
        Optional<PipelineClaim> claim = database.unitOfWork().write(() -> runs().claim(id));
        if (claim.isEmpty()) {
            return;
        }
        try {
            go(claim.get());
        } catch (PortException e) {
            if (e.kind() == Kind.CONFLICT && !runs().holds(claim.get())) {
                log.done("pipeline run %s is done elsewhere now, or was cancelled".formatted(id));
                return;
            }
            release(claim.get(), e);
            throw e;
        } catch (Interrupted e) {
            release(claim.get(), e);
            throw e;
        }
    }

    /** The thread was interrupted, because the service stops. */
    public static final class Interrupted extends RuntimeException {
        private static final long serialVersionUID = 1;

        Interrupted() {
            super("interrupted", null, false, false);
        }
    }

    private PipelineRuns runs() {
        return database.pipelineRuns();
    }

    private void release(PipelineClaim claim, RuntimeException reason) {
        boolean interrupted = Thread.interrupted();
        try {
            database.unitOfWork().write(() -> {
                runs().release(claim);
                return null;
            });
        } catch (RuntimeException e) {
            reason.addSuppressed(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void go(PipelineClaim claim) {
        PipelineRun run = current(claim);
        Optional<Pipeline> pipeline = catalog.find(run.pipeline()).filter(found -> isOf(run, found));
        if (pipeline.isEmpty()) {
            fail(
                    claim,
                    new Problem(
                            ProblemType.CONFLICT,
                            "pipeline %s is declared otherwise than when the run began".formatted(run.pipeline())));
            return;
        }
        if (claim.takeOvers() > MOST_TAKE_OVERS) {
            fail(
                    claim,
                    new Problem(
                            ProblemType.INTERNAL_ERROR,
                            "%s processes that worked on the run ended before its next step was done"
                                    .formatted(MOST_TAKE_OVERS)));
            return;
        }
        Traced.during(tracing.begin(Span.Kind.INTERNAL, "pipeline " + run.pipeline()), span -> {
            span.with("muster.pipeline.run.id", run.id().toString());
            Optional<Problem> problem =
                    log.about(run.id(), () -> stages(claim, pipeline.get())).get();
            problem.ifPresentOrElse(
                    why -> {
                        span.failed(why.type().slug());
                        fail(claim, why);
                    },
                    () -> save(claim, current(claim).succeeded(clock.instant())));
            return span;
        });
    }

    /** Does what is not done yet. Returns why it cannot be done; empty if it is done. */
    private Optional<Problem> stages(PipelineClaim claim, Pipeline pipeline) {
        for (List<Step> stage : pipeline.stages()) {
            Optional<Problem> problem = all(claim, pipeline, stage);
            if (problem.isPresent()) {
                return problem;
            }
        }
        return Optional.empty();
    }

    private static boolean isOf(PipelineRun run, Pipeline pipeline) {
        return run.steps().stream()
                .map(StepRun::name)
                .toList()
                .equals(pipeline.steps().stream().map(Step::name).toList());
    }

    private PipelineRun current(PipelineClaim claim) {
        return runs().find(claim.run())
                .orElseThrow(() -> new IllegalStateException("pipeline run %s is gone".formatted(claim.run())));
    }

    private void fail(PipelineClaim claim, Problem problem) {
        PipelineRun failed = current(claim).failed(clock.instant(), problem);
        save(claim, failed);
        log.wrong("pipeline %s failed, run %s: %s".formatted(failed.pipeline(), failed.id(), shown(problem)));
    }

    /** What the log may show: details of loads may hold values of records. */
    private static String shown(Problem problem) {
        return problem.type() == ProblemType.UPSTREAM_FAILED
                ? problem.detail()
                : problem.type().slug();
    }

    private void save(PipelineClaim claim, PipelineRun run) {
        database.unitOfWork().write(() -> {
            runs().save(claim, run);
            return null;
        });
    }

    private void save(PipelineClaim claim, StepRun step) {
        database.unitOfWork().write(() -> {
            runs().save(claim, step);
            return null;
        });
    }

    /** Does the steps of a stage that are not done, at the same time. Returns why one failed; empty if none did. */
    private Optional<Problem> all(PipelineClaim claim, Pipeline pipeline, List<Step> stage) {
        PipelineRun run = current(claim);
        List<Step> open = stage.stream()
                .filter(step -> run.step(step.name()).status() != StepStatus.SUCCEEDED)
                .toList();
        if (open.size() == 1) {
            return attempts(claim, pipeline, run, open.getFirst());
        }
        // Threads of the platform, because transactions hold locks for long.
        ExecutorService threads = Executors.newFixedThreadPool(
                Math.max(1, open.size()),
                Thread.ofPlatform().daemon().name("pipeline-step-", 1).factory());
        try {
            List<Future<Optional<Problem>>> all = new ArrayList<>();
            for (Step step : open) {
                Supplier<Optional<Problem>> attempts =
                        log.about(run.id(), Traced.carried(() -> attempts(claim, pipeline, run, step)));
                all.add(threads.submit(attempts::get));
            }
            return first(all);
        } finally {
            threads.shutdownNow();
        }
    }

    private static Optional<Problem> first(List<Future<Optional<Problem>>> all) {
        Optional<Problem> first = Optional.empty();
        RuntimeException broken = null;
        for (Future<Optional<Problem>> each : all) {
            try {
                Optional<Problem> problem = each.get();
                first = first.isPresent() ? first : problem;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Interrupted();
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof RuntimeException cause)) {
                    throw new IllegalStateException("a step broke off", e.getCause());
                }
                broken = broken == null ? cause : broken;
            }
        }
        if (broken != null) {
            throw broken;
        }
        return first;
    }

    /** Tries a step as often as it may be tried. Returns why it failed; empty if it is done. */
    private Optional<Problem> attempts(PipelineClaim claim, Pipeline pipeline, PipelineRun run, Step step) {
        while (true) {
            StepRun begun = current(claim).step(step.name()).begun(clock.instant());
            save(claim, begun);
            StepFailure failure;
            try {
                Acting.inTheNameOf(
                        run.actor(),
                        () -> Traced.part("step " + step.name(), span -> {
                            span.with("muster.step.attempt", begun.attempts());
                            work.perform(new StepInProgress(database, claim, run, begun, clock), step);
                            return span;
                        }));
                return Optional.empty();
            } catch (RuntimeException e) {
                failure = failure(e, run, step);
            }
            StepRun now = current(claim).step(step.name());
            Optional<Duration> pause = pause(pipeline, now, failure);
            if (pause.isEmpty()) {
                save(claim, now.failed(clock.instant(), failure.problem()));
                return Optional.of(failure.problem());
            }
            save(claim, now.failedForNow(failure.problem()));
            log.wrong("pipeline run %s: %s failed and is tried again in %s ms: %s"
                    .formatted(run.id(), step.name(), pause.get().toMillis(), shown(failure.problem())));
            await(claim, pause.get());
        }
    }

    /** Returns how long to wait before the next attempt; empty if there is none. */
    private Optional<Duration> pause(Pipeline pipeline, StepRun step, StepFailure failure) {
        if (!failure.mayPass() || step.attempts() > pipeline.retries()) {
            return Optional.empty();
        }
        Duration usual = backoff.after(step.attempts());
        Duration asked = failure.shortestWait().orElse(Duration.ZERO);
        return asked.compareTo(LONGEST_WAIT) > 0
                ? Optional.empty()
                : Optional.of(asked.compareTo(usual) > 0 ? asked : usual);
    }

    /** What an exception means for a step. Throws it again if it is no matter of the step. */
    private StepFailure failure(RuntimeException e, PipelineRun run, Step step) {
        if (Thread.currentThread().isInterrupted()) {
            throw new Interrupted();
        }
        return switch (e) {
            case StepFailure failure -> failure;
            case Interrupted interrupted -> throw interrupted;
            case Refusal refusal -> StepFailure.of(refusal);
            case PortException failure when failure.part() != Part.DATABASE -> StepFailure.of(failure);
            case PortException failure -> throw failure;
            default ->
                StepFailure.lasting(log.broken("step %s of pipeline run %s".formatted(step.name(), run.id()), e));
        };
    }

    /** Waits, unless someone else takes the run over or cancels it. */
    private void await(PipelineClaim claim, Duration pause) {
        long until = System.nanoTime() + pause.toNanos();
        try {
            for (long rest; (rest = until - System.nanoTime()) > 0; ) {
                Thread.sleep(Duration.ofNanos(Math.min(rest, BETWEEN_LOOKS.toNanos())));
                if (!runs().holds(claim)) {
                    throw new PortException(
                            Part.DATABASE,
                            Kind.CONFLICT,
                            "pipeline run %s goes on elsewhere".formatted(claim.run()),
                            null);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Interrupted();
        }
    }
}
