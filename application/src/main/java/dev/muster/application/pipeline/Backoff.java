package dev.muster.application.pipeline;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before something that failed is tried again: twice as long each time, and never the same, so that many
 * do not try at the same moment. Thread safe if its source of numbers is.
 *
 * @param first the longest pause after the first attempt
 * @param longest the longest pause after any
 */
public record Backoff(Duration first, Duration longest, RandomGenerator random) {

    /** Returns the pause after so many attempts, at least 1: from half of its longest on. */
    Duration after(int attempts) {
        Duration most = first.multipliedBy(1L << Math.min(attempts - 1, 20));
        long millis = (most.compareTo(longest) < 0 ? most : longest).toMillis();
        return Duration.ofMillis(millis / 2 + (long) (random.nextDouble() * (millis / 2.0)));
    }
}
