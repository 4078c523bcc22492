package dev.muster.domain.dataset;

/**
 * The characters that are trimmed from texts. They have the Unicode property {@code White_Space}. Control characters
 * that no text may hold are no white space here, so that trimming never hides one.
 */
public final class WhiteSpace {
    private WhiteSpace() {}

    /** Returns whether {@code c}, a UTF-16 unit, is white space. All white space is in the basic plane. */
    public static boolean is(char c) {
        if (c <= ' ') {
            return c == ' ' || c == '\t' || c == '\n' || c == '\r';
        }
        return c >= 0xA0
                && (c == 0xA0
                        || c == 0x1680
                        || (c >= 0x2000 && c <= 0x200A)
                        || c == 0x2028
                        || c == 0x2029
                        || c == 0x202F
                        || c == 0x205F
                        || c == 0x3000);
    }

    /** Returns {@code text} without white space at its ends; the same object if there is none. */
    public static String trim(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && is(text.charAt(start))) {
            start++;
        }
        while (end > start && is(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }
}
