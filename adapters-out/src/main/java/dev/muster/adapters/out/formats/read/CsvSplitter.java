package dev.muster.adapters.out.formats.read;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Splits one CSV record after the other into values, as RFC 4180 has it and as people write it: blanks around a value and
 * around its quotes do not count, a quote inside an unquoted value is an ordinary character, lines end with LF, CRLF or CR.
 * The values are ranges of the bytes that were split; only those with doubled quotes are copied. Allocates nothing per record.
 */
final class CsvSplitter {

    /** What {@link #split} came upon. */
    enum Outcome {
        /** A line of nothing but blanks, or a record whose values are all empty. */
        BLANK,
        /** A record. */
        RECORD,
        /** A record with text after a closing quote; it ends with the line, whatever quotes follow. */
        BAD_QUOTE,
        /** A quote that is still open where the input ends, or after as many bytes as a record may have. */
        OPEN_QUOTE,
        /** A record with more bytes than it may have; values and line ends are those of the bytes up to there. */
        TOO_LONG
    }

    private final byte delimiter;
    /** A blank besides the space: the tab, unless that is the delimiter. */
    private final byte blank;

    private final int maxBytes;

    private final int[] starts;
    private final int[] ends;

    /** Values without their doubling quotes. Their ranges are marked by the complement of their start. */
    private byte[] unquoted = new byte[256];

    private int unquotedEnd;

    private int values;
    private int end;
    private int next;
    private int innerLineEnds;
    private boolean terminated;
    private int openingLine;
    private int badValue;

    /**
     * @param capacity values of a record that are kept, at least 1; further ones are only counted
     * @param maxBytes most bytes of a record
     */
    CsvSplitter(char delimiter, int capacity, int maxBytes) {
        this.maxBytes = maxBytes;
        this.delimiter = (byte) delimiter;
        this.blank = (byte) (delimiter == '\t' ? ' ' : '\t');
        this.starts = new int[capacity];
        this.ends = new int[capacity];
    }

    /** Splits the record at the window's position, reading as far as needed; the position stays. */
    Outcome split(ByteWindow window) throws IOException {
        while (true) {
            Outcome outcome = attempt(window.bytes(), window.position(), window.limit(), window.ended());
            if (outcome == null) {
                // Even if the last byte is the first one of a CRLF, the record is longer than it may be.
                if (window.held() > maxBytes + 1) {
                    return splitStart(window);
                }
                // If there is no more, the window knows now that it has ended, and the next attempt has an outcome.
                window.more();
            } else {
                int length = (outcome == Outcome.OPEN_QUOTE ? window.limit() : end) - window.position();
                return length > maxBytes ? splitStart(window) : outcome;
            }
        }
    }

    /** Splits as much of a record that is too long as it may have, as if the input ended there. */
    private Outcome splitStart(ByteWindow window) {
        byte[] bytes = window.bytes();
        int cut = window.position() + maxBytes;
        byte behind = bytes[cut];
        bytes[cut] = ByteWindow.SENTINEL;
        Outcome outcome = attempt(bytes, window.position(), cut, true);
        bytes[cut] = behind;
        return outcome == Outcome.OPEN_QUOTE ? outcome : Outcome.TOO_LONG;
    }

    /**
     * Splits the record that starts at {@code from}.
     *
     * @param last whether the input ends at {@code limit}
     * @return null if it does not, and the record may go on
     */
    private @Nullable Outcome attempt(byte[] bytes, int from, int limit, boolean last) {
        final byte delimiter = this.delimiter;
        final byte blank = this.blank;
        values = 0;
        unquotedEnd = 0;
        innerLineEnds = 0;
        badValue = -1;
        int i = from;
        byte b;
        while (true) {
            b = bytes[i];
            while (b == ' ' || b == blank) {
                b = bytes[++i];
            }
            if (b == '"' && badValue < 0) {
                i = quotedValue(bytes, i + 1, limit, last);
                if (i < 0) {
                    return last ? Outcome.OPEN_QUOTE : null;
                }
                b = bytes[i];
                while (b == ' ' || b == blank) {
                    b = bytes[++i];
                }
                if (b != delimiter && b != '\n' && b != '\r') {
                    badValue = values - 1;
                    while (b != delimiter && b != '\n' && b != '\r') {
                        b = bytes[++i];
                    }
                }
            } else {
                int start = i;
                while (b != delimiter && b != '\n' && b != '\r') {
                    b = bytes[++i];
                }
                int valueEnd = i;
                while (valueEnd > start && (bytes[valueEnd - 1] == ' ' || bytes[valueEnd - 1] == blank)) {
                    valueEnd--;
                }
                add(start, valueEnd);
            }
            if (b != delimiter) {
                break;
            }
            i++;
        }
        if (i == limit && !last) {
            return null;
        }
        terminated = i < limit;
        end = i;
        next = terminated ? i + 1 : i;
        if (b == '\r') {
            if (next == limit && !last) {
                return null;
            }
            // At the very end the sentinel is not to be taken for the LF of a CRLF.
            if (next < limit && bytes[next] == '\n') {
                next++;
            }
        }
        if (badValue >= 0) {
            return Outcome.BAD_QUOTE;
        }
        return starts[0] == ends[0] && allEmpty() ? Outcome.BLANK : Outcome.RECORD;
    }

