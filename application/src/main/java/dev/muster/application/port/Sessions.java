package dev.muster.application.port;

import dev.muster.domain.access.Session;
import dev.muster.domain.run.RunId;
import java.time.Instant;
import java.util.Optional;

/**
 * Sessions of browsers, by the hashes of what the browsers show. Call writing methods within a {@link UnitOfWork#write}. All
 * methods throw {@link PortException} if the database fails. Thread safe.
 */
public interface Sessions {

    /** Puts a session on record. Times are kept in milliseconds. Nobody makes the same hash twice. */
    void begin(Session session, byte[] hash);

    /** Returns the session with this hash, be it good or not. */
    Optional<Session> find(byte[] hash);

    /** Forgets the session with this hash, if there is one. */
    void end(byte[] hash);

    /**
     * Forgets those that let mend the rejections of a run.
     *
     * @return how many they were
     */
    int endOf(RunId run);

    /**
     * Forgets sessions that expired before a time.
     *
     * @return how many they were
     */
    int forget(Instant before);
}
