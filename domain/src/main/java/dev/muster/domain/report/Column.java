package dev.muster.domain.report;

import dev.muster.domain.dataset.Field;
import dev.muster.domain.dataset.FieldType;

/**
 * A column of a table.
 *
 * @param name the name for programs, {@code snake_case}
 * @param title the name for people
 * @param scale most digits after the decimal point; 0 for types other than {@link Type#DECIMAL}
 * @param required whether there is a value in every row
 */
public record Column(String name, Type type, String title, int scale, boolean required) {

    /** The type of a column's values. */
    public enum Type {
        /** Whole numbers, as {@link Long}. */
        INTEGER,
        /** Exact decimal numbers, as {@link java.math.BigDecimal} without trailing zeros. */
        DECIMAL,
        /** Texts, as {@link String}. */
        TEXT,
        /** Days of UTC such as 2021-11-07, as {@link java.time.LocalDate}. */
        DATE,
        /** Points in time, as {@link java.time.Instant} in whole microseconds. */
        INSTANT
    }

    public Column {
        if (scale < 0 || scale > 0 && type != Type.DECIMAL) {
            throw new IllegalArgumentException("column %s of type %s has a scale of %s".formatted(name, type, scale));
        }
    }

    public static Column integer(String name, String title) {
        return new Column(name, Type.INTEGER, title, 0, true);
    }

    public static Column decimal(String name, int scale, String title) {
        return new Column(name, Type.DECIMAL, title, scale, true);
    }

    public static Column text(String name, String title) {
        return new Column(name, Type.TEXT, title, 0, true);
    }

    public static Column date(String name, String title) {
        return new Column(name, Type.DATE, title, 0, true);
    }

    public static Column instant(String name, String title) {
        return new Column(name, Type.INSTANT, title, 0, true);
    }

    /** Returns the column for the values of a dataset's field. */
    public static Column of(Field field) {
        Column column = switch (field.type()) {
            case FieldType.IntegerType type -> integer(field.name(), field.title());
            case FieldType.DecimalType type -> decimal(field.name(), type.scale(), field.title());
            case FieldType.TextType type -> text(field.name(), field.title());
            case FieldType.InstantType type -> instant(field.name(), field.title());
        };
        return field.required() || field.defaultText() != null ? column : column.optional();
    }

    /** Returns this column, but rows may lack a value. */
    public Column optional() {
        return new Column(name, type, title, scale, false);
    }
}
