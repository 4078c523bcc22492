package dev.muster.adapters.out.formats.read;

import dev.muster.application.ingest.CharacterSet;
import java.io.InputStream;

/** Inputs of every character set as UTF-8. */
final class TextEncoding {
    private TextEncoding() {}

    /**
     * The bytes of {@code input} in UTF-8. Those that are no text in its character set become bytes that are no text in
     * UTF-8 either, so that they are found by whoever looks at the value they stand in, and are not replaced.
     */
    static InputStream toUtf8(InputStream input, CharacterSet charset) {
        return switch (charset) {
            case UTF_8 -> input;
            case UTF_16 -> new Utf16Transcoder(input, true, true);
            case UTF_16BE -> new Utf16Transcoder(input, true, false);
            case UTF_16LE -> new Utf16Transcoder(input, false, false);
            case ISO_8859_1, WINDOWS_1252, US_ASCII -> new SingleByteTranscoder(input, charset.charset());
        };
    }
}
