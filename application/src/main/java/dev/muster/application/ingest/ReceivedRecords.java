package dev.muster.application.ingest;

import dev.muster.application.port.Database;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.PortException;
import dev.muster.application.port.RecordDecoder;
import dev.muster.application.port.RecordReader;
import dev.muster.application.port.RunBatch;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Mapping;
import dev.muster.domain.intake.MappedValues;
import dev.muster.domain.intake.Provenance;
import dev.muster.domain.intake.RawRecord;
import dev.muster.domain.intake.ReasonCode;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.Checkpoint;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Reads records again from the inputs in which they were received: their bytes, and their values as header, options
 * and mapping of the input tell them. Begins at the batch of the first record, and reads on from there if callers ask for records
 * in the order of runs and numbers. Reads a replayed record where it was first received. Not thread safe.
 */
public final class ReceivedRecords implements Closeable {
    /** For fewer records than these, reading on is faster than beginning anew at a batch. */
    private static final int NEAR = 10_000;

    private static final int MOST_OPEN = 16;

    private static final System.Logger LOGGER = System.getLogger(ReceivedRecords.class.getName());

    private final Catalog catalog;
    private final Database database;
    private final ObjectStore objects;
    private final RecordDecoder decoder;
    private final MappingsOfRejections mappings;

    private final Map<RunId, Opened> inputs = new HashMap<>();

    /** The reader of the last record that was read from its rejection. */
    private @Nullable RecordReader kept;

    public ReceivedRecords(Catalog catalog, Database database, ObjectStore objects, RecordDecoder decoder) {
        this.catalog = catalog;
        this.database = database;
        this.objects = objects;
        this.decoder = decoder;
        this.mappings = new MappingsOfRejections(database);
    }

    /** An input that is being read. */
    private sealed interface Opened {
        /** The input is gone or damaged. */
        record Gone() implements Opened {}

        /**
         * The list of a replay. Its records were received elsewhere.
         *
         * @param values what stood for what in them that time
         */
        record Listed(ReplayList list, MappedValues values) implements Opened {}

        /** @param skips whether the reader can begin at a batch without reading everything before it */
        record Received(RecordReader reader, boolean skips) implements Opened {}
    }

