package dev.muster.adapters.out.jdbc;

import dev.muster.application.port.StoredRow;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.report.Rollup;
import dev.muster.domain.run.RunId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The tables of sums that change together with the rows of the datasets. Thread safe. */
final class Rollups {
    private static final Sums<String> ROW_COUNTS = new Sums<>(
            "row_counts", List.of("dataset"), "row_count", Comparator.naturalOrder(), PreparedStatement::setString);

    private final List<Rollup> kept;

    /** @param kept the rollups that have tables */
    Rollups(List<Rollup> kept) {
        this.kept = List.copyOf(kept);
    }

    /** Begins to note changes to the rows of a dataset. */
    Changes of(Dataset dataset) {
        return new Changes(
                dataset,
                kept.stream()
                        .filter(rollup -> rollup.dataset().equals(dataset.name()))
                        .map(rollup -> new KeptRollup(rollup, dataset))
                        .toList());
    }

    /** Adds the shards of a run that has ended to the common ones. */
    void fold(Connection connection, RunId run) throws SQLException {
        for (Rollup rollup : kept) {
            KeptRollup.fold(rollup, connection, run);
        }
        ROW_COUNTS.fold(connection, run);
        OpenRejectionSums.fold(connection, run);
    }

    /** The changes of the sums that follow from changes to the rows of a dataset. Not thread safe. */
    static final class Changes {
        private final Dataset dataset;
        private final List<KeptRollup> rollups;
        private @Nullable RunId run;
        private long rows;

        private Changes(Dataset dataset, List<KeptRollup> rollups) {
            this.dataset = dataset;
            this.rollups = rollups;
        }

        /** Returns whether it matters which rows were replaced or removed. */
        boolean needRows() {
            return !rollups.isEmpty();
        }

        /** Notes new rows. All belong to one run. */
        void added(List<StoredRow> added) {
            if (added.isEmpty()) {
                return;
            }
            run = added.getFirst().run();
            rows += added.size();
            each(rollup -> rollup.added(added));
        }

        /** Notes rows that took the place of others. All belong to one run. */
        void replaced(List<StoredRow> before, List<StoredRow> after) {
            run = after.getFirst().run();
            takenBack(before, after);
        }

        /** Notes that {@code removed} rows of the run {@code by} were removed. */
        void takenBack(RunId by, long removed) {
            run = by;
            rows -= removed;
        }

        /** Notes the rows that are gone, and the rows that took the place of some of them. */
        void takenBack(Collection<StoredRow> taken, Collection<StoredRow> putBack) {
            each(rollup -> {
                rollup.removed(taken);
                rollup.added(putBack);
            });
        }

        private void each(Consumer<KeptRollup> noting) {
            rollups.forEach(noting);
        }

        /** Notes that {@code removed} rows of any runs were removed. */
        void removed(long removed) {
            rows -= removed;
        }

        /** Stores the noted changes in the shards of the run. */
        void store(Connection connection) throws SQLException {
            if (run != null) {
                store(connection, run.value());
            }
        }

        /** Stores the noted changes in the common shards. */
        void storeInCommon(Connection connection) throws SQLException {
            store(connection, Sums.COMMON);
        }

        private void store(Connection connection, long shard) throws SQLException {
            ROW_COUNTS.add(connection, shard, Map.of(dataset.name(), rows));
            for (KeptRollup rollup : rollups) {
                rollup.store(connection, shard);
            }
        }
    }
}
