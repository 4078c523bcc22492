package dev.muster.domain.dataset;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The values of one accepted record, in the order of its dataset's fields. A value is a {@link Long},
 * {@link java.math.BigDecimal}, {@link String} or {@link java.time.Instant}, as the field's type says; null if an
 * optional field is absent. Two rows are equal if all values are. Immutable.
 */
public final class Row {
    /** Bytes that a value takes, without those of a text. */
    static final int BYTES_BESIDE_TEXT = 16;

    private final @Nullable Object[] values;

    private Row(@Nullable Object[] values) {
        this.values = values;
    }

    /** Returns a row that takes over the array. The caller must not change the array any more. */
    public static Row of(@Nullable Object... values) {
        return new Row(values);
    }

    /** Returns the value of the field at the 0-based {@code index}; null if absent. */
    public @Nullable Object get(int index) {
        return values[index];
    }

    /** Returns the value of the dataset's key. */
    public Object key(Dataset dataset) {
        Object key = values[dataset.keyIndex()];
        if (key == null) {
            throw new IllegalStateException("a row of %s has no key".formatted(dataset));
        }
        return key;
    }

    /** Returns the number of values. */
    public int size() {
        return values.length;
    }

    /**
     * Returns about how many bytes the values take, in memory or written as JSON. Texts count with their length, all
     * others alike.
     */
    public long bytes() {
        long bytes = (long) values.length * BYTES_BESIDE_TEXT;
        for (Object value : values) {
            if (value instanceof String text) {
                bytes += ValueText.utf8Length(text);
            }
        }
        return bytes;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Row row && Arrays.equals(values, row.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return Arrays.toString(values);
    }
}
