package dev.muster.application.ingest;

import dev.muster.domain.dataset.Row;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.Run;
import java.util.List;

/**
 * The result of taking in an input.
 *
 * @param run the run at its end; if someone else took it over, the run as it stands on record
 * @param rejections the first {@value #SHOWN} rejections, in input order; raw bytes are cut a little behind
 *     {@value #SHOWN_RAW_BYTES}, so that readers can tell that they were cut
 * @param unchangedKeys the keys of the first {@value #SHOWN} unchanged records, in input order
 * @param changes the first {@value #SHOWN} updates, in input order; fewer if these take some mebibytes
 */
public record Ingested(Run run, List<Rejection> rejections, List<Object> unchangedKeys, List<Change> changes) {
    /** Most rejections, keys and changes that are shown. */
    public static final int SHOWN = 100;

    /** Most raw bytes of a rejection that are shown. */
    public static final int SHOWN_RAW_BYTES = 64 << 10;

    public Ingested {
        rejections = List.copyOf(rejections);
        unchangedKeys = List.copyOf(unchangedKeys);
        changes = List.copyOf(changes);
    }

    /** A stored row, and the row that an upsert puts in its place. */
    public record Change(Object key, Row before, Row after) {

        /** About how many bytes the change takes in memory. */
        long bytes() {
            return before.bytes() + after.bytes();
        }
    }
}
