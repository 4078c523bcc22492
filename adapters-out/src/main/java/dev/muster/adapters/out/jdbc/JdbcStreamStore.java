package dev.muster.adapters.out.jdbc;

import dev.muster.application.port.StreamStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tables of streams and their offsets. */
final class JdbcStreamStore implements StreamStore {
    private static final String SELECT =
            "SELECT topic_id, partition, next_offset, last_error, changed_at FROM stream_offsets ";

    private final Transactions transactions;

    JdbcStreamStore(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Optional<Position> position(String topicId, int partition) {
        return transactions.query(connection -> Sql.of(SELECT + "WHERE topic_id = ? AND partition = ?")
                .with(topicId)
                .with((long) partition)
                .first(connection, JdbcStreamStore::read));
    }

    @Override
    public List<Position> positions(String topic) {
        // A topic that was made anew is the one whose positions were moved last.
        return transactions.query(
                connection -> Sql.of(SELECT + """
                        AS o WHERE topic = ?
                        ORDER BY (SELECT max(changed_at) FROM stream_offsets AS same WHERE same.topic_id = o.topic_id),
                            topic_id, partition""").with(topic).list(connection, JdbcStreamStore::read));
    }

    private static Position read(ResultSet results) throws SQLException {
        return new Position(
                results.getString(1),
                results.getInt(2),
                results.getLong(3),
                results.getString(4),
                Instant.ofEpochMilli(results.getLong(5)));
    }

    @Override
    public boolean move(Partition partition, @Nullable Long from, long to, @Nullable String error, Instant at) {
        Sql change = from == null ? Sql.of("""
                        INSERT INTO stream_offsets (next_offset, changed_at, last_error, topic_id, partition, topic, dataset)
                        VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""") : Sql.of("""
                        UPDATE stream_offsets SET next_offset = ?, changed_at = ?, last_error = coalesce(?, last_error)
                        WHERE topic_id = ? AND partition = ? AND next_offset = ?""");
        change.with(to)
                .with(at.toEpochMilli())
                .withText(error)
                .with(partition.topicId())
                .with((long) partition.number());
        if (from == null) {
            change.with(partition.topic()).with(partition.dataset());
        } else {
            change.with(from);
        }
        return transactions.update(change::update) == 1;
    }

    @Override
    public String group(String topic, String proposed) {
        return transactions.update(connection -> {
            Sql.of("INSERT INTO streams (topic, consumer_group, paused) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
                    .with(topic)
                    .with(proposed)
                    .with((statement, index) -> statement.setBoolean(index, false))
                    .update(connection);
            return Sql.of("SELECT consumer_group FROM streams WHERE topic = ?")
                    .with(topic)
                    .first(connection, results -> results.getString(1))
                    .orElseThrow();
        });
    }

    @Override
    public boolean isPaused(String topic) {
        return transactions.query(connection ->
                Sql.of("SELECT paused FROM streams WHERE topic = ?").with(topic).isTrue(connection));
    }

    @Override
    public void pause(String topic, boolean paused) {
        transactions.execute(connection -> Sql.of("UPDATE streams SET paused = ? WHERE topic = ?")
                .with((statement, index) -> statement.setBoolean(index, paused))
                .with(topic)
                .update(connection));
    }
}
