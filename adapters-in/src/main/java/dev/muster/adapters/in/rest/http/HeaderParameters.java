package dev.muster.adapters.in.rest.http;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads the parameters of a header's value, as in {@code form-data; name="file"; filename="jobs.csv"} (RFC 9110, 5.6.6): in one
 * pass, however long they are.
 */
final class HeaderParameters {
    private final String text;
    private int position;

    private HeaderParameters(String text) {
        this.text = text;
    }

    /**
     * The values of the parameters by name in lower case; the first one where a name is there twice. What is no parameter is
     * passed over. In quotes a quote is written as {@code \"}; other backslashes are a part of the value, because browsers send
     * folders with them.
     */
    static Map<String, String> of(String header) {
        return new HeaderParameters(header).parameters();
    }

    private Map<String, String> parameters() {
        Map<String, String> found = new TreeMap<>();
        passTo(";");
        while (position < text.length()) {
            position++;
            int start = position;
            passTo("=;");
            if (position < text.length() && text.charAt(position) == '=') {
                String name = text.substring(start, position).strip().toLowerCase(Locale.ROOT);
                position++;
                found.putIfAbsent(name, value());
                passTo(";");
            }
        }
        return found;
    }

    private String value() {
        while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
            position++;
        }
        if (position < text.length() && text.charAt(position) == '"') {
            position++;
            return quoted();
        }
        int start = position;
        passTo(";");
        return text.substring(start, position).strip();
    }

    private String quoted() {
        StringBuilder value = new StringBuilder();
        for (; position < text.length() && text.charAt(position) != '"'; position++) {
            if (text.startsWith("\\\"", position)) {
                position++;
            }
            value.append(text.charAt(position));
        }
        return value.toString();
    }

    /** Goes on to the next one of these characters, or to the end. */
    private void passTo(String characters) {
        while (position < text.length() && characters.indexOf(text.charAt(position)) < 0) {
            position++;
        }
    }
}