    private boolean allEmpty() {
        if (values > starts.length) {
            return false;
        }
        for (int i = 0; i < values; i++) {
            if (starts[i] != ends[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * Reads a value from behind its opening quote.
     *
     * @return index behind its closing quote; -1 if that cannot be told from these bytes
     */
    private int quotedValue(byte[] bytes, int start, int limit, boolean last) {
        openingLine = innerLineEnds;
        boolean doubled = false;
        int i = start;
        while (i < limit) {
            byte b = bytes[i++];
            if (b == '"') {
                if (i == limit && !last) {
                    return -1;
                }
                if (i < limit && bytes[i] == '"') {
                    doubled = true;
                    i++;
                } else {
                    if (doubled) {
                        addUndoubled(bytes, start, i - 1);
                    } else {
                        add(start, i - 1);
                    }
                    return i;
                }
            } else if (b == '\n' || (b == '\r' && (i == limit || bytes[i] != '\n'))) {
                innerLineEnds++;
            }
        }
        return -1;
    }

    private void add(int start, int valueEnd) {
        if (values < starts.length) {
            starts[values] = start;
            ends[values] = valueEnd;
        }
        values++;
    }

    private void addUndoubled(byte[] bytes, int start, int valueEnd) {
        if (unquoted.length - unquotedEnd < valueEnd - start) {
            unquoted = Arrays.copyOf(unquoted, Math.max(2 * unquoted.length, unquotedEnd + valueEnd - start));
        }
        int copyStart = unquotedEnd;
        for (int i = start; i < valueEnd; i++) {
            byte b = bytes[i];
            unquoted[unquotedEnd++] = b;
            if (b == '"') {
                i++;
            }
        }
        add(~copyStart, unquotedEnd);
    }

    /** Number of values in the record, including those beyond the capacity. */
    int values() {
        return values;
    }

    /** The array that holds the value at {@code index}, given the one that was split. */
    byte[] buffer(int index, byte[] bytes) {
        return starts[index] < 0 ? unquoted : bytes;
    }

    /** Index in its array of the value's first byte. */
    int start(int index) {
        int start = starts[index];
        return start < 0 ? ~start : start;
    }

    /** Index in its array behind the value's last byte. */
    int end(int index) {
        return ends[index];
    }

    /** The value at {@code index} as text; bytes that are none are replaced. */
    String text(int index, byte[] bytes) {
        int start = start(index);
        return new String(buffer(index, bytes), start, end(index) - start, StandardCharsets.UTF_8);
    }

    /** Number of values in the record up to the capacity. */
    int kept() {
        return Math.min(values, starts.length);
    }

    /** The byte between values. */
    byte delimiter() {
        return delimiter;
    }

    /** Writes the value at {@code index} as it may stand in a record, in quotes if it needs them. */
    void copy(int index, byte[] bytes, ByteArrayOutputStream out) {
        byte[] buffer = buffer(index, bytes);
        int from = start(index);
        int to = end(index);
        if (!needsQuotes(buffer, from, to)) {
            out.write(buffer, from, to - from);
            return;
        }
        out.write('"');
        for (int i = from; i < to; i++) {
            if (buffer[i] == '"') {
                out.write('"');
            }
            out.write(buffer[i]);
        }
        out.write('"');
    }

    private boolean needsQuotes(byte[] buffer, int from, int to) {
        if (from < to && (isBlank(buffer[from]) || isBlank(buffer[to - 1]))) {
            return true;
        }
        for (int i = from; i < to; i++) {
            byte b = buffer[i];
            if (b == delimiter || b == '"' || b == '\n' || b == '\r') {
                return true;
            }
        }
        return false;
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    /** Index behind the record's last byte, its line end not included. */
    int end() {
        return end;
    }

    /** Index behind the record's line end. */
    int next() {
        return next;
    }

    /** Number of line ends in the record, in quoted values and at its end. */
    int lineEnds() {
        return innerLineEnds + (terminated ? 1 : 0);
    }

    /** Number of line ends in the record before the last quote that was opened. */
    int lineEndsBeforeQuote() {
        return openingLine;
    }

    /** Index of the value that was followed by text. */
    int badValue() {
        return badValue;
    }
}
