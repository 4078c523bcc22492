package dev.muster.adapters.in.rest.http;

import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.server.annotation.PreMatching;
import java.util.Locale;

/** Tells how long an answer took, until it began, in milliseconds (https://www.w3.org/TR/server-timing/). */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
final class ServerTiming implements Ordered {
    private static final String HEADER = "Server-Timing";
    private static final double NANOS_PER_MILLI = 1e6;

    /** Before everything else: it measures that, too. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    @PreMatching
    @RequestFilter
    void begin(HttpRequest<?> request) {
        request.setAttribute(HEADER, System.nanoTime());
    }

    @ResponseFilter
    void tell(HttpRequest<?> request, MutableHttpResponse<?> response) {
        request.getAttribute(HEADER, Long.class)
                .ifPresent(start -> response.getHeaders().set(HEADER, duration(System.nanoTime() - start)));
    }

    private static String duration(long nanos) {
        return String.format(Locale.ROOT, "total;dur=%.1f", nanos / NANOS_PER_MILLI);
    }
}
