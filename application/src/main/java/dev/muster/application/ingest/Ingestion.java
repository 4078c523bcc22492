package dev.muster.application.ingest;

import dev.muster.application.port.LoadOptions;
import dev.muster.application.port.PortException;
import dev.muster.application.port.RunListener;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.Source;
import java.util.function.Function;

/** An input that is safe and waits to be loaded, once. */
public final class Ingestion {
    private final Run run;
    private final boolean small;
    private final Function<RunListener, Ingested> work;

    Ingestion(Run run, LoadOptions options, Function<RunListener, Ingested> work) {
        this.run = run;
        this.small = run.source().kind() != Source.Kind.REPLAY
                && !options.gzip()
                && run.source().bytes() <= Landing.MAX_BYTES_IN_DATABASE;
        this.work = work;
    }

    /** Whether loading takes little time: the input is short, and what it opens to or stands for is not longer. */
    public boolean isSmall() {
        return small;
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
