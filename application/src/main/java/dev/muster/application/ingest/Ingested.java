package dev.muster.application.ingest;

import dev.muster.domain.dataset.Row;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.Run;
import java.util.List;

/**
 * What became of an input.
 *
 * @param run the run at its end, or as someone else left it if it was taken over
 * @param rejections the first {@value #SHOWN} rejections, in input order
 * @param unchangedKeys the keys of the first {@value #SHOWN} unchanged records, in input order
 * @param changes the first {@value #SHOWN} updates, in input order, or fewer that take some mebibytes
 */
public record Ingested(Run run, List<Rejection> rejections, List<Object> unchangedKeys, List<Change> changes) {
    /** How many rejections, keys and changes are shown. */
    public static final int SHOWN = 100;

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
