package dev.muster.adapters.in.rest.http;

import dev.muster.application.Refusal;
import dev.muster.application.access.RejectionLinks;
import dev.muster.application.access.RejectionLinks.Link;
import dev.muster.domain.run.ProblemType;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** Follows links to the rejections of a run, and bounds how often somebody tries any. Thread safe. */
@Singleton
public final class Links {
    private final RejectionLinks links;
    private final KeyAttempts attempts;
    private final ClientAddress addresses;

    Links(RejectionLinks links, KeyAttempts attempts, ClientAddress addresses) {
        this.links = links;
        this.attempts = attempts;
        this.addresses = addresses;
    }

    /** The address of the page to which a link leads, as whoever asks for it sees this service. */
    public String address(HttpRequest<?> request, String text) {
        return "%s://%s/fix/%s"
                .formatted(
                        addresses.isSecure(request) ? "https" : "http",
                        request.getHeaders().get(HttpHeaders.HOST),
                        text);
    }

    /** Returns the answer to an address that has tried too often; null if it may try. */
    public @Nullable HttpResponse<?> refusal(HttpRequest<?> request) {
        return attempts.refusal(request);
    }

    /**
     * Returns what a link leads to.
     *
     * @throws Refusal {@code not-found} if it is none, or over
     */
    public Link follow(HttpRequest<?> request, String text) {
        return links.find(text).orElseThrow(() -> {
            attempts.failed(request);
            return new Refusal(
                    ProblemType.NOT_FOUND,
                    "there is no such link, or it is over; whoever sent it can make another one");
        });
    }
}
