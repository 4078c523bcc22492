package dev.muster.wiring;

import dev.muster.adapters.out.postgres.Login;
import dev.muster.settings.InvalidSetting;
import dev.muster.settings.Secret;
import dev.muster.settings.Settings.DatabasePlace;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * User and password as the settings have them. If the database refuses them, the settings are read anew, a secret and files
 * among them: the password may have been changed there as well.
 */
final class RenewedLogin implements Login {
    private static final Logger LOG = LoggerFactory.getLogger(RenewedLogin.class);

    /** Whoever waits for a connection tries again and again. */
    private static final Duration BETWEEN_READINGS = Duration.ofSeconds(10);

    private final Supplier<DatabasePlace> settings;
    private final InstantSource clock;
    private Credentials current;
    private Instant nextReading = Instant.MIN;

    /** @param settings reads them anew */
    RenewedLogin(DatabasePlace place, Supplier<DatabasePlace> settings, InstantSource clock) {
        this.current = credentials(place);
        this.settings = settings;
        this.clock = clock;
    }

    private static Credentials credentials(DatabasePlace place) {
        Secret password = place.password();
        return new Credentials(place.user(), password == null ? null : password.reveal());
    }

    @Override
    public synchronized Credentials current() {
        return current;
    }

    @Override
    public synchronized Credentials after(Credentials refused) {
        Instant now = clock.instant();
        if (!current.equals(refused) || now.isBefore(nextReading)) {
            return current;
        }
        nextReading = now.plus(BETWEEN_READINGS);
        try {
            current = credentials(settings.get());
        } catch (InvalidSetting e) {
            LOG.warn("the database refuses the password, and the settings cannot be read anew: {}", e.getMessage());
        }
        if (!current.equals(refused)) {
            LOG.info("the database refuses the password; the settings have another one now, which is tried");
        }
        return current;
    }
}
