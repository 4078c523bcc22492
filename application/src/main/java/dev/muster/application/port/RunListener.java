package dev.muster.application.port;

import dev.muster.domain.run.Run;

/**
 * Learns how a run gets on. The thread that loads calls it, so it must be quick. An exception from it stops loading, as
 * a broken system would: what was committed stays, and the run can be resumed or cancelled.
 */
public interface RunListener {
    /** Nobody listens. */
    RunListener NONE = run -> {};

    /** A batch was committed, or the run ended. */
    void progressed(Run run);
}
