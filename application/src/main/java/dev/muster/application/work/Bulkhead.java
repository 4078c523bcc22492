package dev.muster.application.work;

import dev.muster.application.Refusal;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Permits for something of which there is only so much: connections that may be held at a time, or units of memory. Whoever
 * finds too few permits free waits, in the order of arrival, or is refused. Thread safe.
 */
public final class Bulkhead {
    private final int most;
    private final Semaphore free;
    private final int mostWaiting;
    private final Duration patience;
    private final Supplier<Refusal> full;

    /**
     * Makes a bulkhead whose permits are all free.
     *
     * @param permits how many there are
     * @param mostWaiting how many callers may wait at a time, each of which has a thread; more are refused at once
     * @param patience how long a caller waits
     * @param full makes the refusal
     */
    public Bulkhead(int permits, int mostWaiting, Duration patience, Supplier<Refusal> full) {
        this.most = permits;
        this.free = new Semaphore(permits, true);
        this.mostWaiting = mostWaiting;
        this.patience = patience;
        this.full = full;
    }

    /**
     * Takes permits, and waits for them if need be.
     *
     * @throws Refusal if they are not free in time
     */
    public Share enter(int permits) {
        return enter(permits, patience.toNanos());
    }

    /** Does the same, but waits for another time, in nanoseconds: not at all if that is negative. */
    public Share enter(int permits, long nanos) {
        return acquire(permits, free.getQueueLength() < mostWaiting ? nanos : 0).orElseThrow(full);
    }

    /** Takes permits without waiting; empty if they are not free, or others wait for them. */
    public Optional<Share> tryEnter(int permits) {
        return acquire(permits, 0);
    }

    /** Returns a share without permits, which can grow. */
    public Share empty() {
        return new Share(0);
    }

    private Optional<Share> acquire(int permits, long nanos) {
        try {
            return free.tryAcquire(permits, nanos, TimeUnit.NANOSECONDS)
                    ? Optional.of(new Share(permits))
                    : Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Returns the number of permits that nobody has. */
    public int free() {
        return free.availablePermits();
    }

    /** Returns the number of permits that someone has. */
    public int taken() {
        return most - free();
    }

    /** The permits of one caller, until it is closed. Closing it again does nothing. */
    public final class Share implements AutoCloseable {
        private int held;

        private Share(int held) {
            this.held = held;
        }

        /**
         * Takes as many more permits. Never waits, because others may wait for this share; goes ahead of those who wait.
         *
         * @return whether they were free; if not, the share is as before
         */
        public synchronized boolean grow(int more) {
            boolean grows = more <= 0 || free.tryAcquire(more);
            held += grows ? Math.max(0, more) : 0;
            return grows;
        }

        /** Takes what is missing to {@code permits} as {@link #grow} does; keeps what it has if that is more. */
        public synchronized boolean growTo(int permits) {
            return grow(permits - held);
        }

        /** Gives back all but so many permits. */
        public synchronized void shrinkTo(int permits) {
            int spare = held - permits;
            if (spare > 0) {
                held -= spare;
                free.release(spare);
            }
        }

        @Override
        public void close() {
            shrinkTo(0);
        }
    }
}
