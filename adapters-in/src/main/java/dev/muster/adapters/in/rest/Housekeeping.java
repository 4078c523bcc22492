package dev.muster.adapters.in.rest;

import dev.muster.adapters.in.rest.http.FaultHandler;
import dev.muster.application.health.RemoveLeftovers;
import dev.muster.application.ingest.Ingestion;
import dev.muster.application.ingest.LandOnce;
import dev.muster.application.port.Leftovers;
import dev.muster.application.port.PortException;
import dev.muster.application.runs.ResumeRuns;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.TaskScheduler;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the service does by itself from its start on: it goes on with runs that nobody works on, forgets idempotency keys that
 * are no longer of use, and removes what processes left behind that were killed.
 */
@Singleton
final class Housekeeping implements ApplicationEventListener<ServerStartupEvent> {
    private static final Duration BETWEEN_RESUMPTIONS = Duration.ofSeconds(5);
    private static final Duration BETWEEN_CLEANINGS = Duration.ofHours(1);

    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

    private final ResumeRuns resumeRuns;
    private final LandOnce landOnce;
    private final Loaders loaders;
    private final RemoveLeftovers removeLeftovers;
    private final TaskScheduler scheduler;

    /** Runs that could not be resumed, of which the log has told. */
    private final Set<RunId> told = ConcurrentHashMap.newKeySet();

    Housekeeping(
            ResumeRuns resumeRuns,
            LandOnce landOnce,
            Loaders loaders,
            RemoveLeftovers removeLeftovers,
            @Named(TaskExecutors.SCHEDULED) TaskScheduler scheduler) {
        this.resumeRuns = resumeRuns;
        this.landOnce = landOnce;
        this.loaders = loaders;
        this.removeLeftovers = removeLeftovers;
        this.scheduler = scheduler;
    }

    @Override
    public void onApplicationEvent(ServerStartupEvent event) {
        scheduler.scheduleWithFixedDelay(
                Duration.ZERO, BETWEEN_RESUMPTIONS, task("runs that were left are not resumed", this::resume));
        scheduler.scheduleWithFixedDelay(
                Duration.ZERO, BETWEEN_CLEANINGS, task("idempotency keys are not forgotten", this::forgetKeys));
        for (Leftovers left : removeLeftovers.kinds()) {
            scheduler.scheduleWithFixedDelay(
                    Duration.ZERO, BETWEEN_CLEANINGS, task(left.name() + " are not removed", () -> remove(left)));
        }
    }

    /** A task that is tried again at its next time, however it fails; who looks at the log learns it once. */
    static Runnable task(String ifItFails, Runnable work) {
        return new Runnable() {
            private boolean failed;

            @Override
            public void run() {
                try {
                    work.run();
                    failed = false;
                } catch (Throwable e) {
                    // A scheduler ends a task that throws, and nobody would know.
                    if (!failed) {
                        tell(ifItFails, e);
                    }
                    failed = true;
                }
            }
        };
    }

    private static void tell(String whatFails, Throwable fault) {
        if (fault instanceof PortException outside) {
            LOG.warn("{} for now: {}", whatFails, outside.getMessage());
        } else {
            LOG.error("{}: unexpected {}", whatFails, FaultHandler.brief(fault));
            LOG.debug("{}", whatFails, FaultHandler.withoutMessages(fault));
        }
    }

    private void resume() {
        List<Ingestion> resumed = resumeRuns.resume((run, fault) -> {
            if (told.add(run)) {
                tell("run %s is not resumed".formatted(run), fault);
            }
        });
        for (Ingestion ingestion : resumed) {
            Run run = ingestion.run();
            told.remove(run.id());
            if (run.status().ended()) {
                LOG.error(
                        "run {} is given up: nobody gets beyond record {}",
                        run.id(),
                        run.checkpoint().records());
            } else {
                LOG.info(
                        "run {} goes on after record {}",
                        run.id(),
                        run.checkpoint().records());
                loaders.load(ingestion);
            }
        }
    }

    private void forgetKeys() {
        int forgotten = landOnce.forgetKeys();
        if (forgotten > 0) {
            LOG.debug("{} idempotency keys forgotten", forgotten);
        }
    }

    private void remove(Leftovers left) {
        int removed = removeLeftovers.remove(left);
        if (removed > 0) {
            LOG.info("{} {} removed", removed, left.name());
        }
    }
}
