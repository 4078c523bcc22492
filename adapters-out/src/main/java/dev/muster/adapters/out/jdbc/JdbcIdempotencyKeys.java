package dev.muster.adapters.out.jdbc;

import dev.muster.application.port.IdempotencyKeys;
import dev.muster.domain.run.RunId;
import java.sql.Connection;
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
            int bound = Sql.of("""
                            INSERT INTO idempotency_keys AS k (idempotency_key, request_sha256, run, created_at)
                            VALUES (?, ?, ?, ?)
                            ON CONFLICT (idempotency_key) DO UPDATE SET request_sha256 = excluded.request_sha256,
                                run = excluded.run, created_at = excluded.created_at, answer_status = NULL, answer = NULL
                            WHERE k.created_at < ?""")
                    .with(key)
                    .with(requestSha256)
                    .with(run.value())
                    .with(at.toEpochMilli())
                    .with(since.toEpochMilli())
                    .update(connection);
            return bound > 0 ? Optional.empty() : find(connection, key, since);
        });
    }

    @Override
    public Optional<Bound> find(String key, Instant since) {
        return transactions.query(connection -> find(connection, key, since));
    }

    private static Optional<Bound> find(Connection connection, String key, Instant since) throws SQLException {
        return Sql.of("""
                        SELECT request_sha256, run, answer_status, answer FROM idempotency_keys
                        WHERE idempotency_key = ? AND created_at >= ?""").with(key).with(since.toEpochMilli()).first(connection, results -> {
            byte[] body = results.getBytes(4);
            return new Bound(
                    results.getString(1),
                    new RunId(results.getLong(2)),
                    body == null ? null : new Answer(results.getInt(3), body));
        });
    }

    @Override
    public void answer(String key, RunId run, Answer answer) {
        transactions.execute(connection -> Sql.of("""
                        UPDATE idempotency_keys SET answer_status = ?, answer = ?
                        WHERE idempotency_key = ? AND run = ? AND answer IS NULL""")
                .with((long) answer.status())
                .with(answer.body())
                .with(key)
                .with(run.value())
                .update(connection));
    }

    @Override
    public int forget(Instant before) {
        return transactions.update(connection -> Sql.of("DELETE FROM idempotency_keys WHERE created_at < ?")
                .with(before.toEpochMilli())
                .update(connection));
    }
}
