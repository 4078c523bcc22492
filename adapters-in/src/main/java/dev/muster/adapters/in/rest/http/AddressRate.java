package dev.muster.adapters.in.rest.http;

import dev.muster.application.access.Caller;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.web.router.RouteAttributes;
import jakarta.annotation.security.PermitAll;
import org.jspecify.annotations.Nullable;

/** Bounds how often one address asks, where keys are not asked for; where they are, {@link Authorization} does. */
@Requires(property = RestSettings.KEYS, notEquals = "true")
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
record AddressRate(ClientAddress addresses, RequestLimits limits) implements Ordered {
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE + 3;
    }

    /** The answer to a request that must not go on; null for those that may. */
    @RequestFilter
    @Nullable
    HttpResponse<?> check(HttpRequest<?> request) {
        boolean anybody = RouteAttributes.getRouteInfo(request)
                .filter(route -> route.getAnnotationMetadata().hasAnnotation(PermitAll.class))
                .isPresent();
        request.setAttribute(Authorization.CALLER, Caller.LOCAL);
        return anybody ? null : limits.request(addresses.of(request));
    }
}
