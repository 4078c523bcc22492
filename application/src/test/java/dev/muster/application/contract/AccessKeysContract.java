package dev.muster.application.contract;

import static dev.muster.application.fixtures.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.application.port.AccessKeys;
import dev.muster.domain.access.AccessKey;
import dev.muster.domain.access.Role;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@link AccessKeys} promises. */
public abstract class AccessKeysContract extends OnEmptyDatabase {
    private static final Instant LATER = NOW.plusSeconds(1);

    private AccessKeys keys;

    @BeforeEach
    void takeKeys() {
        keys = database.accessKeys();
    }

    private static AccessKey key(
            String id, Instant createdAt, @Nullable Instant lastUsedAt, @Nullable Instant revokedAt) {
        return new AccessKey(id, Role.OPERATOR, "Zo\u00eb's \ud83d\ude80", createdAt, LATER, lastUsedAt, revokedAt);
    }

    private static byte[] hash(int first) {
        byte[] hash = new byte[32];
        hash[0] = (byte) first;
        return hash;
    }

    private boolean create(AccessKey key, int hash) {
        return database.unitOfWork().write(() -> keys.create(key, hash(hash)));
    }

    private Optional<AccessKey> revoke(String id, Instant at) {
        return database.unitOfWork().write(() -> keys.revoke(id, at));
    }

    @Test
    void findsAKeyByItsHash() {
        AccessKey bare = new AccessKey("b", Role.READER, null, NOW, null, null, null);
        assertThat(create(key("a", NOW, null, null), 1)).isTrue();
        assertThat(create(bare, -1)).isTrue();
        assertThat(create(key("a", LATER, null, null), 3)).isFalse();

        assertThat(keys.find(hash(1))).contains(key("a", NOW, null, null));
        assertThat(keys.find(hash(-1))).contains(bare);
        assertThat(keys.find(hash(3))).isEmpty();
    }

    @Test
    void listsTheNewestFirst() {
        create(key("b", NOW, null, null), 1);
        create(key("c", LATER, null, null), 2);
        create(key("a", NOW, null, null), 3);

        assertThat(keys.list()).extracting(AccessKey::id).containsExactly("c", "a", "b");
    }

    @Test
    void revokesAKeyOnce() {
        create(key("a", NOW, null, null), 1);

        assertThat(revoke("a", LATER)).contains(key("a", NOW, null, LATER));
        assertThat(revoke("a", LATER.plusSeconds(1))).contains(key("a", NOW, null, LATER));
        assertThat(revoke("A", LATER)).isEmpty();
        assertThat(keys.find(hash(1))).contains(key("a", NOW, null, LATER));
    }

    @Test
    void notesTheLastUse() {
        create(key("a", NOW, null, null), 1);

        write(() -> keys.use("a", LATER));
        write(() -> keys.use("a", NOW));
        write(() -> keys.use("unknown", LATER));

        assertThat(keys.list()).containsExactly(key("a", NOW, LATER, null));
    }
}
