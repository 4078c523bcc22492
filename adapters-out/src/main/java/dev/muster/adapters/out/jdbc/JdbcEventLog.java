package dev.muster.adapters.out.jdbc;

import dev.muster.application.port.Event;
import dev.muster.application.port.EventLog;
import dev.muster.application.port.Slice;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The tables of the events and of their last position. */
final class JdbcEventLog implements EventLog {
    private static final int AT_ONCE = 100;

    private final Transactions transactions;

    JdbcEventLog(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public void append(Event event) {
        transactions.execute(connection -> Sql.of("""
                        INSERT INTO events (id, type, subject, happened_at, data) VALUES (?, ?, ?, ?, ?)""")
                .with(event.id())
                .with(event.type())
                .with(event.subject())
                .with(event.time().toEpochMilli())
                .with(event.data())
                .update(connection));
    }

    @Override
    public boolean waiting() {
        return transactions.query(connection -> Sql.of("SELECT EXISTS (SELECT 1 FROM events WHERE position IS NULL)")
                .isTrue(connection));
    }

    @Override
    public int sequence(int most) {
        return transactions.update(connection -> {
            // Whoever comes second waits here, and then sees what the first one did.
            Sql.of("""
                            INSERT INTO event_positions AS p (the_only_row, last) VALUES (1, 0)
                            ON CONFLICT (the_only_row) DO UPDATE SET last = p.last""").update(connection);
            List<Long> waiting = Sql.of("SELECT appended FROM events WHERE position IS NULL ORDER BY appended LIMIT ?")
                    .with((long) most)
                    .list(connection, results -> results.getLong(1));
            long last = last(connection);
            for (long appended : waiting) {
                Sql.of("UPDATE events SET position = ? WHERE appended = ?")
                        .with(++last)
                        .with(appended)
                        .update(connection);
            }
            Sql.of("UPDATE event_positions SET last = ?").with(last).update(connection);
            return waiting.size();
        });
    }

    @Override
    public long last() {
        return transactions.query(JdbcEventLog::last);
    }

    private static long last(Connection connection) throws SQLException {
        return Sql.of("SELECT last FROM event_positions")
                .first(connection, results -> results.getLong(1))
                .orElse(0L);
    }

    @Override
    public Optional<Long> position(String id) {
        return transactions.query(
                connection -> Sql.of("SELECT position FROM events WHERE id = ? AND position IS NOT NULL")
                        .with(id)
                        .first(connection, results -> results.getLong(1)));
    }

    @Override
    public Slice<Logged> after(long position, int limit) {
        Sql select = Sql.of("""
                        SELECT position, id, type, subject, happened_at, data FROM events WHERE position > ?
                        ORDER BY position LIMIT ?""").with(position).with(limit + 1L);
        return transactions.query(connection -> select.slice(
                connection,
                limit,
                AT_ONCE,
                results -> new Logged(
                        results.getLong(1),
                        new Event(
                                results.getString(2),
                                results.getString(3),
                                results.getString(4),
                                Instant.ofEpochMilli(results.getLong(5)),
                                results.getString(6))),
                Logged::bytes));
    }

    @Override
    public int forget(Instant before) {
        return transactions.update(
                connection -> Sql.of("""
                        DELETE FROM events WHERE happened_at < ? AND position < (SELECT last FROM event_positions)""").with(before.toEpochMilli()).update(connection));
    }
}
