package dev.muster.adapters.in.rest.http;

import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import org.jspecify.annotations.Nullable;

/**
 * Stands before the handshakes of WebSockets, which the server takes past filters that come before it has found a route, and
 * browsers let every page make.
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
record HandshakeOrigin(SameOrigin sameOrigin) implements Ordered {
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE + 1;
    }

    /** The answer to a handshake that must not go on; null for those that may, and for all other requests. */
    @RequestFilter
    @Nullable
    HttpResponse<?> check(HttpRequest<?> request) {
        return request.getHeaders().contains(HttpHeaders.UPGRADE) ? sameOrigin.check(request) : null;
    }
}
