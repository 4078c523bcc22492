package dev.muster.application.ingest;

import dev.muster.application.port.PortException;
import dev.muster.application.port.RunListener;
import dev.muster.domain.run.Run;
import java.util.function.Function;

/** An input that is safe and waits to be loaded, once. */
public final class Ingestion {
    private final Run run;
    private final Function<RunListener, Ingested> work;

    Ingestion(Run run, Function<RunListener, Ingested> work) {
        this.run = run;
        this.work = work;
    }

    /** The run as it is before loading. */
    public Run run() {
        return run;
    }

    /**
     * Loads the input on the calling thread; returns when the run has ended, as it may through a fault of the input.
     *
     * @throws PortException if the database or the storage fails; the run can be resumed
     */
    public Ingested load(RunListener listener) {
        return work.apply(listener);
    }
}
