package dev.muster.application.port;

import dev.muster.domain.dataset.Row;
import dev.muster.domain.run.RunId;

/**
 * A row with its provenance.
 *
 * @param run the run that stored these values
 * @param recordNumber the record of that run, from 1
 */
public record StoredRow(Row row, RunId run, long recordNumber) {

    /** About how many bytes the row takes in memory. */
    public long bytes() {
        return row.bytes();
    }
}
