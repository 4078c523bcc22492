package dev.muster.application.port;

import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.RunId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something outside the program did not do its part. The exception says what failed and in which way, alike for all
 * adapters. Clients may see its message: it holds no SQL, secret or path of the machine.
 */
public final class PortException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** In which way the outside failed. */
    public enum Kind {
        /** It cannot be reached, or does not answer now. It may do so later. */
        UNAVAILABLE,
        /** It has no space left. */
        FULL,
        /** It does not allow what was asked for. */
        DENIED,
        /** Someone else was first. What was begun is rolled back. */
        CONFLICT,
        /** What it holds is not what was stored. */
        CORRUPT,
        /** It does not have what was asked for. */
        MISSING,
        /** It cannot do what was asked for, or not in this state: a fault of the program or of its setup. */
        FAULT;

        /** Returns whether the same may work later although nobody mends anything. */
        public boolean canPass() {
            return switch (this) {
                case UNAVAILABLE, FULL, CONFLICT -> true;
                case DENIED, CORRUPT, MISSING, FAULT -> false;
            };
        }
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

    /** Returns the same failure for the caller whose run is {@code onRecord}: the run is on record, or may be. */
    public PortException about(RunId onRecord) {
        return new PortException(part, kind, String.valueOf(getMessage()), this, onRecord);
    }

    /** Returns the run that is on record, or may be, despite this failure; empty if nothing is left of the request. */
    public Optional<RunId> run() {
        return Optional.ofNullable(run);
    }

    public Part part() {
        return part;
    }

    public Kind kind() {
        return kind;
    }

    /**
     * Returns this failure as the problem that clients and the run's error show. It names {@link #run()}, if there is
     * one.
     */
    public Problem problem() {
        Problem problem = new Problem(problemType(), String.valueOf(getMessage()));
        return run().map(onRecord -> problem.with("run", onRecord.toString())).orElse(problem);
    }

    private ProblemType problemType() {
        return switch (part) {
            case DATABASE ->
                switch (kind) {
                    case UNAVAILABLE -> ProblemType.DATABASE_UNAVAILABLE;
                    case DENIED -> ProblemType.DATABASE_DENIED;
                    case FULL -> ProblemType.INSUFFICIENT_STORAGE;
                    case CONFLICT -> ProblemType.CONFLICT;
                    case CORRUPT, MISSING, FAULT -> ProblemType.INTERNAL_ERROR;
                };
            case STORAGE ->
                switch (kind) {
                    case UNAVAILABLE, DENIED -> ProblemType.STORAGE_UNAVAILABLE;
                    case FULL -> ProblemType.INSUFFICIENT_STORAGE;
                    case CONFLICT -> ProblemType.CONFLICT;
                    case CORRUPT, FAULT -> ProblemType.INTERNAL_ERROR;
                    case MISSING -> ProblemType.NOT_FOUND;
                };
            case UPSTREAM ->
                switch (kind) {
                    case UNAVAILABLE, FULL, DENIED, CONFLICT, CORRUPT, MISSING, FAULT -> ProblemType.UPSTREAM_FAILED;
                };
        };
    }
}
