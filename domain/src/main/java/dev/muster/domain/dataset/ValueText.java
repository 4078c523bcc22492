package dev.muster.domain.dataset;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;

/**
 * Values as texts: the one form that every output shows and that reading gives the same value for. Whole numbers as digits,
 * decimals in plain notation without trailing zeros, days as {@code 2021-11-07}, points in time in UTC as
 * {@code 2021-11-07T02:48:42Z}, with a fraction only if it is not zero, and then without trailing zeros.
 */
public final class ValueText {
    private static final int SECONDS_PER_DAY = 86_400;
    private static final int MAX_YEAR = 9999;
    private static final int SECONDS_END = "0000-00-00T00:00:00".length();

    private ValueText() {}

    /**
     * The text of a value that a {@link Row} may hold.
     *
     * @throws IllegalArgumentException if it is of a class that no field or column has
     */
    public static String of(Object value) {
        return switch (value) {
            case String text -> text;
            case Long number -> Long.toString(number);
            case BigDecimal number -> of(number);
            case Instant instant -> of(instant);
            case LocalDate date -> date.toString();
            default ->
                throw new IllegalArgumentException(
                        "%s is no class of values".formatted(value.getClass().getName()));
        };
    }

    private static String of(BigDecimal number) {
        return (number.scale() == 0 ? number : number.stripTrailingZeros()).toPlainString();
    }

    /** Several times as fast as a {@link java.time.format.DateTimeFormatter}, which matters where millions are written. */
    private static String of(Instant instant) {
        LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(instant.getEpochSecond(), SECONDS_PER_DAY));
        if (date.getYear() < 0 || date.getYear() > MAX_YEAR) {
            return instant.toString();
        }
        int second = Math.floorMod(instant.getEpochSecond(), SECONDS_PER_DAY);
        byte[] text = "0000-00-00T00:00:00.000000000Z".getBytes(StandardCharsets.ISO_8859_1);
        twoDigits(text, 0, date.getYear() / 100);
        twoDigits(text, 2, date.getYear() % 100);
        twoDigits(text, 5, date.getMonthValue());
        twoDigits(text, 8, date.getDayOfMonth());
        twoDigits(text, 11, second / 3600);
        twoDigits(text, 14, second / 60 % 60);
        twoDigits(text, 17, second % 60);
        int length = fraction(text, instant.getNano());
        text[length] = 'Z';
        return new String(text, 0, length + 1, StandardCharsets.ISO_8859_1);
    }

    private static void twoDigits(byte[] text, int at, int number) {
        text[at] = (byte) ('0' + number / 10);
        text[at + 1] = (byte) ('0' + number % 10);
    }

    /** Writes the digits of a fraction up to the last one that is not zero; how long the text is then. */
    private static int fraction(byte[] text, int nano) {
        if (nano == 0) {
            return SECONDS_END;
        }
        int end = SECONDS_END + 1;
        int rest = nano;
        for (int unit = 100_000_000; rest > 0; unit /= 10) {
            text[end++] = (byte) ('0' + rest / unit);
            rest %= unit;
        }
        return end;
    }
}
