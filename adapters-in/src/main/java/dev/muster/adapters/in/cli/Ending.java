package dev.muster.adapters.in.cli;

import dev.muster.application.Refusal;
import dev.muster.application.port.PortException;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import java.util.Collection;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of a command that threw something: one line that says why, and a code. The log has the stack trace at level
 * {@code DEBUG}, for developers.
 *
 * @param exitCode one of {@link ExitCodes}
 * @param line what to say
 */
record Ending(int exitCode, String line) {
    private static final Logger LOG = LoggerFactory.getLogger(Ending.class);

    /** Returns the ending for a fault, or for the cause in it that says more. */
    static Ending of(Throwable fault) {
        LOG.debug("a command failed", fault);
        Throwable root = fault;
        for (Throwable each = fault; each != null; each = each.getCause()) {
            if (each instanceof CommandFailed failed) {
                return new Ending(failed.exitCode(), String.valueOf(failed.getMessage()));
            }
            if (each instanceof Refusal refusal) {
                return of(refusal.problem());
            }
            if (each instanceof PortException outside) {
                return new Ending(ExitCodes.FAILED, String.valueOf(outside.getMessage()));
            }
            root = each;
        }
        return new Ending(
                ExitCodes.FAILED,
                "something unexpected happened: %s: %s"
                        .formatted(root.getClass().getSimpleName(), root.getMessage()));
    }

    private static Ending of(Problem problem) {
        if (problem.type() == ProblemType.UNSUPPORTED_MEDIA_TYPE) {
            // The command is right, but the file is not what it seems to be.
            return new Ending(ExitCodes.FAILED, problem.detail());
        }
        return switch (problem.type().category()) {
            case UNKNOWN_NAME -> new Ending(ExitCodes.USAGE, problem.detail() + allowed(problem));
            case INVALID_ARGUMENT, UNSUPPORTED -> new Ending(ExitCodes.USAGE, problem.detail());
            case MALFORMED,
                    FORBIDDEN,
                    NOT_FOUND,
                    CONFLICT,
                    TOO_LARGE,
                    UNPROCESSABLE,
                    OVERLOADED,
                    FAULT,
                    UPSTREAM_FAILED,
                    UNAVAILABLE,
                    FULL -> new Ending(ExitCodes.FAILED, problem.type().slug() + ": " + problem.detail());
        };
    }

    private static String allowed(Problem problem) {
        return problem.extensions().get("allowed") instanceof Collection<?> names && !names.isEmpty()
                ? "; there are " + names.stream().map(String::valueOf).collect(Collectors.joining(", "))
                : "";
    }
}
