package dev.muster.application.ingest;

import dev.muster.application.port.RecordReader;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Mapping;
import dev.muster.domain.intake.MappedValues;
import dev.muster.domain.intake.RawRecord;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.Checkpoint;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.Problem;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Puts what values stand for in their places: in records by the mapping of their run, and in rows of a file of rejections by
 * the mapping of the run that rejected them, because such a file shows values as they were received.
 */
final class MappedReader implements RecordReader {
    private final RecordReader reader;
    private final Dataset dataset;
    private final MappingsOfRejections ofRejections;
    private final boolean ofRun;

    private @Nullable Mapping mapping;
    private MappedValues values;

    private MappedReader(
            RecordReader reader, Dataset dataset, @Nullable Mapping mapping, MappingsOfRejections ofRejections) {
        this.reader = reader;
        this.dataset = dataset;
        this.ofRejections = ofRejections;
        this.ofRun = mapping != null;
        this.mapping = mapping;
        this.values = MappedValues.of(mapping, dataset);
    }

    /** @param reader closed with the returned one */
    static RecordReader of(
            RecordReader reader, Dataset dataset, LoadOptions options, MappingsOfRejections ofRejections) {
        return switch (options.format()) {
            case CSV, XLSX -> new MappedReader(reader, dataset, options.mapping(), ofRejections);
            case JSON, NDJSON, JSON_BATCH, MESSAGES -> reader;
        };
    }

    private void use(@Nullable Mapping by) {
        if (by != mapping) {
            mapping = by;
            values = MappedValues.of(by, dataset);
        }
    }

    @Override
    public boolean next() throws IOException {
        if (!reader.next()) {
            return false;
        }
        RawRecord record = reader.record();
        if (!ofRun) {
            String corrected = record.correctedRejection();
            use(
                    corrected == null
                            ? null
                            : Rejection.Id.parse(corrected)
                                    .flatMap(ofRejections::of)
                                    .orElse(null));
        }
        values.apply(record);
        return true;
    }

    @Override
    public RawRecord record() {
        return reader.record();
    }

    @Override
    public Checkpoint checkpoint() {
        return reader.checkpoint();
    }

    @Override
    public @Nullable Problem problem() {
        return reader.problem();
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
