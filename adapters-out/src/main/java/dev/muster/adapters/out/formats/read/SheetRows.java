package dev.muster.adapters.out.formats.read;

import java.io.Closeable;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.BitSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows of a sheet in the order in which they are stored, the cells of each as texts in UTF-8. Rows and cells need
 * not say where they are: they then follow the one before. Memory is bounded by the largest record. Not thread safe.
 */
final class SheetRows implements Closeable {
    private static final int MOST_BYTES = WindowReader.MAX_RECORD_BYTES;
    private static final int MOST_COLUMNS = 1 << 14;

    /** A number of so many digits is the same as a double. */
    private static final int EXACT_DIGITS = 15;

    private static final Pattern NUMBER =
            Pattern.compile("[+-]?+(?:[0-9]++\\.?+[0-9]*+|\\.[0-9]++)(?:[eE][+-]?+[0-9]{1,4}+)?+");

    private final XmlPart part;
    private final @Nullable SharedTexts shared;
    private final CellFormats formats;
    private final CellText text = new CellText();

    private byte[] bytes = new byte[1 << 10];
    private int used;
    private int[] starts = new int[32];
    private int[] ends = new int[32];
    private final BitSet errors = new BitSet();
    private int cells;
    private boolean tooLong;
    private boolean inside;
    private boolean ended;
    private long number;
    private long passed;

    /** @param shared the texts that cells refer to; null if there are none */
    SheetRows(XmlPart part, @Nullable SharedTexts shared, CellFormats formats) {
        this.part = part;
        this.shared = shared;
        this.formats = formats;
    }

    /** Goes to the next row. Returns whether there is one. */
    boolean next() throws IOException {
        if (!inside && !ended) {
            inside = part.nextStart("sheetData"::equals);
            ended = !inside;
        }
        while (!ended && part.next()) {
            if (part.isStart() && part.name().equals("row")) {
                read();
                passed++;
                return true;
            }
            ended = part.name().equals("sheetData");
        }
        ended = true;
        return false;
    }

    /** Returns the number of the current row, from 1, as people see it. */
    long number() {
        return number;
    }

    /** Returns the number of rows so far, with the current one. */
    long passed() {
        return passed;
    }

    /** Returns the number of cells up to the last one that is not blank; 0 if the row is blank. */
    int cells() {
        return cells;
    }

    /** Returns whether the cells of the row have more bytes than a record may have. Then only the first of them are here. */
    boolean tooLong() {
        return tooLong;
    }

    byte[] bytes() {
        return bytes;
    }

    /** Returns the index in {@link #bytes()} of the first byte of the cell at the 0-based {@code column}. */
    int start(int column) {
        return column < cells ? starts[column] : 0;
    }

    /** Returns the index behind the last byte of the cell at the 0-based {@code column}; {@link #start} if it is empty. */
    int end(int column) {
        return column < cells ? ends[column] : 0;
    }

    /** Returns whether the cell at the 0-based {@code column} shows an error instead of a value. */
    boolean isError(int column) {
        return errors.get(column);
    }

    String text(int column) {
        return new String(bytes, start(column), end(column) - start(column), StandardCharsets.UTF_8);
    }

    // ---- a row

    private void read() throws IOException {
        String given = part.attribute("r");
        number = given == null ? number + 1 : rowNumber(given);
        used = 0;
        Arrays.fill(starts, 0);
        Arrays.fill(ends, 0);
        errors.clear();
        tooLong = false;
        int column = -1;
        while (part.next()) {
            if (part.isStart() && part.name().equals("c")) {
                column = readCell(column + 1);
            } else if (!part.isStart() && part.name().equals("row")) {
                cells = ends.length;
                while (cells > 0 && isBlank(cells - 1)) {
                    cells--;
                }
                return;
            }
        }
    }

    private boolean isBlank(int column) {
        for (int i = starts[column]; i < ends[column]; i++) {
            if (bytes[i] != ' ' && bytes[i] != '\t') {
                return false;
            }
        }
        return true;
    }

    private static long rowNumber(String text) throws IOException {
        try {
            long number = Integer.parseInt(text.strip());
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // It is refused as other numbers are that no row has.
        }
        throw UnreadableWorkbook.damaged("has a row whose number is '%s'".formatted(shown(text)));
    }

    /**
     * Reads the cell that the current tag begins, up to its end.
     *
     * @param next where it is if it does not say it
     * @return its 0-based column
     */
    private int readCell(int next) throws IOException {
        int column = next;
        String type = "n";
        int format = -1;
        for (int i = 0; i < part.attributes(); i++) {
            switch (part.attributeName(i)) {
                case "r" -> column = column(part.attribute(i));
                case "t" -> type = part.attribute(i);
                case "s" -> format = index(part.attribute(i));
                default -> {
                    // Nothing else tells of its value.
                }
            }
        }
        if (column >= MOST_COLUMNS) {
            throw UnreadableWorkbook.damaged("has a cell beyond column %s in row %s".formatted(MOST_COLUMNS, number));
        }
        text.clear();
        boolean inline = false;
        while (part.next() && (part.isStart() || !part.name().equals("c"))) {
            if (part.isStart()) {
                switch (part.name()) {
                    case "v" -> part.text(text);
                    case "is" -> {
                        inline = true;
                        SharedTexts.richText(part, "is", text);
                    }
                    default -> {
                        // Formulas are not worked out.
                    }
                }
            }
        }
        if (text.length() > 0) {
            room(column);
            int start = used;
            put(inline ? "inlineStr" : type, format, column);
            starts[column] = start;
            ends[column] = used;
        }
        return column;
    }

