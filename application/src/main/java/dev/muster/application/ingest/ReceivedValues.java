package dev.muster.application.ingest;

import dev.muster.application.port.Database;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.PortException;
import dev.muster.application.port.RecordDecoder;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.intake.RawRecord;
import dev.muster.domain.intake.Reason;
import dev.muster.domain.intake.ReasonCode;
import dev.muster.domain.intake.Rejection;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the values of rejected records as they were received. The raw bytes of a record do not suffice, because the
 * header of its input tells which value belongs to which field. So it reads the inputs again, each one once if callers
 * ask for rejections in the order of their ids. Not thread safe.
 */
public final class ReceivedValues implements Closeable {
    private final ReceivedRecords records;

    public ReceivedValues(Catalog catalog, Database database, ObjectStore objects, RecordDecoder decoder) {
        this.records = new ReceivedRecords(catalog, database, objects, decoder);
    }

    /**
     * Returns the values of a rejected record in the order of its dataset's fields. A value is null if it is absent, no
     * text, a JSON object or array, or given more than once. Empty if the record does not split into fields, or its
     * input is gone.
     */
    public Optional<List<@Nullable String>> of(Dataset dataset, Rejection.Id rejection) {
        return record(rejection).flatMap(record -> values(dataset, record));
    }

    /**
     * Returns a rejected record as it was received; empty if its input is gone. The next call overwrites the record.
     *
     * @throws PortException if database or storage fail
     */
    public Optional<RawRecord> record(Rejection.Id rejection) {
        return records.find(rejection.run(), rejection.recordNumber()).or(() -> records.kept(rejection));
    }

    @Override
    public void close() throws IOException {
        records.close();
    }

    private static Optional<List<@Nullable String>> values(Dataset dataset, RawRecord record) {
        Set<String> twice = new HashSet<>();
        for (Reason fault : record.faults()) {
            if (fault.field() == null) {
                return Optional.empty();
            }
            if (fault.code() == ReasonCode.DUPLICATE_FIELD) {
                twice.add(fault.field());
            }
        }
        List<@Nullable String> values = new ArrayList<>();
        for (int i = 0; i < dataset.fields().size(); i++) {
            values.add(twice.contains(dataset.fields().get(i).name()) ? null : record.text(i));
        }
        return Optional.of(values);
    }
}
