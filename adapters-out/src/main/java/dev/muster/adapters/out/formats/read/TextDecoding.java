package dev.muster.adapters.out.formats.read;

import dev.muster.application.port.RecordDecoder;

/** Decoding of CSV, NDJSON and JSON in several character sets. */
public final class TextDecoding {
    private TextDecoding() {}

    /** A decoder of all formats, in memory that does not grow with the input. */
    public static RecordDecoder decoder() {
        return new TextRecordDecoder();
    }
}
