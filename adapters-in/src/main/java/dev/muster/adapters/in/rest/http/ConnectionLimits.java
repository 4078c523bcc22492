package dev.muster.adapters.in.rest.http;

import java.time.Duration;

/**
 * What connections may take up.
 *
 * @param most connections at a time
 * @param silence longest time from the beginning of a connection, or the end of an answer, to the end of the next request's
 *     head
 * @param reading how slowly answers may be read
 */
public record ConnectionLimits(int most, Duration silence, MinimumRate reading) {
    /** A head of a byte a second ends with its minute, and so does a connection that is kept for nothing. */
    public static final ConnectionLimits USUAL =
            new ConnectionLimits(1_000, Duration.ofSeconds(60), MinimumRate.OF_ANSWERS);

    public ConnectionLimits {
        if (most < 1) {
            throw new IllegalArgumentException("most connections %s is less than 1".formatted(most));
        }
    }
}
