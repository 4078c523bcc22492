package dev.muster.adapters.out.formats.read;

/**
 * UTF-8 that also encodes lone surrogates, as if they were characters (WTF-8). No decoder of UTF-8 accepts those bytes.
 * So bytes that are no text in the input stay recognisable, and nothing that looks like text replaces them.
 */
final class Wtf8 {
    private Wtf8() {}

    /** Returns the lone surrogate that stands for a byte that is no text. */
    static char ofNoText(byte b) {
        return (char) (0xDC00 | (b & 0xFF));
    }

    /**
     * Encodes one code point.
     *
     * @param codePoint a code point or a surrogate
     * @return the index behind the one to four bytes that were put into {@code target} from {@code at} on
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
