package dev.muster.application.work;

import dev.muster.application.ingest.Ingestion;

/** Where loads wait for their turn: what takes little time does not stand behind what takes long. */
public enum Lane {
    /** Loads of small inputs. */
    SMALL,
    /** Loads of others, and work that is no load. */
    LARGE;

    private static final long SMALL_BYTES = 1 << 20;

    public static Lane of(Ingestion ingestion) {
        return ingestion.isSmall() ? SMALL : LARGE;
    }

    /**
     * Where an input will wait, as far as is known before it has arrived.
     *
     * @param bytes of the input; negative if that is not known
     */
    public static Lane of(long bytes) {
        return bytes >= 0 && bytes <= SMALL_BYTES ? SMALL : LARGE;
    }
}
