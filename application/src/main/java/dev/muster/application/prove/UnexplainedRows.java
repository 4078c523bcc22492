package dev.muster.application.prove;

import dev.muster.application.port.DatasetStore;
import dev.muster.application.port.Slice;
import dev.muster.application.port.StoredRow;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.ValueText;
import dev.muster.domain.run.RunId;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Names the rows of a run that come from none of its records. */
record UnexplainedRows(DatasetStore store, Dataset dataset, RunId run) {
    private static final int AT_ONCE = 1_000;

    /**
     * Adds these rows to the differences.
     *
     * @param count how many there are
     * @param explained the numbers of the records from which other rows of the run came
     */
    void name(long count, BitSet explained, String why, Differences differences) {
        long named = 0;
        Object last = null;
        Slice<StoredRow> slice;
        do {
            slice = store.listStoredBy(run, dataset, last, AT_ONCE);
            for (StoredRow row : slice.items()) {
                Object key = row.row().key(dataset);
                last = key;
                if (!isOneOf(explained, row.recordNumber()) && named < count && differences.hasRoom()) {
                    named++;
                    differences.add(difference(row.recordNumber(), ValueText.of(key), why));
                }
            }
        } while (slice.more() && named < count && differences.hasRoom());
        if (named < count && differences.hasRoom()) {
            // Their records are those of other rows.
            named++;
            long rest = count - named + 1;
            differences.add(
                    difference(null, null, "%s rows name records of the run that have another key".formatted(rest)));
        }
        differences.addUntold(count - named);
    }

    private static boolean isOneOf(BitSet numbers, long number) {
        return number > 0 && number <= Integer.MAX_VALUE && numbers.get((int) number);
    }

    private Difference difference(@Nullable Long recordNumber, @Nullable String key, String why) {
        return new Difference(dataset.name(), Difference.Kind.ROW_UNEXPLAINED, run, recordNumber, key, null, why);
    }
}
