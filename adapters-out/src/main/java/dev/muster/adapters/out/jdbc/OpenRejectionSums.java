package dev.muster.adapters.out.jdbc;

import dev.muster.domain.run.RunId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps the table {@code open_rejections} in step with {@code rejections}, in the same transactions. Not thread safe. */
final class OpenRejectionSums {
    private static final Sums<Cell> SUMS = new Sums<>(
            "open_rejections",
            List.of("dataset", "first_code"),
            "rejections",
            Comparator.comparing(Cell::dataset).thenComparing(Cell::firstCode),
            (statement, index, cell) -> {
                statement.setString(index, cell.dataset());
                statement.setString(index + 1, cell.firstCode());
            });

    private final Map<Cell, Long> changes = new HashMap<>();

    private record Cell(String dataset, String firstCode) {}

    /** Notes {@code more} open rejections. A note of 0 makes the dataset known. */
    void note(String dataset, String firstCode, long more) {
        changes.merge(new Cell(dataset, firstCode), more, Long::sum);
    }

    /**
     * Stores the changes noted so far.
     *
     * @param by the run that makes the changes; null if no run does
     */
    void store(Connection connection, @Nullable RunId by) throws SQLException {
        SUMS.add(connection, by == null ? Sums.COMMON : by.value(), changes);
    }

    /**
     * Numbers of open rejections.
     *
     * @param ofOthers those of a dataset that a run did not make itself, less those that it closed
     * @param all of all datasets
     */
    record Open(long ofOthers, long all) {}

    static Open count(Connection connection, String dataset, RunId run) throws SQLException {
        return Sql.of("""
                        SELECT sum(CASE WHEN dataset = ? AND shard <> ? THEN rejections END), sum(rejections)
                        FROM open_rejections""")
                .with(dataset)
                .with(run.value())
                .first(connection, results -> new Open(results.getLong(1), results.getLong(2)))
                .orElseThrow();
    }

    /** Adds the shard of a run that has ended to the common one. */
    static void fold(Connection connection, RunId run) throws SQLException {
        SUMS.fold(connection, run);
    }
}
