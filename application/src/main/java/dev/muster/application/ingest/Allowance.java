package dev.muster.application.ingest;

/**
 * The memory that an input may take up while it is received, beyond its first {@value Landing#PIECE} bytes and a few buffers.
 * Used by one thread.
 */
public interface Allowance {
    /** Allows whatever {@link Landing} keeps in memory. */
    Allowance UNLIMITED = new Allowance() {
        @Override
        public boolean take(int bytes) {
            return true;
        }

        @Override
        public void giveBack() {}
    };

    /**
     * Takes so many bytes more, if it may. Does not wait: who gets none keeps its bytes elsewhere.
     *
     * @return whether the bytes were taken
     */
    boolean take(int bytes);

    /** Gives all that was taken back. */
    void giveBack();
}
