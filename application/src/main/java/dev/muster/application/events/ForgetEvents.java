package dev.muster.application.events;

import dev.muster.application.port.Database;
import dev.muster.application.port.PortException;
import java.time.Duration;
import java.time.InstantSource;

/** Forgets what happened long ago. By then, webhooks have got it or it was given up. Thread safe. */
public final class ForgetEvents {
    /** How long an event is kept at least. */
    public static final Duration KEPT_FOR = Duration.ofDays(7);

    private final Database database;
    private final InstantSource clock;

    public ForgetEvents(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * Forgets the events that are old.
     *
     * @return how many there were
     * @throws PortException if the database fails
     */
    public int forget() {
        EventPositions.upToNow(database, database.unitOfWork().patient());
        return database.unitOfWork()
                .<Integer>write(() -> database.events().forget(clock.instant().minus(KEPT_FOR)));
    }
}
