package dev.muster.adapters.in.rest.http;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** Bounds how often somebody tries keys where they sign in, together with those that are shown elsewhere. Thread safe. */
@Singleton
public final class KeyAttempts {
    private final ClientAddress addresses;
    private final RequestLimits limits;
    private final AuditTrail audit;

    KeyAttempts(ClientAddress addresses, RequestLimits limits, AuditTrail audit) {
        this.addresses = addresses;
        this.limits = limits;
        this.audit = audit;
    }

    /** Returns the answer to an address that has tried too often; null if it may try. */
    public @Nullable HttpResponse<?> refusal(HttpRequest<?> request) {
        HttpResponse<?> shutOut = limits.shutOut(addresses.of(request));
        return shutOut != null ? shutOut : limits.request(addresses.of(request));
    }

    /** Counts an attempt that failed. */
    public void failed(HttpRequest<?> request) {
        limits.wrongKey(addresses.of(request));
        audit.refused(request, null);
    }
}
