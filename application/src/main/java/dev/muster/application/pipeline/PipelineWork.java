package dev.muster.application.pipeline;

import dev.muster.application.Refusal;
import dev.muster.application.access.Acting;
import dev.muster.application.port.Database;
import dev.muster.application.port.Schedules;
import dev.muster.application.port.Schedules.JobKind;
import dev.muster.application.port.Schedules.Task;
import dev.muster.application.work.WorkLog;
import dev.muster.domain.pipeline.PipelineCatalog;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.RunId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The part that this instance takes in pipelines: it does runs that wait, and begins those whose time has come. */
public final class PipelineWork {
    /** Runs at a time in one instance. Each has up to as many connections to the database as its widest stage has steps. */
    private static final int AT_ONCE = 2;

    private final PipelineCatalog catalog;
    private final Database database;
    private final StartPipeline start;
    private final RunPipeline run;
    private final Schedules schedules;
    private final InstantSource clock;
    private final WorkLog log;

    public PipelineWork(
            PipelineCatalog catalog,
            Database database,
            StartPipeline start,
            RunPipeline run,
            Schedules schedules,
            InstantSource clock,
            WorkLog log) {
        this.catalog = catalog;
        this.database = database;
        this.start = start;
        this.run = run;
        this.schedules = schedules;
        this.clock = clock;
        this.log = log;
    }

    /** Returns the jobs that do runs. */
    public JobKind kind() {
        return new JobKind(RunPipeline.JOB, AT_ONCE, id -> {
            try {
                RunId.parse(id).ifPresent(run::run);
                return Optional.empty();
            } catch (RunPipeline.Interrupted e) {
                // Whoever does jobs next goes on with it. What puts that on record must not be interrupted.
                Thread.interrupted();
                return Optional.of(clock.instant());
            }
        });
    }

    /** Returns the tasks that begin runs at their times. */
    public List<Task> tasks() {
        return catalog.all().stream()
                .flatMap(pipeline -> Stream.ofNullable(pipeline.schedule())
                        .map(cron -> new Task(
                                "pipeline-" + pipeline.name(),
                                cron,
                                pipeline.zone(),
                                due -> begin(pipeline.name(), due))))
                .toList();
    }

    private void begin(String pipeline, Instant due) {
        boolean begun = database.pipelineRuns().list(pipeline, null, 1).stream()
                .anyMatch(run -> !run.startedAt().isBefore(due));
        if (begun) {
            return;
        }
        try {
            Acting.scheduled("start-pipeline", pipeline).call(() -> start.start(pipeline));
        } catch (Refusal refusal) {
            if (refusal.problem().type() != ProblemType.BUSY) {
                throw refusal;
            }
            log.wrong("pipeline %s is under way still, so this time is passed over".formatted(pipeline));
        }
    }

    /** Sees to it that someone does each run that has not ended, also if its job is gone: a move leaves jobs behind. */
    public void queueUnfinished() {
        database.unitOfWork().write(() -> {
            List<RunId> underWay = database.pipelineRuns().underWay();
            underWay.forEach(id -> database.jobs().enqueue(RunPipeline.JOB, id.toString(), clock.instant()));
            return underWay;
        });
    }

    /** Begins to do runs, and nothing else: a command is an instance for as long as it lasts. Call it once. */
    public void takePart() {
        queueUnfinished();
        schedules.start(List.of(), List.of(kind()));
    }
}
