package dev.muster.application.reports;

import dev.muster.application.port.RecordQuery.Condition;
import dev.muster.domain.dataset.Field;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneOffset;

/** Half-open intervals of UTC as conditions. */
final class UtcIntervals {
    private static final int MONTHS_PER_QUARTER = 3;

    private UtcIntervals() {}

    static Condition year(Field field, int year) {
        return within(field, Year.of(year).atDay(1), Year.of(year).atDay(1).plusYears(1));
    }

    /**
     * @param quarter 1 to 4
     */
    static Condition quarter(Field field, int year, int quarter) {
        LocalDate start = LocalDate.of(year, (quarter - 1) * MONTHS_PER_QUARTER + 1, 1);
        return within(field, start, start.plusMonths(MONTHS_PER_QUARTER));
    }

    static Condition month(Field field, YearMonth month) {
        return within(field, month.atDay(1), month.plusMonths(1).atDay(1));
    }

    static Condition runStartedOn(LocalDate day) {
        return new Condition.RunStarted(midnight(day), midnight(day.plusDays(1)));
    }

    private static Condition within(Field field, LocalDate from, LocalDate to) {
        return new Condition.Within(field, midnight(from), midnight(to));
    }

    private static Instant midnight(LocalDate day) {
        return day.atStartOfDay().toInstant(ZoneOffset.UTC);
    }
}
