package dev.muster.application.ingest;

import dev.muster.domain.run.Source;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that arrive.
 *
 * @param name file name or key as given by the sender, for people to recognise: of a long one the last
 *     {@value #MAX_NAME_LENGTH} characters, without those that cannot be shown; null if there is none
 * @param body the bytes as received, compressed if they are; read once, closed by whoever made it
 * @param allowance how much of them may be in memory at once
 */
public record Input(Source.Kind kind, @Nullable String name, InputStream body, Allowance allowance) {
    /** Most code points of a name; what is left out is left out at its beginning, because its end tells the format. */
    public static final int MAX_NAME_LENGTH = 255;

    private static final int REPLACEMENT = 0xFFFD;

    public Input {
        name = name == null ? null : shown(name);
    }

    /** One that there is memory for. */
    public Input(Source.Kind kind, @Nullable String name, InputStream body) {
        this(kind, name, body, Allowance.UNLIMITED);
    }

    private static String shown(String name) {
        int length = name.codePointCount(0, name.length());
        String end = length <= MAX_NAME_LENGTH
                ? name
                : "…" + name.substring(name.offsetByCodePoints(0, length - MAX_NAME_LENGTH + 1));
        return end.codePoints()
                .map(point -> canBeShown(point) ? point : REPLACEMENT)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** Half a surrogate pair and NUL cannot even be stored; controls of the text's direction make it look like another. */
    private static boolean canBeShown(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL, Character.SURROGATE, Character.UNASSIGNED -> false;
            case Character.FORMAT -> !isDirection(point);
            default -> true;
        };
    }

    private static boolean isDirection(int point) {
        return point >= 0x202A && point <= 0x202E || point >= 0x2066 && point <= 0x2069;
    }
}
