package dev.muster.adapters.in.rest.http;

import dev.muster.application.access.Caller;
import dev.muster.application.access.SignIn;
import dev.muster.domain.access.Role;
import io.micronaut.http.HttpRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who looks at a page.
 *
 * @param role what they may do
 * @param forgeryToken what their browser shows where something changes; null if it is not signed in
 */
public record Visitor(String actor, Role role, @Nullable String forgeryToken) {

    /** Whoever sent a request that was let in; where nobody is asked for a key, whoever is on this machine. */
    public static Visitor of(HttpRequest<?> request) {
        return known(request).orElseThrow(() -> new IllegalStateException("a request was let in that nobody sent"));
    }

    /** Whoever sent a request; empty if that is not known. */
    public static Optional<Visitor> known(HttpRequest<?> request) {
        return request.getAttribute(Authorization.CALLER, Caller.class).map(caller -> of(request, caller));
    }

    private static Visitor of(HttpRequest<?> request, Caller caller) {
        Role role = caller.role();
        return new Visitor(
                caller.actor(),
                role == null ? Role.READER : role,
                SessionCookie.in(request).map(SignIn::forgeryToken).orElse(null));
    }

    /** Returns whether they may do what takes a role. */
    public boolean may(Role needed) {
        return role.includes(needed);
    }
}
