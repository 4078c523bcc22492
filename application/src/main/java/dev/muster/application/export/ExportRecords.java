package dev.muster.application.export;

import dev.muster.application.ReadAhead;
import dev.muster.application.port.Database;
import dev.muster.application.port.DatasetStore;
import dev.muster.application.port.TableWriter;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.FieldType;
import dev.muster.domain.dataset.Row;
import dev.muster.domain.report.Table;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/**
 * Writes whole datasets as a stream. The memory that it takes depends neither on their size nor on the reader's speed.
 * Thread safe.
 */
public final class ExportRecords {
    /** Most bytes that the rows in memory take, even if all their texts have their greatest length. */
    private static final long PAGE_BYTES = 4L << 20;

    private static final int MAX_ROWS = 2_000;
    private static final int MIN_ROWS = 16;
    /** Rows that wait to be written take as much memory as the rows that the database hands over at once. */
    private static final int CHUNKS_PER_READ = 4;

    private static final int BYTES_PER_CHARACTER = 2;
    private static final int BYTES_PER_VALUE = 64;

    private final Database database;

    public ExportRecords(Database database) {
        this.database = database;
    }

    /**
     * Writes the rows of a dataset in key order, all as of one moment.
     *
     * @param equal the values that a row must have, by 0-based index of the field
     * @param out is not closed
     * @throws IOException if {@code out} fails because the reader went away
     */
    public void export(
            Dataset dataset,
            Map<Integer, Object> equal,
            TableWriter writer,
            TableWriter.Options options,
            OutputStream out)
            throws IOException {
        Streaming.read(database.unitOfWork(), () -> {
            int atOnce = rowsAtOnce(dataset);
            DatasetStore.Rows read = database.datasets().scan(dataset, equal, atOnce);
            try (ReadAhead<Row> rows =
                    new ReadAhead<>(read, read::close, Math.max(1, atOnce / CHUNKS_PER_READ), "export")) {
                writer.write(Table.of(dataset, rows), options, out);
            }
        });
    }

    /** Returns how many rows to hold in memory: the longer rows may be, the fewer. */
    static int rowsAtOnce(Dataset dataset) {
        long bytes = dataset.fields().stream()
                .mapToLong(field -> switch (field.type()) {
                    case FieldType.TextType text -> (long) BYTES_PER_CHARACTER * text.maxCodePoints();
                    case FieldType.IntegerType number -> BYTES_PER_VALUE;
                    case FieldType.DecimalType number -> BYTES_PER_VALUE;
                    case FieldType.InstantType instant -> BYTES_PER_VALUE;
                })
                .sum();
        return Math.clamp(PAGE_BYTES / bytes, MIN_ROWS, MAX_ROWS);
    }
}
