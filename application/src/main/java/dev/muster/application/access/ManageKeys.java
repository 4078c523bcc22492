package dev.muster.application.access;

import dev.muster.application.Refusal;
import dev.muster.application.port.Database;
import dev.muster.application.port.PortException;
import dev.muster.domain.access.AccessKey;
import dev.muster.domain.access.Role;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gives keys and takes them back. All methods throw {@link PortException} if the database fails. Thread safe. */
public final class ManageKeys {
    /** Most characters of a label. */
    public static final int LONGEST_LABEL = 100;

    private final Database database;
    private final Authenticate authenticate;
    private final InstantSource clock;

    /** @param authenticate forgets at once what is revoked here */
    public ManageKeys(Database database, Authenticate authenticate, InstantSource clock) {
        this.database = database;
        this.authenticate = authenticate;
        this.clock = () -> clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /**
     * A key that was made.
     *
     * @param text what its owner shows. It is nowhere else
     */
    public record Made(AccessKey key, String text) {
        /** The text is left out: it is a secret. */
        @Override
        public String toString() {
            return key.toString();
        }
    }

    /**
     * Makes a key.
     *
     * @param label for people; null for none
     * @param expiresAt null if it is not to expire
     * @throws Refusal {@code bad-parameter} if the label is too long or the key would have expired already
     */
    public Made create(Role role, @Nullable String label, @Nullable Instant expiresAt) {
        Instant now = clock.instant();
        if (label != null
                && (label.isBlank()
                        || label.codePointCount(0, label.length()) > LONGEST_LABEL
                        || label.chars().anyMatch(Character::isISOControl))) {
            throw bad(
                    "label",
                    "the label must have from 1 to %s characters, none of them a control character"
                            .formatted(LONGEST_LABEL));
        }
        if (expiresAt != null && !expiresAt.isAfter(now)) {
            throw bad("expires_at", "the key would have expired already: it is %s".formatted(now));
        }
        String text = KeyText.random();
        byte[] hash = KeyText.hash(text);
        return database.unitOfWork().write(() -> {
            while (true) {
                AccessKey key = new AccessKey(
                        KeyText.randomId(),
                        role,
                        label,
                        now,
                        expiresAt == null ? null : expiresAt.truncatedTo(ChronoUnit.MILLIS),
                        null,
                        null);
                if (database.accessKeys().create(key, hash)) {
                    Acting.on(key.id());
                    return new Made(key, text);
                }
            }
        });
    }

    private static Refusal bad(String field, String detail) {
        return new Refusal(new Problem(ProblemType.BAD_PARAMETER, detail).with("field", field));
    }

    /** Returns all keys, the newest first. */
    public List<AccessKey> list() {
        return database.accessKeys().list();
    }

    /**
     * Revokes a key; one that is revoked stays as it is. This process takes it no more, others do not after some seconds.
     *
     * @throws Refusal {@code not-found} if there is none with this id
     */
    public AccessKey revoke(String id) {
        Acting.on(id);
        AccessKey revoked = database.unitOfWork()
                .write(() -> database.accessKeys()
                        .revoke(id, clock.instant())
                        .orElseThrow(() -> new Refusal(ProblemType.NOT_FOUND, "there is no key '%s'".formatted(id))));
        authenticate.forget();
        return revoked;
    }
}
