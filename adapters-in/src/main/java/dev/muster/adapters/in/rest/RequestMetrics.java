package dev.muster.adapters.in.rest;

import io.micronaut.core.order.Ordered;
import io.micronaut.http.BasicHttpAttributes;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.server.annotation.PreMatching;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Counts and times requests, and tells their senders how long they took until the answer began, in milliseconds
 * (https://www.w3.org/TR/server-timing/). What has not the form of HTTP does not come here.
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
record RequestMetrics(Metrics metrics) implements Ordered {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final String BEGUN = RequestMetrics.class.getName();
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    /** What a variable of a route must be like. */
    private static final Pattern PATTERN = Pattern.compile(":[^}]*}");

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    @PreMatching
    @RequestFilter
    void begin(HttpRequest<?> request) {
        request.setAttribute(BEGUN, System.nanoTime());
    }

    @ResponseFilter
    void end(HttpRequest<?> request, MutableHttpResponse<?> response) {
        long begun = request.getAttribute(BEGUN, Long.class).orElseGet(System::nanoTime);
        long took = System.nanoTime() - begun;
        response.getHeaders()
                .set("Server-Timing", String.format(Locale.ROOT, "total;dur=%.1f", took / NANOS_PER_MILLI));
        metrics.answered(
                method(request).orElse("other"),
                route(request).orElse("none"),
                response.code(),
                Duration.ofNanos(took));
    }

    /** Returns the method; empty if it is none that anybody has declared. */
    static Optional<String> method(HttpRequest<?> request) {
        return Optional.of(request.getMethodName()).filter(METHODS::contains);
    }

    /** Returns the route as it is declared; empty if there is none. */
    static Optional<String> route(HttpRequest<?> request) {
        return BasicHttpAttributes.getUriTemplate(request)
                .map(template -> PATTERN.matcher(template).replaceAll("}"));
    }
}
