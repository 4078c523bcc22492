package dev.muster.adapters.in.decode;

import dev.muster.application.port.LoadOptions;
import dev.muster.application.port.RecordDecoder;
import java.util.Optional;

/** Decoding of CSV, NDJSON and JSON in several character sets. */
public final class TextDecoding {
    private TextDecoding() {}

    /** A decoder of all formats, in memory that does not grow with the input. */
    public static RecordDecoder decoder() {
        return new TextRecordDecoder();
    }

    /**
     * The name by which {@link LoadOptions#charset()} knows a character set.
     *
     * @param name a name or alias in any case, such as {@code UTF8} or {@code latin1}
     * @return the IANA name in lower case; empty if the character set is not supported
     */
    public static Optional<String> charset(String name) {
        return TextEncoding.of(name).map(TextEncoding::canonicalName);
    }
}
