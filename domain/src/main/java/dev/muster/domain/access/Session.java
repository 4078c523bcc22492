package dev.muster.domain.access;

import dev.muster.domain.run.RunId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who has signed in at a browser with a key, or has a link that somebody with a key made. What the browser shows of it
 * is known to the browser alone.
 *
 * @param keyId the id of the key, with which the session ends; that of the key that no database has is {@code admin}; for a
 *     link that somebody without a key of this service made, who that was
 * @param expiresAt from when on it is not taken
 * @param run the run whose rejections the link lets mend, and nothing else; null if somebody has signed in
 */
public record Session(
        String keyId,
        Instant createdAt,
        Instant expiresAt,
        @Nullable RunId run) {

    /** Somebody has signed in. */
    public Session(String keyId, Instant createdAt, Instant expiresAt) {
        this(keyId, createdAt, expiresAt, null);
    }

    /** Returns whether the session is taken at a time, as far as its key is. */
    public boolean isGood(Instant now) {
        return now.isBefore(expiresAt);
    }
}
