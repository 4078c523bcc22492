package dev.muster.application.ingest;

/**
 * The memory that an input may take up while it is received, beyond its first {@value Landing#PIECE} bytes and a few buffers.
 * Used by one thread.
 */
public interface Allowance {
    /** As much as an input is kept in memory at most. */
    Allowance UNLIMITED = new Allowance() {
        @Override
        public boolean take(int bytes) {
            return true;
        }

        @Override
        public void giveBack() {}
    };

    /** Whether so many bytes more may be kept, which then are taken. Does not wait: whoever may not puts what it has elsewhere. */
    boolean take(int bytes);

    /** Gives all that was taken back. */
    void giveBack();
}
