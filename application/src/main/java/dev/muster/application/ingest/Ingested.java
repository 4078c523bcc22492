package dev.muster.application.ingest;

import dev.muster.domain.dataset.Row;
import dev.muster.domain.intake.Reason;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.Run;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of taking in an input.
 *
 * @param run the run at its end; if someone else took it over, the run as it stands on record
 * @param rejections the first {@value #SHOWN} rejections, in input order: the run's own, and those of other runs that
 *     its records repeat; raw bytes are cut a little behind
 *     {@value #SHOWN_RAW_BYTES}, so that readers can tell that they were cut
 * @param unchangedKeys the keys of the first {@value #SHOWN} unchanged records, in input order
 * @param corrections the first {@value #SHOWN} records that took places of rejections, in input order; fewer if these
 *     take some mebibytes
 * @param changes the first {@value #SHOWN} updates, in input order; fewer if these take some mebibytes
 */
public record Ingested(
        Run run,
        List<Rejection> rejections,
        List<Object> unchangedKeys,
        List<Corrected> corrections,
        List<Change> changes) {
    /** Most rejections, keys and changes that are shown. */
    public static final int SHOWN = 100;

    /** Most raw bytes of a rejection that are shown. */
    public static final int SHOWN_RAW_BYTES = 64 << 10;

    public Ingested {
        rejections = List.copyOf(rejections);
        unchangedKeys = List.copyOf(unchangedKeys);
        corrections = List.copyOf(corrections);
        changes = List.copyOf(changes);
    }

    /** Returns the same without the former values of records that are stored. */
    Ingested withoutChanges() {
        return new Ingested(run, rejections, unchangedKeys, corrections, List.of());
    }

    /** Returns the result of a run of which no details are known. */
    public static Ingested of(Run run) {
        return of(run, List.of());
    }

    /** Returns the result of a run of which only its first rejections are known. */
    public static Ingested of(Run run, List<Rejection> rejections) {
        return new Ingested(run, rejections, List.of(), List.of(), List.of());
    }

    /**
     * A record that took the place of a rejection.
     *
     * @param rejection the rejection that the record names
     * @param recordNumber number of the record in its run, from 1
     * @param line physical line on which the record starts, from 1
     * @param beside the fields with other values than were received, although nothing was wrong with them
     */
    public record Corrected(Rejection.Id rejection, long recordNumber, long line, List<ChangedField> beside) {
        public Corrected {
            beside = List.copyOf(beside);
        }

        /** Returns about how many bytes this takes in memory. */
        long bytes() {
            return beside.stream().mapToLong(ChangedField::bytes).sum();
        }
    }

    /**
     * A field with another value than was received.
     *
     * @param before the value as received, cut like the value of a {@link Reason}; null if it was absent
     * @param after the value now, cut likewise; null if it is absent
     */
    public record ChangedField(
            String name, @Nullable String before, @Nullable String after) {
        private long bytes() {
            return 100 + 2L * (before == null ? 0 : before.length()) + 2L * (after == null ? 0 : after.length());
        }
    }

    /** A stored row, and the row that an upsert puts in its place. */
    public record Change(Object key, Row before, Row after) {

        /** About how many bytes the change takes in memory. */
        long bytes() {
            return before.bytes() + after.bytes();
        }
    }
}
