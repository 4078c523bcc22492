package dev.muster.domain.dataset;

/**
 * Changes the case of codes and names that stand in contracts: of {@code A} to {@code Z} alone. Unicode gives some
 * other characters one of these letters as their other case (S to the long s, k to the Kelvin sign), and so would
 * confuse them.
 */
public final class AsciiCase {
    private static final int TO_LOWER = 'a' - 'A';

    private AsciiCase() {}

    /** Returns {@code text} with each {@code A} to {@code Z} in lower case; the same object if there is none. */
    public static String lower(String text) {
        return changed(text, 'A', TO_LOWER);
    }

    /** Returns {@code text} with each {@code a} to {@code z} in upper case; the same object if there is none. */
    public static String upper(String text) {
        return changed(text, 'a', -TO_LOWER);
    }

    /** Returns whether two texts are equal apart from the case of {@code A} to {@code Z}. */
    public static boolean same(String a, String b) {
        return a.length() == b.length() && lower(a).equals(lower(b));
    }

    /** Moves each character of the 26 that begin with {@code first}. */
    private static String changed(String text, char first, int by) {
        for (int i = 0; i < text.length(); i++) {
            if (isAmong26(text.charAt(i), first)) {
                char[] chars = text.toCharArray();
                for (int j = i; j < chars.length; j++) {
                    if (isAmong26(chars[j], first)) {
                        chars[j] += (char) by;
                    }
                }
                return new String(chars);
            }
        }
        return text;
    }

    private static boolean isAmong26(char c, char first) {
        return c >= first && c < first + 26;
    }
}
