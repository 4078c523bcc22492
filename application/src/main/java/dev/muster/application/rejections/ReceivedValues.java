package dev.muster.application.rejections;

import dev.muster.application.port.Database;
import dev.muster.application.port.LoadOptions;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.PortException;
import dev.muster.application.port.RecordDecoder;
import dev.muster.application.port.RecordReader;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.intake.RawRecord;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.Checkpoint;
import dev.muster.domain.run.RunId;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Tells the values of rejected records as they were received. The raw bytes of a record alone do not: which value belongs to
 * which field stands in the header of its input. So the input is read once more, each only once as long as rejections are
 * asked for in the order of their ids. Not thread safe.
 */
public final class ReceivedValues implements Closeable {
    private final Catalog catalog;
    private final Database database;
    private final ObjectStore objects;
    private final RecordDecoder decoder;

    private @Nullable RunId run;
    private @Nullable RecordReader reader;
    private long position;

    public ReceivedValues(Catalog catalog, Database database, ObjectStore objects, RecordDecoder decoder) {
        this.catalog = catalog;
        this.database = database;
        this.objects = objects;
        this.decoder = decoder;
    }

    /**
     * The values of a rejected record in the order of its dataset's fields, null where there is none or it is no text; empty
     * if the record does not split into fields, or its input is gone.
     */
    public Optional<List<@Nullable String>> of(Rejection rejection) throws IOException {
        Rejection.Id id = rejection.id();
        if (!id.run().equals(run) || id.recordNumber() <= position) {
            open(rejection);
        }
        while (reader != null && position < id.recordNumber()) {
            position = reader.next() ? reader.record().number() : Long.MAX_VALUE;
        }
        return reader != null && position == id.recordNumber() ? values(reader.record(), rejection) : Optional.empty();
    }

    @Override
    public void close() throws IOException {
        if (reader != null) {
            reader.close();
        }
    }

    private void open(Rejection rejection) throws IOException {
        close();
        run = rejection.id().run();
        position = 0;
        reader = null;
        Dataset dataset = catalog.get(rejection.dataset());
        Optional<LoadOptions> options = database.runs().options(run);
        Optional<InputStream> input = options.flatMap(found -> input(rejection.id(), found));
        if (options.isPresent() && input.isPresent()) {
            InputStream plain = options.get().gzip() ? new GZIPInputStream(input.get()) : input.get();
            reader = decoder.open(plain, dataset, options.get(), Checkpoint.START);
        }
    }

    private Optional<InputStream> input(Rejection.Id id, LoadOptions options) {
        String object = options.object();
        if (object == null) {
            return database.runs().rawOf(id.run(), id.recordNumber()).map(ByteArrayInputStream::new);
        }
        try {
            return Optional.of(objects.read(object, 0));
        } catch (PortException e) {
            if (e.kind() == PortException.Kind.MISSING) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private Optional<List<@Nullable String>> values(RawRecord record, Rejection rejection) {
        if (record.faults().stream().anyMatch(fault -> fault.field() == null)) {
            return Optional.empty();
        }
        int size = catalog.get(rejection.dataset()).fields().size();
        List<@Nullable String> values = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            values.add(record.text(i));
        }
        return Optional.of(values);
    }
}
