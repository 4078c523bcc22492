package dev.muster.application.ingest;

import dev.muster.application.port.Database;
import dev.muster.application.port.LoadOptions;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.PortException;
import dev.muster.application.port.RecordDecoder;
import dev.muster.application.port.RecordReader;
import dev.muster.application.port.RunBatch;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.intake.RawRecord;
import dev.muster.domain.run.Checkpoint;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads records once more, from the inputs that they were received in: their bytes, and what the header and the options of
 * the input say their values are. Begins at the batch that a record is of, and goes on from there as long as records are
 * asked for in the order of their runs and numbers. Not thread safe.
 */
public final class ReceivedRecords implements Closeable {
    /** Records up to which reading on is faster than to begin anew at a batch. */
    private static final int NEAR = 10_000;

    private final Catalog catalog;
    private final Database database;
    private final ObjectStore objects;
    private final RecordDecoder decoder;

    private @Nullable RunId run;
    private @Nullable RecordReader reader;
    private boolean skips;
    private long position;

    public ReceivedRecords(Catalog catalog, Database database, ObjectStore objects, RecordDecoder decoder) {
        this.catalog = catalog;
        this.database = database;
        this.objects = objects;
        this.decoder = decoder;
    }

    /**
     * A record by its number, from 1, in its run; overwritten by the next one. Empty if there is none, or the input is gone.
     *
     * @throws PortException if database or storage fail
     */
    public Optional<RawRecord> find(RunId ofRun, long recordNumber) {
        try {
            if (!ofRun.equals(run) || recordNumber <= position || (skips && recordNumber > position + NEAR)) {
                open(ofRun, recordNumber);
            }
            while (reader != null && position < recordNumber) {
                position = reader.next() ? reader.record().number() : Long.MAX_VALUE;
            }
            return reader != null && position == recordNumber ? Optional.of(reader.record()) : Optional.empty();
        } catch (IOException e) {
            throw new PortException(
                    PortException.Part.STORAGE,
                    PortException.Kind.UNAVAILABLE,
                    "the landed input of run %s cannot be read".formatted(ofRun),
                    e);
        }
    }

    @Override
    public void close() throws IOException {
        if (reader != null) {
            reader.close();
        }
    }

    private void open(RunId ofRun, long recordNumber) throws IOException {
        close();
        run = ofRun;
        reader = null;
        Checkpoint from = database.runs()
                .batchOf(ofRun, recordNumber)
                .map(ReceivedRecords::start)
                .orElse(Checkpoint.START);
        position = from.records();
        Optional<Run> found = database.runs().find(ofRun);
        Optional<LoadOptions> options = database.runs().options(ofRun);
        Optional<InputStream> input = options.flatMap(how -> input(ofRun, recordNumber, how));
        if (found.isPresent() && options.isPresent() && input.isPresent()) {
            skips = canSkip(options.get());
            InputStream plain = options.get().gzip() ? new GZIPInputStream(input.get()) : input.get();
            reader = decoder.open(plain, catalog.get(found.get().dataset()), options.get(), from);
        }
    }

    private static Checkpoint start(RunBatch batch) {
        return new Checkpoint(batch.firstRecord() - 1, batch.firstLine(), batch.byteStart(), 0);
    }

    /** Whether a batch can be got at without reading all that comes before it. */
    private static boolean canSkip(LoadOptions options) {
        return !options.gzip() && options.charset().equals("utf-8") && options.format() != LoadOptions.Format.JSON;
    }

    private Optional<InputStream> input(RunId ofRun, long recordNumber, LoadOptions options) {
        String object = options.object();
        if (object == null) {
            return database.runs().rawOf(ofRun, recordNumber).map(ByteArrayInputStream::new);
        }
        try {
            return Optional.of(new LandedObject(objects, object));
        } catch (PortException e) {
            if (e.kind() == PortException.Kind.MISSING) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
