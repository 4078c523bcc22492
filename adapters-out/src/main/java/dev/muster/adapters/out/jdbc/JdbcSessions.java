package dev.muster.adapters.out.jdbc;

import dev.muster.application.port.Sessions;
import dev.muster.domain.access.Session;
import dev.muster.domain.run.RunId;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table of sessions. */
final class JdbcSessions implements Sessions {
    private final Transactions transactions;

    JdbcSessions(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public void begin(Session session, byte[] hash) {
        transactions.execute(connection -> Sql.of(
                        "INSERT INTO sessions (hash, key_id, created_at, expires_at, run) VALUES (?, ?, ?, ?, ?)")
                .with(hash)
                .with(session.keyId())
                .with(session.createdAt().toEpochMilli())
                .with(session.expiresAt().toEpochMilli())
                .with(session.run() == null ? null : session.run().value())
                .update(connection));
    }

    @Override
    public Optional<Session> find(byte[] hash) {
        return transactions.query(connection -> Sql.of(
                        "SELECT key_id, created_at, expires_at, run FROM sessions WHERE hash = ?")
                .with(hash)
                .first(
                        connection,
                        results -> new Session(
                                results.getString(1),
                                Instant.ofEpochMilli(results.getLong(2)),
                                Instant.ofEpochMilli(results.getLong(3)),
                                run(results.getObject(4)))));
    }

    private static @Nullable RunId run(@Nullable Object value) {
        return value == null ? null : new RunId(((Number) value).longValue());
    }

    @Override
    public void end(byte[] hash) {
        transactions.execute(connection ->
                Sql.of("DELETE FROM sessions WHERE hash = ?").with(hash).update(connection));
    }

    @Override
    public int endOf(RunId run) {
        return transactions.update(connection ->
                Sql.of("DELETE FROM sessions WHERE run = ?").with(run.value()).update(connection));
    }

    @Override
    public int forget(Instant before) {
        return transactions.update(connection -> Sql.of("DELETE FROM sessions WHERE expires_at < ?")
                .with(before.toEpochMilli())
                .update(connection));
    }
}
