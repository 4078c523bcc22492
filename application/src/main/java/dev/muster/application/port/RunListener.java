package dev.muster.application.port;

import dev.muster.domain.run.Run;

/** Is told how a run gets on. Called on the thread that loads; must be quick and must not throw. */
public interface RunListener {
    /** Nobody listens. */
    RunListener NONE = run -> {};

    /** A batch was committed, or the run ended. */
    void progressed(Run run);
}
