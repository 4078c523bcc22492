package dev.muster.application.ingest;

import dev.muster.application.port.PortException;
import dev.muster.application.port.RunListener;
import dev.muster.domain.run.Run;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A landed input that waits to be loaded. It can be loaded once. */
public final class Ingestion {
    private final Run run;
    private final boolean small;
    /** Null once loading has begun, so that the memory of the input can be freed. */
    private @Nullable Function<RunListener, Ingested> work;

    Ingestion(Run run, boolean small, Function<RunListener, Ingested> work) {
        this.run = run;
        this.small = small;
        this.work = work;
    }

    /**
     * Returns whether loading takes little time: the input is short, and neither compressed nor a list of rejections.
     */
    public boolean isSmall() {
        return small;
    }

    /** Returns the same ingestion, whose result does not tell former values of records that are stored. Load only one of both. */
    public Ingestion tellingNoChanges() {
        return new Ingestion(run, small, listener -> load(listener).withoutChanges());
    }

    /** Returns the run as it is before loading. */
    public Run run() {
        return run;
    }

    /**
     * Loads the input on the calling thread, and returns when the run has ended. A fault of the input ends the run,
     * too.
     *
     * @throws PortException if the database or the storage fails; the run can be resumed
     */
    public Ingested load(RunListener listener) {
        Function<RunListener, Ingested> once = work;
        if (once == null) {
            throw new IllegalStateException("run %s was loaded before".formatted(run.id()));
        }
        work = null;
        return RunSpans.load(run, () -> once.apply(listener), Ingested::run);
    }
}
