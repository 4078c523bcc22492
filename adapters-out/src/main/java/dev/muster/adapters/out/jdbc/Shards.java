package dev.muster.adapters.out.jdbc;

import dev.muster.domain.run.RunId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * Tables of sums, in which a run has a shard of its own while it is under way: so no two runs wait for each other's rows.
 */
final class Shards {
    private Shards() {}

    /**
     * Adds the shard of a run that has ended to shard 0.
     *
     * @param key columns of the key but for {@code shard}
     * @param sum the column that holds the sums
     */
    static void fold(Connection connection, String table, String key, String sum, RunId run) throws SQLException {
        // In key order: two runs that fold at once wait for each other, but never in a circle.
        String sql = """
                INSERT INTO %1$s AS folded (%2$s, shard, %3$s) SELECT %2$s, 0, %3$s FROM %1$s WHERE shard = ?
                ORDER BY %2$s
                ON CONFLICT (%2$s, shard) DO UPDATE SET %3$s = folded.%3$s + excluded.%3$s""".formatted(table, key, sum);
        try (PreparedStatement add = connection.prepareStatement(sql);
                PreparedStatement remove =
                        connection.prepareStatement("DELETE FROM %s WHERE shard = ?".formatted(table))) {
            add.setLong(1, run.value());
            remove.setLong(1, run.value());
            if (add.executeUpdate() > 0) {
                remove.executeUpdate();
            }
        }
    }
}
