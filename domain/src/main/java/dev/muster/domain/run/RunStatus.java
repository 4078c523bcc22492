package dev.muster.domain.run;

import java.util.Locale;

/** Where a run stands. */
public enum RunStatus {
    /** Landed and on record, not yet begun. */
    QUEUED,
    RUNNING,
    /** All records have an outcome; some may be rejected. */
    SUCCEEDED,
    /** Ended by a fault; what was committed before stays and is counted. */
    FAILED,
    /** Ended on request; what was committed before stays and is counted. */
    CANCELLED,
    /** What the run did was taken back. */
    UNDONE;

    /** The public name. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether the run is over. */
    public boolean ended() {
        return this != QUEUED && this != RUNNING;
    }
}
