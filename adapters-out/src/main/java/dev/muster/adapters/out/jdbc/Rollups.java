package dev.muster.adapters.out.jdbc;

import dev.muster.application.port.StoredRow;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.hiring.HiringDatasets;
import dev.muster.domain.run.RunId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What changes to the rows of a dataset mean for the tables that are kept in step with it. Not thread safe. */
final class Rollups {
    private static final Sums<String> ROW_COUNTS = new Sums<>(
            "row_counts", List.of("dataset"), "row_count", Comparator.naturalOrder(), PreparedStatement::setString);

    private final Dataset dataset;
    private final @Nullable HiringRollup hiring;
    private @Nullable RunId run;
    private long rows;

    Rollups(Dataset dataset) {
        this.dataset = dataset;
        this.hiring = dataset.name().equals(HiringDatasets.HIRED_EMPLOYEES.name()) ? new HiringRollup() : null;
    }

    /** Whether it matters which rows were replaced or removed. */
    boolean needRows() {
        return hiring != null;
    }

    /** Notes new rows, all of one run. */
    void added(List<StoredRow> added) {
        if (added.isEmpty()) {
            return;
        }
        run = added.getFirst().run();
        rows += added.size();
        if (hiring != null) {
            hiring.added(added);
        }
    }

    /** Notes rows that took the place of others, all of one run. */
    void replaced(List<StoredRow> before, List<StoredRow> after) {
        run = after.getFirst().run();
        if (hiring != null) {
            hiring.removed(before).added(after);
        }
    }

    /** Notes that so many rows of {@code by} were removed. */
    void takenBack(RunId by, long removed) {
        run = by;
        rows -= removed;
    }

    /** Notes which rows are no longer there, and which are in the place of some of them. */
    void takenBack(Collection<StoredRow> taken, Collection<StoredRow> putBack) {
        if (hiring != null) {
            hiring.removed(taken).added(putBack);
        }
    }

    /** Stores what was noted, in the shards of the run. */
    void store(Connection connection) throws SQLException {
        if (run == null) {
            return;
        }
        ROW_COUNTS.add(connection, run.value(), Map.of(dataset.name(), rows));
        if (hiring != null) {
            hiring.store(connection, run);
        }
    }

    /** Makes the shards of a run that has ended part of all others'. */
    static void fold(Connection connection, RunId run) throws SQLException {
        HiringRollup.fold(connection, run);
        ROW_COUNTS.fold(connection, run);
        OpenRejectionSums.fold(connection, run);
    }
}
