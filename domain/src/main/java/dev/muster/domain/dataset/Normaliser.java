package dev.muster.domain.dataset;

import java.util.regex.Pattern;

/** A change of a text after trimming and before its rules are checked. Each is idempotent. */
public enum Normaliser {
    /** Runs of white space become one space. */
    COLLAPSE_WHITE_SPACE {
        @Override
        public String apply(String text) {
            StringBuilder out = null;
            boolean inRun = false;
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                boolean white = WhiteSpace.is(c);
                if (out == null && white && (c != ' ' || inRun)) {
                    out = new StringBuilder(text.length()).append(text, 0, i);
                }
                if (out != null) {
                    if (!white) {
                        out.append(c);
                    } else if (!inRun) {
                        out.append(' ');
                    }
                }
                inRun = white;
            }
            return out == null ? text : out.toString();
        }
    },
    /** Lower case, of {@code A} to {@code Z} alone. */
    LOWER_CASE {
        @Override
        public String apply(String text) {
            return AsciiCase.lower(text);
        }
    },
    /** Upper case, of {@code a} to {@code z} alone. */
    UPPER_CASE {
        @Override
        public String apply(String text) {
            return AsciiCase.upper(text);
        }
    },
    /** A phone number without white space, hyphens, full stops and parentheses. */
    PHONE {
        @Override
        public String apply(String text) {
            StringBuilder out = new StringBuilder(text.length());
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (!WhiteSpace.is(c) && c != '-' && c != '.' && c != '(' && c != ')') {
                    out.append(c);
                }
            }
            return out.toString();
        }
    },
    /** A web address in lower case that begins with {@code http://} if it names no scheme. */
    WEBSITE {
        private static final Pattern SCHEME = Pattern.compile("[a-z][a-z0-9+.-]*+://");

        @Override
        public String apply(String text) {
            String lower = AsciiCase.lower(text);
            return SCHEME.matcher(lower).lookingAt() ? lower : "http://" + lower;
        }
    };

    /** Returns the normalised text. An empty text counts as blank. Does not throw. */
    public abstract String apply(String text);
}
