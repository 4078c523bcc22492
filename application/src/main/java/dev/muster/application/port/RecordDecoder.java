package dev.muster.application.port;

import dev.muster.application.Refusal;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.run.Checkpoint;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.Problem;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

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

    /**
     * Looks whether an input can be opened, as far as that shows without reading its records: only a workbook, which is
     * an archive, shows anything.
     *
     * @param input decompressed bytes from the start of the input; the caller closes it
     * @param maxBytes most bytes that it may open to
     * @return why it cannot be read; null if nothing speaks against it
     * @throws Refusal if it is something else, opens to too many bytes, or does not have what the options ask for
     * @throws IOException if it cannot be read; never because of its content
     */
    @Nullable
    Problem check(InputStream input, LoadOptions options, long maxBytes) throws IOException;
}
