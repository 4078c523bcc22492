package dev.muster.domain.report;

/**
 * A column of a report.
 *
 * @param name the name for programs, {@code snake_case}
 * @param title the name for people
 */
public record Column(String name, Type type, String title) {

    /** What a column's values are. */
    public enum Type {
        /** Whole numbers, as {@link Long}. */
        INTEGER,
        /** Exact decimal numbers, as {@link java.math.BigDecimal} without trailing zeros. */
        DECIMAL,
        /** Texts, as {@link String}. */
        TEXT,
        /** Days of UTC such as 2021-11-07, as {@link java.time.LocalDate}. */
        DATE
    }

    public static Column integer(String name, String title) {
        return new Column(name, Type.INTEGER, title);
    }

    public static Column decimal(String name, String title) {
        return new Column(name, Type.DECIMAL, title);
    }

    public static Column text(String name, String title) {
        return new Column(name, Type.TEXT, title);
    }

    public static Column date(String name, String title) {
        return new Column(name, Type.DATE, title);
    }
}
