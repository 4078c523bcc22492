package dev.muster.adapters.out.formats.read;

/**
 * UTF-8 that also has a place for lone surrogates, as if they were characters (WTF-8). No decoder of UTF-8 takes those bytes,
 * so what is no text in the input stays recognisable as such, and is never replaced by something that looks like text.
 */
final class Wtf8 {
    private Wtf8() {}

    /** The lone surrogate that stands for a byte that is no text. */
    static char ofNoText(byte b) {
        return (char) (0xDC00 | (b & 0xFF));
    }

    /**
     * Encodes one code point.
     *
     * @param codePoint a code point or a surrogate
     * @return index behind the one to four bytes that were put into {@code target} from {@code at} on
     */
    static int put(byte[] target, int at, int codePoint) {
        int i = at;
        if (codePoint < 0x80) {
            target[i++] = (byte) codePoint;
            return i;
        }
        if (codePoint < 0x800) {
            target[i++] = (byte) (0xC0 | (codePoint >> 6));
        } else {
            if (codePoint < 0x10000) {
                target[i++] = (byte) (0xE0 | (codePoint >> 12));
            } else {
                target[i++] = (byte) (0xF0 | (codePoint >> 18));
                target[i++] = (byte) (0x80 | ((codePoint >> 12) & 0x3F));
            }
            target[i++] = (byte) (0x80 | ((codePoint >> 6) & 0x3F));
        }
        target[i++] = (byte) (0x80 | (codePoint & 0x3F));
        return i;
    }
}
