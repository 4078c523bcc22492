package dev.muster.adapters.out.jdbc;

import dev.muster.application.port.AuditLog;
import dev.muster.domain.access.AuditEntry;
import dev.muster.domain.access.AuditEntry.Outcome;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The table {@code audit}. */
final class JdbcAuditLog implements AuditLog {
    private final Transactions transactions;

    JdbcAuditLog(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public void add(Instant at, String actor, String action, String subject, Outcome outcome) {
        transactions.execute(
                connection -> Sql.of("INSERT INTO audit (at, actor, action, subject, outcome) VALUES (?, ?, ?, ?, ?)")
                        .with(at.toEpochMilli())
                        .with(actor)
                        .with(action)
                        .with(subject)
                        .with(outcome.code())
                        .update(connection));
    }

    @Override
    public List<AuditEntry> list(Filter filter, @Nullable Long before, int limit) {
        return transactions.query(connection -> {
            Sql sql = Sql.of("SELECT id, at, actor, action, subject, outcome FROM audit WHERE TRUE");
            if (before != null) {
                sql.then(" AND id < ?").with(before);
            }
            if (filter.actor() != null) {
                sql.then(" AND actor = ?").with(filter.actor());
            }
            if (filter.action() != null) {
                sql.then(" AND action = ?").with(filter.action());
            }
            if (filter.since() != null) {
                sql.then(" AND at >= ?").with(filter.since().toEpochMilli());
            }
            return sql.then(" ORDER BY id DESC LIMIT ?").with((long) limit).list(connection, JdbcAuditLog::read);
        });
    }

    @Override
    public int forget(Instant before) {
        return transactions.update(connection -> Sql.of("DELETE FROM audit WHERE at < ?")
                .with(before.toEpochMilli())
                .update(connection));
    }

    private static AuditEntry read(ResultSet results) throws SQLException {
        return new AuditEntry(
                results.getLong(1),
                Instant.ofEpochMilli(results.getLong(2)),
                results.getString(3),
                results.getString(4),
                results.getString(5),
                Outcome.valueOf(results.getString(6).toUpperCase(Locale.ROOT)));
    }
}
