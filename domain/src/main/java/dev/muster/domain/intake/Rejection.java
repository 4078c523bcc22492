package dev.muster.domain.intake;

import dev.muster.domain.run.RunId;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A record that was not let in, kept with its bytes and every reason until someone deals with it: a dead letter.
 *
 * @param dataset name of the dataset it was meant for
 * @param line physical line, from 1, on which the record starts
 * @param reasons why it was rejected, at least one
 * @param raw the bytes as received, without line end, as UTF-8 (other character sets transcoded); not to be changed
 * @param replayOf the rejection whose replay this one came from; null if none
 * @param createdAt when the batch was committed
 */
public record Rejection(
        Id id,
        String dataset,
        long line,
        Status status,
        List<Reason> reasons,
        byte[] raw,
        @Nullable Id replayOf,
        Instant createdAt) {

    public Rejection {
        reasons = List.copyOf(reasons);
        if (reasons.isEmpty()) {
            throw new IllegalArgumentException("rejection %s has no reason".formatted(id));
        }
    }

    /** The same rejection with other raw bytes. */
    public Rejection withRaw(byte[] other) {
        return new Rejection(id, dataset, line, status, reasons, other, replayOf, createdAt);
    }

    /** About how many bytes the rejection takes in memory: those of the raw record and of what the reasons say. */
    public long bytes() {
        long bytes = raw.length;
        for (Reason reason : reasons) {
            bytes += reason.bytes();
        }
        return bytes;
    }

    /**
     * Identifies a rejection: at most one for each record of a run. To the outside an opaque string.
     *
     * @param recordNumber count of data records of the run up to this one, from 1
     */
    public record Id(RunId run, long recordNumber) implements Comparable<Id> {
        public Id {
            if (recordNumber < 1) {
                throw new IllegalArgumentException("record number %d is less than 1".formatted(recordNumber));
            }
        }

        /** The rejection that {@code text} names; empty if it has not the form of a rejection's id. */
        public static Optional<Id> parse(String text) {
            int dash = text.indexOf('-');
            if (dash < 0 || !text.substring(dash + 1).matches("[1-9][0-9]{0,17}")) {
                return Optional.empty();
            }
            return RunId.parse(text.substring(0, dash))
                    .map(run -> new Id(run, Long.parseLong(text.substring(dash + 1))));
        }

        @Override
        public int compareTo(Id other) {
            int byRun = run.compareTo(other.run);
            return byRun != 0 ? byRun : Long.compare(recordNumber, other.recordNumber);
        }

        @Override
        public String toString() {
            return run + "-" + recordNumber;
        }
    }

    /** What was done about a rejection. It changes once, and back if the run that did it is undone. */
    public enum Status {
        /** Nothing yet. */
        OPEN,
        /** The record was sent through again, as it was or corrected. */
        REPLAYED,
        /** Someone decided that the record is not needed. */
        DISCARDED,
        /** The same raw record was rejected again in a later run. */
        SUPERSEDED;

        /** The public name. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }

        /**
         * The status with this public name.
         *
         * @throws IllegalArgumentException if there is none
         */
        public static Status of(String code) {
            return valueOf(code.toUpperCase(Locale.ROOT));
        }
    }
}
