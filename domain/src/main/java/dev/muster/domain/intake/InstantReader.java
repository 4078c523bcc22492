package dev.muster.domain.intake;

import dev.muster.domain.dataset.Field;
import dev.muster.domain.intake.RawRecord.Kind;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;

/** Reads points in time: {@code YYYY-MM-DDThh:mm:ss[.fraction](Z|±hh:mm)}, truncated to microseconds. */
final class InstantReader extends ValueReader {
    private static final String EXPECTED = "a point in time such as 2021-11-07T02:48:42Z";
    private static final int TIME_END = "2021-11-07T02:48:42".length();
    private static final long EARLIEST = LocalDate.of(1900, 1, 1).toEpochDay() * 86_400;
    private static final long LATEST = LocalDate.of(10_000, 1, 1).toEpochDay() * 86_400 - 1;
    private static final int MAX_OFFSET_SECONDS = 18 * 3_600;

    InstantReader(Field field, Instant received) {
        super(field, received);
    }

    @Override
    boolean takes(Kind kind) {
        return kind == Kind.TEXT;
    }

    @Override
    String jsonType() {
        return "a string";
    }

    @Override
    Object parse(byte[] bytes, int start, int end) {
        if (end - start < TIME_END
                || bytes[start + 4] != '-'
                || bytes[start + 7] != '-'
                || bytes[start + 10] != 'T'
                || bytes[start + 13] != ':'
                || bytes[start + 16] != ':') {
            return badFormat(bytes, start, end);
        }
        int year = two(bytes, start) * 100 + two(bytes, start + 2);
        int month = two(bytes, start + 5);
        int day = two(bytes, start + 8);
        int hour = two(bytes, start + 11);
        int minute = two(bytes, start + 14);
        int second = two(bytes, start + 17);
        if (two(bytes, start) < 0 || two(bytes, start + 2) < 0 || (month | day | hour | minute | second) < 0) {
            return badFormat(bytes, start, end);
        }
        int i = start + TIME_END;
        int nanos = 0;
        if (i < end && bytes[i] == '.') {
            int unit = 100_000_000;
            int digits = ++i;
            for (; i < end && bytes[i] >= '0' && bytes[i] <= '9'; i++) {
                // Below a microsecond the unit is 0, which truncates.
                nanos += (bytes[i] - '0') * unit;
                unit = unit > 1_000 ? unit / 10 : 0;
            }
            if (i == digits) {
                return badFormat(bytes, start, end);
            }
        }
        if (i == end) {
            return malformed(
                    ReasonCode.DATETIME_NO_ZONE,
                    bytes,
                    start,
                    end,
                    "a point in time with its zone: Z or an offset such as -05:00");
        }
        int offset = 0;
        boolean offsetExists = true;
        if (bytes[i] == 'Z' && i + 1 == end) {
            offset = 0;
        } else if ((bytes[i] == '+' || bytes[i] == '-') && end - i == 6 && bytes[i + 3] == ':') {
            int hours = two(bytes, i + 1);
            int minutes = two(bytes, i + 4);
            if ((hours | minutes) < 0) {
                return badFormat(bytes, start, end);
            }
            offset = hours * 3_600 + minutes * 60;
            offsetExists = minutes <= 59 && offset <= MAX_OFFSET_SECONDS;
            offset = bytes[i] == '-' ? -offset : offset;
        } else {
            return badFormat(bytes, start, end);
        }
        if (!offsetExists
                || month < 1
                || month > 12
                || day < 1
                || (day > 28 && day > YearMonth.of(year, month).lengthOfMonth())
                || hour > 23
                || minute > 59
                || second > 59) {
            return malformed(
                    ReasonCode.DATETIME_INVALID,
                    bytes,
                    start,
                    end,
                    "a day of the calendar, a time to 23:59:59 and an offset to ±18:00");
        }
        long epochSecond = epochDay(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second - offset;
        if (epochSecond < EARLIEST || epochSecond > LATEST) {
            return malformed(ReasonCode.OUT_OF_RANGE, bytes, start, end, "in the years 1900 to 9999 in UTC");
        }
        return constrained(Instant.ofEpochSecond(epochSecond, nanos), null, bytes, start, end);
    }

    private Fault badFormat(byte[] bytes, int start, int end) {
        return malformed(ReasonCode.DATETIME_FORMAT, bytes, start, end, EXPECTED);
    }

    /** Returns the number of two ASCII digits; negative if they are no digits. */
    private static int two(byte[] bytes, int at) {
        int tens = bytes[at] - '0';
        int ones = bytes[at + 1] - '0';
        return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? Integer.MIN_VALUE : tens * 10 + ones;
    }

    /** Returns the days since 1970-01-01, as {@link LocalDate#toEpochDay()} counts them, without making an object. */
    private static long epochDay(int year, int month, int day) {
        // A year that begins in March has its leap day last (Howard Hinnant, "chrono-Compatible Low-Level Date
        // Algorithms").
        long y = month <= 2 ? year - 1L : year;
        long era = Math.floorDiv(y, 400L);
        long yearOfEra = y - era * 400;
        long dayOfYear = (153L * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
        long dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return era * 146_097 + dayOfEra - 719_468;
    }
}
