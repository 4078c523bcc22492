package dev.muster.adapters.out.jdbc;

import dev.muster.application.port.Sessions;
import dev.muster.domain.access.Session;
import java.time.Instant;
import java.util.Optional;

/** The table of sessions. */
final class JdbcSessions implements Sessions {
    private final Transactions transactions;

    JdbcSessions(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public void begin(Session session, byte[] hash) {
        transactions.execute(
                connection -> Sql.of("INSERT INTO sessions (hash, key_id, created_at, expires_at) VALUES (?, ?, ?, ?)")
                        .with(hash)
                        .with(session.keyId())
                        .with(session.createdAt().toEpochMilli())
                        .with(session.expiresAt().toEpochMilli())
                        .update(connection));
    }

    @Override
    public Optional<Session> find(byte[] hash) {
        return transactions.query(connection -> Sql.of(
                        "SELECT key_id, created_at, expires_at FROM sessions WHERE hash = ?")
                .with(hash)
                .first(
                        connection,
                        results -> new Session(
                                results.getString(1),
                                Instant.ofEpochMilli(results.getLong(2)),
                                Instant.ofEpochMilli(results.getLong(3)))));
    }

    @Override
    public void end(byte[] hash) {
        transactions.execute(connection ->
                Sql.of("DELETE FROM sessions WHERE hash = ?").with(hash).update(connection));
    }

    @Override
    public int forget(Instant before) {
        return transactions.update(connection -> Sql.of("DELETE FROM sessions WHERE expires_at < ?")
                .with(before.toEpochMilli())
                .update(connection));
    }
}
