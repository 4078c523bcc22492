package dev.muster.domain.dataset;

import java.util.Comparator;

/**
 * Orders texts by Unicode code point, as both databases do ({@code COLLATE "C"}, BINARY). {@link String#compareTo} compares
 * UTF-16 units and puts characters beyond the basic plane before U+E000.
 */
public final class CodePointOrder {
    /** The order; thread safe. */
    public static final Comparator<String> BY_CODE_POINT = CodePointOrder::compare;

    private CodePointOrder() {}

    private static int compare(String a, String b) {
        // Most texts that are sorted occur several times, and this comparison takes next to no time.
        if (a.equals(b)) {
            return 0;
        }
        int n = Math.min(a.length(), b.length());
        for (int i = 0; i < n; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                boolean surrogateX = Character.isSurrogate(x);
                if (surrogateX != Character.isSurrogate(y)) {
                    return surrogateX ? 1 : -1;
                }
                return Character.compare(x, y);
            }
        }
        return Integer.compare(a.length(), b.length());
    }
}
