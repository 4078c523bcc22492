package dev.muster.adapters.out.formats.write;

/**
 * Keeps texts of a CSV file from being computed by the spreadsheet program that opens it. The program sees a formula in a cell
 * that begins with {@code = + - @}, also full-width, or with a tab or carriage return; and what is one cell to us may be several
 * to it: where lists are separated by semicolons, a comma's quotes mean nothing, and a cell begins behind every semicolon
 * (behind a tab, a bar or a line end likewise). So an apostrophe goes before each of these characters that only quotes
 * part from the text's beginning or from such a separator (after OWASP, "CSV Injection").
 *
 * <p>A text of digits, blanks and {@code + - ( ) .} only is left alone: signed numbers and phone numbers compute nothing
 * that could do harm. A program that does not split at commas reads such a one, like any negative number, together with the
 * columns behind it.
 */
final class FormulaProtection {
    private FormulaProtection() {}

    /** {@code text} with apostrophes where it needs them; the same object if it needs none. */
    static String of(String text) {
        StringBuilder out = null;
        int copied = 0;
        for (int cell = 0; cell < text.length(); cell = behindSeparator(text, cell)) {
            int first = cell;
            while (first < text.length() - 1 && text.charAt(first) == '"') {
                first++;
            }
            if (isTrigger(text.charAt(first)) && (first > 0 || !isNumber(text))) {
                out = out == null ? new StringBuilder(text.length() + 8) : out;
                out.append(text, copied, first).append('\'');
                copied = first;
            }
        }
        return out == null ? text : out.append(text, copied, text.length()).toString();
    }

    private static int behindSeparator(String text, int from) {
        int i = from;
        while (i < text.length() && !isSeparator(text.charAt(i))) {
            i++;
        }
        return i + 1;
    }

    private static boolean isTrigger(char c) {
        return switch (c) {
            case '=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠' -> true;
            default -> false;
        };
    }

    /** Tabs and line ends are the only control characters there are in texts. */
    private static boolean isSeparator(char c) {
        return c < ' ' || c == ';' || c == '|';
    }

    /** Whether a text is like a signed number or a phone number. */
    private static boolean isNumber(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && " +-().".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }
}
