package dev.muster.adapters.in.decode;

import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.Optional;

/** The character sets that inputs may have. */
enum TextEncoding {
    UTF_8(StandardCharsets.UTF_8) {
        @Override
        InputStream toUtf8(InputStream input) {
            return input;
        }
    },
    /** Big endian unless a byte order mark says otherwise. */
    UTF_16(StandardCharsets.UTF_16) {
        @Override
        InputStream toUtf8(InputStream input) {
            return new Utf16Transcoder(input, true, true);
        }
    },
    UTF_16BE(StandardCharsets.UTF_16BE) {
        @Override
        InputStream toUtf8(InputStream input) {
            return new Utf16Transcoder(input, true, false);
        }
    },
    UTF_16LE(StandardCharsets.UTF_16LE) {
        @Override
        InputStream toUtf8(InputStream input) {
            return new Utf16Transcoder(input, false, false);
        }
    },
    ISO_8859_1(StandardCharsets.ISO_8859_1) {
        @Override
        InputStream toUtf8(InputStream input) {
            return new SingleByteTranscoder(input, StandardCharsets.ISO_8859_1);
        }
    },
    WINDOWS_1252(Charset.forName("windows-1252")) {
        @Override
        InputStream toUtf8(InputStream input) {
            return new SingleByteTranscoder(input, Charset.forName("windows-1252"));
        }
    },
    US_ASCII(StandardCharsets.US_ASCII) {
        @Override
        InputStream toUtf8(InputStream input) {
            return new SingleByteTranscoder(input, StandardCharsets.US_ASCII);
        }
    };

    private final Charset charset;

    TextEncoding(Charset charset) {
        this.charset = charset;
    }

    /**
     * The bytes of {@code input} in UTF-8. Those that are no text in this character set become bytes that are no text in
     * UTF-8 either, so that they are found by whoever looks at the value they stand in, and are not replaced.
     */
    abstract InputStream toUtf8(InputStream input);

    /** The IANA name in lower case. */
    String canonicalName() {
        return charset.name().toLowerCase(Locale.ROOT);
    }

    /** The character set with this name or alias, in any case; empty if it is not one of these. */
    static Optional<TextEncoding> of(String name) {
        Charset named;
        try {
            named = Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return Optional.empty();
        }
        for (TextEncoding encoding : values()) {
            if (encoding.charset.equals(named)) {
                return Optional.of(encoding);
            }
        }
        return Optional.empty();
    }
}
