package dev.muster.application.access;

import dev.muster.application.Refusal;
import dev.muster.application.port.Database;
import dev.muster.application.port.PortException;
import dev.muster.domain.access.Session;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Links by which somebody without a key mends the rejections of one run, and does nothing else. A link ends at its time, with
 * the key of whoever made it, or when the links of its run are ended. All methods throw {@link PortException} if the database
 * fails. Thread safe.
 */
public final class RejectionLinks {
    /** How long a link lasts if nobody says how long. */
    public static final Duration LASTS = Duration.ofDays(7);

    /** The longest that a link lasts. */
    public static final Duration LASTS_AT_MOST = Duration.ofDays(30);

    private static final String BY_KEY = "key:";
    private static final int CHARACTERS_OF_NAME = 8;

    private final Database database;
    private final Authenticate authenticate;
    private final InstantSource clock;

    public RejectionLinks(Database database, Authenticate authenticate, InstantSource clock) {
        this.database = database;
        this.authenticate = authenticate;
        this.clock = () -> clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /**
     * A link that was made.
     *
     * @param text what whoever follows it shows. It is nowhere else
     */
    public record Made(String text, Instant expiresAt) {
        /** The text is left out: it is a secret. */
        @Override
        public String toString() {
            return "a link until " + expiresAt;
        }
    }

    /**
     * A link that somebody follows.
     *
     * @param actor the public name of whoever follows it: {@code link:} and what tells this link from others
     */
    public record Link(Run run, String actor, Instant expiresAt) {}

    /**
     * Makes a link to the rejections of a run.
     *
     * @param until when it ends; null for {@link #LASTS} from now
     * @throws Refusal {@code not-found} if there is no such run, {@code bad-parameter} if the end is not between now and
     *     {@link #LASTS_AT_MOST} from now
     */
    public Made make(RunId run, @Nullable Instant until) {
        Acting.on(run);
        Instant now = clock.instant();
        Instant end = until == null ? now.plus(LASTS) : until.truncatedTo(ChronoUnit.MILLIS);
        Instant latest = now.plus(LASTS_AT_MOST);
        if (!end.isAfter(now) || end.isAfter(latest)) {
            throw new Refusal(new Problem(
                            ProblemType.BAD_PARAMETER,
                            "a link ends after %s and at %s at the latest".formatted(now, latest))
                    .with("field", "expires_at")
                    .with("allowed", "%s..%s".formatted(now, latest)));
        }
        String actor = Objects.requireNonNullElse(Acting.currentActor(), Caller.LOCAL.actor());
        String text = KeyText.random();
        database.unitOfWork().write(() -> {
            if (database.runs().find(run).isEmpty()) {
                throw new Refusal(ProblemType.NOT_FOUND, "there is no run '%s'".formatted(run));
            }
            String maker = actor.startsWith(BY_KEY) ? actor.substring(BY_KEY.length()) : actor;
            database.sessions().begin(new Session(maker, now, end, run), hash(text));
            return Boolean.TRUE;
        });
        return new Made(text, end);
    }

    /** Returns what a link leads to; empty if it is none, or over. */
    public Optional<Link> find(String text) {
        byte[] hash = hash(text);
        Instant now = clock.instant();
        return database.sessions()
                .find(hash)
                .filter(session -> session.isGood(now) && authenticate.isTaken(session.keyId(), now))
                .flatMap(session -> Optional.ofNullable(session.run())
                        .flatMap(database.runs()::find)
                        .map(run -> new Link(
                                run,
                                "link:" + HexFormat.of().formatHex(hash).substring(0, CHARACTERS_OF_NAME),
                                session.expiresAt())));
    }

    /** Ends all links to the rejections of a run. */
    public void end(RunId run) {
        Acting.on(run);
        database.unitOfWork().<Integer>write(() -> database.sessions().endOf(run));
    }

    /** Another text than that of which sessions keep the hash: neither is taken for the other. */
    private static byte[] hash(String text) {
        return KeyText.hash("link " + text);
    }
}
