package dev.muster.domain.intake;

import dev.muster.domain.dataset.Field;
import dev.muster.domain.dataset.FieldType.TextType;
import dev.muster.domain.dataset.WhiteSpace;
import dev.muster.domain.intake.RawRecord.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads texts. They are trimmed and normalised, have no control characters and are not too long. */
final class TextReader extends ValueReader {
    private final TextType type;
    private final boolean plain;

    TextReader(Field field, TextType type, Instant received) {
        super(field, received);
        this.type = type;
        this.plain = field.normalisers().isEmpty() && field.constraints().isEmpty();
    }

    @Override
    boolean takes(Kind kind) {
        return kind == Kind.TEXT;
    }

    @Override
    String jsonType() {
        return "a string";
    }

    @Override
    @Nullable
    Object parse(byte[] bytes, int start, int end) {
        if (plain && end - start <= type.maxCodePoints() && isTrimmedAscii(bytes, start, end)) {
            return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
        }
        String received = text(bytes, start, end);
        if (received == null) {
            return badEncoding();
        }
        String text = field.normalForm(received);
        if (text.isEmpty()) {
            return absent(received);
        }
        Fault fault = controlCharacter(received);
        if (text.length() > type.maxCodePoints() && text.codePointCount(0, text.length()) > type.maxCodePoints()) {
            fault = and(
                    fault,
                    reason(
                            ReasonCode.TOO_LONG,
                            received,
                            "%s must have at most %s characters".formatted(field.name(), type.maxCodePoints())));
        }
        return constrained(text, fault, bytes, start, end);
    }

    private @Nullable Fault controlCharacter(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isForbidden(c)) {
                return fault(
                        ReasonCode.CONTROL_CHARACTER,
                        text,
                        String.format(
                                Locale.ROOT, "%s must not hold the control character U+%04X", field.name(), (int) c));
            }
        }
        return null;
    }

    /** C0 controls except tab, line feed and carriage return; DEL; C1 controls; controls of the direction of text. */
    private static boolean isForbidden(char c) {
        if (c < ' ') {
            return c != '\t' && c != '\n' && c != '\r';
        }
        return (c >= 0x7F && c <= 0x9F) || WhiteSpace.isDirection(c);
    }

    private static boolean isTrimmedAscii(byte[] bytes, int start, int end) {
        if (bytes[start] == ' ' || bytes[end - 1] == ' ') {
            return false;
        }
        for (int i = start; i < end; i++) {
            if (bytes[i] < ' ' || bytes[i] == 0x7F) {
                return false;
            }
        }
        return true;
    }
}
