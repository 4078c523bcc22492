package dev.muster.domain.dataset;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * The type of a field: the Java class of its values, and the range of values that it allows. Adapters map by type with
 * an exhaustive {@code switch}, so a new type does not compile until every format and database handles it.
 */
public sealed interface FieldType {

    /** Returns the class of this type's values in a {@link Row}. */
    Class<?> javaType();

    /** Whole numbers from {@code min} to {@code max}, both included; values are {@link Long}. */
    record IntegerType(long min, long max) implements FieldType {
        public IntegerType {
            if (min > max) {
                throw new IllegalArgumentException("min %s is greater than max %s".formatted(min, max));
            }
        }

        @Override
        public Class<Long> javaType() {
            return Long.class;
        }
    }

    /**
     * Exact decimal numbers with at most {@code integerDigits} digits before the point and {@code scale} after it,
     * trailing zeros not counted; values are {@link BigDecimal} without trailing zeros and with a scale of at least 0.
     */
    record DecimalType(int integerDigits, int scale) implements FieldType {
        public DecimalType {
            if (integerDigits < 1 || scale < 0) {
                throw new IllegalArgumentException(
                        "a decimal has at least 1 integer digit and no negative scale, not %s and %s"
                                .formatted(integerDigits, scale));
            }
        }

        @Override
        public Class<BigDecimal> javaType() {
            return BigDecimal.class;
        }
    }

    /** Text of 1 to {@code maxCodePoints} Unicode code points; values are {@link String}. */
    record TextType(int maxCodePoints) implements FieldType {
        public TextType {
            if (maxCodePoints < 1) {
                throw new IllegalArgumentException("maxCodePoints %s is less than 1".formatted(maxCodePoints));
            }
        }

        @Override
        public Class<String> javaType() {
            return String.class;
        }
    }

    /** Points in time in the UTC years 1900 to 9999, in whole microseconds; values are {@link Instant}. */
    record InstantType() implements FieldType {
        @Override
        public Class<Instant> javaType() {
            return Instant.class;
        }
    }
}
