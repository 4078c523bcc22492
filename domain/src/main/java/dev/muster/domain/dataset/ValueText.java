package dev.muster.domain.dataset;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;

/**
 * Values as texts. Every output shows this one form, and reading it gives the same value. Whole numbers are digits,
 * decimals have plain notation without trailing zeros, days look like {@code 2021-11-07}, and points in time are in UTC
 * like {@code 2021-11-07T02:48:42Z}. A fraction of a second shows only if it is not zero, without trailing zeros.
 */
public final class ValueText {
    /** Most bytes in the text of a whole number or a point in time. */
    public static final int MAX_BYTES = "+999999999-12-31T23:59:59.999999999Z".length();

    private static final int MAX_DIGITS = 19;
    private static final int SECONDS_PER_DAY = 86_400;
    private static final int MAX_YEAR = 9999;
    private static final int SECONDS_END = "0000-00-00T00:00:00".length();

    private ValueText() {}

    /**
     * Returns the text of a value that a {@link Row} may hold.
     *
     * @throws IllegalArgumentException if no field or column has values of its class
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

    /** Returns the number of bytes of a text in UTF-8. A surrogate without its other half counts as two. */
    public static long utf8Length(String text) {
        long length = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                length += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
            }
        }
        return length;
    }

    private static String of(BigDecimal number) {
        return (number.scale() == 0 ? number : number.stripTrailingZeros()).toPlainString();
    }

    private static String of(Instant instant) {
        byte[] text = new byte[MAX_BYTES];
        return new String(text, 0, put(instant, text, 0), StandardCharsets.ISO_8859_1);
    }

    /**
     * Writes the text of a whole number as ASCII: at most {@link #MAX_BYTES} bytes from {@code at} on.
     *
     * @return the position after the text
     */
    public static int put(long number, byte[] bytes, int at) {
        int start = at;
        if (number < 0) {
            bytes[start++] = '-';
        }
        // A long has a negative number for every magnitude, but not a positive one.
        long rest = number < 0 ? number : -number;
        int end = start + 1;
        for (long bound = -10; rest <= bound && end - start < MAX_DIGITS; bound *= 10) {
            end++;
        }
        for (int i = end - 1; i >= start; i--) {
            bytes[i] = (byte) ('0' - rest % 10);
            rest /= 10;
        }
        return end;
    }

    /**
     * Writes the text of a point in time as ASCII: at most {@link #MAX_BYTES} bytes from {@code at} on. It is several
     * times as fast as a {@link java.time.format.DateTimeFormatter}, which matters when millions are written.
     *
     * @return the position after the text
     */
    public static int put(Instant instant, byte[] bytes, int at) {
        LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(instant.getEpochSecond(), SECONDS_PER_DAY));
        if (date.getYear() < 0 || date.getYear() > MAX_YEAR) {
            byte[] text = instant.toString().getBytes(StandardCharsets.ISO_8859_1);
            System.arraycopy(text, 0, bytes, at, text.length);
            return at + text.length;
        }
        int second = Math.floorMod(instant.getEpochSecond(), SECONDS_PER_DAY);
        twoDigits(date.getYear() / 100, bytes, at);
        twoDigits(date.getYear() % 100, bytes, at + 2);
        bytes[at + 4] = '-';
        twoDigits(date.getMonthValue(), bytes, at + 5);
        bytes[at + 7] = '-';
        twoDigits(date.getDayOfMonth(), bytes, at + 8);
        bytes[at + 10] = 'T';
        twoDigits(second / 3600, bytes, at + 11);
        bytes[at + 13] = ':';
        twoDigits(second / 60 % 60, bytes, at + 14);
        bytes[at + 16] = ':';
        twoDigits(second % 60, bytes, at + 17);
        int end = fraction(instant.getNano(), bytes, at + SECONDS_END);
        bytes[end] = 'Z';
        return end + 1;
    }

    private static void twoDigits(int number, byte[] bytes, int at) {
        bytes[at] = (byte) ('0' + number / 10);
        bytes[at + 1] = (byte) ('0' + number % 10);
    }

    /**
     * Writes the point and the digits of a fraction up to the last one that is not zero, or nothing if all are zero.
     * Returns the position after them.
     */
    private static int fraction(int nano, byte[] bytes, int at) {
        if (nano == 0) {
            return at;
        }
        bytes[at] = '.';
        int end = at + 1;
        int rest = nano;
        for (int unit = 100_000_000; rest > 0; unit /= 10) {
            bytes[end++] = (byte) ('0' + rest / unit);
            rest %= unit;
        }
        return end;
    }
}
