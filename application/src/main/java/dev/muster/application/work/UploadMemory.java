package dev.muster.application.work;

import dev.muster.application.Refusal;
import dev.muster.application.ingest.Allowance;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import java.time.Duration;

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

    private final Bulkhead places;
    private final Bulkhead bytes;

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
        this.places = new Bulkhead(Math.max(1, half / EACH), mostWaiting, patience, UploadMemory::full);
        this.bytes = new Bulkhead(half, 0, Duration.ZERO, UploadMemory::full);
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
        Bulkhead.Share place = places.enter(1);
        Bulkhead.Share taken = bytes.empty();
        return new Place() {
            @Override
            public boolean take(int more) {
                return taken.grow(TIMES * more);
            }

            @Override
            public void giveBack() {
                taken.shrinkTo(0);
            }

            @Override
            public void close() {
                giveBack();
                place.close();
            }
        };
    }

    /** How many bodies have a place. */
    public int occupied() {
        return places.taken();
    }

    /** How much bodies have taken besides their places. */
    public int bytesTaken() {
        return bytes.taken();
    }

    /** The answer to a request that there is no room for. */
    public static Refusal full() {
        return new Refusal(new Problem(
                ProblemType.TOO_MANY_REQUESTS,
                "too much is being sent at once; nothing of this request was kept, so send it again a little later"));
    }
}
