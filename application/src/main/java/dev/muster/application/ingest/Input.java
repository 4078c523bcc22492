package dev.muster.application.ingest;

import dev.muster.domain.run.Source;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that arrive.
 *
 * @param name file name or key as the sender gave it, for people to recognise: its last {@value #MAX_NAME_LENGTH}
 *     characters, without characters that cannot be shown; null if there is none
 * @param body the bytes as they arrive, which may be compressed; they are read once, and whoever made the stream closes
 *     it
 * @param allowance how many of the bytes may be in memory at once
 */
public record Input(Source.Kind kind, @Nullable String name, InputStream body, Allowance allowance) {
    /** Most code points of a name. Longer names lose their beginning, because the end tells the format. */
    public static final int MAX_NAME_LENGTH = 255;

    private static final int REPLACEMENT = 0xFFFD;

    public Input {
        name = name == null ? null : shown(name);
    }

    /** Makes an input with as much memory as it needs. */
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

    /** Half a surrogate pair and NUL cannot even be stored. Controls of text direction make a name look like another. */
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