    /**
     * Finds a record by its number, from 1, in a run; empty if there is none, or the input is gone or damaged. The next call
     * overwrites the record. The record itself has the number of the run in which it was first received.
     *
     * @throws PortException if database or storage fail
     */
    public Optional<RawRecord> find(RunId run, long recordNumber) {
        try {
            return switch (input(run, recordNumber)) {
                case Opened.Gone() -> Optional.empty();
                case Opened.Listed(ReplayList list, MappedValues values) -> {
                    boolean there = list.forwardTo(recordNumber);
                    Optional<RawRecord> record =
                            there ? find(list.id().run(), list.id().recordNumber()) : Optional.empty();
                    record.ifPresent(values::apply);
                    yield record;
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
        } catch (ZipException | EOFException e) {
            LOGGER.log(System.Logger.Level.WARNING, "the landed input of run {0} is damaged", run);
            giveUp(run);
            return Optional.empty();
        } catch (IOException e) {
            throw new PortException(
                    PortException.Part.STORAGE,
                    PortException.Kind.UNAVAILABLE,
                    "the landed input of run %s cannot be read".formatted(run),
                    e);
        }
    }

    /**
     * Reads the record of a rejection whose input is gone from the bytes that the rejection keeps; empty if they do not
     * suffice. The bytes of CSV suffice only if it has no header: the options say so, or no line but those of records
     * can have been before it. The next call overwrites the record.
     *
     * @throws PortException if the database fails
     */
    public Optional<RawRecord> kept(Rejection.Id id) {
        Optional<Rejection> found = database.rejections().find(id);
        Deque<Run> replays = new ArrayDeque<>();
        while (found.isPresent() && found.get().replayOf() != null) {
            Optional<Run> replay = database.runs().find(found.get().id().run()).filter(RunInput::isListed);
            if (replay.isEmpty()) {
                break;
            }
            replays.push(replay.get());
            found = database.rejections().find(found.get().replayOf());
        }
        Optional<RawRecord> record = found.filter(rejection ->
                        rejection.reasons().stream().noneMatch(reason -> reason.code() == ReasonCode.RECORD_TOO_LONG))
                .flatMap(this::read);
        record.ifPresent(read ->
                replays.forEach(replay -> MappedValues.given(replay.options().mapping(), catalog.get(replay.dataset()))
                        .apply(read)));
        return record;
    }

    private Optional<RawRecord> read(Rejection rejection) {
        Optional<LoadOptions> options = database.runs()
                .find(rejection.id().run())
                .map(Run::options)
                .filter(received -> tellsAll(received, rejection))
                .map(received -> received.ofOneRecord());
        if (options.isEmpty()) {
            return Optional.empty();
        }
        long number = rejection.id().recordNumber();
        try {
            if (kept != null) {
                kept.close();
            }
            Dataset dataset = catalog.get(rejection.dataset());
            RecordReader bare = decoder.open(
                    new ByteArrayInputStream(rejection.raw()),
                    dataset,
                    options.get(),
                    new Checkpoint(number - 1, rejection.line(), 0, 0));
            kept = MappedReader.of(bare, dataset, options.get(), mappings);
            return kept.next() ? Optional.of(kept.record()) : Optional.empty();
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory can be read", e);
        }
    }

    /** Returns whether the bytes of a record alone tell which value belongs to which field. */
    private static boolean tellsAll(LoadOptions options, Rejection rejection) {
        Mapping mapping = options.mapping();
        if (mapping != null) {
            return !mapping.namesColumns();
        }
        return switch (options.format()) {
            case JSON, NDJSON, JSON_BATCH, MESSAGES -> true;
            // A header, and anything else before the records, takes at least a line.
            case CSV, XLSX ->
                Boolean.FALSE.equals(options.header())
                        || rejection.line() == rejection.id().recordNumber();
        };
    }

    @Override
    public void close() throws IOException {
        if (kept != null) {
            kept.close();
            kept = null;
        }
        for (Opened input : inputs.values()) {
            close(input);
        }
        inputs.clear();
    }

    private void giveUp(RunId run) {
        Opened damaged = inputs.put(run, new Opened.Gone());
        if (damaged != null) {
            try {
                close(damaged);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void close(Opened input) throws IOException {
        switch (input) {
            case Opened.Gone() -> {}
            case Opened.Listed(ReplayList list, MappedValues _) -> list.close();
            case Opened.Received(RecordReader reader, boolean skips) -> reader.close();
        }
    }

    /** Returns the input of a run, opened at some place before the record. */
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
            case Opened.Listed(ReplayList list, MappedValues _) ->
                list.checkpoint().records() < recordNumber;
            case Opened.Received(RecordReader reader, boolean skips) -> {
                long ahead = recordNumber - reader.checkpoint().records();
                yield ahead > 0 && (!skips || ahead <= NEAR);
            }
        };
    }

    private Opened open(RunId run, long recordNumber) throws IOException {
        Optional<Run> found = database.runs().find(run);
        Checkpoint from = database.runs()
                .batchOf(run, recordNumber)
                .map(ReceivedRecords::start)
                .orElse(Checkpoint.START);
        Optional<InputStream> input = found.flatMap(
                received -> bytes(run, recordNumber, RunInput.of(received).bytes()));
        if (found.isEmpty() || input.isEmpty()) {
            return new Opened.Gone();
        }
        try {
            return open(found.get(), input.get(), from);
        } catch (IOException | RuntimeException e) {
            input.get().close();
            throw e;
        }
    }

    private Opened open(Run run, InputStream input, Checkpoint from) throws IOException {
        LoadOptions options = run.options();
        Dataset dataset = catalog.get(run.dataset());
        return switch (RunInput.of(run)) {
            case RunInput.Listed listed ->
                new Opened.Listed(new ReplayList(input, from), MappedValues.given(options.mapping(), dataset));
            case RunInput.Landed landed -> {
                InputStream plain = options.gzip() ? new GzipMembers(input) : input;
                yield new Opened.Received(
                        MappedReader.of(decoder.open(plain, dataset, options, from), dataset, options, mappings),
                        canSkip(options));
            }
        };
    }

    private static Checkpoint start(RunBatch batch) {
        return switch (batch.provenance()) {
            case Provenance.File(long firstLine, long byteStart, long _) ->
                new Checkpoint(batch.firstRecord() - 1, firstLine, byteStart, 0);
            // Its bytes begin with it.
            case Provenance.Stream stream -> new Checkpoint(batch.firstRecord() - 1, 1, 0, 0);
        };
    }

    /** Returns whether reading can begin at a batch without reading everything before it. */
    private static boolean canSkip(LoadOptions options) {
        return switch (options.format()) {
            case CSV, NDJSON -> !options.gzip() && options.charset().equals("utf-8");
            case MESSAGES -> true;
            case JSON, JSON_BATCH, XLSX -> false;
        };
    }

    private Optional<InputStream> bytes(RunId run, long recordNumber, RunInput.Bytes bytes) {
        return switch (bytes) {
            case RunInput.Bytes.InMemory(byte[] content) -> Optional.of(new ByteArrayInputStream(content));
            case RunInput.Bytes.InDatabase() ->
                database.runs().rawOf(run, recordNumber).map(ByteArrayInputStream::new);
            case RunInput.Bytes.InBatches() -> Optional.of(new BatchesInputStream(database.runs(), run, recordNumber));
            case RunInput.Bytes.InObject(String key) -> object(run, key);
        };
    }

    private Optional<InputStream> object(RunId run, String key) {
        try {
            return Optional.of(new LandedObject(objects, key));
        } catch (PortException e) {
            if (e.kind() == PortException.Kind.MISSING) {
                LOGGER.log(System.Logger.Level.WARNING, "the landed input of run {0} is gone from the storage", run);
                return Optional.empty();
            }
            throw e;
        }
    }
}
