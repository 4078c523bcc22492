package dev.muster.application.ingest;

/**
 * Limits the memory that an input takes while it is received. The first {@value Landing#PIECE} bytes and a few buffers
 * do not count. One thread uses it.
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
     * Takes more bytes of memory, if there are any left. Does not wait: a caller that gets none keeps its bytes
     * elsewhere.
     *
     * @return whether it took the bytes
     */
    boolean take(int bytes);

    /** Gives back everything that was taken. */
    void giveBack();
}
