package dev.muster.adapters.in.json;

import dev.muster.domain.run.Problem;

/** Maps problems to HTTP. */
public final class Statuses {
    private Statuses() {}

    /** Returns the HTTP status of a category. */
    public static int of(Problem.Category category) {
        return switch (category) {
            case INVALID_ARGUMENT, MALFORMED -> 400;
            case FORBIDDEN -> 403;
            case UNKNOWN_NAME, NOT_FOUND -> 404;
            case CONFLICT -> 409;
            case TOO_LARGE -> 413;
            case UNSUPPORTED -> 415;
            case UNPROCESSABLE -> 422;
            case OVERLOADED -> 429;
            case FAULT -> 500;
            case UPSTREAM_FAILED -> 502;
            case UNAVAILABLE -> 503;
            case FULL -> 507;
        };
    }
}
