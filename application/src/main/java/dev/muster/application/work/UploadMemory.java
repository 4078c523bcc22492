package dev.muster.application.work;

import dev.muster.application.Refusal;
import dev.muster.application.ingest.Allowance;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The memory that bodies may take up while they are received, all together. Half of it is for what each needs in any case, so
 * that one which is short or silent takes no more than that, and none stands behind one that is long: as many as come at once
 * wait for a place, in the order in which they came, or are told to come back. The other half is for what arrives: a body takes
 * it as it grows, and never waits for it while it has a place. Thread safe.
 */
public final class UploadMemory {
    /** What a body takes in any case: its request and first bytes, and what it passes through on its way to the storage. */
    static final int EACH = 192 << 10;

    /** Each request that waits has a thread. */
    private static final int MOST_WAITING = 500;

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** What is kept of a body is put together when it has ended, and then is there twice. */
    private static final int TIMES = 2;

    private final int mostPlaces;
    private final Semaphore places;
    private final int mostBytes;
    private final Semaphore bytes;
    private final int mostWaiting;
    private final Duration patience;

    public UploadMemory() {
        this(Runtime.getRuntime().maxMemory() / 4, MOST_WAITING, PATIENCE);
    }

    /**
     * @param bytes memory for all bodies, of which at least one gets in in any case
     * @param mostWaiting requests that may wait; more are refused at once
     * @param patience how long a request waits
     */
    public UploadMemory(long bytes, int mostWaiting, Duration patience) {
        int half = (int) Math.min(Integer.MAX_VALUE, bytes / 2);
        this.mostPlaces = Math.max(1, half / EACH);
        this.places = new Semaphore(mostPlaces, true);
        this.mostBytes = half;
        this.bytes = new Semaphore(mostBytes);
        this.mostWaiting = mostWaiting;
        this.patience = patience;
    }

    /** What a body has until this is closed. */
    public interface Place extends Allowance, AutoCloseable {
        @Override
        void close();
    }

    /**
     * Waits for a place.
     *
     * @throws Refusal {@code too-many-requests} if there is none for too long
     */
    public Place enter() {
        try {
            long millis = places.getQueueLength() < mostWaiting ? patience.toMillis() : 0;
            if (!places.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
                throw full();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw full();
        }
        return new Place() {
            private int taken;

            @Override
            public boolean take(int more) {
                boolean free = bytes.tryAcquire(TIMES * more);
                taken += free ? TIMES * more : 0;
                return free;
            }

            @Override
            public void giveBack() {
                bytes.release(taken);
                taken = 0;
            }

            @Override
            public void close() {
                giveBack();
                places.release();
            }
        };
    }

    /** How many bodies have a place. */
    public int occupied() {
        return mostPlaces - places.availablePermits();
    }

    /** How much bodies have taken besides their places. */
    public int bytesTaken() {
        return mostBytes - bytes.availablePermits();
    }

    /** The answer to a request that there is no room for. */
    public static Refusal full() {
        return new Refusal(new Problem(
                ProblemType.TOO_MANY_REQUESTS,
                "too much is being sent at once; nothing of this request was kept, so send it again a little later"));
    }
}
