package dev.muster.adapters.in.rest.http;

import dev.muster.application.access.SignIn;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.cookie.Cookie;
import io.micronaut.http.cookie.SameSite;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Optional;

/** The cookie by which a browser stays signed in. Thread safe. */
@Singleton
public final class SessionCookie {
    /** The header in which a script of ours shows that it is ours. */
    static final String FORGERY_HEADER = "X-CSRF-Token";

    private static final String NAME = "muster_session";

    private final ClientAddress addresses;

    SessionCookie(ClientAddress addresses) {
        this.addresses = addresses;
    }

    /** Returns what a browser shows; empty if it is not signed in. */
    public static Optional<String> in(HttpRequest<?> request) {
        return request.getCookies().findCookie(NAME).map(Cookie::getValue).filter(text -> !text.isEmpty());
    }

    /** Has the browser show {@code text} from now on. */
    public void set(HttpRequest<?> request, MutableHttpResponse<?> answer, String text) {
        answer.cookie(cookie(request, text).maxAge(SignIn.LASTS));
    }

    /** Has the browser forget what it shows. */
    public void remove(HttpRequest<?> request, MutableHttpResponse<?> answer) {
        answer.cookie(cookie(request, "").maxAge(Duration.ZERO));
    }

    private Cookie cookie(HttpRequest<?> request, String text) {
        return Cookie.of(NAME, text)
                .path("/")
                .httpOnly(true)
                .sameSite(SameSite.Strict)
                .secure(addresses.isSecure(request));
    }

    /**
     * Returns whether whoever sends a request has seen a page of ours that this browser was shown.
     *
     * @param token what the request shows for that
     */
    public static boolean isOurs(String session, String token) {
        return MessageDigest.isEqual(
                SignIn.forgeryToken(session).getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
    }
}
