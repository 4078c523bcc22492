package dev.muster.application.streams;

import dev.muster.application.port.Database;
import dev.muster.domain.run.Run;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** Ends the runs of streams whose day is over, or whose topic is no longer read. Thread safe. */
public final class EndStreamRuns {
    private final StreamSettings settings;
    private final Database database;
    private final InstantSource clock;

    public EndStreamRuns(StreamSettings settings, Database database, InstantSource clock) {
        this.settings = settings;
        this.database = database;
        this.clock = clock;
    }

    /** Ends them as of now. */
    public void end() {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        for (Run found : database.runs().streams()) {
            if (isOver(found, now)) {
                // Whoever commits to it at this moment is done first.
                database.unitOfWork().write(() -> {
                    database.runs()
                            .takeOver(found.id())
                            .ifPresent(claim -> database.runs()
                                    .find(found.id())
                                    .ifPresent(run -> database.runs().save(claim, run.succeeded(now))));
                    return null;
                });
            }
        }
    }

    private boolean isOver(Run run, Instant now) {
        return run.startedAt().isBefore(now.truncatedTo(ChronoUnit.DAYS))
                || run.mode() != settings.mode()
                || !run.dataset().equals(settings.datasets().get(run.source().name()));
    }
}
