package dev.muster.application.events;

import dev.muster.application.port.Database;
import dev.muster.application.port.UnitOfWork;

/** Gives positions to events that have committed. Thread safe. */
final class EventPositions {
    private static final int AT_ONCE = 1_000;

    private EventPositions() {}

    /**
     * Gives a position to each event that has committed by now.
     *
     * @return the last position; 0 if there is none
     */
    static long upToNow(Database database, UnitOfWork transactions) {
        while (database.events().waiting()
                && transactions.<Integer>write(() -> database.events().sequence(AT_ONCE)) == AT_ONCE) {
            // There are more.
        }
        return database.events().last();
    }
}
