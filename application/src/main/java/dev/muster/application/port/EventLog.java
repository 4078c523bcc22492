package dev.muster.application.port;

import java.time.Instant;
import java.util.Optional;

/**
 * What happened, for those who want to be told: an outbox. An event is appended in the transaction of what happened. It
 * gets its position afterwards, so that events are read in an order that never changes: what is committed later has a
 * greater position, however long its transaction took. Call writing methods within a {@link UnitOfWork#write}. All methods
 * throw {@link PortException} if the database fails. Thread safe.
 */
public interface EventLog {

    /** Adds an event to what the current transaction commits. Locks nothing that another transaction waits for. */
    void append(Event event);

    /** Returns whether events were committed that have no positions yet. */
    boolean waiting();

    /**
     * Gives positions to events that have none, in the order in which they were appended. Instances take turns.
     *
     * @param most how many events get one, at least 1
     * @return how many got one
     */
    int sequence(int most);

    /** Returns the position of the newest event that has one; 0 if there is none. */
    long last();

    /** Returns the position of an event; empty if it is unknown, has none yet, or was forgotten. */
    Optional<Long> position(String id);

    /**
     * Returns events in the order of their positions.
     *
     * @param position only events with greater ones; 0 for the oldest that is kept
     * @param limit most events to give, at least 1
     */
    Slice<Logged> after(long position, int limit);

    /**
     * Forgets events that have positions and happened before {@code before}, and returns how many there were. The newest
     * event is always kept, so that whoever knows it can go on from it.
     */
    int forget(Instant before);

    /**
     * An event that can be read.
     *
     * @param position at least 1, greater than those of all events that were readable before it; there are no gaps but for
     *     events that were forgotten
     */
    record Logged(long position, Event event) {
        /** Returns about how many bytes the event takes in memory. */
        public long bytes() {
            return 400 + 2L * event.data().length();
        }
    }
}
