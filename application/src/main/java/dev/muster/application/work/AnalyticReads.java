package dev.muster.application.work;

import dev.muster.application.Refusal;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Questions to the database that may take it long, because they go through many rows for a few figures. Each holds a connection
 * meanwhile, so that there may only be a few at a time: look-ups and loads need connections, too. Thread safe.
 */
public final class AnalyticReads {
    /** Most at a time; counted in the size of SQLite's pool. */
    public static final int MOST = 3;

    /** Each request that waits has a thread. */
    private static final int MOST_WAITING = 100;

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Semaphore free = new Semaphore(MOST, true);
    private final Duration patience;

    public AnalyticReads() {
        this(PATIENCE);
    }

    /** @param patience how long a request waits for others to end */
    public AnalyticReads(Duration patience) {
        this.patience = patience;
    }

    /**
     * What {@code read} gives, once it is its turn.
     *
     * @throws Refusal {@code too-many-requests} if others are not ready soon
     */
    public <T> T run(Supplier<T> read) {
        boolean mine;
        try {
            long millis = free.getQueueLength() < MOST_WAITING ? patience.toMillis() : 0;
            mine = free.tryAcquire(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            mine = false;
        }
        if (!mine) {
            throw new Refusal(new Problem(
                            ProblemType.TOO_MANY_REQUESTS,
                            "%s reports or summaries are being computed, the most at a time; try again later"
                                    .formatted(MOST))
                    .with("allowed", MOST));
        }
        try {
            return read.get();
        } finally {
            free.release();
        }
    }
}
