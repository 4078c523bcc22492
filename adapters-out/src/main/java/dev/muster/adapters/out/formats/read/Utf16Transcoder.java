package dev.muster.adapters.out.formats.read;

import java.io.InputStream;

/** Transcodes UTF-16. A byte order mark is passed on, as the character it is. */
final class Utf16Transcoder extends Transcoder {
    private boolean bigEndian;
    private boolean mayTurn;

    /**
     * @param bigEndian whether the first byte of a unit is the greater one
     * @param mayTurn whether a byte order mark at the start may say otherwise
     */
    Utf16Transcoder(InputStream input, boolean bigEndian, boolean mayTurn) {
        super(input);
        this.bigEndian = bigEndian;
        this.mayTurn = mayTurn;
    }

    @Override
    int transcode(byte[] from, int length, boolean last) {
        int i = 0;
        while (length - i >= 2) {
            char unit = unit(from, i);
            if (mayTurn) {
                mayTurn = false;
                if (unit == 0xFFFE) {
                    bigEndian = !bigEndian;
                    unit = 0xFEFF;
                }
            }
            if (!Character.isHighSurrogate(unit)) {
                put(unit);
                i += 2;
            } else if (length - i >= 4) {
                char second = unit(from, i + 2);
                boolean pair = Character.isLowSurrogate(second);
                put(pair ? Character.toCodePoint(unit, second) : unit);
                i += pair ? 4 : 2;
            } else if (last) {
                put(unit);
                i += 2;
            } else {
                return i;
            }
        }
        if (last && i < length) {
            put(Wtf8.ofNoText(from[i]));
            i++;
        }
        return i;
    }

    private char unit(byte[] bytes, int at) {
        int first = bytes[at] & 0xFF;
        int second = bytes[at + 1] & 0xFF;
        return (char) (bigEndian ? (first << 8) | second : (second << 8) | first);
    }
}
