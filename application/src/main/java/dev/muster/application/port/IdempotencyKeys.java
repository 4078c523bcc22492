package dev.muster.application.port;

import dev.muster.domain.run.RunId;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the request for which a key was used, so that a request that is sent again is not carried out again. Call
 * writing methods within a {@link UnitOfWork#write}. All methods throw {@link PortException} if the database fails.
 * Thread safe.
 */
public interface IdempotencyKeys {

    /**
     * Binds a key to a request and its run, unless the key was bound at {@code since} or later.
     *
     * @param requestSha256 digest that differs between different requests
     * @return the earlier binding, which stays; empty if the key is bound now
     */
    Optional<Bound> bind(String key, String requestSha256, RunId run, Instant at, Instant since);

    /** Returns what a key is bound to; empty unless it was bound at {@code since} or later. */
    Optional<Bound> find(String key, Instant since);

    /** Keeps the answer to a request, if its key is still bound to {@code run} and has no answer yet. */
    void answer(String key, RunId run, Answer answer);

    /** Forgets the keys that were bound before {@code before}, and returns how many there were. */
    int forget(Instant before);

    /**
     * What a key is bound to.
     *
     * @param answer null until the request was answered
     */
    record Bound(String requestSha256, RunId run, @Nullable Answer answer) {}

    /**
     * The answer to a request.
     *
     * @param status the HTTP status
     * @param body not to be changed
     */
    record Answer(int status, byte[] body) {}
}
