package dev.muster.domain.intake;

import java.util.Arrays;

/** Bytes of records as they were received, as UTF-8 if they are text. */
public final class RawBytes {
    /** A character has at most so many bytes after its first one. */
    private static final int MOST_CONTINUED = 3;

    private RawBytes() {}

    /**
     * The first {@code max} bytes and one more, so that what is left out can be seen, and then what is missing of a character;
     * {@code raw} itself if there are not so many.
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

    /** The first bytes, up to {@code max} and no part of a character; {@code raw} itself if there are not more. */
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
