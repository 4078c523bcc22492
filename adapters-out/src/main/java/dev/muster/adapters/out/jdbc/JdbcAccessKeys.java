package dev.muster.adapters.out.jdbc;

import dev.muster.application.port.AccessKeys;
import dev.muster.domain.access.AccessKey;
import dev.muster.domain.access.Role;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table of keys. */
final class JdbcAccessKeys implements AccessKeys {
    private static final String SELECT =
            "SELECT id, role, label, created_at, expires_at, last_used_at, revoked_at FROM api_keys ";

    private final Transactions transactions;

    JdbcAccessKeys(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public boolean create(AccessKey key, byte[] hash) {
        return transactions.update(connection -> Sql.of("""
                        INSERT INTO api_keys (id, role, hash, label, created_at, expires_at, last_used_at, revoked_at)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING""")
                        .with(key.id())
                        .with(key.role().code())
                        .with(hash)
                        .with((statement, index) -> statement.setString(index, key.label()))
                        .with(key.createdAt().toEpochMilli())
                        .with(millis(key.expiresAt()))
                        .with(millis(key.lastUsedAt()))
                        .with(millis(key.revokedAt()))
                        .update(connection)
                > 0);
    }

    @Override
    public Optional<AccessKey> find(byte[] hash) {
        return transactions.query(
                connection -> Sql.of(SELECT + "WHERE hash = ?").with(hash).first(connection, JdbcAccessKeys::read));
    }

    @Override
    public Optional<AccessKey> find(String id) {
        return transactions.query(connection -> find(connection, id));
    }

    @Override
    public List<AccessKey> list() {
        return transactions.query(
                connection -> Sql.of(SELECT + "ORDER BY created_at DESC, id").list(connection, JdbcAccessKeys::read));
    }

    @Override
    public Optional<AccessKey> revoke(String id, Instant at) {
        return transactions.update(connection -> {
            Sql.of("UPDATE api_keys SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL")
                    .with(at.toEpochMilli())
                    .with(id)
                    .update(connection);
            return find(connection, id);
        });
    }

    private static Optional<AccessKey> find(Connection connection, String id) throws SQLException {
        return Sql.of(SELECT + "WHERE id = ?").with(id).first(connection, JdbcAccessKeys::read);
    }

    @Override
    public void use(String id, Instant at) {
        transactions.execute(connection -> Sql.of(
                        "UPDATE api_keys SET last_used_at = ? WHERE id = ? AND (last_used_at IS NULL OR last_used_at < ?)")
                .with(at.toEpochMilli())
                .with(id)
                .with(at.toEpochMilli())
                .update(connection));
    }

    private static AccessKey read(ResultSet results) throws SQLException {
        return new AccessKey(
                results.getString(1),
                Role.valueOf(results.getString(2).toUpperCase(Locale.ROOT)),
                results.getString(3),
                Instant.ofEpochMilli(results.getLong(4)),
                instant(results, 5),
                instant(results, 6),
                instant(results, 7));
    }

    private static @Nullable Instant instant(ResultSet results, int column) throws SQLException {
        long millis = results.getLong(column);
        return results.wasNull() ? null : Instant.ofEpochMilli(millis);
    }

    private static @Nullable Long millis(@Nullable Instant instant) {
        return instant == null ? null : instant.toEpochMilli();
    }
}
