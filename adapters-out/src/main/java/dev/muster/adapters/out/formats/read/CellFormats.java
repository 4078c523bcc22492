package dev.muster.adapters.out.formats.read;

import java.io.IOException;
import java.time.LocalDate;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells which numbers of a workbook are shown as dates, and of which moment. Immutable. */
final class CellFormats {
    private static final int MOST_FORMATS = 1 << 17;
    private static final int MILLIS_OF_DAY = 86_400_000;

    /** The dates that Excel shows end with the year 9999. */
    private static final LocalDate BEHIND_LAST = LocalDate.of(10_000, 1, 1);

    /** The day of 1900 that was none. Lotus 1-2-3 took the year for a leap year, and Excel followed. */
    private static final int NO_DAY = 60;

    private final BitSet dates = new BitSet();
    private final boolean since1904;

    /**
     * Makes formats of a workbook without a part that has them.
     *
     * @param since1904 whether day 0 is 1904-01-01, else day 1 is 1900-01-01
     */
    CellFormats(boolean since1904) {
        this.since1904 = since1904;
    }

    /** Reads the formats of a part, and closes it. */
    CellFormats(boolean since1904, XmlPart part) throws IOException {
        this(since1904);
        Set<Integer> own = new HashSet<>();
        int cells = 0;
        boolean ofCells = false;
        try (part) {
            while (part.next()) {
                switch (part.name()) {
                    case "numFmt" -> {
                        String code = part.isStart() ? part.attribute("formatCode") : null;
                        if (code != null && isDate(code)) {
                            own.add(number(part.attribute("numFmtId")));
                        }
                    }
                    case "cellXfs" -> ofCells = part.isStart();
                    case "xf" -> {
                        if (ofCells && part.isStart()) {
                            int format = number(part.attribute("numFmtId"));
                            dates.set(cells++, isBuiltInDate(format) || own.contains(format));
                        }
                    }
                    default -> {
                        // Fonts and colours say nothing about values.
                    }
                }
                if (cells > MOST_FORMATS || own.size() > MOST_FORMATS) {
                    throw UnreadableWorkbook.damaged("has more than %s formats of cells".formatted(MOST_FORMATS));
                }
            }
        }
    }

    private static int number(@Nullable String text) {
        try {
            return text == null ? 0 : Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** ECMA-376, part 1, 18.8.30; those above 22 differ by language, but are dates in each that has them. */
    private static boolean isBuiltInDate(int format) {
        return format >= 14 && format <= 22
                || format >= 27 && format <= 36
                || format >= 45 && format <= 47
                || format >= 50 && format <= 58;
    }

    /** Returns whether a format shows years, months, days, hours or seconds: outside of texts, colours and conditions. */
    private static boolean isDate(String code) {
        String[] sections = code.split(";", 2);
        String plain = sections[0]
                .replaceAll("\"[^\"]*\"?|\\\\.|[_*].", "")
                .replaceAll("\\[(?!(?:[hH]+|[mM]+|[sS]+)\\])[^\\]]*\\]", "");
        return plain.matches("(?s).*[yYmMdDhHsS].*");
    }

    /** Returns whether numbers of the format at this 0-based index are dates. */
    boolean isDate(int index) {
        return index >= 0 && dates.get(index);
    }

    /**
     * Returns the moment of a number, in UTC and to the millisecond, as the format shows it; null if there is none. The day
     * that was none is given as what it is shown as.
     */
    @Nullable
    String instant(double serial) {
        if (!(serial >= 0 && serial < 3_000_000)) {
            return null;
        }
        long millis = Math.round(serial * MILLIS_OF_DAY);
        int days = (int) (millis / MILLIS_OF_DAY);
        String date = !since1904 && days == NO_DAY ? "1900-02-29" : null;
        if (date == null) {
            LocalDate day = since1904
                    ? LocalDate.of(1904, 1, 1).plusDays(days)
                    : LocalDate.of(1899, 12, days < NO_DAY ? 31 : 30).plusDays(days);
            if (!day.isBefore(BEHIND_LAST)) {
                return null;
            }
            date = day.toString();
        }
        return date + time((int) (millis % MILLIS_OF_DAY));
    }

    private static String time(int millis) {
        int seconds = millis / 1_000;
        StringBuilder time = new StringBuilder(14).append('T');
        twoDigits(seconds / 3_600, time).append(':');
        twoDigits(seconds / 60 % 60, time).append(':');
        twoDigits(seconds % 60, time);
        int fraction = millis % 1_000;
        if (fraction > 0) {
            String digits = String.valueOf(1_000 + fraction).substring(1);
            time.append('.').append(digits.replaceAll("0+$", ""));
        }
        return time.append('Z').toString();
    }

    private static StringBuilder twoDigits(int number, StringBuilder to) {
        return to.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }
}
