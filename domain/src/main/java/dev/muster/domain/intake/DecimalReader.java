package dev.muster.domain.intake;

import dev.muster.domain.dataset.Field;
import dev.muster.domain.dataset.FieldType.DecimalType;
import dev.muster.domain.intake.RawRecord.Kind;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads decimal numbers in plain or exponent notation. The grammar is that of JSON numbers, with leading zeros allowed.
 * It counts digits before it builds a number, so that neither a million digits nor a huge exponent costs more than
 * reading them.
 */
final class DecimalReader extends ValueReader {
    private static final long MAX_EXPONENT = 1_000_000_000_000L;

    /** Sign, integer digits and decimals of what is almost a decimal number. */
    private static final Pattern ALMOST = Pattern.compile("[+]?(-?)([0-9]{0,20})(?:[.,]([0-9]{1,20})?)?");

    /** What may be thousands or decimals. */
    private static final Pattern THOUSANDS = Pattern.compile(".*,[0-9]{3}");

    private final DecimalType type;

    DecimalReader(Field field, DecimalType type, Instant received) {
        super(field, received);
        this.type = type;
    }

    @Override
    boolean takes(Kind kind) {
        return kind == Kind.NUMBER || kind == Kind.TEXT;
    }

    @Override
    String jsonType() {
        return "a number or a string that holds one";
    }

    @Override
    Object parse(byte[] bytes, int start, int end) {
        boolean negative = bytes[start] == '-';
        int integerStart = negative ? start + 1 : start;
        int integerEnd = endOfDigits(bytes, integerStart, end);
        boolean wellFormed = integerEnd > integerStart;
        int i = integerEnd;
        if (i < end && bytes[i] == '.') {
            i = endOfDigits(bytes, integerEnd + 1, end);
            wellFormed &= i > integerEnd + 1;
        }
        int digitsEnd = i;
        long exponent = 0;
        if (i < end && (bytes[i] == 'e' || bytes[i] == 'E')) {
            i++;
            boolean negativeExponent = i < end && bytes[i] == '-';
            if (negativeExponent || (i < end && bytes[i] == '+')) {
                i++;
            }
            int exponentStart = i;
            i = endOfDigits(bytes, exponentStart, end);
            wellFormed &= i > exponentStart;
            for (int k = exponentStart; k < i; k++) {
                exponent = Math.min(MAX_EXPONENT, exponent * 10 + (bytes[k] - '0'));
            }
            exponent = negativeExponent ? -exponent : exponent;
        }
        if (!wellFormed || i < end) {
            return malformed(
                    ReasonCode.NOT_DECIMAL, bytes, start, end, "a decimal number" + meant(text(bytes, start, end)));
        }

        // These are the first and the last digit that are not zero. The point may lie between, before or after them.
        int first = integerStart;
        while (first < digitsEnd && (bytes[first] == '0' || bytes[first] == '.')) {
            first++;
        }
        if (first == digitsEnd) {
            return constrained(BigDecimal.ZERO, null, bytes, start, end);
        }
        int last = digitsEnd;
        while (bytes[last - 1] == '0' || bytes[last - 1] == '.') {
            last--;
        }
        long integerDigits = (first < integerEnd ? integerEnd - first : integerEnd + 1 - first) + exponent;
        long decimals = (last > integerEnd ? last - integerEnd - 1 : last - integerEnd) - exponent;

        Fault fault = null;
        if (integerDigits > type.integerDigits()) {
            fault = fault(
                    ReasonCode.OUT_OF_RANGE,
                    text(bytes, start, end),
                    "%s must have at most %s digits before the point".formatted(field.name(), type.integerDigits()));
        }
        if (decimals > type.scale()) {
            fault = and(
                    fault,
                    reason(
                            ReasonCode.TOO_MANY_DECIMALS,
                            text(bytes, start, end),
                            "%s must have at most %s decimals".formatted(field.name(), type.scale())));
        }
        // A number that is too large or too fine to build still has its sign, and constraints look at nothing else.
        BigDecimal value = fault == null ? build(bytes, first, last, (int) decimals) : BigDecimal.ONE;
        return constrained(negative ? value.negate() : value, fault, bytes, start, end);
    }

    /** Says how to write what people and programs write in other ways: {@code 12,5}, {@code .5}, {@code 5.}. */
    private static String meant(@Nullable String received) {
        if (received == null) {
            return "";
        }
        Matcher number = ALMOST.matcher(received);
        if (!number.matches() || number.group(2).isEmpty() && number.group(3) == null) {
            return "";
        }
        if (THOUSANDS.matcher(received).matches()) {
            return " with a point before its decimals, and nothing between its thousands";
        }
        String integer = number.group(2).isEmpty() ? "0" : number.group(2);
        String decimals = number.group(3) == null ? "" : "." + number.group(3);
        return "%s: %s%s%s instead of %s"
                .formatted(
                        received.indexOf(',') < 0 ? "" : " with a point", number.group(1), integer, decimals, received);
    }

    private static BigDecimal build(byte[] bytes, int first, int last, int decimals) {
        BigDecimal digits = new BigDecimal(new String(bytes, first, last - first, StandardCharsets.ISO_8859_1));
        BigDecimal value = digits.scaleByPowerOfTen(digits.scale() - decimals);
        return decimals < 0 ? value.setScale(0) : value;
    }

    private static int endOfDigits(byte[] bytes, int from, int end) {
        int i = from;
        while (i < end && bytes[i] >= '0' && bytes[i] <= '9') {
            i++;
        }
        return i;
    }
}
