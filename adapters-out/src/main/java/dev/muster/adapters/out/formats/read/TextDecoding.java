package dev.muster.adapters.out.formats.read;

import dev.muster.application.port.RawRows;
import dev.muster.application.port.RecordDecoder;

/** Decodes CSV, NDJSON and JSON in several character sets, and workbooks. */
public final class TextDecoding {
    private TextDecoding() {}

    /** Returns a decoder of all formats. Its memory does not grow with the input. */
    public static RecordDecoder decoder() {
        return new TextRecordDecoder();
    }

    /** Returns what shows the first rows of all formats. */
    public static RawRows rawRows() {
        return new TextRecordDecoder();
    }
}