    private void room(int column) {
        if (column >= ends.length) {
            int size = Math.min(MOST_COLUMNS, Math.max(column + 1, 2 * ends.length));
            starts = Arrays.copyOf(starts, size);
            ends = Arrays.copyOf(ends, size);
        }
    }

    /** Returns the 0-based column of a place such as {@code AB7}. */
    private int column(String place) throws IOException {
        int column = 0;
        int i = 0;
        for (; i < place.length() && place.charAt(i) >= 'A' && place.charAt(i) <= 'Z' && column <= MOST_COLUMNS; i++) {
            column = 26 * column + place.charAt(i) - 'A' + 1;
        }
        if (column == 0) {
            throw UnreadableWorkbook.damaged("has a cell at '%s' in row %s".formatted(shown(place), number));
        }
        return column - 1;
    }

    private int index(CharSequence text) throws IOException {
        try {
            return Integer.parseUnsignedInt(text, 0, text.length(), 10);
        } catch (NumberFormatException e) {
            throw UnreadableWorkbook.damaged(
                    "has '%s' where a number belongs, in row %s".formatted(shown(text.toString()), number));
        }
    }

    private static String shown(String text) {
        return text.length() > 20 ? text.substring(0, 20) + "…" : text;
    }

    // ---- a value

    private void put(String type, int format, int column) throws IOException {
        switch (type) {
            case "s" -> putShared();
            case "inlineStr", "str" -> {
                text.decode();
                putText();
            }
            case "n" -> putNumber(format);
            case "b" -> {
                text.strip();
                put(text.toString().equals("1") ? "true" : text.toString().equals("0") ? "false" : text.toString());
            }
            case "d" -> {
                text.strip();
                put(isoInstant(text.toString()));
            }
            case "e" -> {
                putText();
                errors.set(column);
            }
            default ->
                throw UnreadableWorkbook.damaged(
                        "has a cell of the unknown type '%s' in row %s".formatted(shown(type), number));
        }
    }

    private void putShared() throws IOException {
        text.strip();
        long index = Integer.toUnsignedLong(index(text.toString()));
        if (shared == null || index >= shared.count()) {
            throw UnreadableWorkbook.damaged(
                    "has a cell in row %s with text number %s, which is not there".formatted(number, index));
        }
        int size = fitting(shared.size(index));
        shared.copy(index, bytes, used, size);
        used += size;
    }

    private void putText() {
        byte[] own = bytes;
        if (used + 3 * text.length() > own.length) {
            own = new byte[3 * text.length()];
            int size = text.put(own, 0);
            put(own, size);
        } else {
            used = text.put(bytes, used);
        }
    }

    private void put(String ascii) {
        byte[] value = ascii.getBytes(StandardCharsets.UTF_8);
        put(value, value.length);
    }

    private void put(byte[] value, int length) {
        int size = fitting(length);
        System.arraycopy(value, 0, bytes, used, size);
        used += size;
    }

    /** Makes room for bytes. Returns for how many: those beyond the largest record are dropped. */
    private int fitting(long length) {
        int size = (int) Math.min(length, MOST_BYTES - used);
        tooLong |= size < length;
        if (used + size > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.min(MOST_BYTES, Math.max(used + size, 2 * bytes.length)));
        }
        return size;
    }

    private void putNumber(int format) {
        text.strip();
        boolean date = formats.isDate(format);
        if (!date && isExactInteger()) {
            putText();
            return;
        }
        String number = text.toString();
        double value = NUMBER.matcher(number).matches() ? Double.parseDouble(number) : Double.NaN;
        String instant = date ? formats.instant(value) : null;
        // What is no number is left to the rules of its field.
        put(
                instant != null
                        ? instant
                        : Double.isFinite(value)
                                ? new BigDecimal(Double.toString(value))
                                        .stripTrailingZeros()
                                        .toPlainString()
                                : number);
    }

    /** Returns whether the text is an integer in its plain notation, as most numbers are. */
    private boolean isExactInteger() {
        int first = text.length() > 0 && text.charAt(0) == '-' ? 1 : 0;
        int digits = text.length() - first;
        if (digits < 1 || digits > EXACT_DIGITS || text.charAt(first) == '0' && text.length() > 1) {
            return false;
        }
        for (int i = first; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    /** Dates of the strict variant are texts without a zone. */
    private static String isoInstant(String text) {
        try {
            LocalDateTime time = text.indexOf('T') < 0
                    ? LocalDate.parse(text).atStartOfDay()
                    : LocalDateTime.parse(text.endsWith("Z") ? text.substring(0, text.length() - 1) : text);
            return time.toInstant(ZoneOffset.UTC).toString();
        } catch (DateTimeException e) {
            return text;
        }
    }

    @Override
    public void close() throws IOException {
        try (part;
                shared) {
            // Both are closed, whichever fails.
        }
    }
}
