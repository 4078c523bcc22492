package dev.muster.adapters.in.rest.http;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How slowly a body may come or be taken: an idle timeout alone does not stop a sender that gives a byte a second.
 *
 * @param patience longest wait for a next piece; so far a body may fall behind {@code bytesPerSecond} in all
 * @param bytesPerSecond least bytes that a body has for each second that is spent waiting for it
 */
public record MinimumRate(Duration patience, long bytesPerSecond) {
    /** Slower than any modem. */
    public static final MinimumRate OF_BODIES = new MinimumRate(Duration.ofSeconds(20), 1_024);

    /** What an answer is made from, a state of the database or memory, is held until it is read: a slow line of today. */
    public static final MinimumRate OF_ANSWERS = new MinimumRate(Duration.ofSeconds(20), 64 << 10);

    public MinimumRate {
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException("bytesPerSecond %s is less than 1".formatted(bytesPerSecond));
        }
    }

    /** How long to wait for a next piece, after so many bytes in so much time of waiting. */
    long nanosLeft(long bytes, long waitedNanos) {
        long most = patience.toNanos();
        long due = TimeUnit.SECONDS.toNanos(bytes / bytesPerSecond);
        return due >= waitedNanos ? most : most - (waitedNanos - due);
    }

    /** Why a body is given up after so many bytes. */
    String tooSlow(long bytes) {
        return "after %s bytes the body came too slowly: at least %s bytes a second are needed"
                .formatted(bytes, bytesPerSecond);
    }
}
