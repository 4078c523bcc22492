package dev.muster.application.rejections;

import dev.muster.application.ingest.ReceivedRecords;
import dev.muster.application.port.Database;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.RecordDecoder;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.intake.RawRecord;
import dev.muster.domain.intake.Rejection;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the values of rejected records as they were received. The raw bytes of a record do not suffice, because the
 * header of its input tells which value belongs to which field. So it reads the inputs again, each one once if callers
 * ask for rejections in the order of their ids. Not thread safe.
 */
public final class ReceivedValues implements Closeable {
    private final Catalog catalog;
    private final ReceivedRecords records;

    public ReceivedValues(Catalog catalog, Database database, ObjectStore objects, RecordDecoder decoder) {
        this.catalog = catalog;
        this.records = new ReceivedRecords(catalog, database, objects, decoder);
    }

    /**
     * Returns the values of a rejected record in the order of its dataset's fields. A value is null if it is absent or
     * no text. Empty if the record does not split into fields, or its input is gone.
     */
    public Optional<List<@Nullable String>> of(Rejection rejection) throws IOException {
        return records.find(rejection.id().run(), rejection.id().recordNumber())
                .or(() -> records.kept(rejection.id()))
                .flatMap(record -> values(record, rejection));
    }

    @Override
    public void close() throws IOException {
        records.close();
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
