package dev.muster.application.port;

import dev.muster.domain.run.RunId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something outside the program did not do its part. Says what and in which way, once for all adapters; its message is fit
 * for clients: no SQL, secret or path of the machine.
 */
public final class PortException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** In which way the outside failed. */
    public enum Kind {
        /** It cannot be reached or does not answer now; later it may. */
        UNAVAILABLE,
        /** It has no space left. */
        FULL,
        /** It does not let us. */
        DENIED,
        /** Someone else was first; what was begun is rolled back. */
        CONFLICT,
        /** What it holds is not what was stored. */
        CORRUPT,
        /** It does not have what was asked for. */
        MISSING
    }

    /** What failed. */
    public enum Part {
        DATABASE,
        STORAGE,
        UPSTREAM
    }

    private final Part part;
    private final Kind kind;
    private final transient @Nullable RunId run;

    public PortException(Part part, Kind kind, String message, @Nullable Throwable cause) {
        this(part, kind, message, cause, null);
    }

    private PortException(Part part, Kind kind, String message, @Nullable Throwable cause, @Nullable RunId run) {
        super(message, cause);
        this.part = part;
        this.kind = kind;
        this.run = run;
    }

    /** The same failure, told to whoever asked for what {@code onRecord} does: the run is on record, or may be. */
    public PortException about(RunId onRecord) {
        return new PortException(part, kind, String.valueOf(getMessage()), this, onRecord);
    }

    /** The run that is on record, or may be, although this was thrown; empty if nothing is left of what was asked for. */
    public Optional<RunId> run() {
        return Optional.ofNullable(run);
    }

    public Part part() {
        return part;
    }

    public Kind kind() {
        return kind;
    }
}
