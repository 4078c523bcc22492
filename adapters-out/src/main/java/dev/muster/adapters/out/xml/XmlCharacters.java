package dev.muster.adapters.out.xml;

import java.util.regex.Pattern;

/**
 * The characters that XML 1.0 has (production 2, Char). The others, most control characters, halves of surrogate pairs, U+FFFE
 * and U+FFFF, make a document malformed, also escaped; HTML calls them errors, too.
 */
public final class XmlCharacters {
    private static final Pattern OTHERS =
            Pattern.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\x{10000}-\\x{10ffff}]");

    private static final String REPLACEMENT = "\ufffd";

    private XmlCharacters() {}

    /** {@code text} with the replacement character, U+FFFD, in place of each that XML does not have. */
    public static String only(String text) {
        return OTHERS.matcher(text).replaceAll(REPLACEMENT);
    }
}
