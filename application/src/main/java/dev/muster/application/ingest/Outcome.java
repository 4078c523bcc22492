package dev.muster.application.ingest;

import dev.muster.domain.intake.Reason;
import dev.muster.domain.run.Counts;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What a batch did to the store. It is the same as if the records had been applied one by one.
 *
 * @param rejected all rejected records in input order, whether invalid by themselves or rejected because of what is
 *     stored
 * @param unchanged the keys of the records whose values were stored already, in input order
 * @param updates the first updates
 * @param stored returns the number of the first record that stored values under a key, by the text of the key; call it
 *     before the next batch is applied
 */
record Outcome(
        Counts counts,
        List<RejectedEntry> rejected,
        List<Object> unchanged,
        Shown<Ingested.Change> updates,
        Supplier<Map<String, Long>> stored) {

    /** A rejected record, with its 0-based index in the batch. */
    record RejectedEntry(int index, RecordBatch.Entry entry, List<Reason> reasons) {}
}
