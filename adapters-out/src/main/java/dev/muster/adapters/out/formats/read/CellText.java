package dev.muster.adapters.out.formats.read;

import dev.muster.application.port.RecordDecoder;
import java.util.Arrays;

/** A text of a workbook, which is filled again and again. Not thread safe. */
final class CellText {
    /** More characters cannot be in a record. The rest of a text that has more is dropped. */
    static final int MOST = RecordDecoder.MAX_RECORD_BYTES + 1;

    private char[] chars = new char[128];
    private int length;

    void clear() {
        length = 0;
    }

    int length() {
        return length;
    }

    char charAt(int index) {
        return chars[index];
    }

    void append(char[] from, int start, int count) {
        int taken = Math.min(count, MOST - length);
        if (length + taken > chars.length) {
            chars = Arrays.copyOf(chars, Math.min(MOST, Math.max(length + taken, 2 * chars.length)));
        }
        System.arraycopy(from, start, chars, length, taken);
        length += taken;
    }

    /** Drops white space around the text, as XML has it around values that are no texts. */
    void strip() {
        int start = 0;
        while (start < length && chars[start] <= ' ') {
            start++;
        }
        while (length > start && chars[length - 1] <= ' ') {
            length--;
        }
        length -= start;
        System.arraycopy(chars, start, chars, 0, length);
    }

    /**
     * Puts characters in place of their codes, such as {@code _x000D_} (ST_Xstring of ECMA-376): those that XML does not
     * have, and the low line that begins what looks like a code.
     */
    void decode() {
        int to = 0;
        for (int from = 0; from < length; to++) {
            int code = chars[from] == '_' ? code(from) : -1;
            chars[to] = code < 0 ? chars[from] : (char) code;
            from += code < 0 ? 1 : 7;
        }
        length = to;
    }

    /** Returns the character whose code begins at {@code at}; -1 if none does. */
    private int code(int at) {
        if (at + 7 > length || chars[at + 1] != 'x' || chars[at + 6] != '_') {
            return -1;
        }
        int code = 0;
        for (int i = at + 2; i < at + 6; i++) {
            int digit = chars[i] < 0x80 ? Character.digit(chars[i], 16) : -1;
            if (digit < 0) {
                return -1;
            }
            code = 16 * code + digit;
        }
        return code;
    }

    /** Puts the text in UTF-8, up to three bytes for each character, into {@code target}. Returns the index behind it. */
    int put(byte[] target, int at) {
        int to = at;
        for (int i = 0; i < length; i++) {
            char c = chars[i];
            if (c < 0x80) {
                target[to++] = (byte) c;
            } else if (Character.isHighSurrogate(c) && i + 1 < length && Character.isLowSurrogate(chars[i + 1])) {
                to = Wtf8.put(target, to, Character.toCodePoint(c, chars[++i]));
            } else {
                to = Wtf8.put(target, to, c);
            }
        }
        return to;
    }

    @Override
    public String toString() {
        return new String(chars, 0, length);
    }
}
