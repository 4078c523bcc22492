package dev.muster.adapters.in.rest.http;

import dev.muster.domain.dataset.AsciiCase;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Tells browsers which pages of other services may call this one (https://fetch.spec.whatwg.org/#http-cors-protocol). Such pages
 * show a key in a header; cookies are not for them.
 */
final class CrossOrigin {
    private static final String REQUEST_HEADERS = "Accept, Authorization, Content-Type, Idempotency-Key,"
            + " If-None-Match, Last-Event-ID, Prefer, X-API-Key";
    private static final String ANSWER_HEADERS =
            "Content-Disposition, ETag, Location, Retry-After, Server-Timing, WWW-Authenticate";
    private static final String SECONDS_TO_BELIEVE = "600";

    private final Set<String> origins;

    CrossOrigin(Set<String> origins) {
        this.origins = origins.stream().map(AsciiCase::lower).collect(Collectors.toUnmodifiableSet());
    }

    /** Whether a request is sent by a page that may. */
    boolean isAllowed(HttpRequest<?> request) {
        List<String> sent = request.getHeaders().getAll(HttpHeaders.ORIGIN);
        return sent.size() == 1 && origins.contains(AsciiCase.lower(sent.getFirst()));
    }

    /** Lets the page that asked read the answer. */
    void allow(HttpRequest<?> request, MutableHttpResponse<?> answer) {
        if (origins.isEmpty()) {
            return;
        }
        answer.getHeaders().add(HttpHeaders.VARY, HttpHeaders.ORIGIN);
        if (isAllowed(request)) {
            answer.getHeaders()
                    .set(
                            HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN,
                            request.getHeaders().get(HttpHeaders.ORIGIN))
                    .set(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, ANSWER_HEADERS)
                    .set("Cross-Origin-Resource-Policy", "cross-origin");
        }
    }

    /** Says what the page that asks may send. */
    void describe(HttpRequest<?> request, Set<String> methods, MutableHttpResponse<?> answer) {
        if (isAllowed(request)) {
            answer.getHeaders()
                    .set(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, String.join(", ", methods))
                    .set(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, REQUEST_HEADERS)
                    .set(HttpHeaders.ACCESS_CONTROL_MAX_AGE, SECONDS_TO_BELIEVE);
        }
    }
}
