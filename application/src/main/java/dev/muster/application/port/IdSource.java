package dev.muster.application.port;

import dev.muster.domain.run.RunId;

/** Makes new ids. Thread safe. */
public interface IdSource {
    /**
     * Returns a run id that is greater than all earlier ids of this source. It is all but certain that no other source
     * gives the same.
     */
    RunId nextRunId();
}
