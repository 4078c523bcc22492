package dev.muster.adapters.in.cli.terminal;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Makes texts fit for a screen. Received texts may hold anything; nothing in them may control the screen. */
public final class Cells {
    private static final String ELLIPSIS = "…";

    private Cells() {}

    /** Returns {@code text} on one line: line ends and other white space become blanks, characters without a shape become �. */
    public static String line(String text) {
        StringBuilder line = new StringBuilder(text.length());
        text.codePoints().forEach(point -> line.appendCodePoint(shown(point)));
        return line.toString();
    }

    /** Returns a number with separators of thousands, such as {@code 1,999}. */
    public static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** Returns {@code text}, cut to at most {@code width} columns. A cut text ends with an ellipsis. */
    public static String cut(String text, int width) {
        if (width(text) <= width) {
            return text;
        }
        StringBuilder cut = new StringBuilder();
        int used = 1;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int point = text.codePointAt(i);
            used += width(point);
            if (used > width) {
                break;
            }
            cut.appendCodePoint(point);
        }
        return cut.append(ELLIPSIS).toString();
    }

    /** Returns how many columns of the screen {@code text} takes. */
    static int width(String text) {
        return text.codePoints().map(Cells::width).sum();
    }

    /** Returns the text of a value; empty for null. */
    static String text(@Nullable Object value) {
        return value == null ? "" : line(value.toString());
    }

    private static int shown(int point) {
        if (Character.isWhitespace(point) || Character.isSpaceChar(point)) {
            return ' ';
        }
        return switch (Character.getType(point)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.UNASSIGNED -> 0xFFFD;
            default -> point;
        };
    }

    private static int width(int point) {
        return switch (Character.getType(point)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
            default -> isWide(point) ? 2 : 1;
        };
    }

    /** The blocks that terminals draw two columns wide: East Asian scripts, full-width forms and pictures. */
    private static boolean isWide(int point) {
        return point >= 0x1100
                && (point <= 0x115F
                        || point >= 0x2E80 && point <= 0xA4CF && point != 0x303F
                        || point >= 0xAC00 && point <= 0xD7A3
                        || point >= 0xF900 && point <= 0xFAFF
                        || point >= 0xFE30 && point <= 0xFE6F
                        || point >= 0xFF00 && point <= 0xFF60
                        || point >= 0xFFE0 && point <= 0xFFE6
                        || point >= 0x1F300 && point <= 0x1FAFF
                        || point >= 0x20000 && point <= 0x3FFFD);
    }
}
