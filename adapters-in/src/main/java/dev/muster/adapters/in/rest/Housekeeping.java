package dev.muster.adapters.in.rest;

import dev.muster.application.ingest.IngestRecords;
import dev.muster.application.ingest.Ingestion;
import dev.muster.application.port.PortException;
import dev.muster.application.runs.ResumeRuns;
import dev.muster.domain.run.Run;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.TaskScheduler;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the service does by itself from its start on: it goes on with runs that nobody works on, and forgets idempotency keys
 * that are no longer of use.
 */
@Singleton
final class Housekeeping implements ApplicationEventListener<ServerStartupEvent> {
    private static final Duration BETWEEN_RESUMPTIONS = Duration.ofSeconds(5);
    private static final Duration BETWEEN_CLEANINGS = Duration.ofHours(1);
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

    private final ResumeRuns resumeRuns;
    private final IngestRecords ingestRecords;
    private final Loaders loaders;
    private final TaskScheduler scheduler;

    Housekeeping(
            ResumeRuns resumeRuns,
            IngestRecords ingestRecords,
            Loaders loaders,
            @Named(TaskExecutors.SCHEDULED) TaskScheduler scheduler) {
        this.resumeRuns = resumeRuns;
        this.ingestRecords = ingestRecords;
        this.loaders = loaders;
        this.scheduler = scheduler;
    }

    @Override
    public void onApplicationEvent(ServerStartupEvent event) {
        scheduler.scheduleWithFixedDelay(
                Duration.ZERO, BETWEEN_RESUMPTIONS, task("runs that were left are not resumed", this::resume));
        scheduler.scheduleWithFixedDelay(
                Duration.ZERO, BETWEEN_CLEANINGS, task("idempotency keys are not forgotten", this::forgetKeys));
    }

    /** A task that is tried again at its next time if the database fails; who looks at the log learns it once. */
    private static Runnable task(String ifItFails, Runnable work) {
        return new Runnable() {
            private boolean failed;

            @Override
            public void run() {
                try {
                    work.run();
                    failed = false;
                } catch (PortException e) {
                    if (!failed) {
                        LOG.warn("{} for now: {}", ifItFails, e.getMessage());
                    }
                    failed = true;
                }
            }
        };
    }

    private void resume() {
        for (Ingestion ingestion : resumeRuns.resume()) {
            Run run = ingestion.run();
            if (run.status().ended()) {
                LOG.error("run {} is given up: nobody gets beyond record {}", run.id(), run.checkpoint().records());
            } else {
                LOG.info("run {} goes on after record {}", run.id(), run.checkpoint().records());
                loaders.load(ingestion);
            }
        }
    }

    private void forgetKeys() {
        int forgotten = ingestRecords.forgetKeys();
        if (forgotten > 0) {
            LOG.debug("{} idempotency keys forgotten", forgotten);
        }
    }
}
