package dev.muster.application.work;

import dev.muster.application.ingest.IngestRecords;
import dev.muster.application.ingest.Ingestion;
import dev.muster.application.port.Database;
import dev.muster.application.port.PortException;
import dev.muster.application.port.RunStore.Unfinished;
import dev.muster.domain.run.RunId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Goes on with runs that nobody works on: a process that died left them behind, or this process gave them up because
 * the database or the storage failed. Call it when a service starts, and every few seconds after that. Thread safe.
 */
public final class ResumeRuns {
    private static final Duration FIRST_WAIT = Duration.ofSeconds(5);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    private final Database database;
    private final IngestRecords ingestRecords;
    private final Predicate<RunId> isRestoring;
    private final InstantSource clock;
    private final Map<RunId, Wait> waits = new ConcurrentHashMap<>();

    /** @param isRestoring tells the runs of this process that no load works on, but a restore */
    public ResumeRuns(
            Database database, IngestRecords ingestRecords, Predicate<RunId> isRestoring, InstantSource clock) {
        this.database = database;
        this.ingestRecords = ingestRecords;
        this.isRestoring = isRestoring;
        this.clock = clock;
    }

    /**
     * The time for which a run that is given up again is left alone. It doubles each time, because something that the
     * run needs may be down.
     */
    private record Wait(Instant until, Duration next) {
        static Wait after(Instant now, @Nullable Wait before) {
            Duration length = before == null ? FIRST_WAIT : before.next();
            Duration twice = length.multipliedBy(2);
            return new Wait(now.plus(length), twice.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : twice);
        }
    }

    /**
     * Takes over the runs that nobody works on, oldest first. The caller loads each from its checkpoint. A run that is
     * given up again and again is left out for a while, in the end for minutes. A run that does not get on is returned
     * once more as {@code failed}, and must not be loaded.
     *
     * @param failed learns of each run that cannot be taken over, and why; such a run is tried again after a while
     * @throws PortException if the runs cannot be listed
     */
    public List<Ingestion> resume(BiConsumer<RunId, RuntimeException> failed) {
        Instant now = clock.instant();
        List<Unfinished> all = database.runs().unfinished();
        waits.keySet().retainAll(all.stream().map(Unfinished::run).collect(Collectors.toSet()));
        List<Ingestion> resumed = new ArrayList<>();
        for (Unfinished unfinished : all) {
            RunId run = unfinished.run();
            Wait wait = waits.get(run);
            if (isLeft(unfinished) && (wait == null || !now.isBefore(wait.until()))) {
                waits.put(run, Wait.after(now, wait));
                try {
                    ingestRecords.resume(run).ifPresent(resumed::add);
                } catch (RuntimeException e) {
                    failed.accept(run, e);
                }
            }
        }
        return resumed;
    }

    private boolean isLeft(Unfinished unfinished) {
        return switch (unfinished.holder()) {
            case THIS_PROCESS -> !ingestRecords.isUnderWay(unfinished.run()) && !isRestoring.test(unfinished.run());
            case ANOTHER_PROCESS -> false;
            case NOBODY -> true;
        };
    }
}
