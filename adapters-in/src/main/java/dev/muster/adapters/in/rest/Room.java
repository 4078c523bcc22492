package dev.muster.adapters.in.rest;

import dev.muster.application.Refusal;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The memory that bodies may take up while they are received, all together: as many as come at once wait for their turn, in
 * the order in which they came, or are told to come back. Thread safe.
 */
@Singleton
final class Room {
    /** Until it is landed a body is in memory up to its first MiB, and up to twice while that is put together. */
    private static final long MOST_OF_A_BODY = 2 << 20;

    /** What a request takes besides its body. */
    private static final long EACH = 16 << 10;

    /** Each request that waits has a thread. */
    private static final int MOST_WAITING = 500;

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int UNIT = 1 << 10;

    private final Semaphore units;
    private final int mostWaiting;
    private final Duration patience;

    @Inject
    Room() {
        this(Runtime.getRuntime().maxMemory() / 4, MOST_WAITING, PATIENCE);
    }

    /**
     * @param bytes memory for all bodies; one body gets in in any case
     * @param mostWaiting requests that may wait; more are refused at once
     * @param patience how long a request waits
     */
    Room(long bytes, int mostWaiting, Duration patience) {
        this.units = new Semaphore(units(Math.max(bytes, MOST_OF_A_BODY + EACH)), true);
        this.mostWaiting = mostWaiting;
        this.patience = patience;
    }

    /** Room that a body has until this is closed. */
    interface Place extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Waits for room for a body.
     *
     * @param bytes how long the body is; negative if that is not known
     * @throws Refusal {@code too-many-requests} if there is none for too long
     */
    Place enter(long bytes) {
        int needed = units(EACH + (bytes < 0 ? MOST_OF_A_BODY : 2 * Math.min(bytes, MOST_OF_A_BODY / 2)));
        try {
            long millis = units.getQueueLength() < mostWaiting ? patience.toMillis() : 0;
            if (!units.tryAcquire(needed, millis, TimeUnit.MILLISECONDS)) {
                throw full();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw full();
        }
        return () -> units.release(needed);
    }

    /** The answer to a request that there is no room for. */
    static Refusal full() {
        return new Refusal(new Problem(
                ProblemType.TOO_MANY_REQUESTS,
                "too much is being sent at once; nothing of this request was kept, so send it again a little later"));
    }

    private static int units(long bytes) {
        return Math.toIntExact(bytes / UNIT);
    }
}
