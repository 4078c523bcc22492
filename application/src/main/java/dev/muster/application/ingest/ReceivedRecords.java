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
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads records once more, from the inputs that they were received in: their bytes, and what the header and the options of
 * the input say their values are. Begins at the batch that a record is of, and goes on from there as long as records are
 * asked for in the order of their runs and numbers. A record that came in by a replay is read where it was received first.
 * Not thread safe.
 */
public final class ReceivedRecords implements Closeable {
    /** Records up to which reading on is faster than to begin anew at a batch. */
    private static final int NEAR = 10_000;

    private static final int MOST_OPEN = 16;

    private final Catalog catalog;
    private final Database database;
    private final ObjectStore objects;
    private final RecordDecoder decoder;

    private final Map<RunId, Opened> inputs = new HashMap<>();

    public ReceivedRecords(Catalog catalog, Database database, ObjectStore objects, RecordDecoder decoder) {
        this.catalog = catalog;
        this.database = database;
        this.objects = objects;
        this.decoder = decoder;
    }

    /** An input that is being read. */
    private sealed interface Opened {
        /** The input is gone. */
        record Gone() implements Opened {}

        /** A replay's: what it lists was received elsewhere. */
        record Listed(ReplayList list) implements Opened {}

        /** @param skips whether a batch can be got at without reading all that comes before it */
        record Received(RecordReader reader, boolean skips) implements Opened {}
    }

    /**
     * A record by its number, from 1, in its run; overwritten by the next one. Its own number is that of the run in which it
     * was received first. Empty if there is none, or the input is gone.
     *
     * @throws PortException if database or storage fail
     */
    public Optional<RawRecord> find(RunId run, long recordNumber) {
        try {
            return switch (input(run, recordNumber)) {
                case Opened.Gone() -> Optional.empty();
                case Opened.Listed(ReplayList list) -> {
                    boolean there = list.forwardTo(recordNumber);
                    yield there ? find(list.id().run(), list.id().recordNumber()) : Optional.empty();
                }
                case Opened.Received(RecordReader reader, boolean skips) -> {
                    boolean there = true;
                    while (there && reader.checkpoint().records() < recordNumber) {
                        there = reader.next();
                    }
                    yield there && reader.record().number() == recordNumber
                            ? Optional.of(reader.record())
                            : Optional.empty();
                }
            };
        } catch (IOException e) {
            throw new PortException(
                    PortException.Part.STORAGE,
                    PortException.Kind.UNAVAILABLE,
                    "the landed input of run %s cannot be read".formatted(run),
                    e);
        }
    }

    @Override
    public void close() throws IOException {
        for (Opened input : inputs.values()) {
            close(input);
        }
        inputs.clear();
    }

    private static void close(Opened input) throws IOException {
        switch (input) {
            case Opened.Gone() -> {}
            case Opened.Listed(ReplayList list) -> list.close();
            case Opened.Received(RecordReader reader, boolean skips) -> reader.close();
        }
    }

    /** The input of a run, read up to somewhere before the record. */
    private Opened input(RunId run, long recordNumber) throws IOException {
        Opened open = inputs.get(run);
        if (open != null && reaches(open, recordNumber)) {
            return open;
        }
        if (open != null) {
            close(open);
        } else if (inputs.size() == MOST_OPEN) {
            close();
        }
        Opened anew = open(run, recordNumber);
        inputs.put(run, anew);
        return anew;
    }

    private static boolean reaches(Opened open, long recordNumber) {
        return switch (open) {
            case Opened.Gone() -> true;
            case Opened.Listed(ReplayList list) -> list.checkpoint().records() < recordNumber;
            case Opened.Received(RecordReader reader, boolean skips) -> {
                long ahead = recordNumber - reader.checkpoint().records();
                yield ahead > 0 && (!skips || ahead <= NEAR);
            }
        };
    }

    private Opened open(RunId run, long recordNumber) throws IOException {
        Optional<Run> found = database.runs().find(run);
        Optional<LoadOptions> options = database.runs().options(run);
        Optional<InputStream> input = options.flatMap(how -> bytes(run, recordNumber, how));
        if (found.isEmpty() || options.isEmpty() || input.isEmpty()) {
            return new Opened.Gone();
        }
        Checkpoint from = database.runs()
                .batchOf(run, recordNumber)
                .map(ReceivedRecords::start)
                .orElse(Checkpoint.START);
        if (ReplayList.isInputOf(found.get())) {
            return new Opened.Listed(new ReplayList(input.get(), from));
        }
        InputStream plain = options.get().gzip() ? new GzipMembers(input.get()) : input.get();
        return new Opened.Received(
                decoder.open(plain, catalog.get(found.get().dataset()), options.get(), from), canSkip(options.get()));
    }

    private static Checkpoint start(RunBatch batch) {
        return new Checkpoint(batch.firstRecord() - 1, batch.firstLine(), batch.byteStart(), 0);
    }

    /** Whether a batch can be got at without reading all that comes before it. */
    private static boolean canSkip(LoadOptions options) {
        return switch (options.format()) {
            case CSV, NDJSON -> !options.gzip() && options.charset().equals("utf-8");
            case JSON, JSON_BATCH -> false;
        };
    }

    private Optional<InputStream> bytes(RunId run, long recordNumber, LoadOptions options) {
        String object = options.object();
        if (object == null) {
            return database.runs().rawOf(run, recordNumber).map(ByteArrayInputStream::new);
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
