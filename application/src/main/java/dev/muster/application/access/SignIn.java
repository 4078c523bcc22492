package dev.muster.application.access;

import dev.muster.application.port.Database;
import dev.muster.application.port.PortException;
import dev.muster.domain.access.Session;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Optional;

/** Keeps browsers signed in, each by a text that it shows. All methods throw {@link PortException} if the database fails. Thread safe. */
public final class SignIn {
    /** How long a session lasts at most. */
    public static final Duration LASTS = Duration.ofHours(8);

    private final Database database;
    private final Authenticate authenticate;
    private final InstantSource clock;

    public SignIn(Database database, Authenticate authenticate, InstantSource clock) {
        this.database = database;
        this.authenticate = authenticate;
        this.clock = () -> clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /**
     * A session that was begun.
     *
     * @param text what the browser shows. It is nowhere else
     */
    public record Begun(Caller caller, String text) {
        /** The text is left out: it is a secret. */
        @Override
        public String toString() {
            return caller.toString();
        }
    }

    /** Begins the session of whoever shows {@code key}; empty if that is no key that is taken now. Tokens of others begin none. */
    public Optional<Begun> begin(String key) {
        return authenticate.key(key).map(holder -> {
            String text = KeyText.random();
            Instant now = clock.instant();
            Session session = new Session(holder.id(), now, now.plus(LASTS));
            // Not as a change of whoever acts on this thread otherwise: nobody does yet.
            new Acting(holder.caller().actor(), "sign-in", holder.id())
                    .call(() -> database.unitOfWork().write(() -> {
                        database.sessions().begin(session, authenticate.hashOfSession(text, holder.id()));
                        return Boolean.TRUE;
                    }));
            return new Begun(holder.caller(), text);
        });
    }

    /** Returns whose session a browser shows; empty if it is over, or its key is taken no more. */
    public Optional<Caller> caller(String text) {
        return authenticate.session(text);
    }

    /** Ends a session, if it is not over. */
    public void end(String text) {
        caller(text)
                .ifPresent(caller -> new Acting(caller.actor(), "sign-out", keyId(caller))
                        .call(() -> database.unitOfWork().write(() -> {
                            authenticate.hashesOfSession(text).forEach(database.sessions()::end);
                            return Boolean.TRUE;
                        })));
    }

    private static String keyId(Caller caller) {
        return caller.actor().substring(caller.actor().indexOf(':') + 1);
    }

    /**
     * Returns what a form or a script of ours shows beside the session, and a page of somebody else cannot know.
     *
     * @param text what the browser shows
     */
    public static String forgeryToken(String text) {
        return HexFormat.of().formatHex(KeyText.hash("forgery " + text));
    }

    /** Forgets sessions that are over. Housekeeping calls this now and then. */
    public void forget() {
        database.unitOfWork().<Integer>write(() -> database.sessions().forget(clock.instant()));
    }
}
