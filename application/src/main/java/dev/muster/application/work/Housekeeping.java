package dev.muster.application.work;

import dev.muster.application.ingest.Ingestion;
import dev.muster.application.ingest.LandOnce;
import dev.muster.application.port.Leftovers;
import dev.muster.application.streams.EndStreamRuns;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Does what the service does by itself from its start on. It goes on with runs that nobody works on, forgets
 * idempotency keys and events that are no longer of use, removes what killed processes left behind, and does what is scheduled.
 */
public final class Housekeeping implements AutoCloseable {
    private static final Duration BETWEEN_RESUMPTIONS = Duration.ofSeconds(5);
    private static final Duration BETWEEN_CLEANINGS = Duration.ofHours(1);

    private final ResumeRuns resumeRuns;
    private final LandOnce landOnce;
    private final LoadQueue queue;
    private final RemoveLeftovers removeLeftovers;
    private final EndStreamRuns endStreamRuns;
    private final Runnable forgetEvents;
    private final Runnable forgetAudit;
    private final Runnable forgetSessions;
    private final Runnable recordUses;
    private final Runnable schedules;
    private final WorkLog log;
    private final ScheduledExecutorService threads;

    /** Used by one thread at a time. */
    private volatile boolean scheduled;

    /** Runs that could not be resumed and that the log has named. */
    private final Set<RunId> told = ConcurrentHashMap.newKeySet();

    /**
     * @param forgetEvents forgets what happened long ago
     * @param forgetAudit forgets who did something long ago
     * @param forgetSessions forgets sessions that are over
     * @param recordUses puts on record when keys were used
     * @param schedules begins what is done at set times, and what waits to be done
     */
    public Housekeeping(
            ResumeRuns resumeRuns,
            LandOnce landOnce,
            LoadQueue queue,
            RemoveLeftovers removeLeftovers,
            EndStreamRuns endStreamRuns,
            Runnable forgetEvents,
            Runnable forgetAudit,
            Runnable forgetSessions,
            Runnable recordUses,
            Runnable schedules,
            WorkLog log) {
        this.resumeRuns = resumeRuns;
        this.landOnce = landOnce;
        this.queue = queue;
        this.removeLeftovers = removeLeftovers;
        this.endStreamRuns = endStreamRuns;
        this.forgetEvents = forgetEvents;
        this.forgetAudit = forgetAudit;
        this.forgetSessions = forgetSessions;
        this.recordUses = recordUses;
        this.schedules = schedules;
        this.log = log;
        // Each task has a thread of its own, so that a task that waits for the storage holds up no take-over.
        this.threads = Executors.newScheduledThreadPool(
                7 + removeLeftovers.kinds().size(),
                Thread.ofPlatform().name("housekeeping-", 1).daemon().factory());
    }

    /** Begins. Call it once. */
    public void start() {
        every(BETWEEN_RESUMPTIONS, task(log, "what is scheduled does not begin", this::beginSchedules));
        every(BETWEEN_RESUMPTIONS, task(log, "runs that were left are not resumed", this::resume));
        every(BETWEEN_RESUMPTIONS, task(log, "runs of streams are not ended", endStreamRuns::end));
        every(BETWEEN_RESUMPTIONS, task(log, "the last uses of keys are not on record", recordUses));
        every(BETWEEN_CLEANINGS, task(log, "idempotency keys are not forgotten", landOnce::forgetKeys));
        every(BETWEEN_CLEANINGS, task(log, "old events are not forgotten", forgetEvents));
        every(BETWEEN_CLEANINGS, task(log, "old entries of the audit are not forgotten", forgetAudit));
        every(BETWEEN_CLEANINGS, task(log, "old sessions are not forgotten", forgetSessions));
        for (Leftovers left : removeLeftovers.kinds()) {
            every(BETWEEN_CLEANINGS, task(log, left.name() + " are not removed", () -> remove(left)));
        }
    }

    /** The database may not be there at once. */
    private void beginSchedules() {
        if (!scheduled) {
            schedules.run();
            scheduled = true;
        }
    }

    private void every(Duration pause, Runnable task) {
        threads.scheduleWithFixedDelay(task, 0, pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Returns a task that is tried again at its next time, however it fails. The log tells a failure once. */
    static Runnable task(WorkLog log, String ifItFails, Runnable work) {
        return new Runnable() {
            private boolean failed;

            @Override
            public void run() {
                try {
                    work.run();
                    failed = false;
                } catch (Throwable e) {
                    // A scheduler silently ends a task that throws.
                    if (!failed) {
                        log.failed(ifItFails, e);
                    }
                    failed = true;
                }
            }
        };
    }

    private void resume() {
        List<Ingestion> resumed = resumeRuns.resume((run, fault) -> {
            if (told.add(run)) {
                log.failed("run %s is not resumed".formatted(run), fault);
            }
        });
        for (Ingestion ingestion : resumed) {
            Run run = ingestion.run();
            told.remove(run.id());
            if (run.status().ended()) {
                log.givenUp("run %s is given up: nobody gets beyond record %s"
                        .formatted(run.id(), run.checkpoint().records()));
            } else {
                log.done("run %s goes on after record %s"
                        .formatted(run.id(), run.checkpoint().records()));
                queue.resume(ingestion);
            }
        }
    }

    private void remove(Leftovers left) {
        int removed = removeLeftovers.remove(left);
        if (removed > 0) {
            log.done("%s %s removed".formatted(removed, left.name()));
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
