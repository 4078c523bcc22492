package dev.muster.adapters.in.web;

import dev.muster.adapters.in.rest.http.KeyAttempts;
import dev.muster.adapters.in.rest.http.Operation;
import dev.muster.adapters.in.rest.http.Query;
import dev.muster.adapters.in.rest.http.RequestBody;
import dev.muster.adapters.in.rest.http.RestSettings;
import dev.muster.adapters.in.rest.http.SessionCookie;
import dev.muster.application.access.Acting;
import dev.muster.application.access.SignIn;
import dev.muster.application.access.SignIn.Begun;
import dev.muster.application.arguments.TextArguments;
import io.micronaut.context.annotation.Property;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import jakarta.annotation.security.PermitAll;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where people sign in with a key, and out again. */
@Controller
@PermitAll
@ExecuteOn(TaskExecutors.IO)
@Produces(MediaType.TEXT_HTML)
final class LoginController {
    private static final String TO = "to";
    private static final String TITLE = "Sign in";
    private static final int MOST_BYTES = 8 << 10;
    private static final URI START = URI.create("/");

    private final SignIn signIn;
    private final SessionCookie cookie;
    private final KeyAttempts attempts;
    private final RestSettings settings;
    private final boolean asksForKeys;

    LoginController(
            SignIn signIn,
            SessionCookie cookie,
            KeyAttempts attempts,
            RestSettings settings,
            @Property(name = RestSettings.KEYS, defaultValue = "false") boolean asksForKeys) {
        this.signIn = signIn;
        this.cookie = cookie;
        this.attempts = attempts;
        this.settings = settings;
        this.asksForKeys = asksForKeys;
    }

    /**
     * What the page shows.
     *
     * @param to the address of the page to go to then
     * @param problem why one is not signed in; null before the first attempt
     */
    record Form(String to, @Nullable String problem) {}

    @Get("/login")
    @Operation("show-sign-in")
    HttpResponse<?> form(HttpRequest<?> request) {
        URI to = destination(Query.of(request, List.of(TO)).text(TO));
        return asksForKeys
                ? Html.page(200, new Frame(TITLE, "", null), "login", new Form(to.toString(), null))
                : HttpResponse.seeOther(to);
    }

    @Post("/login")
    @Operation("sign-in")
    @Consumes(MediaType.ALL)
    HttpResponse<?> enter(HttpRequest<?> request) throws IOException {
        Acting.changesNothing();
        TextArguments form = fields(request);
        URI to = destination(form.text(TO));
        if (!asksForKeys) {
            return HttpResponse.seeOther(to);
        }
        HttpResponse<?> tooMany = attempts.refusal(request);
        if (tooMany != null) {
            return tooMany;
        }
        Optional<Begun> begun = signIn.begin(form.text("key").orElse("").strip());
        if (begun.isEmpty()) {
            attempts.failed(request);
            return Html.page(
                    401,
                    new Frame(TITLE, "", null),
                    "login",
                    new Form(to.toString(), "There is no such key, or it is revoked or has expired."));
        }
        MutableHttpResponse<?> answer = HttpResponse.seeOther(to);
        cookie.set(request, answer, begun.get().text());
        return answer;
    }

    @Post("/logout")
    @Operation("sign-out")
    @Consumes(MediaType.ALL)
    HttpResponse<?> leave(HttpRequest<?> request) throws IOException {
        Acting.changesNothing();
        String token = fields(request).text("csrf_token").orElse("");
        MutableHttpResponse<?> answer = HttpResponse.seeOther(URI.create("/login"));
        SessionCookie.in(request)
                .filter(session -> SessionCookie.isOurs(session, token))
                .ifPresent(session -> {
                    signIn.end(session);
                    cookie.remove(request, answer);
                });
        return answer;
    }

    private TextArguments fields(HttpRequest<?> request) throws IOException {
        try (InputStream body = RequestBody.of(request, settings.minimumRate())) {
            return Query.ofForm(body.readNBytes(MOST_BYTES));
        }
    }

    /** Where to go to from here: to a page of ours, whatever an address says. */
    private static URI destination(Optional<String> asked) {
        try {
            URI to = new URI(asked.orElse("/"));
            boolean ours = to.getScheme() == null
                    && to.getRawAuthority() == null
                    && to.getRawPath() != null
                    && to.getRawPath().matches("/([^/\\\\].*)?");
            return ours ? to : START;
        } catch (URISyntaxException e) {
            return START;
        }
    }
}
