package dev.muster.adapters.out.formats.read;

/**
 * Finds where a JSON value ends, piece by piece and whatever its size. Sees strings and brackets, and leaves the rest of the
 * syntax to a parser. Not thread safe.
 */
final class JsonScanner {

    /** What {@link #scan} came upon. */
    enum Outcome {
        /** The value may go on. */
        MORE,
        /** The value's end. */
        END,
        /** A bracket that closes one of the other kind, or a control character in a string. */
        BROKEN,
        /** One level more than {@link JsonObjectReader#MAX_DEPTH}, which is as many as {@link #braces} has bits. */
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

    /** Looks at the value's next bytes, from {@code start} (included) to {@code end} (excluded). */
    Outcome scan(byte[] bytes, int start, int end) {
        for (int i = start; i < end; i++) {
            Outcome outcome = inString ? scanString(bytes[i]) : scanOutside(bytes[i]);
            if (outcome != Outcome.MORE) {
                // What ends a word is no part of it.
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

    /** The end of a value that has no end of its own, such as a number; of nothing, if a value begins like this. */
    private Outcome endOfWord() {
        inWord = true;
        return Outcome.END;
    }

    /** Index behind the value's last byte; after {@link Outcome#MORE}, behind the last byte that was looked at. */
    int index() {
        return index;
    }

    /** Line ends in the value so far. */
    long lineEnds() {
        return lineEnds;
    }

    /** Whether the value is whole if nothing comes after it. */
    boolean mayEnd() {
        return inWord;
    }
}
