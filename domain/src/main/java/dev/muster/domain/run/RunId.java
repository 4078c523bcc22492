package dev.muster.domain.run;

import java.util.Optional;

/**
 * Identifies a run by a positive number. The number grows with time, so that newer runs have greater ids. Clients see
 * an opaque string of 13 characters in Crockford's base 32, which sorts like the number.
 */
public record RunId(long value) implements Comparable<RunId> {
    private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int LENGTH = 13;

    public RunId {
        if (value <= 0) {
            throw new IllegalArgumentException("run id %s is not positive".formatted(value));
        }
    }

    /** Reads a run id; empty if {@code text} does not have the form of one. */
    public static Optional<RunId> parse(String text) {
        if (text.length() != LENGTH) {
            return Optional.empty();
        }
        long value = 0;
        for (int i = 0; i < LENGTH; i++) {
            int digit = DIGITS.indexOf(text.charAt(i));
            if (digit < 0 || value > Long.MAX_VALUE >> 5) {
                return Optional.empty();
            }
            value = value << 5 | digit;
        }
        return value > 0 ? Optional.of(new RunId(value)) : Optional.empty();
    }

    @Override
    public int compareTo(RunId other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        char[] text = new char[LENGTH];
        long rest = value;
        for (int i = LENGTH - 1; i >= 0; i--) {
            text[i] = DIGITS.charAt((int) (rest & 31));
            rest >>>= 5;
        }
        return new String(text);
    }
}
