package dev.muster.domain.access;

import java.time.Instant;

/**
 * Somebody who has signed in at a browser with a key. What the browser shows of it is known to the browser alone.
 *
 * @param keyId the id of the key, with which the session ends; that of the key that no database has is {@code admin}
 * @param expiresAt from when on it is not taken
 */
public record Session(String keyId, Instant createdAt, Instant expiresAt) {

    /** Returns whether the session is taken at a time, as far as its key is. */
    public boolean isGood(Instant now) {
        return now.isBefore(expiresAt);
    }
}
