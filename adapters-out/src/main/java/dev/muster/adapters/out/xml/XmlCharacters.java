package dev.muster.adapters.out.xml;

import java.util.regex.Pattern;

/**
 * The characters of XML 1.0 (production 2, Char). All others (most control characters, halves of surrogate pairs,
 * U+FFFE and U+FFFF) make a document malformed, even if they are escaped. HTML calls them errors, too.
 */
public final class XmlCharacters {
    private static final Pattern OTHERS =
            Pattern.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\x{10000}-\\x{10ffff}]");

    private static final String REPLACEMENT = "\ufffd";

    private XmlCharacters() {}

    /**
     * Returns {@code text} with the replacement character, U+FFFD, in place of each character that XML does not have.
     */
    public static String only(String text) {
        return OTHERS.matcher(text).replaceAll(REPLACEMENT);
    }
}
