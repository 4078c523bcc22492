package dev.muster.adapters.in.cli;

import dev.muster.application.Refusal;
import dev.muster.application.port.PortException;
import dev.muster.domain.run.Problem;
import java.util.Collection;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a command that threw something ends: with one line that says why, and a code. Where the fault was is of use to
 * developers only: they find it in the log at level {@code DEBUG}.
 *
 * @param exitCode one of {@link ExitCodes}
 * @param line what to say
 */
record Ending(int exitCode, String line) {
    private static final Logger LOG = LoggerFactory.getLogger(Ending.class);

    /** The ending that a fault leads to. What it was wrapped in on its way is taken off. */
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
        return switch (problem.type()) {
            case UNKNOWN_DATASET, UNKNOWN_REPORT, UNKNOWN_PIPELINE ->
                new Ending(ExitCodes.USAGE, problem.detail() + allowed(problem));
            case BAD_PARAMETER, UNSUPPORTED_CHARSET -> new Ending(ExitCodes.USAGE, problem.detail());
            case MALFORMED_JSON,
                    JSON_TOO_DEEP,
                    BAD_MULTIPART,
                    BAD_REQUEST,
                    UNAUTHORIZED,
                    FORBIDDEN,
                    PATH_NOT_ALLOWED,
                    NOT_FOUND,
                    METHOD_NOT_ALLOWED,
                    NOT_ACCEPTABLE,
                    REQUEST_TIMEOUT,
                    CONFLICT,
                    BUSY,
                    SOURCE_CHANGED,
                    PAYLOAD_TOO_LARGE,
                    DECOMPRESSED_TOO_LARGE,
                    URI_TOO_LONG,
                    UNSUPPORTED_MEDIA_TYPE,
                    BATCH_EMPTY,
                    BATCH_TOO_LARGE,
                    BATCH_REJECTED,
                    EMPTY_FILE,
                    BAD_HEADER,
                    MALFORMED_CSV,
                    MALFORMED_GZIP,
                    WRONG_FILE,
                    TOO_MANY_REJECTIONS,
                    BAD_BACKUP,
                    DESTINATION_NOT_ALLOWED,
                    IDEMPOTENCY_MISMATCH,
                    TOO_MANY_REQUESTS,
                    HEADERS_TOO_LARGE,
                    INTERNAL_ERROR,
                    DATABASE_DENIED,
                    UPSTREAM_FAILED,
                    DATABASE_UNAVAILABLE,
                    STORAGE_UNAVAILABLE,
                    INSUFFICIENT_STORAGE ->
                new Ending(ExitCodes.FAILED, problem.type().slug() + ": " + problem.detail());
        };
    }

    private static String allowed(Problem problem) {
        return problem.extensions().get("allowed") instanceof Collection<?> names && !names.isEmpty()
                ? "; there are " + names.stream().map(String::valueOf).collect(Collectors.joining(", "))
                : "";
    }
}
