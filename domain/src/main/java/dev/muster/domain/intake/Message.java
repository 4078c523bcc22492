package dev.muster.domain.intake;

import org.jspecify.annotations.Nullable;

/**
 * A message of a stream. Its value is to be one record.
 *
 * @param value not to be changed; null for a tombstone, which tells that there is no value
 */
public record Message(MessageOrigin origin, byte @Nullable [] value) {

    /** What a message takes in memory beside its bytes, about. */
    private static final int OVERHEAD = 200;

    /** Returns about how many bytes the message takes in memory. */
    public long bytes() {
        return OVERHEAD + origin.bytes() + (value == null ? 0 : value.length);
    }
}
