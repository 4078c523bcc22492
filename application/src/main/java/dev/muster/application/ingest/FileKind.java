package dev.muster.application.ingest;

import dev.muster.domain.dataset.AsciiCase;
import dev.muster.domain.run.LoadOptions.Format;
import java.util.Optional;

/**
 * What the name of a file tells about it. Names end in {@code .csv}, {@code .tsv}, {@code .txt}, {@code .json},
 * {@code .jsonl}, {@code .ndjson} or {@code .xlsx}, with or without {@code .gz}.
 *
 * @param format empty if the name does not tell
 * @param gzip whether it is compressed
 */
public record FileKind(Optional<Format> format, boolean gzip) {
    /** The media type of {@code .xlsx}. */
    public static final String XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    private static final String GZIP = ".gz";

    /** Returns the kind of a file with this name. Upper and lower case are alike. */
    public static FileKind of(String name) {
        String lower = AsciiCase.lower(name);
        boolean gzip = lower.endsWith(GZIP);
        String plain = gzip ? lower.substring(0, lower.length() - GZIP.length()) : lower;
        return new FileKind(ofExtension(plain.substring(plain.lastIndexOf('.') + 1)), gzip);
    }

    /**
     * Says what to do about a file whose name tells no format: the continuation of a sentence.
     *
     * @param otherwise what to do if the file has one of the formats under another name
     */
    public static String adviceFor(String name, String otherwise) {
        return switch (AsciiCase.lower(name.substring(name.lastIndexOf('.') + 1))) {
            case "xlsm", "xlsb", "xls", "ods" ->
                "of workbooks only .xlsx can be read; save it as one, or as CSV in UTF-8";
            case "zip" -> "archives cannot be read; unpack it";
            default ->
                "it should end in .csv, .tsv, .txt, .json, .jsonl, .ndjson or .xlsx, with or without .gz; or "
                        + otherwise;
        };
    }

    private static Optional<Format> ofExtension(String extension) {
        return switch (extension) {
            case "csv", "tsv", "txt" -> Optional.of(Format.CSV);
            // One array, or objects one after the other: the decoder reads both.
            case "json" -> Optional.of(Format.JSON);
            case "jsonl", "ndjson" -> Optional.of(Format.NDJSON);
            case "xlsx" -> Optional.of(Format.XLSX);
            default -> Optional.empty();
        };
    }
}
