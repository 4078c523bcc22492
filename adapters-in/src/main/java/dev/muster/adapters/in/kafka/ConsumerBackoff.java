package dev.muster.adapters.in.kafka;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long to wait before the next try: twice as long each time, up to half a minute, and never as long as others. */
final class ConsumerBackoff {
    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final RandomGenerator random;
    private Duration next = FIRST;

    ConsumerBackoff(RandomGenerator random) {
        this.random = random;
    }

    /** Returns how long to wait now. */
    Duration next() {
        Duration half = next.dividedBy(2);
        Duration wait = half.plusNanos(random.nextLong(half.toNanos()));
        Duration twice = next.multipliedBy(2);
        next = twice.compareTo(LONGEST) > 0 ? LONGEST : twice;
        return wait;
    }

    /** Begins anew: something worked. */
    void reset() {
        next = FIRST;
    }
}
