package dev.muster.adapters.in.rest.http;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The least rate at which a body must come or be read. An idle timeout alone does not stop a sender of a byte a second.
 *
 * @param patience the longest wait for a next piece, and how far a body may fall behind {@code bytesPerSecond} in all
 * @param bytesPerSecond least bytes that a body has for each second that is spent waiting for it
 */
public record MinimumRate(Duration patience, long bytesPerSecond) {
    /** Slower than any modem. */
    public static final MinimumRate OF_BODIES = new MinimumRate(Duration.ofSeconds(20), 1_024);

    /** The rate of a slow line of today: an answer holds a state of the database, or memory, until it is read. */
    public static final MinimumRate OF_ANSWERS = new MinimumRate(Duration.ofSeconds(20), 64 << 10);

    public MinimumRate {
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException("bytesPerSecond %s is less than 1".formatted(bytesPerSecond));
        }
    }

    /** Returns how many nanoseconds to wait for a next piece, after so many bytes and so much waiting; negative if none. */
    long nanosLeft(long bytes, long waitedNanos) {
        long most = patience.toNanos();
        long due = TimeUnit.SECONDS.toNanos(bytes / bytesPerSecond);
        return due >= waitedNanos ? most : most - (waitedNanos - due);
    }

    /** Returns the reason to give a body up after so many bytes. */
    String tooSlow(long bytes) {
        return "after %s bytes the body came too slowly: at least %s bytes a second are needed"
                .formatted(bytes, bytesPerSecond);
    }
}
