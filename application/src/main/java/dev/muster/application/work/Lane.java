package dev.muster.application.work;

import dev.muster.application.ingest.Ingestion;

/** Where loads wait for their turn. Short loads do not wait behind long ones. */
public enum Lane {
    /** Loads of small inputs. */
    SMALL,
    /** Loads of larger inputs, and work that is no load. */
    LARGE;

    private static final long SMALL_BYTES = 1 << 20;

    public static Lane of(Ingestion ingestion) {
        return ingestion.isSmall() ? SMALL : LARGE;
    }

    /**
     * Returns where an input will probably wait. This is a guess before the input has arrived.
     *
     * @param bytes number of bytes of the input; negative if unknown
     */
    public static Lane of(long bytes) {
        return bytes >= 0 && bytes <= SMALL_BYTES ? SMALL : LARGE;
    }
}
