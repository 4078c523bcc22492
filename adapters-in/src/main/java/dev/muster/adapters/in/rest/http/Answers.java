package dev.muster.adapters.in.rest.http;

import dev.muster.adapters.in.json.Json;
import dev.muster.adapters.in.json.ProblemView;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import java.util.Optional;
import java.util.Set;

/** Makes answers in the forms that all routes share. */
public final class Answers {
    static final MediaType PROBLEM_JSON = MediaType.of("application/problem+json");

    /** The statuses of faults that pass by themselves. */
    private static final Set<Integer> COME_BACK = Set.of(429, 503);

    private static final String PROBLEM = "muster.problem";

    static final String SECONDS_TO_COME_BACK = "5";

    static final String CONTENT_SECURITY_POLICY = "Content-Security-Policy";
    private static final String REFERRER_POLICY = "Referrer-Policy";

    private Answers() {}

    /** Returns a view as JSON, with this status. */
    public static MutableHttpResponse<byte[]> json(int status, Object view) {
        return of(status, MediaType.APPLICATION_JSON_TYPE, view);
    }

    /** Returns JSON that is already written, with this status. */
    public static MutableHttpResponse<byte[]> json(int status, byte[] json) {
        return of(status, MediaType.APPLICATION_JSON_TYPE, json);
    }

    /** Returns a view as JSON, with status 200. */
    public static MutableHttpResponse<byte[]> json(Object view) {
        return json(200, view);
    }

    /** Marks the body of an answer as JSON. */
    public static MutableHttpResponse<?> json(MutableHttpResponse<?> answer) {
        return answer.contentType(MediaType.APPLICATION_JSON_TYPE);
    }

    /** Returns a problem document (RFC 9457) with the status of its type. */
    public static MutableHttpResponse<byte[]> problem(Problem problem) {
        int status = HttpProblemType.status(problem.type());
        return tell(of(status, PROBLEM_JSON, ProblemView.of(problem, status)), problem);
    }

    /** Notes which problem an answer tells. */
    static MutableHttpResponse<byte[]> tell(MutableHttpResponse<byte[]> answer, Problem problem) {
        answer.setAttribute(PROBLEM, problem);
        return answer;
    }

    /** Returns the problem that an answer tells; empty if it tells none. */
    public static Optional<Problem> problemOf(HttpResponse<?> answer) {
        return answer.getAttribute(PROBLEM, Problem.class);
    }

    /**
     * Returns the answer to somebody who asks too often.
     *
     * @param most how often is allowed
     * @param seconds after which it makes sense to ask again
     */
    static MutableHttpResponse<?> tooMany(String detail, int most, long seconds) {
        MutableHttpResponse<?> answer = problem(
                new Problem(ProblemType.TOO_MANY_REQUESTS, "%s; come back in %s seconds".formatted(detail, seconds))
                        .with("allowed", most));
        answer.getHeaders().set(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
        return answer;
    }

    /** Returns a problem document that is already written. */
    public static MutableHttpResponse<byte[]> problem(int status, byte[] json) {
        return of(status, PROBLEM_JSON, json);
    }

    /** Returns an answer that was given before. */
    public static MutableHttpResponse<byte[]> again(int status, byte[] bytes) {
        return of(status, status < 400 ? MediaType.APPLICATION_JSON_TYPE : PROBLEM_JSON, bytes);
    }

    private static MutableHttpResponse<byte[]> of(int status, MediaType type, Object view) {
        return of(status, type, Json.bytes(view));
    }

    private static MutableHttpResponse<byte[]> of(int status, MediaType type, byte[] bytes) {
        // The length is said here because without it the server closes the connection after a HEAD.
        MutableHttpResponse<byte[]> answer = HttpResponse.<byte[]>status(status, null)
                .contentType(type)
                .contentLength(bytes.length)
                .body(bytes);
        return COME_BACK.contains(status) ? answer.header(HttpHeaders.RETRY_AFTER, SECONDS_TO_COME_BACK) : answer;
    }

    /** Sets the headers that every answer has, whoever makes it. */
    static void secure(MutableHttpResponse<?> response) {
        response.getHeaders().set("X-Content-Type-Options", "nosniff");
        response.getHeaders().set("Cross-Origin-Resource-Policy", "same-origin");
        if (!response.getHeaders().contains(REFERRER_POLICY)) {
            response.getHeaders().set(REFERRER_POLICY, "no-referrer");
        }
        // No page of others shows one of ours within itself.
        if (!response.getHeaders().contains(CONTENT_SECURITY_POLICY)) {
            response.getHeaders().set(CONTENT_SECURITY_POLICY, "frame-ancestors 'none'");
        }
        // Records are nobody else's business; answers that may be kept say so themselves.
        if (!response.getHeaders().contains(HttpHeaders.CACHE_CONTROL)) {
            response.getHeaders().set(HttpHeaders.CACHE_CONTROL, "no-store");
        }
    }
}
