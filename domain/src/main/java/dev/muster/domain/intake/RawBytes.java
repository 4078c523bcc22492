package dev.muster.domain.intake;

import java.util.Arrays;

/** Bytes of records as they were received, as UTF-8 if they are text. */
public final class RawBytes {
    /** Most bytes of a character after its first one. */
    private static final int MOST_CONTINUED = 3;

    private RawBytes() {}

    /**
     * Returns the first {@code max} bytes and one more, which shows that bytes are left out, and then the rest of the
     * last character. Returns {@code raw} itself if it is not longer.
     */
    public static byte[] beyond(int max, byte[] raw) {
        if (raw.length <= max) {
            return raw;
        }
        int end = max + 1;
        while (end < raw.length && end <= max + MOST_CONTINUED && isContinued(raw[end])) {
            end++;
        }
        return end == raw.length ? raw : Arrays.copyOf(raw, end);
    }

    /**
     * Returns at most the first {@code max} bytes, without a part of a character at their end; {@code raw} itself if it
     * is not longer.
     */
    public static byte[] upTo(int max, byte[] raw) {
        if (raw.length <= max) {
            return raw;
        }
        int end = max;
        while (end > 0 && end > max - MOST_CONTINUED && isContinued(raw[end])) {
            end--;
        }
        return Arrays.copyOf(raw, end);
    }

    private static boolean isContinued(byte b) {
        return (b & 0xC0) == 0x80;
    }
}
