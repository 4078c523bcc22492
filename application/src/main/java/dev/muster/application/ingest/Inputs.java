package dev.muster.application.ingest;

import dev.muster.application.port.Database;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.PortException;
import dev.muster.application.port.RecordDecoder;
import dev.muster.application.port.RecordReader;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.intake.MappedValues;
import dev.muster.domain.intake.RecordValidator;
import dev.muster.domain.run.Checkpoint;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.Run;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Reads the inputs of runs: the one way from stored bytes to records with verdicts. Thread safe. */
record Inputs(Catalog catalog, Database database, ObjectStore objects, RecordDecoder decoder) {
    /** Many records share the cost of a transaction, and other writers do not wait long. */
    private static final int DEFAULT_BATCH_SIZE = 20_000;

    /**
     * Opens an input at its first byte.
     *
     * @throws PortException of kind {@code MISSING} if its bytes are gone
     */
    InputStream open(Run run, RunInput input) {
        return switch (input.bytes()) {
            case RunInput.Bytes.InMemory(byte[] content) -> new ByteArrayInputStream(content);
            case RunInput.Bytes.InObject(String key) -> objects.read(key, 0);
            case RunInput.Bytes.InBatches() -> new BatchesInputStream(database.runs(), run.id(), 1);
            case RunInput.Bytes.InDatabase() ->
                new ByteArrayInputStream(database.runs()
                        .rawOf(run.id(), run.checkpoint().records() + 1)
                        .orElseThrow(() -> new PortException(
                                PortException.Part.STORAGE,
                                PortException.Kind.MISSING,
                                "run %s has no input".formatted(run.id()),
                                null)));
        };
    }

    /** Compares the records of an upload with the rejections that they name. */
    Comparison comparison(Run run) {
        return new Comparison(
                run.id(),
                catalog.get(run.dataset()),
                database.rejections(),
                new ReceivedValues(catalog, database, objects, decoder));
    }

    /**
     * Returns the batches of an input that is open at its first byte, as the options of its run say.
     *
     * @param counted closed with the reader
     * @param from where the first batch starts
     * @param anyPassed whether a record before {@code from} was valid by itself
     * @param comparison of records with the rejections that they name; closed with the reader; null if nobody asks
     * @throws UncheckedIOException if the input cannot be read
     */
    BatchReader batches(
            Run run,
            RunInput input,
            CountingInputStream counted,
            Checkpoint from,
            boolean anyPassed,
            @Nullable Comparison comparison) {
        Dataset dataset = catalog.get(run.dataset());
        int batchSize = run.options().batchSize();
        return new BatchReader(
                records(run, input, dataset, counted, from),
                received -> new RecordValidator(dataset, received),
                run.startedAt(),
                from,
                batchSize > 0 ? batchSize : DEFAULT_BATCH_SIZE,
                anyPassed,
                comparison,
                input.corrects(),
                counted::count);
    }

    private RecordReader records(Run run, RunInput input, Dataset dataset, InputStream received, Checkpoint from) {
        LoadOptions options = run.options();
        try {
            InputStream decompressed = options.gzip() ? new GzipMembers(received) : received;
            return switch (input) {
                case RunInput.Landed landed ->
                    MappedReader.of(
                            decoder.open(decompressed, dataset, options, from),
                            dataset,
                            options,
                            new MappingsOfRejections(database));
                case RunInput.Listed listed ->
                    new ReplayReader(
                            new ReplayList(decompressed, from),
                            new ReceivedRecords(catalog, database, objects, decoder),
                            MappedValues.given(options.mapping(), dataset));
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
