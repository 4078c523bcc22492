package dev.muster.application.prove;

import dev.muster.application.port.DatasetStore;
import dev.muster.application.port.DatasetStore.RowsOfRun;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.run.RunId;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The numbers of rows by the runs that stored them, newest first, a part of them at a time in memory. Not thread safe. */
final class RowCounts {
    private static final int AT_ONCE = 50_000;

    private final DatasetStore store;
    private final Dataset dataset;
    private Iterator<RowsOfRun> page = List.<RowsOfRun>of().iterator();
    private boolean more = true;
    private @Nullable RunId last;
    private @Nullable RowsOfRun next;

    RowCounts(DatasetStore store, Dataset dataset) {
        this.store = store;
        this.dataset = dataset;
    }

    /** Takes the next one if its run is newer than {@code run}, or if that is null; null otherwise or after the last one. */
    @Nullable
    RowsOfRun takeNewerThan(@Nullable RunId run) {
        RowsOfRun seen = peek();
        return seen != null && (run == null || seen.run().compareTo(run) > 0) ? take() : null;
    }

    /** Takes the number of rows of this run, which is the next one or has no rows. */
    long takeOf(RunId run) {
        RowsOfRun seen = peek();
        return seen != null && seen.run().equals(run) ? take().rows() : 0;
    }

    private @Nullable RowsOfRun peek() {
        if (next == null && !page.hasNext() && more) {
            List<RowsOfRun> counts = store.countByRun(dataset, last, AT_ONCE);
            page = counts.iterator();
            more = counts.size() == AT_ONCE;
        }
        if (next == null && page.hasNext()) {
            next = page.next();
            last = next.run();
        }
        return next;
    }

    private RowsOfRun take() {
        RowsOfRun taken = next;
        if (taken == null) {
            throw new IllegalStateException("there is no next one");
        }
        next = null;
        return taken;
    }
}
