package dev.muster.adapters.out.formats.read;

/**
 * Finds the end of a JSON value of any size, piece by piece. It knows strings and brackets, and leaves the rest of the
 * syntax to a parser. Not thread safe.
 */
final class JsonScanner {

    /** The result of {@link #scan}. */
    enum Outcome {
        /** The value may go on. */
        MORE,
        /** The value has ended. */
        END,
        /** There is a bracket that closes one of the other kind, or a control character in a string. */
        BROKEN,
        /**
         * There is one level more than {@link JsonObjectReader#MAX_DEPTH}, which is the number of bits in
         * {@link #braces}.
         */
        TOO_DEEP
    }

    /** The kinds of the open brackets, the innermost in the lowest bit: 1 for a brace. */
    private long braces;

    private int depth;
    private boolean inString;
    private boolean escaped;
    private boolean inWord;
    private boolean afterCarriageReturn;
    private long lineEnds;
    private int index;

    /** Begins a value. */
    void begin() {
        braces = 0;
        depth = 0;
        inString = false;
        escaped = false;
        inWord = false;
        afterCarriageReturn = false;
        lineEnds = 0;
    }

    /** Scans the value's next bytes, from {@code start} (included) to {@code end} (excluded). */
    Outcome scan(byte[] bytes, int start, int end) {
        for (int i = start; i < end; i++) {
            Outcome outcome = inString ? scanString(bytes[i]) : scanOutside(bytes[i]);
            if (outcome != Outcome.MORE) {
                // The byte that ends a word is no part of it.
                index = inWord ? i : i + 1;
                return outcome;
            }
        }
        index = end;
        return Outcome.MORE;
    }

    private Outcome scanString(byte b) {
        if (escaped) {
            escaped = false;
        } else if (b == '\\') {
            escaped = true;
        } else if (b == '"') {
            inString = false;
            return depth == 0 ? Outcome.END : Outcome.MORE;
        } else if (b >= 0 && b < ' ') {
            return Outcome.BROKEN;
        }
        return Outcome.MORE;
    }

    private Outcome scanOutside(byte b) {
        boolean mayEndPair = afterCarriageReturn;
        afterCarriageReturn = b == '\r';
        switch (b) {
            case '"', '{', '[' -> {
                if (inWord) {
                    return Outcome.END;
                }
                if (b == '"') {
                    inString = true;
                } else if (depth == JsonObjectReader.MAX_DEPTH) {
                    return Outcome.TOO_DEEP;
                } else {
                    braces = (braces << 1) | (b == '{' ? 1 : 0);
                    depth++;
                }
            }
            case '}', ']' -> {
                if (depth == 0) {
                    return endOfWord();
                }
                if ((braces & 1) != (b == '}' ? 1 : 0)) {
                    return Outcome.BROKEN;
                }
                braces >>>= 1;
                depth--;
                return depth == 0 ? Outcome.END : Outcome.MORE;
            }
            case ' ', '\t', '\n', '\r', ',', ':' -> {
                if (depth == 0) {
                    return endOfWord();
                }
                if (b == '\r' || (b == '\n' && !mayEndPair)) {
                    lineEnds++;
                }
            }
            default -> inWord = depth == 0;
        }
        return Outcome.MORE;
    }

    /** Ends a value that has no end of its own, such as a number. A value that begins like this is empty. */
    private Outcome endOfWord() {
        inWord = true;
        return Outcome.END;
    }

    /**
     * Returns the index behind the value's last byte; after {@link Outcome#MORE}, behind the last byte that was
     * scanned.
     */
    int index() {
        return index;
    }

    /** Returns the number of line ends in the value so far. */
    long lineEnds() {
        return lineEnds;
    }

    /** Returns whether the value is complete if nothing comes after it. */
    boolean mayEnd() {
        return inWord;
    }
}
