package dev.muster.adapters.in.json;

import dev.muster.application.port.PortException;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;

/** What kinds of problems are to HTTP. */
public final class Problems {
    private Problems() {}

    /** The HTTP status of a kind of problem. */
    public static int status(ProblemType type) {
        return switch (type) {
            case BAD_PARAMETER, MALFORMED_JSON, JSON_TOO_DEEP, BAD_MULTIPART, BAD_REQUEST -> 400;
            case UNAUTHORIZED -> 401;
            case FORBIDDEN, PATH_NOT_ALLOWED -> 403;
            case UNKNOWN_DATASET, UNKNOWN_REPORT, UNKNOWN_PIPELINE, NOT_FOUND -> 404;
            case METHOD_NOT_ALLOWED -> 405;
            case NOT_ACCEPTABLE -> 406;
            case REQUEST_TIMEOUT -> 408;
            case CONFLICT, BUSY, SOURCE_CHANGED -> 409;
            case PAYLOAD_TOO_LARGE, DECOMPRESSED_TOO_LARGE -> 413;
            case URI_TOO_LONG -> 414;
            case UNSUPPORTED_MEDIA_TYPE, UNSUPPORTED_CHARSET -> 415;
            case BATCH_EMPTY,
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
                    IDEMPOTENCY_MISMATCH -> 422;
            case TOO_MANY_REQUESTS -> 429;
            case HEADERS_TOO_LARGE -> 431;
            case INTERNAL_ERROR, DATABASE_DENIED -> 500;
            case UPSTREAM_FAILED -> 502;
            case DATABASE_UNAVAILABLE, STORAGE_UNAVAILABLE -> 503;
            case INSUFFICIENT_STORAGE -> 507;
        };
    }

    /** The problem to tell of when the outside fails. */
    public static Problem of(PortException fault) {
        return fault.problem();
    }
}
