package dev.muster.adapters.out.formats.read;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Bytes as people can read them on one line: UTF-8 as itself, {@code \n \r \t \\ \xE9} for what cannot be seen or is no text,
 * and {@code \*1048576{a}} for many times the same.
 */
final class Escapes {
    private static final int LONG_RUN = 40;
    private static final Pattern TOKEN =
            Pattern.compile("\\\\([nrt\\\\])|\\\\x([0-9A-F]{2})|\\\\\\*(\\d+)\\{([^}]*)}|([^\\\\]+)", Pattern.DOTALL);

    private Escapes() {}

    static byte[] bytes(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Matcher token = TOKEN.matcher(text);
        int at = 0;
        while (token.lookingAt()) {
            if (token.group(1) != null) {
                out.write("\n\r\t\\".charAt("nrt\\".indexOf(token.group(1))));
            } else if (token.group(2) != null) {
                out.write(Integer.parseInt(token.group(2), 16));
            } else if (token.group(3) != null) {
                byte[] repeated = bytes(token.group(4));
                for (int i = Integer.parseInt(token.group(3)); i > 0; i--) {
                    out.writeBytes(repeated);
                }
            } else {
                out.writeBytes(token.group(5).getBytes(UTF_8));
            }
            at = token.end();
            token.region(at, text.length());
        }
        if (at < text.length()) {
            throw new IllegalArgumentException("no escape: " + text.substring(at));
        }
        return out.toByteArray();
    }

    static String text(byte[] bytes) {
        StringBuilder out = new StringBuilder();
        int i = 0;
        while (i < bytes.length) {
            int length = Math.max(1, characterLength(bytes, i));
            int times = 1;
            while (Arrays.equals(
                    bytes,
                    i,
                    i + length,
                    bytes,
                    Math.min(i + times * length, bytes.length),
                    Math.min(i + (times + 1) * length, bytes.length))) {
                times++;
            }
            String shown = character(bytes, i, length);
            if (times > LONG_RUN) {
                out.append("\\*%s{%s}".formatted(times, shown));
                i += times * length;
            } else {
                out.append(shown);
                i += length;
            }
        }
        return out.toString();
    }

    private static String character(byte[] bytes, int start, int length) {
        int named = "\n\r\t\\".indexOf(bytes[start]);
        if (named >= 0) {
            return "\\" + "nrt\\".charAt(named);
        }
        if (characterLength(bytes, start) == length) {
            String character = new String(bytes, start, length, UTF_8);
            if (character.equals(" ") || isVisible(character.codePointAt(0))) {
                return character;
            }
        }
        StringBuilder out = new StringBuilder();
        for (int i = start; i < start + length; i++) {
            out.append(String.format(Locale.ROOT, "\\x%02X", bytes[i]));
        }
        return out.toString();
    }

    private static boolean isVisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }

    /** Bytes of the character at {@code start}; 0 if there is none. */
    private static int characterLength(byte[] bytes, int start) {
        if (bytes[start] >= 0) {
            return 1;
        }
        for (int length = 2; length <= 4 && start + length <= bytes.length; length++) {
            try {
                UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, start, length));
                return length;
            } catch (CharacterCodingException e) {
                // not with so few bytes
            }
        }
        return 0;
    }
}
