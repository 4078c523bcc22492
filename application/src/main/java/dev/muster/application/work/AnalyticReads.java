package dev.muster.application.work;

import dev.muster.application.Refusal;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import java.time.Duration;
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

    private final Bulkhead turns;

    public AnalyticReads() {
        this(PATIENCE);
    }

    /** @param patience how long a request waits for others to end */
    public AnalyticReads(Duration patience) {
        turns = new Bulkhead(MOST, MOST_WAITING, patience, AnalyticReads::full);
    }

    /**
     * What {@code read} gives, once it is its turn.
     *
     * @throws Refusal {@code too-many-requests} if others are not ready soon
     */
    public <T> T run(Supplier<T> read) {
        try (Bulkhead.Share turn = turns.enter(1)) {
            return read.get();
        }
    }

    private static Refusal full() {
        return new Refusal(new Problem(
                        ProblemType.TOO_MANY_REQUESTS,
                        "%s reports or summaries are being computed, the most at a time; try again later"
                                .formatted(MOST))
                .with("allowed", MOST));
    }
}
