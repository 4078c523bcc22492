package dev.muster.application.runs;

import dev.muster.application.ingest.ReceivedRecords;
import dev.muster.application.port.Database;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.PortException;
import dev.muster.application.port.RecordDecoder;
import dev.muster.application.port.Slice;
import dev.muster.application.port.StoredRow;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.intake.RawBytes;
import dev.muster.domain.intake.RawRecord;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Traces a stored row back to the record from which it came. Thread safe. */
public final class TraceRecord {
    private static final Comparator<StoredRow> AS_RECEIVED =
            Comparator.comparing(StoredRow::run).thenComparingLong(StoredRow::recordNumber);

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
     * Returns where the row with this key came from; empty if there is no such row. Fetches only the part of a large
     * input around the record, unless the input is compressed, in another character set or one JSON array.
     *
     * @throws PortException if database or storage fail
     */
    public Optional<Lineage> trace(Dataset dataset, Object key) {
        return database.datasets()
                .find(dataset, key)
                .map(row ->
                        trace(List.of(row), Integer.MAX_VALUE, Long.MAX_VALUE).getFirst());
    }

    /** A stored row and where it came from. */
    public record Traced(StoredRow row, Lineage lineage) {}

    /**
     * Returns the first of {@code rows} and where they came from: as many as there are bytes for, at least one.
     *
     * @param maxBytesOfEach most bytes of a raw record to give; a longer record is cut a few bytes behind them
     * @param maxBytes most bytes of all raw records to give, but for the first
     * @throws PortException if database or storage fail
     */
    public Slice<Traced> trace(Slice<StoredRow> rows, int maxBytesOfEach, long maxBytes) {
        List<StoredRow> items = rows.items();
        List<Lineage> lineages = trace(items, maxBytesOfEach, maxBytes);
        List<Traced> traced = new ArrayList<>();
        for (int i = 0; i < items.size() && hasRoom(lineages.get(i)); i++) {
            traced.add(new Traced(items.get(i), lineages.get(i)));
        }
        if (traced.isEmpty() && !items.isEmpty()) {
            StoredRow first = items.getFirst();
            traced.add(new Traced(
                    first, trace(List.of(first), maxBytesOfEach, Long.MAX_VALUE).getFirst()));
        }
        return new Slice<>(traced, rows.more() || traced.size() < items.size());
    }

    /** Returns whether there was room for the raw bytes: a record whose input is gone has no line either. */
    private static boolean hasRoom(Lineage lineage) {
        return lineage.raw() != null || lineage.line() == null;
    }

    /**
     * Returns where rows came from, in the order of the rows. Reads each input once, whatever the order. The records for
     * whose raw bytes there is no room have a line, but no raw bytes.
     */
    private List<Lineage> trace(List<StoredRow> rows, int maxBytesOfEach, long maxBytes) {
        Map<StoredRow, Lineage> found = HashMap.newHashMap(rows.size());
        Map<RunId, Run> runs = new HashMap<>();
        long bytes = 0;
        try (ReceivedRecords received = new ReceivedRecords(catalog, database, objects, decoder)) {
            for (StoredRow row : rows.stream().sorted(AS_RECEIVED).toList()) {
                Run run = runs.computeIfAbsent(row.run(), this::run);
                Lineage lineage = trace(run, row.recordNumber(), received, maxBytesOfEach, maxBytes - bytes);
                bytes += lineage.raw() == null ? 0 : lineage.raw().length;
                found.put(row, lineage);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows.stream().map(found::get).toList();
    }

    private Run run(RunId id) {
        return database.runs()
                .find(id)
                .orElseThrow(() -> new IllegalStateException("run %s stored a row but is gone".formatted(id)));
    }

    private static Lineage trace(
            Run run, long recordNumber, ReceivedRecords received, int maxBytesOfEach, long maxBytes) {
        return received.find(run.id(), recordNumber)
                .map(record -> new Lineage(
                        run,
                        recordNumber,
                        record.line(),
                        Math.min(record.rawLength(), maxBytesOfEach) > maxBytes
                                ? null
                                : RawBytes.beyond(maxBytesOfEach, rawOf(record))))
                .orElseGet(() -> new Lineage(run, recordNumber, null, null));
    }

    private static byte[] rawOf(RawRecord record) {
        byte[] raw = new byte[record.rawLength()];
        record.copyRaw(raw, 0);
        return raw;
    }
}
