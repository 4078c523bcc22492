package dev.muster.application.port;

import dev.muster.domain.run.Run;

/**
 * Is told how a run gets on. Called on the thread that loads; must be quick. What it throws stops loading there, as a broken
 * system would: what was committed stays, and the run can be resumed or cancelled.
 */
public interface RunListener {
    /** Nobody listens. */
    RunListener NONE = run -> {};

    /** A batch was committed, or the run ended. */
    void progressed(Run run);
}
