package dev.muster.adapters.in.rest.http;

import dev.muster.application.access.Authenticate;
import dev.muster.application.access.Caller;
import dev.muster.application.access.SignIn;
import dev.muster.application.port.PortException;
import dev.muster.domain.access.Role;
import dev.muster.domain.dataset.AsciiCase;
import dev.muster.domain.run.Problem;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.annotation.AnnotationMetadata;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.uri.UriBuilder;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.web.router.RouteAttributes;
import io.micronaut.web.router.RouteInfo;
import jakarta.annotation.security.PermitAll;
import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lets requests go on whose key has the role that their route asks for. It is there only where keys are asked for. */
@Requires(property = RestSettings.KEYS, value = "true")
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
record Authorization(
        Authenticate authenticate, SignIn signIn, ClientAddress addresses, RequestLimits limits, AuditTrail audit)
        implements Ordered {
    /** The attribute of a request that tells who sent it. */
    static final String CALLER = "muster.caller";

    /** The attribute of a request that was let in. */
    static final String ADMITTED = "muster.admitted";

    /**
     * What let a request in.
     *
     * @param role the least that its route takes
     */
    record Admitted(Credential credential, Role role) {}

    private static final String API_KEY = "X-API-Key";
    private static final String SCHEME = "Bearer";
    private static final String SIGN_IN = "/login";

    /** After {@link SameOrigin}. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE + 3;
    }

    /** The answer to a request that must not go on; null for those that may. */
    @RequestFilter
    @ExecuteOn(TaskExecutors.BLOCKING)
    @Nullable
    HttpResponse<?> check(HttpRequest<?> request) {
        Optional<RouteInfo<?>> route = RouteAttributes.getRouteInfo(request);
        if (route.isEmpty()) {
            // There is nothing here for anybody.
            return null;
        }
        AnnotationMetadata asks = route.get().getAnnotationMetadata();
        Optional<Role> needed = asks.enumValue(MinimumRole.class, Role.class);
        if (needed.isEmpty() && asks.hasAnnotation(PermitAll.class)) {
            return null;
        }
        InetAddress address = addresses.of(request);
        HttpResponse<?> tooMany = limits.shutOut(address);
        if (tooMany != null) {
            return tooMany;
        }
        List<Credential> shown = shown(request);
        if (shown.size() != 1) {
            tooMany = limits.request(address);
            if (tooMany != null) {
                return tooMany;
            }
            return shown.isEmpty()
                    ? nobody(request, route.get(), "a key is needed, as Authorization: Bearer … or X-API-Key: …")
                    : unauthorized(request, "a request shows one key, not %s".formatted(shown.size()));
        }
        Credential credential = shown.getFirst();
        Optional<Caller> caller;
        try {
            caller = credential.caller(authenticate, signIn);
        } catch (PortException e) {
            // Nobody knows whether it is good; asking on and on must not hold up everybody else.
            tooMany = limits.request(address);
            if (tooMany != null) {
                return tooMany;
            }
            throw e;
        }
        if (caller.isEmpty()) {
            return switch (credential) {
                case Credential.Key key -> {
                    limits.wrongKey(address);
                    yield unauthorized(request, "there is no such key, or it is revoked or has expired");
                }
                // A browser shows it for as long as it knows of it.
                case Credential.Cookie cookie -> {
                    tooMany = limits.request(address);
                    yield tooMany != null ? tooMany : nobody(request, route.get(), "the session is over");
                }
            };
        }
        request.setAttribute(CALLER, caller.get());
        tooMany = limits.request(caller.get().actor());
        if (tooMany != null) {
            return tooMany;
        }
        Role role = caller.get().role();
        if (role == null || needed.filter(role::includes).isEmpty()) {
            return forbidden(request, caller.get(), needed);
        }
        if (credential instanceof Credential.Cookie(String session) && isForged(request, session)) {
            audit.refused(request, caller.get());
            return Answers.problem(new Problem(
                            HttpProblemType.FORBIDDEN,
                            "whoever changes something by a session shows its token against forgery as %s"
                                    .formatted(SessionCookie.FORGERY_HEADER))
                    .with("field", SessionCookie.FORGERY_HEADER));
        }
        request.setAttribute(ADMITTED, new Admitted(credential, needed.get()));
        return null;
    }

    /** A cookie counts where no key is shown: browsers add it by themselves. */
    private static List<Credential> shown(HttpRequest<?> request) {
        List<String> bearer = request.getHeaders().getAll(HttpHeaders.AUTHORIZATION).stream()
                .map(Authorization::bearer)
                .toList();
        List<String> keys = bearer.isEmpty() ? request.getHeaders().getAll(API_KEY) : bearer;
        return keys.isEmpty()
                ? SessionCookie.in(request)
                        .<List<Credential>>map(text -> List.of(new Credential.Cookie(text)))
                        .orElse(List.of())
                : keys.stream().<Credential>map(Credential.Key::new).toList();
    }

    /** Whether a page of somebody else may have made the browser send a request that changes something. */
    private static boolean isForged(HttpRequest<?> request, String session) {
        return request.getMethod() != HttpMethod.GET
                && request.getMethod() != HttpMethod.HEAD
                && !SessionCookie.isOurs(
                        session,
                        Objects.requireNonNullElse(request.getHeaders().get(SessionCookie.FORGERY_HEADER), ""));
    }

    /** The answer to somebody who shows nothing: people are led to where they sign in. */
    private HttpResponse<?> nobody(HttpRequest<?> request, RouteInfo<?> route, String detail) {
        return route.getProduces().contains(MediaType.TEXT_HTML_TYPE)
                ? HttpResponse.seeOther(UriBuilder.of(SIGN_IN)
                        .queryParam("to", request.getUri().toString())
                        .build())
                : unauthorized(request, detail);
    }

    /** The key of a header {@code Authorization}; one of another scheme is no key. */
    private static String bearer(String header) {
        String text = header.strip();
        int space = text.indexOf(' ');
        return space > 0 && AsciiCase.same(text.substring(0, space), SCHEME)
                ? text.substring(space).strip()
                : "";
    }

    private HttpResponse<?> unauthorized(HttpRequest<?> request, String detail) {
        audit.refused(request, null);
        return Answers.problem(new Problem(HttpProblemType.UNAUTHORIZED, detail))
                .header(HttpHeaders.WWW_AUTHENTICATE, SCHEME);
    }

    private HttpResponse<?> forbidden(HttpRequest<?> request, Caller caller, Optional<Role> needed) {
        audit.refused(request, caller);
        Role role = caller.role();
        return Answers.problem(new Problem(
                HttpProblemType.FORBIDDEN,
                role == null
                        ? "the token gives none of the roles reader, operator and admin"
                        : needed.map(least -> "a key with the role %s may not do this; it takes one with the role %s"
                                        .formatted(role.code(), least.code()))
                                .orElse("no key may do this")));
    }
}
