package dev.muster.adapters.out.formats.read;

import dev.muster.application.ingest.CharacterSet;
import dev.muster.application.port.RecordDecoder;
import dev.muster.application.port.RecordReader;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.run.Checkpoint;
import dev.muster.domain.run.LoadOptions;
import java.io.InputStream;

/**
 * Splits CSV, NDJSON and JSON in any of the supported character sets into records. The memory of a reader does not grow
 * with the input: it is at most about 1 MiB and a few copies of that. Offsets count bytes of the input in UTF-8, with a
 * byte order mark. Bytes that are no text in the input's character set become bytes that are no UTF-8, and the
 * validator finds them. Thread safe; its readers are not.
 */
final class TextRecordDecoder implements RecordDecoder {
    private static final int BUFFER_SIZE = 1 << 16;

    private final int bufferSize;

    TextRecordDecoder() {
        this(BUFFER_SIZE);
    }

    /** @param bufferSize number of bytes that are read at a time, at least 1 */
    TextRecordDecoder(int bufferSize) {
        this.bufferSize = bufferSize;
    }

    /** @throws IllegalArgumentException if the options name a character set that is not supported */
    @Override
    public RecordReader open(InputStream input, Dataset dataset, LoadOptions options, Checkpoint from) {
        CharacterSet charset = CharacterSet.of(options.charset())
                .orElseThrow(() -> new IllegalArgumentException(
                        "character set '%s' is not supported".formatted(options.charset())));
        InputStream utf8 = TextEncoding.toUtf8(input, charset);
        return switch (options.format()) {
            case CSV -> new CsvReader(utf8, bufferSize, dataset, options, from);
            case JSON -> new JsonReader(utf8, bufferSize, dataset, from, JsonReader.Extent.ANY);
            case JSON_BATCH -> new JsonReader(utf8, bufferSize, dataset, from, JsonReader.Extent.BATCH);
            case NDJSON -> new NdjsonReader(utf8, bufferSize, dataset, from);
            case MESSAGES -> new MessageReader(input, dataset, from);
        };
    }
}
