package dev.muster.application.port;

import dev.muster.domain.run.RunId;

/** Makes new ids. Thread safe. */
public interface IdSource {
    /** A run id greater than all this source gave before, and with overwhelming likelihood given by no other. */
    RunId nextRunId();
}
