package dev.muster.adapters.in.rest.http;

import dev.muster.application.access.Acting;
import dev.muster.application.access.Caller;
import dev.muster.application.access.KeepAudit;
import dev.muster.application.port.PortException;
import dev.muster.domain.access.AuditEntry.Outcome;
import dev.muster.domain.access.Role;
import io.micronaut.core.order.Ordered;
import io.micronaut.core.propagation.MutablePropagatedContext;
import io.micronaut.core.propagation.ThreadPropagatedContextElement;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.web.router.RouteAttributes;
import io.micronaut.web.router.RouteInfo;
import io.micronaut.web.router.UriRouteMatch;
import jakarta.inject.Named;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Puts on record who asks for changes. A change of the database is put there with it; what is changed elsewhere, and what an
 * admin asks for in vain, is put there before the answer is sent.
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
final class AuditTrail implements Ordered {
    private static final String ANONYMOUS = "anonymous";
    private static final String API = "/api/v1/";
    private static final String LINK = "link";
    private static final int FIRST_ERROR = 400;
    private static final int MOST_OF_SUBJECT = 200;

    /** Then there is no database in which anything could be put on record. */
    private static final int UNAVAILABLE = 503;

    private final KeepAudit audit;
    private final ClientAddress addresses;
    private final RequestLimits limits;
    private final ExecutorService blocking;

    AuditTrail(
            KeepAudit audit,
            ClientAddress addresses,
            RequestLimits limits,
            @Named(TaskExecutors.BLOCKING) ExecutorService blocking) {
        this.audit = audit;
        this.addresses = addresses;
        this.limits = limits;
        this.blocking = blocking;
    }

    /** After {@link Authorization}. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE + 4;
    }

    @RequestFilter
    void begin(HttpRequest<?> request, MutablePropagatedContext context) {
        if (request.getMethod() != HttpMethod.GET && request.getMethod() != HttpMethod.HEAD) {
            Caller caller =
                    request.getAttribute(Authorization.CALLER, Caller.class).orElse(Caller.LOCAL);
            acting(request, caller.actor()).ifPresent(acting -> {
                request.setAttribute(AuditTrail.class.getName(), acting);
                context.add(new OnThread(acting));
            });
        }
    }

    @ResponseFilter
    @Nullable
    CompletionStage<@Nullable Void> end(HttpRequest<?> request, MutableHttpResponse<?> response) {
        Acting acting =
                request.getAttribute(AuditTrail.class.getName(), Acting.class).orElse(null);
        if (acting == null || acting.isSettled() || response.code() == UNAVAILABLE) {
            return null;
        }
        if (response.code() < FIRST_ERROR) {
            return acting.isCarried() ? null : record(acting, Outcome.DONE);
        }
        return isForAdmins(request) ? record(acting, Outcome.FAILED) : null;
    }

    private static boolean isForAdmins(HttpRequest<?> request) {
        return RouteAttributes.getRouteInfo(request)
                .flatMap(route -> route.getAnnotationMetadata().enumValue(MinimumRole.class, Role.class))
                .filter(role -> role == Role.ADMIN)
                .isPresent();
    }

    private CompletionStage<@Nullable Void> record(Acting acting, Outcome outcome) {
        return CompletableFuture.runAsync(() -> put(acting, outcome), blocking);
    }

    /** Puts on record that somebody may not do what they ask for, unless their address has filled its share of that. */
    void refused(HttpRequest<?> request, @Nullable Caller caller) {
        if (!limits.refusal(addresses.of(request))) {
            return;
        }
        acting(request, caller == null ? ANONYMOUS : caller.actor()).ifPresent(acting -> put(acting, Outcome.REFUSED));
    }

    private void put(Acting acting, Outcome outcome) {
        try {
            audit.record(acting, outcome);
        } catch (PortException e) {
            // What was done stays done, and what was refused stays refused.
            FaultHandler.of(e, "keeping on record that %s was %s".formatted(acting.action(), outcome.code()));
        }
    }

    private static Optional<Acting> acting(HttpRequest<?> request, String actor) {
        return RouteAttributes.getRouteInfo(request)
                .flatMap(route -> action(route, request).map(action -> new Acting(actor, action, subject(request))));
    }

    private static Optional<String> action(RouteInfo<?> route, HttpRequest<?> request) {
        return route.getAnnotationMetadata().stringValue(Operation.class);
    }

    /** What the path names; without any, the path. */
    private static String subject(HttpRequest<?> request) {
        String named = RouteAttributes.getRouteMatch(request)
                .filter(UriRouteMatch.class::isInstance)
                .map(match -> match.getVariableValues().entrySet().stream()
                        // Perhaps it was a good one until a moment ago.
                        .map(variable -> variable.getKey().equals(LINK) ? LINK : String.valueOf(variable.getValue()))
                        .collect(Collectors.joining("/")))
                .orElse("");
        String path = request.getPath();
        String subject = named.isEmpty() ? path.startsWith(API) ? path.substring(API.length()) : path : named;
        // Whoever is refused chooses it.
        return subject.codePoints()
                .filter(character -> !Character.isISOControl(character))
                .limit(MOST_OF_SUBJECT)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** Makes it known on each thread that works on a request. */
    private record OnThread(Acting acting) implements ThreadPropagatedContextElement<@Nullable Acting> {
        @Override
        public @Nullable Acting updateThreadContext() {
            return acting.enter();
        }

        @Override
        public void restoreThreadContext(@Nullable Acting before) {
            Acting.leave(before);
        }
    }
}
