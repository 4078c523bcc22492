package dev.muster.application.ingest;

import dev.muster.application.port.PortException;
import dev.muster.application.port.RunListener;
import dev.muster.domain.run.Run;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An input that is safe and waits to be loaded, once. */
public final class Ingestion {
    private final Run run;
    private final boolean small;
    /** Null once it was begun: what it holds of the input is not to outlive it. */
    private @Nullable Function<RunListener, Ingested> work;

    Ingestion(Run run, boolean small, Function<RunListener, Ingested> work) {
        this.run = run;
        this.small = small;
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
        Function<RunListener, Ingested> once = work;
        if (once == null) {
            throw new IllegalStateException("run %s was loaded before".formatted(run.id()));
        }
        work = null;
        return once.apply(listener);
    }
}
