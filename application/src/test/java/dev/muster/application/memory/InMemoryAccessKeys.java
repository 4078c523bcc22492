package dev.muster.application.memory;

import dev.muster.application.port.AccessKeys;
import dev.muster.domain.access.AccessKey;
import dev.muster.domain.dataset.CodePointOrder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

final class InMemoryAccessKeys implements AccessKeys {
    private static final Keys NONE = new Keys(new SortedTree<>(CodePointOrder.BY_CODE_POINT));

    private final Transactions transactions;

    InMemoryAccessKeys(Transactions transactions) {
        this.transactions = transactions;
    }

    private record Kept(AccessKey key, byte[] hash) {}

    /** @param byId by their ids */
    private record Keys(SortedTree<String, Kept> byId) {}

    private SortedTree<String, Kept> keys() {
        return transactions.state().other(Keys.class, NONE).byId();
    }

    private void put(Kept kept) {
        transactions.change(state -> state.withOther(
                new Keys(state.other(Keys.class, NONE).byId().with(kept.key().id(), kept))));
    }

    @Override
    public boolean create(AccessKey key, byte[] hash) {
        boolean isNew = keys().get(key.id()) == null;
        transactions.change(state -> state);
        if (isNew) {
            put(new Kept(
                    new AccessKey(
                            key.id(),
                            key.role(),
                            key.label(),
                            key.createdAt().truncatedTo(ChronoUnit.MILLIS),
                            kept(key.expiresAt()),
                            kept(key.lastUsedAt()),
                            kept(key.revokedAt())),
                    hash.clone()));
        }
        return isNew;
    }

    private static @Nullable Instant kept(@Nullable Instant instant) {
        return instant == null ? null : instant.truncatedTo(ChronoUnit.MILLIS);
    }

    private List<Kept> all() {
        return keys().after(null).toList();
    }

    @Override
    public Optional<AccessKey> find(byte[] hash) {
        return all().stream()
                .filter(kept -> Arrays.equals(kept.hash(), hash))
                .map(Kept::key)
                .findFirst();
    }

    @Override
    public Optional<AccessKey> find(String id) {
        return Optional.ofNullable(keys().get(id)).map(Kept::key);
    }

    @Override
    public List<AccessKey> list() {
        return all().stream()
                .map(Kept::key)
                .sorted(Comparator.comparing(AccessKey::createdAt).reversed())
                .toList();
    }

    @Override
    public Optional<AccessKey> revoke(String id, Instant at) {
        return changed(
                id,
                key -> key.revokedAt() != null
                        ? key
                        : new AccessKey(
                                key.id(),
                                key.role(),
                                key.label(),
                                key.createdAt(),
                                key.expiresAt(),
                                key.lastUsedAt(),
                                kept(at)));
    }

    @Override
    public void use(String id, Instant at) {
        changed(
                id,
                key -> key.lastUsedAt() != null && !key.lastUsedAt().isBefore(at)
                        ? key
                        : new AccessKey(
                                key.id(),
                                key.role(),
                                key.label(),
                                key.createdAt(),
                                key.expiresAt(),
                                kept(at),
                                key.revokedAt()));
    }

    private Optional<AccessKey> changed(String id, UnaryOperator<AccessKey> change) {
        Kept before = keys().get(id);
        transactions.change(state -> state);
        if (before == null) {
            return Optional.empty();
        }
        Kept after = new Kept(change.apply(before.key()), before.hash());
        put(after);
        return Optional.of(after.key());
    }
}
