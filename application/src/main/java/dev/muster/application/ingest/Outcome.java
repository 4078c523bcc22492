package dev.muster.application.ingest;

import dev.muster.domain.intake.Reason;
import dev.muster.domain.run.Counts;
import java.util.List;

/**
 * What a batch did to the store, as if its records had been applied one by one.
 *
 * @param rejected all rejected records in input order, by their own looks or by the store's
 * @param unchanged rows that were stored already with equal values, in input order
 * @param updates what was replaced first
 */
record Outcome(Counts counts, List<RejectedEntry> rejected, List<Object> unchanged, Shown<Ingested.Change> updates) {

    /** A record of the batch that was rejected, with its 0-based index in the batch. */
    record RejectedEntry(int index, RecordBatch.Entry entry, List<Reason> reasons) {}
}
