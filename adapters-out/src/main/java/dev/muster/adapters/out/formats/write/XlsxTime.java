package dev.muster.adapters.out.formats.write;

import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;

/**
 * Times as spreadsheet programs count them: in days, from 1 for 1900-01-01, without a zone. Here they are always in
 * UTC.
 */
final class XlsxTime {
    private static final LocalDate DAY_0 = LocalDate.of(1899, 12, 31);
    private static final LocalDate AFTER_LEAP_DAY = LocalDate.of(1900, 3, 1);
    private static final double MICROS_PER_DAY = 86_400_000_000.0;
    private static final int SECONDS_PER_DAY = 86_400;

    private XlsxTime() {}

    static double serial(LocalDate date) {
        long days = ChronoUnit.DAYS.between(DAY_0, date);
        // The programs believe that 1900 was a leap year.
        return date.isBefore(AFTER_LEAP_DAY) ? days : days + 1;
    }

    static double serial(Instant instant) {
        long day = Math.floorDiv(instant.getEpochSecond(), SECONDS_PER_DAY);
        long micros = Math.floorMod(instant.getEpochSecond(), SECONDS_PER_DAY) * 1_000_000L + instant.getNano() / 1_000;
        return serial(LocalDate.ofEpochDay(day)) + micros / MICROS_PER_DAY;
    }
}
