package dev.muster.application.ingest;

import dev.muster.application.port.IdSource;
import dev.muster.domain.run.RunId;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * Ids of 42 bits of milliseconds and 21 random bits, each greater than the one before even if the clock stands still or goes
 * back. Thread safe if its random generator is.
 */
public final class TimeOrderedIds implements IdSource {
    private static final int RANDOM_BITS = 21;

    private final InstantSource clock;
    private final RandomGenerator random;
    private final AtomicLong last = new AtomicLong();

    public TimeOrderedIds(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    @Override
    public RunId nextRunId() {
        long fresh = clock.millis() << RANDOM_BITS | random.nextInt(1 << RANDOM_BITS);
        return new RunId(last.updateAndGet(previous -> Math.max(previous + 1, fresh)));
    }
}
