package dev.muster.application.access;

import dev.muster.application.port.Database;
import dev.muster.application.port.PortException;
import dev.muster.application.port.Tokens;
import dev.muster.domain.access.AccessKey;
import dev.muster.domain.access.Role;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Tells who shows a key. What the database says of a good key is believed for some seconds. Thread safe. */
public final class Authenticate {
    /** A key that is revoked elsewhere is taken here for no longer. */
    private static final Duration BELIEVED = Duration.ofSeconds(3);

    /** Most good keys that are known at a time. Whoever has more asks the database more often. */
    private static final int MOST_KNOWN = 10_000;

    private static final String BY_TOKEN = "jwt:";

    private final Database database;
    private final InstantSource clock;
    private final byte @Nullable [] adminHash;
    private final Tokens tokens;
    private final Map<String, Known> known = new ConcurrentHashMap<>();
    private final Map<String, Instant> used = new ConcurrentHashMap<>();

    private record Known(AccessKey key, Instant since) {}

    /**
     * @param adminKey one more key, which the database does not have; null if there is none
     * @param tokens reads what is no key
     */
    public Authenticate(Database database, InstantSource clock, @Nullable String adminKey, Tokens tokens) {
        this.tokens = tokens;
        this.database = database;
        this.clock = clock;
        this.adminHash = adminKey == null ? null : KeyText.hash(adminKey);
    }

    /**
     * Returns who shows {@code key}, which may be a token as well; empty if it is neither, or one that is revoked or has
     * expired.
     *
     * @throws PortException if the database fails, or whoever gives tokens cannot be asked
     */
    public Optional<Caller> caller(String key) {
        if (key.indexOf('.') >= 0) {
            // No key that is made here has a point; each token has two.
            Optional<Caller> caller =
                    tokens.read(key).map(token -> new Caller(BY_TOKEN + token.subject(), highest(token.roles())));
            if (caller.isPresent()) {
                return caller;
            }
        }
        return key(key).map(Holder::caller);
    }

    /** Who shows a key that is taken now. */
    record Holder(String id, Role role) {
        Caller caller() {
            return new Caller("key:" + id, role);
        }
    }

    private static final Holder ADMIN = new Holder("admin", Role.ADMIN);

    /** Returns who shows {@code key}; empty if it is none that is taken now. */
    Optional<Holder> key(String key) {
        byte[] hash = KeyText.hash(key);
        if (adminHash != null && MessageDigest.isEqual(hash, adminHash)) {
            return Optional.of(ADMIN);
        }
        Instant now = clock.instant();
        return key(hash, now).flatMap(found -> holder(found, now));
    }

    private Optional<Holder> holder(AccessKey key, Instant now) {
        if (!key.isGood(now)) {
            return Optional.empty();
        }
        used.put(key.id(), now);
        return Optional.of(new Holder(key.id(), key.role()));
    }

    /** Returns whose session a browser shows; empty if it is over, or its key is taken no more. */
    Optional<Caller> session(String text) {
        Instant now = clock.instant();
        return hashesOfSession(text).stream()
                .flatMap(hash -> database.sessions().find(hash).stream())
                .filter(session -> session.isGood(now))
                .findFirst()
                .flatMap(session -> session.keyId().equals(ADMIN.id())
                        ? Optional.of(ADMIN)
                        : database.accessKeys().find(session.keyId()).flatMap(key -> holder(key, now)))
                .map(Holder::caller);
    }

    /** Returns whether a key is taken now. Whoever has no key of this service cannot lose it. */
    boolean isTaken(String keyId, Instant now) {
        return keyId.equals(ADMIN.id())
                ? adminHash != null
                : database.accessKeys()
                        .find(keyId)
                        .map(key -> key.isGood(now))
                        .orElse(keyId.equals(Caller.LOCAL.actor()) || keyId.startsWith(BY_TOKEN));
    }

    /** Returns what may be kept of a session. */
    List<byte[]> hashesOfSession(String text) {
        return adminHash == null
                ? List.of(hashOfSession(text, ""))
                : List.of(hashOfSession(text, ""), hashOfSession(text, ADMIN.id()));
    }

    /** Returns what is kept of a session. Those of the key that no database has are not found under another such key. */
    byte[] hashOfSession(String text, String keyId) {
        return KeyText.hash(
                adminHash != null && keyId.equals(ADMIN.id())
                        ? text + " " + HexFormat.of().formatHex(adminHash)
                        : text);
    }

    private static @Nullable Role highest(Set<String> roles) {
        return Stream.of(Role.values())
                .filter(role -> roles.contains(role.code()))
                .max(Comparator.naturalOrder())
                .orElse(null);
    }

    private Optional<AccessKey> key(byte[] hash, Instant now) {
        String text = HexFormat.of().formatHex(hash);
        Known before = known.get(text);
        if (before != null && now.isBefore(before.since().plus(BELIEVED))) {
            return Optional.of(before.key());
        }
        Optional<AccessKey> found = database.accessKeys().find(hash);
        if (found.isPresent()) {
            if (known.size() >= MOST_KNOWN) {
                known.clear();
            }
            known.put(text, new Known(found.get(), now));
        }
        return found;
    }

    /** Believes nothing that it knows: a key was revoked. */
    void forget() {
        known.clear();
    }

    /** Returns whether there is a key that is taken now. */
    public boolean hasKey() {
        Instant now = clock.instant();
        return adminHash != null || database.accessKeys().list().stream().anyMatch(key -> key.isGood(now));
    }

    /**
     * Puts on record when keys were used.
     *
     * @throws PortException if the database fails; they are put on record at the next time then
     */
    public void recordUses() {
        Map<String, Instant> uses = Map.copyOf(used);
        if (uses.isEmpty()) {
            return;
        }
        database.unitOfWork().write(() -> {
            uses.forEach(database.accessKeys()::use);
            return null;
        });
        uses.forEach(used::remove);
    }
}
