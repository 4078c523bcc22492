package dev.muster.adapters.out.jdbc;

import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.run.RunId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Keeps the table {@code row_counts} in step with the tables of the datasets, in the same transactions. */
final class RowCounts {
    private RowCounts() {}

    /** Notes in the shard of {@code run} that {@code dataset} has so many rows more. */
    static void add(Connection connection, Dataset dataset, RunId run, long more) throws SQLException {
        if (more == 0) {
            return;
        }
        try (PreparedStatement add = connection.prepareStatement("""
                INSERT INTO row_counts AS c (dataset, shard, row_count) VALUES (?, ?, ?)
                ON CONFLICT (dataset, shard) DO UPDATE SET row_count = c.row_count + excluded.row_count""")) {
            add.setString(1, dataset.name());
            add.setLong(2, run.value());
            add.setLong(3, more);
            add.executeUpdate();
        }
    }

    /** Adds the shard of a run that has ended to shard 0. */
    static void fold(Connection connection, RunId run) throws SQLException {
        Shards.fold(connection, "row_counts", "dataset", "row_count", run);
    }
}
