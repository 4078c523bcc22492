package dev.muster.adapters.in.json;

import dev.muster.application.access.ManageKeys;
import dev.muster.domain.access.AccessKey;
import dev.muster.domain.access.Role;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a key.
 *
 * @param label null if it has none
 * @param expiresAt null if it does not expire
 * @param lastUsedAt null if it was never used
 * @param revokedAt null unless it is revoked
 */
public record KeyView(
        String id,
        Role role,
        @Nullable String label,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant lastUsedAt,
        @Nullable Instant revokedAt) {

    public static KeyView of(AccessKey key) {
        return new KeyView(
                key.id(), key.role(), key.label(), key.createdAt(), key.expiresAt(), key.lastUsedAt(), key.revokedAt());
    }

    /** All keys, the newest first. */
    public record All(List<KeyView> keys) {
        public static All of(List<AccessKey> keys) {
            return new All(keys.stream().map(KeyView::of).toList());
        }
    }

    /** A key that was made, with what its owner shows. */
    public record Made(@Member(unwrapped = true) KeyView about, String key) {
        public static Made of(ManageKeys.Made made) {
            return new Made(KeyView.of(made.key()), made.text());
        }

        /** The key itself is left out: it is a secret. */
        @Override
        public String toString() {
            return about.toString();
        }
    }
}
