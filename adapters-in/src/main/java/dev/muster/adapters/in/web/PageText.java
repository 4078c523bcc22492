package dev.muster.adapters.in.web;

import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.text.NumberFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Texts as the pages show them. */
final class PageText {
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final long KIB = 1024;

    private PageText() {}

    /** A value of a record or a report; nothing for none. */
    static String of(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case Long number -> number.toString();
            case BigDecimal number -> number.toPlainString();
            default -> value.toString();
        };
    }

    /** A count: {@code 1,929}. */
    static String count(long count) {
        return NumberFormat.getIntegerInstance(Locale.ENGLISH).format(count);
    }

    /** A count and what is counted: {@code 1 row}, {@code 70 rows}. */
    static String count(long count, String one, String many) {
        return count(count) + " " + (count == 1 ? one : many);
    }

    /** A number as it is, with its thousands apart. */
    static String number(BigDecimal number) {
        NumberFormat format = NumberFormat.getNumberInstance(Locale.ENGLISH);
        format.setMaximumFractionDigits(Math.max(0, number.scale()));
        return format.format(number);
    }

    /** A point in time to the minute: {@code 2021-07-27 16:02 UTC}. */
    static String minute(@Nullable Instant instant) {
        return instant == null ? "" : MINUTE.format(instant) + " UTC";
    }

    /** A time that something took: {@code 0.4 s}, {@code 3 min 5 s}. */
    static String took(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 60) {
            return "%s.%s s".formatted(seconds, duration.toMillisPart() / 100);
        }
        return seconds < 3600
                ? "%s min %s s".formatted(seconds / 60, seconds % 60)
                : "%s h %s min".formatted(seconds / 3600, seconds / 60 % 60);
    }

    /** A size: {@code 89 KiB}. */
    static String bytes(long bytes) {
        if (bytes < KIB) {
            return count(bytes, "byte", "bytes");
        }
        if (bytes < KIB * KIB) {
            return count(bytes / KIB) + " KiB";
        }
        return bytes < KIB * KIB * KIB ? count(bytes / KIB / KIB) + " MiB" : count(bytes / KIB / KIB / KIB) + " GiB";
    }

    /** A share from 0 to 1: {@code 96.5 %}. */
    static String percent(double share) {
        NumberFormat format = NumberFormat.getNumberInstance(Locale.ENGLISH);
        format.setMaximumFractionDigits(1);
        // What is not whole does not look whole.
        double percent = Math.floor(share * 1000) / 10;
        return format.format(percent) + " %";
    }

    /** A query: {@code ?a=1&b=2}; nothing for none. Empty values are left out. */
    static String query(Map<String, String> parameters) {
        String pairs = parameters.entrySet().stream()
                .filter(pair -> !pair.getValue().isEmpty())
                .map(pair -> encoded(pair.getKey()) + "=" + encoded(pair.getValue()))
                .collect(Collectors.joining("&"));
        return pairs.isEmpty() ? "" : "?" + pairs;
    }

    /** A part of an address. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** A name of ours as people read it: {@code hired_employees} is {@code Hired employees}. */
    static String title(String name) {
        String words = name.replace('_', ' ').replace('-', ' ');
        return words.isEmpty() ? words : words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }
}
