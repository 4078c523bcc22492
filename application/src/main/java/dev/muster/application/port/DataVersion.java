package dev.muster.application.port;

import java.time.Instant;

/**
 * A state of some datasets and their rejections.
 *
 * @param number grows with every committed change of one of them; 0 if there never was one
 * @param at when that change was committed; the epoch if there never was one
 */
public record DataVersion(long number, Instant at) {
    /** Before the first change. */
    public static final DataVersion NONE = new DataVersion(0, Instant.EPOCH);
}
