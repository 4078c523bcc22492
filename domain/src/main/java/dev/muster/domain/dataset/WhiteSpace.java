package dev.muster.domain.dataset;

import java.util.Locale;

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

    /**
     * Returns whether there is nothing to see in {@code text}: it has no characters but white space and those that only
     * format text, such as the zero width space. Controls of the direction of text are none of these.
     */
    public static boolean isBlank(String text) {
        return text.codePoints()
                .allMatch(point -> Character.getType(point) == Character.FORMAT && !isDirection(point)
                        || Character.isBmpCodePoint(point) && is((char) point));
    }

    /** Returns whether a character controls the direction of text: the Unicode property {@code Bidi_Control}. */
    public static boolean isDirection(int point) {
        return point == 0x061C
                || point == 0x200E
                || point == 0x200F
                || (point >= 0x202A && point <= 0x202E)
                || (point >= 0x2066 && point <= 0x2069);
    }

    /**
     * Names the first character of {@code text} that nobody sees, because a text that holds one looks right although it
     * is not.
     *
     * @return the continuation of a sentence, such as "; it holds the invisible character U+200B"; empty if there is none
     */
    public static String invisible(String text) {
        return text.codePoints()
                .filter(WhiteSpace::isInvisible)
                .mapToObj(point -> String.format(Locale.ROOT, "; it holds the invisible character U+%04X", point))
                .findFirst()
                .orElse("");
    }

    private static boolean isInvisible(int point) {
        return switch (Character.getType(point)) {
            case Character.FORMAT, Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            case Character.SPACE_SEPARATOR -> point != ' ';
            default -> false;
        };
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
