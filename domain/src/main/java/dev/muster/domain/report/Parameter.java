package dev.muster.domain.report;

import org.jspecify.annotations.Nullable;

/**
 * A parameter of a report: a whole number.
 *
 * @param min least value allowed
 * @param max greatest value allowed
 * @param defaultValue its value if it is not given; null if it must be given
 * @param description what the number is, one sentence without a final full stop
 */
public record Parameter(
        String name, long min, long max, @Nullable Long defaultValue, String description) {
    /** The calendar year of UTC of a report. It must be given. */
    public static final Parameter YEAR = new Parameter("year", 1900, 9999, null, "Calendar year in UTC");
}
