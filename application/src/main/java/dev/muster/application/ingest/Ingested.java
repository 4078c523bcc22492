package dev.muster.application.ingest;

import dev.muster.domain.dataset.Row;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.Run;
import java.util.List;

/**
 * What became of an input.
 *
 * @param run the run at its end, or as someone else left it if it was taken over
 * @param rejections the first {@value #SHOWN} rejections, in input order; of raw bytes beyond {@value #SHOWN_RAW_BYTES} there
 *     are a few more, which tell that they are not all
 * @param unchangedKeys the keys of the first {@value #SHOWN} unchanged records, in input order
 * @param changes the first {@value #SHOWN} updates, in input order, or fewer that take some mebibytes
 */
public record Ingested(Run run, List<Rejection> rejections, List<Object> unchangedKeys, List<Change> changes) {
    /** How many rejections, keys and changes are shown. */
    public static final int SHOWN = 100;

    /** How many raw bytes of a rejection are shown. */
    public static final int SHOWN_RAW_BYTES = 64 << 10;

    public Ingested {
        rejections = List.copyOf(rejections);
        unchangedKeys = List.copyOf(unchangedKeys);
        changes = List.copyOf(changes);
    }

    /** A stored row and what an upsert puts in its place. */
    public record Change(Object key, Row before, Row after) {

        /** About how many bytes the change takes in memory. */
        long bytes() {
            return before.bytes() + after.bytes();
        }
    }
}
