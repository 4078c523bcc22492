package dev.muster.application.port;

import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.run.Checkpoint;
import dev.muster.domain.run.LoadOptions;
import java.io.InputStream;

/** Splits inputs of any format into records. Thread safe. */
public interface RecordDecoder {

    /** Most bytes of a record; longer ones are rejected as {@code record-too-long}. */
    int MAX_RECORD_BYTES = 1 << 20;

    /**
     * A reader of the records after {@code from}. What the start of the input tells (header, delimiter) is read from its
     * start all the same.
     *
     * @param input decompressed bytes from the start of the input; closed with the reader
     * @param options says format, header, delimiter and character set; the rest is of no concern here
     * @param from {@link Checkpoint#START}, or what a reader of the same input and options gave as its checkpoint
     */
    RecordReader open(InputStream input, Dataset dataset, LoadOptions options, Checkpoint from);
}
