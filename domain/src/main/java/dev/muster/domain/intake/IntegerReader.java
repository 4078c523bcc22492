package dev.muster.domain.intake;

import dev.muster.domain.dataset.Field;
import dev.muster.domain.dataset.FieldType.IntegerType;
import dev.muster.domain.intake.RawRecord.Kind;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads whole numbers: ASCII digits with an optional hyphen in front. */
final class IntegerReader extends ValueReader {
    /** The number of digits of the greatest long. */
    private static final int MAX_DIGITS = 19;

    /** Three zeros behind a point are no decimals, but thousands. */
    private static final Pattern ALMOST = Pattern.compile("[+]?(-?[0-9]{1,19})(?:\\.0{0,2})?");

    private final IntegerType type;

    IntegerReader(Field field, IntegerType type, Instant received) {
        super(field, received);
        this.type = type;
    }

    @Override
    boolean takes(Kind kind) {
        return kind == Kind.NUMBER;
    }

    @Override
    String jsonType() {
        return "a number";
    }

    @Override
    Object parse(byte[] bytes, int start, int end) {
        boolean negative = bytes[start] == '-';
        int i = negative ? start + 1 : start;
        if (i == end) {
            return notInteger(bytes, start, end);
        }
        while (i < end - 1 && bytes[i] == '0') {
            i++;
        }
        boolean fits = end - i <= MAX_DIGITS;
        long magnitude = 0;
        for (; i < end; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                return notInteger(bytes, start, end);
            }
            magnitude = magnitude * 10 + digit;
        }
        long value = negative ? -magnitude : magnitude;
        // As an unsigned number, 19 digits do not overflow. Read as a signed one, a number beyond a long has the wrong
        // sign.
        fits &= negative ? value <= 0 : value >= 0;
        if (!fits || value < type.min() || value > type.max()) {
            return malformed(
                    ReasonCode.OUT_OF_RANGE, bytes, start, end, "from %s to %s".formatted(type.min(), type.max()));
        }
        return constrained(value, null, bytes, start, end);
    }

    private Fault notInteger(byte[] bytes, int start, int end) {
        return malformed(ReasonCode.NOT_INTEGER, bytes, start, end, "a whole number" + meant(text(bytes, start, end)));
    }

    /** Says how to write what programs that hold numbers as floating point, or with a sign, write. */
    private static String meant(@Nullable String received) {
        if (received == null) {
            return "";
        }
        Matcher number = ALMOST.matcher(received);
        return number.matches() ? ": %s instead of %s".formatted(number.group(1), received) : "";
    }
}
