package dev.muster.adapters.out.jdbc;

import dev.muster.domain.run.RunId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * A table of sums. The transactions that change the rows change their sums, too. A run has a shard of its own while it
 * is under way, so that no two runs wait for each other's sums. When the run ends, its shard is added to
 * {@link #COMMON}.
 *
 * @param key columns of the key, without {@code shard}
 * @param sum the column that holds the sums
 * @param order the order of keys in which every transaction changes sums, so that two transactions never wait for each
 *     other in a circle
 */
record Sums<K>(String table, List<String> key, String sum, Comparator<K> order, Binding<K> binding) {
    /**
     * The shard of everything that belongs to no run under way. Whoever changes it locks it after everything else
     * except versions.
     */
    static final long COMMON = 0;

    /** Sets the parameters of a key from {@code index} on. */
    interface Binding<K> {
        void bind(PreparedStatement statement, int index, K key) throws SQLException;
    }

    /** Adds {@code changes} to the sums of a shard. */
    void add(Connection connection, long shard, Map<K, Long> changes) throws SQLException {
        String row = "VALUES (%s?, ?)".formatted("?, ".repeat(key.size()));
        List<K> keys = changes.keySet().stream().sorted(order).toList();
        Sql.batch(connection, upsert(row), keys, (statement, changed) -> {
            binding.bind(statement, 1, changed);
            statement.setLong(key.size() + 1, shard);
            statement.setLong(key.size() + 2, changes.getOrDefault(changed, 0L));
        });
    }

    /** Adds the shard of a run that has ended to {@link #COMMON}. */
    void fold(Connection connection, RunId run) throws SQLException {
        String keys = String.join(", ", key);
        String shard =
                "SELECT %s, %s, %s FROM %s WHERE shard = ? ORDER BY %s".formatted(keys, COMMON, sum, table, keys);
        if (Sql.of(upsert(shard)).with(run.value()).update(connection) > 0) {
            Sql.of("DELETE FROM %s WHERE shard = ?".formatted(table))
                    .with(run.value())
                    .update(connection);
        }
    }

    private String upsert(String rows) {
        String keys = String.join(", ", key);
        return """
                INSERT INTO %1$s AS known (%2$s, shard, %3$s) %4$s
                ON CONFLICT (%2$s, shard) DO UPDATE SET %3$s = known.%3$s + excluded.%3$s""".formatted(table, keys, sum, rows);
    }
}
