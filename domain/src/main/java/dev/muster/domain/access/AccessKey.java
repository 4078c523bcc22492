package dev.muster.domain.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a key that programs or people show. The key itself is known to its owner alone.
 *
 * @param label for people; null if it was given none
 * @param expiresAt from when on it is not taken; null if it does not expire
 * @param lastUsedAt about when it was last shown while it was good; null if it never was
 * @param revokedAt null unless it is revoked
 */
public record AccessKey(
        String id,
        Role role,
        @Nullable String label,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant lastUsedAt,
        @Nullable Instant revokedAt) {

    /** Returns whether the key is taken at a time. */
    public boolean isGood(Instant now) {
        return revokedAt == null && (expiresAt == null || now.isBefore(expiresAt));
    }
}
