package dev.muster.application.memory;

import dev.muster.application.port.IdSource;
import dev.muster.domain.run.RunId;
import java.util.concurrent.atomic.AtomicLong;

/** Run ids 1, 2, 3, … Thread safe. */
public final class CountingIds implements IdSource {
    private final AtomicLong last = new AtomicLong();

    @Override
    public RunId nextRunId() {
        return new RunId(last.incrementAndGet());
    }
}
