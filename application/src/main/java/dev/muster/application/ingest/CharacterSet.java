package dev.muster.application.ingest;

import dev.muster.domain.run.LoadOptions;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.Optional;

/** The character sets that inputs may have. */
public enum CharacterSet {
    UTF_8(StandardCharsets.UTF_8),
    /** Big endian unless a byte order mark says otherwise. */
    UTF_16(StandardCharsets.UTF_16),
    UTF_16BE(StandardCharsets.UTF_16BE),
    UTF_16LE(StandardCharsets.UTF_16LE),
    ISO_8859_1(StandardCharsets.ISO_8859_1),
    WINDOWS_1252(Charset.forName("windows-1252")),
    US_ASCII(StandardCharsets.US_ASCII);

    private final Charset charset;

    CharacterSet(Charset charset) {
        this.charset = charset;
    }

    /** Returns the IANA name in lower case, as {@link LoadOptions#charset()} has it. */
    public String canonicalName() {
        return charset.name().toLowerCase(Locale.ROOT);
    }

    /** Returns the character set of the JDK. */
    public Charset charset() {
        return charset;
    }

    /**
     * Finds the character set with this name or alias.
     *
     * @param name in any case, such as {@code UTF8} or {@code latin1}
     * @return empty if it is none of these
     */
    public static Optional<CharacterSet> of(String name) {
        Charset named;
        try {
            named = Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return Optional.empty();
        }
        for (CharacterSet each : values()) {
            if (each.charset.equals(named)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }
}
