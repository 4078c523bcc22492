package dev.muster.application.port;

import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.run.Checkpoint;
import dev.muster.domain.run.LoadOptions;
import java.io.InputStream;

/** Splits inputs of any format into records. Thread safe. */
public interface RecordDecoder {

    /** Most bytes of a record. Longer records are rejected as {@code record-too-long}. */
    int MAX_RECORD_BYTES = 1 << 20;

    /**
     * Opens a reader of the records after {@code from}. The reader always takes header and delimiter from the start of
     * the input.
     *
     * @param input decompressed bytes from the start of the input; closed with the reader
     * @param options give format, header, delimiter and character set; decoders ignore the rest
     * @param from {@link Checkpoint#START}, or a checkpoint of a reader of the same input with the same options
     */
    RecordReader open(InputStream input, Dataset dataset, LoadOptions options, Checkpoint from);
}
