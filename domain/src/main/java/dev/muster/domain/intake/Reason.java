package dev.muster.domain.intake;

import dev.muster.domain.dataset.ValueText;
import org.jspecify.annotations.Nullable;

/**
 * One reason why a record was rejected.
 *
 * @param field name of the field at fault; null if the whole record is at fault
 * @param value the value as received, cut to {@value #MAX_VALUE_LENGTH} characters; empty if it was absent; null if the
 *     whole record is at fault or the bytes are no text
 * @param message what is wrong and what is allowed, for people
 */
public record Reason(
        ReasonCode code, @Nullable String field, @Nullable String value, String message) {

    /** Most characters of a received value that a reason repeats. */
    public static final int MAX_VALUE_LENGTH = 200;

    private static final int BYTES_WITHOUT_TEXTS = 100;

    public Reason {
        value = shown(value);
    }

    /** Returns a received value as it may be shown: cut to {@value #MAX_VALUE_LENGTH} characters; null if it is null. */
    public static @Nullable String shown(@Nullable String value) {
        if (value == null || value.length() <= MAX_VALUE_LENGTH) {
            return value;
        }
        int end = Character.isHighSurrogate(value.charAt(MAX_VALUE_LENGTH - 2))
                ? MAX_VALUE_LENGTH - 2
                : MAX_VALUE_LENGTH - 1;
        return value.substring(0, end) + "…";
    }

    /** Returns about how many bytes the reason takes in memory. */
    public long bytes() {
        return BYTES_WITHOUT_TEXTS + (value == null ? 0 : ValueText.utf8Length(value)) + ValueText.utf8Length(message);
    }

    /** Returns a reason that concerns the whole record. */
    public static Reason ofRecord(ReasonCode code, String message) {
        return new Reason(code, null, null, message);
    }
}
