package dev.muster.adapters.out.jdbc;

import dev.muster.application.port.IdempotencyKeys;
import dev.muster.domain.run.RunId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** The table of the idempotency keys. */
final class JdbcIdempotencyKeys implements IdempotencyKeys {
    private final Transactions transactions;

    JdbcIdempotencyKeys(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Optional<Bound> bind(String key, String requestSha256, RunId run, Instant at, Instant since) {
        return transactions.update(connection -> {
            try (PreparedStatement bind = connection.prepareStatement("""
                    INSERT INTO idempotency_keys AS k (idempotency_key, request_sha256, run, created_at)
                    VALUES (?, ?, ?, ?)
                    ON CONFLICT (idempotency_key) DO UPDATE SET request_sha256 = excluded.request_sha256,
                        run = excluded.run, created_at = excluded.created_at, answer_status = NULL, answer = NULL
                    WHERE k.created_at < ?""")) {
                bind.setString(1, key);
                bind.setString(2, requestSha256);
                bind.setLong(3, run.value());
                bind.setLong(4, at.toEpochMilli());
                bind.setLong(5, since.toEpochMilli());
                return bind.executeUpdate() > 0 ? Optional.empty() : find(connection, key, since);
            }
        });
    }

    @Override
    public Optional<Bound> find(String key, Instant since) {
        return transactions.query(connection -> find(connection, key, since));
    }

    private static Optional<Bound> find(Connection connection, String key, Instant since) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT request_sha256, run, answer_status, answer FROM idempotency_keys
                WHERE idempotency_key = ? AND created_at >= ?""")) {
            select.setString(1, key);
            select.setLong(2, since.toEpochMilli());
            try (ResultSet results = select.executeQuery()) {
                if (!results.next()) {
                    return Optional.empty();
                }
                byte[] body = results.getBytes(4);
                return Optional.of(new Bound(
                        results.getString(1),
                        new RunId(results.getLong(2)),
                        body == null ? null : new Answer(results.getInt(3), body)));
            }
        }
    }

    @Override
    public void answer(String key, RunId run, Answer answer) {
        transactions.execute(connection -> {
            try (PreparedStatement update = connection.prepareStatement("""
                    UPDATE idempotency_keys SET answer_status = ?, answer = ?
                    WHERE idempotency_key = ? AND run = ? AND answer IS NULL""")) {
                update.setInt(1, answer.status());
                update.setBytes(2, answer.body());
                update.setString(3, key);
                update.setLong(4, run.value());
                update.executeUpdate();
            }
        });
    }

    @Override
    public int forget(Instant before) {
        return transactions.update(connection -> {
            try (PreparedStatement delete =
                    connection.prepareStatement("DELETE FROM idempotency_keys WHERE created_at < ?")) {
                delete.setLong(1, before.toEpochMilli());
                return delete.executeUpdate();
            }
        });
    }
}
