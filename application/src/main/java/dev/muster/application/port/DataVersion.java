package dev.muster.application.port;

import java.time.Instant;

/**
 * A state of some datasets and their rejections.
 *
 * @param number grows with every committed change; 0 before the first change
 * @param at when the last change was committed; the epoch before the first change
 */
public record DataVersion(long number, Instant at) {
    /** Before the first change. */
    public static final DataVersion NONE = new DataVersion(0, Instant.EPOCH);
}
