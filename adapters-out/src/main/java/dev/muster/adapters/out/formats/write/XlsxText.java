package dev.muster.adapters.out.formats.write;

import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes texts that cells can hold. */
final class XlsxText {
    /** Most characters that Excel accepts in a cell. It calls a file with more damaged. */
    private static final int MAX_LENGTH = 32_767;

    /**
     * Matches characters that XML cannot hold or changes, and texts that look like an escape (ECMA-376 part 1,
     * 22.9.2.19: {@code _x000D_}).
     */
    private static final Pattern ESCAPED =
            Pattern.compile("[\\x00-\\x08\\x0b-\\x1f\\ufffe\\uffff]|_(?=x[0-9A-Fa-f]{4}_)");

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private XlsxText() {}

    /**
     * Returns {@code text} with the escapes that it needs. Cuts it, with an ellipsis at its end, if it is too long for
     * a cell.
     */
    static String of(String text) {
        String wellFormed = WellFormed.text(cut(text));
        return isPlain(wellFormed) ? wellFormed : escaped(wellFormed);
    }

    private static String cut(String text) {
        if (text.length() <= MAX_LENGTH) {
            return text;
        }
        int end = MAX_LENGTH - 1;
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' && c != '\t' && c != '\n' || c == '_' || c >= '\ufffe') {
                return false;
            }
        }
        return true;
    }

    private static String escaped(String text) {
        return ESCAPED.matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(
                        "_x%s_".formatted(HEX.toHexDigits(match.group().charAt(0)))));
    }
}
