package dev.muster.application.runs;

import dev.muster.application.ingest.ReceivedRecords;
import dev.muster.application.port.Database;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.PortException;
import dev.muster.application.port.RecordDecoder;
import dev.muster.application.port.StoredRow;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.intake.RawRecord;
import dev.muster.domain.run.Run;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Leads a stored row back to the record that it came from. Thread safe. */
public final class TraceRecord {
    private final Catalog catalog;
    private final Database database;
    private final ObjectStore objects;
    private final RecordDecoder decoder;

    public TraceRecord(Catalog catalog, Database database, ObjectStore objects, RecordDecoder decoder) {
        this.catalog = catalog;
        this.database = database;
        this.objects = objects;
        this.decoder = decoder;
    }

    /**
     * Where a row came from.
     *
     * @param run the run that stored the row's values
     * @param recordNumber the record of that run, from 1
     * @param line physical line, from 1, on which the record starts; null if the run's input is gone
     * @param raw the record's bytes as received, without line end, as UTF-8 (other character sets transcoded); null if the
     *     run's input is gone
     */
    public record Lineage(
            Run run, long recordNumber, @Nullable Long line, byte @Nullable [] raw) {}

    /**
     * Where the row with this key came from; empty if there is no such row. Of a large input only the stretch around the
     * record is fetched, unless it is compressed, in another character set or one JSON array.
     *
     * @throws PortException if database or storage fail
     */
    public Optional<Lineage> trace(Dataset dataset, Object key) {
        return database.datasets().find(dataset, key).flatMap(this::trace);
    }

    private Optional<Lineage> trace(StoredRow row) {
        return database.runs().find(row.run()).map(run -> {
            try (ReceivedRecords received = new ReceivedRecords(catalog, database, objects, decoder)) {
                return received.find(row.run(), row.recordNumber())
                        .map(record -> new Lineage(run, row.recordNumber(), record.line(), rawOf(record)))
                        .orElseGet(() -> new Lineage(run, row.recordNumber(), null, null));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static byte[] rawOf(RawRecord record) {
        byte[] raw = new byte[record.rawLength()];
        record.copyRaw(raw, 0);
        return raw;
    }
}
