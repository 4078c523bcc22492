package dev.muster.application.prove;

import dev.muster.domain.run.RunId;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Something that is stored otherwise than it is derived. Holds no values of records but keys.
 *
 * @param dataset name of the dataset
 * @param run null if no single run is concerned
 * @param recordNumber the record of that run, from 1; null if no single record is concerned
 * @param key the text of the row's key; null if no row is concerned
 * @param field what differs: the name of a field, or what is kept of a rejection ({@code raw}, {@code line},
 *     {@code reasons}, {@code key}); null if the whole differs
 * @param detail what is wrong, for people
 */
public record Difference(
        String dataset,
        Kind kind,
        @Nullable RunId run,
        @Nullable Long recordNumber,
        @Nullable String key,
        @Nullable String field,
        String detail) {

    /** What differs. */
    public enum Kind {
        /** A row has other values than its record. */
        ROW_DIFFERS,
        /** An accepted record has no row, and nothing explains why. */
        ROW_MISSING,
        /** A row comes from no record. */
        ROW_UNEXPLAINED,
        /** A rejection is kept otherwise than its record is judged. */
        REJECTION_DIFFERS,
        /** A rejected record has no rejection, and nothing explains why. */
        REJECTION_MISSING,
        /** A rejection comes from no record. */
        REJECTION_UNEXPLAINED,
        /** The bytes that a run received are gone. */
        RAW_MISSING,
        /** The bytes are not those that the run received. */
        RAW_DIFFERS,
        /** Records of the run differ, and it was judged by another descriptor than today's. */
        DESCRIPTOR_CHANGED,
        /** A number that is kept ready is not the number of what it counts. */
        COUNT_DIFFERS;

        /** Returns the public name in {@code kebab-case}. */
        public String code() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
