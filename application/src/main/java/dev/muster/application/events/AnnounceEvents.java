package dev.muster.application.events;

import dev.muster.application.port.Event;
import dev.muster.application.port.EventLog;
import dev.muster.application.port.IdSource;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.function.Function;

/** Announces what happens, in the transaction in which it happens. Thread safe. */
public final class AnnounceEvents {
    private final EventLog log;
    private final IdSource ids;
    private final InstantSource clock;
    private final Function<Occurrence, String> data;

    /** @param data tells an occurrence as a JSON object, without anything about a person */
    public AnnounceEvents(EventLog log, IdSource ids, InstantSource clock, Function<Occurrence, String> data) {
        this.log = log;
        this.ids = ids;
        this.clock = clock;
        this.data = data;
    }

    /** Announces something if the current transaction commits. There must be one, and it may be at any point. */
    public void announce(Occurrence occurrence) {
        log.append(new Event(
                ids.nextRunId().toString(),
                occurrence.type().code(),
                occurrence.subject(),
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                data.apply(occurrence)));
    }
}
