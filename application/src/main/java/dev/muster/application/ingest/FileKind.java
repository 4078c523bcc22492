package dev.muster.application.ingest;

import dev.muster.domain.dataset.AsciiCase;
import dev.muster.domain.run.LoadOptions.Format;
import java.util.Optional;

/**
 * What the name of a file tells about it. Names end in {@code .csv}, {@code .json}, {@code .jsonl} or {@code .ndjson},
 * with or without {@code .gz}.
 *
 * @param format empty if the name does not tell
 * @param gzip whether it is compressed
 */
public record FileKind(Optional<Format> format, boolean gzip) {
    private static final String GZIP = ".gz";

    /** Returns the kind of a file with this name. Upper and lower case are alike. */
    public static FileKind of(String name) {
        String lower = AsciiCase.lower(name);
        boolean gzip = lower.endsWith(GZIP);
        String plain = gzip ? lower.substring(0, lower.length() - GZIP.length()) : lower;
        return new FileKind(ofExtension(plain.substring(plain.lastIndexOf('.') + 1)), gzip);
    }

    private static Optional<Format> ofExtension(String extension) {
        return switch (extension) {
            case "csv" -> Optional.of(Format.CSV);
            // One array, or objects one after the other: the decoder reads both.
            case "json" -> Optional.of(Format.JSON);
            case "jsonl", "ndjson" -> Optional.of(Format.NDJSON);
            default -> Optional.empty();
        };
    }
}
