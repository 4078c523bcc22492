package dev.muster.domain.intake;

import dev.muster.domain.run.RunId;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A rejected record, kept with its bytes and every reason until someone deals with it: a dead letter.
 *
 * @param dataset name of the dataset for which the record was meant
 * @param line physical line, from 1, on which the record starts
 * @param reasons why it was rejected, at least one
 * @param raw the bytes as received, without line end, as UTF-8 (other character sets transcoded); not to be changed
 * @param key the text of the record's key; null if the record does not show a valid one
 * @param replayOf the rejection whose replay led to this one; null if none
 * @param stream where in a stream the record stood; null if it came from none
 * @param createdAt when the batch was committed
 * @param discardReason why somebody discarded it; null if nobody did, or they did not say
 */
public record Rejection(
        Id id,
        String dataset,
        long line,
        Status status,
        List<Reason> reasons,
        byte[] raw,
        @Nullable String key,
        @Nullable Id replayOf,
        @Nullable MessageOrigin stream,
        Instant createdAt,
        @Nullable String discardReason) {

    public Rejection {
        reasons = List.copyOf(reasons);
        if (reasons.isEmpty()) {
            throw new IllegalArgumentException("rejection %s has no reason".formatted(id));
        }
    }

    /** Makes a rejection that nobody has discarded. */
    public Rejection(
            Id id,
            String dataset,
            long line,
            Status status,
            List<Reason> reasons,
            byte[] raw,
            @Nullable String key,
            @Nullable Id replayOf,
            @Nullable MessageOrigin stream,
            Instant createdAt) {
        this(id, dataset, line, status, reasons, raw, key, replayOf, stream, createdAt, null);
    }

    /** Makes one of a record that came from no stream. */
    public Rejection(
            Id id,
            String dataset,
            long line,
            Status status,
            List<Reason> reasons,
            byte[] raw,
            @Nullable String key,
            @Nullable Id replayOf,
            Instant createdAt) {
        this(id, dataset, line, status, reasons, raw, key, replayOf, null, createdAt);
    }

    /** Returns the same rejection in another state. */
    public Rejection with(Status other) {
        return new Rejection(id, dataset, line, other, reasons, raw, key, replayOf, stream, createdAt, discardReason);
    }

    /** Returns the same rejection, discarded for a reason; null if that is not told. */
    public Rejection discarded(@Nullable String why) {
        return new Rejection(id, dataset, line, Status.DISCARDED, reasons, raw, key, replayOf, stream, createdAt, why);
    }

    /** Returns the same rejection with other raw bytes. */
    public Rejection withRaw(byte[] other) {
        return new Rejection(
                id, dataset, line, status, reasons, other, key, replayOf, stream, createdAt, discardReason);
    }

    /** Returns about how many bytes the rejection takes in memory: the bytes of the raw record, of its reasons and of its origin. */
    public long bytes() {
        long bytes = raw.length + (stream == null ? 0 : stream.bytes());
        for (Reason reason : reasons) {
            bytes += reason.bytes();
        }
        return bytes;
    }

    /**
     * Identifies a rejection. There is at most one for each record of a run. Clients see an opaque string.
     *
     * @param recordNumber number of the data record in the run, from 1
     */
    public record Id(RunId run, long recordNumber) implements Comparable<Id> {
        public Id {
            if (recordNumber < 1) {
                throw new IllegalArgumentException("record number %s is less than 1".formatted(recordNumber));
            }
        }

        /** Reads a rejection's id; empty if {@code text} does not have the form of one. */
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

    /**
     * What was done about a rejection. The status changes once, and changes back if the run that changed it is undone.
     */
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
         * Returns the status with this public name.
         *
         * @throws IllegalArgumentException if there is none
         */
        public static Status of(String code) {
            return valueOf(code.toUpperCase(Locale.ROOT));
        }
    }
}
