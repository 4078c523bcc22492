package dev.muster.application.port;

import dev.muster.domain.run.RunId;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which request a key was used for, so that one that is sent again is not carried out again. Writing methods belong into a
 * {@link UnitOfWork#write}. Throws {@link PortException} where the database fails. Thread safe.
 */
public interface IdempotencyKeys {

    /**
     * Binds a key to a request and the run that it leads to, unless it was bound at {@code since} or later.
     *
     * @param requestSha256 digest of all that makes the request what it is
     * @return what the key is bound to already, which is left as it is; empty if it is bound now
     */
    Optional<Bound> bind(String key, String requestSha256, RunId run, Instant at, Instant since);

    /** What a key is bound to; empty unless it was bound at {@code since} or later. */
    Optional<Bound> find(String key, Instant since);

    /** Keeps what a request was answered with, as long as its key is bound to {@code run}; the first answer stays. */
    void answer(String key, RunId run, Answer answer);

    /** Forgets the keys that were bound before {@code before}; how many there were. */
    int forget(Instant before);

    /**
     * What a key is bound to.
     *
     * @param answer null until the request was answered
     */
    record Bound(String requestSha256, RunId run, @Nullable Answer answer) {}

    /**
     * What a request was answered with.
     *
     * @param status the HTTP status
     * @param body not to be changed
     */
    record Answer(int status, byte[] body) {}
}
