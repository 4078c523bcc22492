package dev.muster.domain.dataset;

import java.util.List;
import java.util.regex.Pattern;

/** A rule on a value that its type alone does not state. */
public sealed interface Constraint {

    /** Returns whether this rule applies to values of {@code type}. */
    boolean fits(FieldType type);

    /** A number greater than zero. */
    record Positive() implements Constraint {
        @Override
        public boolean fits(FieldType type) {
            return type instanceof FieldType.IntegerType || type instanceof FieldType.DecimalType;
        }
    }

    /** One of the given texts, compared after normalising. */
    record OneOf(List<String> allowed) implements Constraint {
        public OneOf {
            allowed = List.copyOf(allowed);
            if (allowed.isEmpty()) {
                throw new IllegalArgumentException("a value must have at least one allowed text");
            }
        }

        @Override
        public boolean fits(FieldType type) {
            return type instanceof FieldType.TextType;
        }
    }

    /**
     * A text that matches a pattern as a whole.
     *
     * @param expected the pattern in words, as in "must be {@code expected}"
     */
    record Matches(Pattern pattern, String expected) implements Constraint {
        @Override
        public boolean fits(FieldType type) {
            return type instanceof FieldType.TextType;
        }
    }

    /** An instant at most five minutes after the record was received. */
    record NotInFuture() implements Constraint {
        @Override
        public boolean fits(FieldType type) {
            return type instanceof FieldType.InstantType;
        }
    }
}
