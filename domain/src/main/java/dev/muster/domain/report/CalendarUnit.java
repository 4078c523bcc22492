package dev.muster.domain.report;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;

/** A part of a calendar year of UTC. Parts are half-open intervals and are counted from 1. */
public enum CalendarUnit {
    QUARTER(4) {
        @Override
        public String text(int year, int part) {
            return Integer.toString(part);
        }

        @Override
        public Optional<Integer> parse(String text, int year) {
            return text.matches("0{0,17}[1-4]") ? Optional.of(Integer.valueOf(text)) : Optional.empty();
        }

        @Override
        public String expected(int year) {
            return "a whole number from 1 to 4";
        }
    },

    MONTH(12) {
        @Override
        public String text(int year, int part) {
            return YearMonth.of(year, part).toString();
        }

        @Override
        public Optional<Integer> parse(String text, int year) {
            return text.matches("[0-9]{4}-(0[1-9]|1[0-2])")
                    ? Optional.of(YearMonth.parse(text))
                            .filter(month -> month.getYear() == year)
                            .map(YearMonth::getMonthValue)
                    : Optional.empty();
        }

        @Override
        public String expected(int year) {
            return "a month of the year such as %s".formatted(text(year, 1));
        }
    };

    private static final int MONTHS_OF_YEAR = 12;
    private static final int SECONDS_OF_DAY = 86_400;

    private final int perYear;

    CalendarUnit(int perYear) {
        this.perYear = perYear;
    }

    /** Returns the number of parts in a year. */
    public int perYear() {
        return perYear;
    }

    /** Returns the name for programs: {@code quarter}. */
    public String lowerCaseName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the number of the part in which a point in time lies. The count goes on from year to year. */
    public int numberOf(Instant instant) {
        LocalDate day = LocalDate.ofEpochDay(Math.floorDiv(instant.getEpochSecond(), SECONDS_OF_DAY));
        return day.getYear() * perYear + (day.getMonthValue() - 1) * perYear / MONTHS_OF_YEAR;
    }

    /**
     * Returns the number of a part of a year. The count goes on from year to year.
     *
     * @param part from 1
     */
    public int numberOf(int year, int part) {
        return year * perYear + part - 1;
    }

    /**
     * Returns when a part of a year begins.
     *
     * @param part from 1; one more than the year has stands for the start of the next year
     */
    public Instant startOf(int year, int part) {
        return LocalDate.of(year, 1, 1)
                .plusMonths((part - 1L) * MONTHS_OF_YEAR / perYear)
                .atStartOfDay()
                .toInstant(ZoneOffset.UTC);
    }

    /**
     * Returns the name of a part of a year in addresses and files: {@code 1} for a quarter, {@code 2021-01} for a
     * month.
     */
    public abstract String text(int year, int part);

    /** Finds the part of a year with this name; empty if there is none. */
    public abstract Optional<Integer> parse(String text, int year);

    /** Returns, in words, what {@link #parse} accepts. */
    public abstract String expected(int year);
}
