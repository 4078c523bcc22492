package dev.muster.adapters.out.jdbc;

import dev.muster.application.port.Deliveries;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table of the deliveries to webhooks. */
final class JdbcDeliveries implements Deliveries {
    private final Transactions transactions;

    JdbcDeliveries(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public void begin(String webhook, long position) {
        transactions.execute(
                connection -> Sql.of("""
                        INSERT INTO deliveries (webhook, version, position, delivered, failed, attempts)
                        VALUES (?, 0, ?, 0, 0, 0) ON CONFLICT (webhook) DO NOTHING""").with(webhook).with(position).update(connection));
    }

    @Override
    public Optional<Delivery> find(String webhook) {
        return transactions.query(
                connection -> Sql.of("""
                        SELECT version, position, delivered, failed, attempts, failing_since, last_error, last_delivered_at
                        FROM deliveries WHERE webhook = ?""").with(webhook).first(connection, results -> read(webhook, results)));
    }

    private static Delivery read(String webhook, ResultSet results) throws SQLException {
        return new Delivery(
                webhook,
                results.getLong(1),
                results.getLong(2),
                results.getLong(3),
                results.getLong(4),
                results.getInt(5),
                instant(results, 6),
                results.getString(7),
                instant(results, 8));
    }

    private static @Nullable Instant instant(ResultSet results, int column) throws SQLException {
        long millis = results.getLong(column);
        return results.wasNull() ? null : Instant.ofEpochMilli(millis);
    }

    @Override
    public boolean advance(Delivery after) {
        return transactions.update(connection -> Sql.of("""
                        UPDATE deliveries SET version = version + 1, position = ?, delivered = ?, failed = ?, attempts = ?,
                            failing_since = ?, last_error = ?, last_delivered_at = ?
                        WHERE webhook = ? AND version = ?""")
                        .with(after.position())
                        .with(after.delivered())
                        .with(after.failed())
                        .with((long) after.attempts())
                        .with(millis(after.failingSince()))
                        .with((statement, index) -> statement.setString(index, after.lastError()))
                        .with(millis(after.lastDeliveredAt()))
                        .with(after.webhook())
                        .with(after.version())
                        .update(connection)
                > 0);
    }

    private static @Nullable Long millis(@Nullable Instant instant) {
        return instant == null ? null : instant.toEpochMilli();
    }
}
