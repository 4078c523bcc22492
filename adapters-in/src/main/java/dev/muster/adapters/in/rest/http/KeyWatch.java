package dev.muster.adapters.in.rest.http;

import dev.muster.application.access.Authenticate;
import dev.muster.application.access.SignIn;
import dev.muster.application.port.PortException;
import dev.muster.domain.access.Role;
import io.micronaut.http.HttpRequest;
import jakarta.inject.Singleton;
import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Looks after answers that have no end: whose key is revoked is told nothing more. Thread safe. */
@Singleton
public final class KeyWatch {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(3);

    private final Authenticate authenticate;
    private final SignIn signIn;

    KeyWatch(Authenticate authenticate, SignIn signIn) {
        this.authenticate = authenticate;
        this.signIn = signIn;
    }

    /** Returns what happens when the key of a request is good no more; it never does where no key was asked for. */
    public Mono<Long> over(HttpRequest<?> request) {
        return request.getAttribute(Authorization.ADMITTED, Authorization.Admitted.class)
                .map(admitted -> Flux.interval(BETWEEN_LOOKS, Schedulers.boundedElastic())
                        .onBackpressureDrop()
                        .filter(tick -> isOver(admitted))
                        .next())
                .orElse(Mono.never());
    }

    private boolean isOver(Authorization.Admitted admitted) {
        try {
            return admitted.credential()
                    .caller(authenticate, signIn)
                    .filter(caller -> {
                        Role role = caller.role();
                        return role != null && role.includes(admitted.role());
                    })
                    .isEmpty();
        } catch (PortException e) {
            // Nobody can tell now.
            return false;
        }
    }
}
