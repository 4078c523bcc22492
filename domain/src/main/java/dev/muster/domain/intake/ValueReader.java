package dev.muster.domain.intake;

import dev.muster.domain.dataset.Constraint;
import dev.muster.domain.dataset.Field;
import dev.muster.domain.dataset.WhiteSpace;
import dev.muster.domain.intake.RawRecord.Kind;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the values of one field: bytes in, value or reasons out. */
abstract class ValueReader {
    static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);

    final Field field;

    private final Instant latest;

    ValueReader(Field field, Instant received) {
        this.field = field;
        this.latest = received.plus(CLOCK_TOLERANCE);
    }

    /** A value that cannot be stored. It is returned, not thrown: bad data is no exception here. */
    record Fault(List<Reason> reasons) {}

    /** Returns the field's value, null if it is absent and may be absent, or a {@link Fault}. */
    final @Nullable Object read(RawRecord record, int index) {
        Kind kind = record.kind(index);
        byte[] bytes = record.buffer(index);
        int start = record.start(index);
        int end = record.end(index);
        if (kind == Kind.ABSENT || kind == Kind.NULL) {
            return absent("");
        }
        if (kind != Kind.PLAIN && !takes(kind)) {
            return fault(
                    ReasonCode.WRONG_TYPE,
                    text(bytes, start, end),
                    "%s must be %s, not %s".formatted(field.name(), jsonType(), nameOf(kind)));
        }
        return read(bytes, start, end);
    }

    /** Does the same for a value that consists of all {@code bytes} and has no JSON type. */
    final @Nullable Object read(byte[] bytes) {
        return read(bytes, 0, bytes.length);
    }

    private @Nullable Object read(byte[] bytes, int start, int end) {
        if (isBlank(bytes, start, end)) {
            return absent(new String(bytes, start, end - start, StandardCharsets.UTF_8));
        }
        return parse(bytes, start, end);
    }

    /** Returns whether the field takes JSON values of this kind. */
    abstract boolean takes(Kind kind);

    /** Returns the JSON type of the field's values, for messages. */
    abstract String jsonType();

    /** Returns the result of {@link #read} for a range that is not blank. */
    abstract @Nullable Object parse(byte[] bytes, int start, int end);

    /** Returns the result of {@link #read} if there is no value, or one that counts as none. */
    final @Nullable Object absent(String received) {
        String defaultText = field.defaultText();
        if (defaultText != null) {
            byte[] bytes = defaultText.getBytes(StandardCharsets.UTF_8);
            return parse(bytes, 0, bytes.length);
        }
        if (!field.required()) {
            return null;
        }
        return fault(ReasonCode.REQUIRED, received, "%s is required".formatted(field.name()));
    }

    /** Returns all reasons that the field's constraints give against {@code value}, or the value itself. */
    final Object constrained(Object value, @Nullable Fault fault, byte[] bytes, int start, int end) {
        List<Constraint> constraints = field.constraints();
        Fault result = fault;
        for (int i = 0; i < constraints.size(); i++) {
            Constraint constraint = constraints.get(i);
            if (!holds(constraint, value)) {
                result = and(result, broken(constraint, value, text(bytes, start, end)));
            }
        }
        return result == null ? value : result;
    }

    private boolean holds(Constraint constraint, Object value) {
        return switch (constraint) {
            case Constraint.Positive() -> value instanceof BigDecimal decimal ? decimal.signum() > 0 : (Long) value > 0;
            case Constraint.OneOf(List<String> allowed) -> allowed.contains(value);
            case Constraint.Matches(Pattern pattern, String expected) ->
                pattern.matcher((String) value).matches();
            case Constraint.NotInFuture() -> !((Instant) value).isAfter(latest);
        };
    }

    private Reason broken(Constraint constraint, Object value, @Nullable String received) {
        return switch (constraint) {
            case Constraint.Positive() ->
                reason(ReasonCode.OUT_OF_RANGE, received, field.name() + " must be greater than 0");
            case Constraint.OneOf(List<String> allowed) ->
                reason(
                        ReasonCode.NOT_ALLOWED,
                        received,
                        "%s must be one of %s%s"
                                .formatted(field.name(), String.join(", ", allowed), WhiteSpace.invisible((String)
                                        value)));
            case Constraint.Matches(Pattern pattern, String expected) ->
                reason(
                        ReasonCode.PATTERN,
                        received,
                        "%s must be %s%s".formatted(field.name(), expected, WhiteSpace.invisible((String) value)));
            case Constraint.NotInFuture() ->
                reason(
                        ReasonCode.IN_FUTURE,
                        received,
                        "%s must not be more than 5 minutes after the record was received".formatted(field.name()));
        };
    }

    final Reason reason(ReasonCode code, @Nullable String received, String message) {
        return new Reason(code, field.name(), received, message);
    }

    final Fault fault(ReasonCode code, @Nullable String received, String message) {
        return new Fault(List.of(reason(code, received, message)));
    }

    static Fault and(@Nullable Fault fault, Reason reason) {
        if (fault == null) {
            return new Fault(List.of(reason));
        }
        List<Reason> all = new ArrayList<>(fault.reasons());
        all.add(reason);
        return new Fault(all);
    }

    /**
     * Returns a fault of a value that should consist of ASCII characters: {@code bad-encoding} if the bytes are no
     * text.
     */
    final Fault malformed(ReasonCode code, byte[] bytes, int start, int end, String expected) {
        String received = text(bytes, start, end);
        return received == null
                ? badEncoding()
                : fault(
                        code,
                        received,
                        "%s must be %s%s".formatted(field.name(), expected, WhiteSpace.invisible(received)));
    }

    final Fault badEncoding() {
        return fault(
                ReasonCode.BAD_ENCODING,
                null,
                "%s holds bytes that are no text in the input's character set".formatted(field.name()));
    }

    /** Returns the text of a range; null if the bytes are not UTF-8. */
    static @Nullable String text(byte[] bytes, int start, int end) {
        // This is far faster than a decoder, but puts U+FFFD in place of bytes that are no UTF-8. The input may hold
        // that character itself.
        String text = new String(bytes, start, end - start, StandardCharsets.UTF_8);
        return text.indexOf('\uFFFD') < 0 || isUtf8(bytes, start, end) ? text : null;
    }

    private static boolean isUtf8(byte[] bytes, int start, int end) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, start, end - start));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static boolean isBlank(byte[] bytes, int start, int end) {
        for (int i = start; i < end; i++) {
            byte b = bytes[i];
            if (b < 0) {
                String text = text(bytes, start, end);
                return text != null && WhiteSpace.isBlank(text);
            }
            if (!WhiteSpace.is((char) b)) {
                return false;
            }
        }
        return true;
    }

    private static String nameOf(Kind kind) {
        return switch (kind) {
            case ABSENT, NULL -> "null";
            case PLAIN, TEXT -> "a string";
            case NUMBER -> "a number";
            case BOOLEAN -> "a boolean";
            case OBJECT -> "an object";
            case ARRAY -> "an array";
            case ERROR -> "an error value";
        };
    }
}
