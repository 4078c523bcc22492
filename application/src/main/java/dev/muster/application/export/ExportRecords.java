package dev.muster.application.export;

import dev.muster.application.port.Database;
import dev.muster.application.port.TableWriter;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.FieldType;
import dev.muster.domain.report.Table;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/** Writes whole datasets, streamed: neither their size nor the reader's speed matters to memory. Thread safe. */
public final class ExportRecords {
    /** What the rows that are in memory may take if all their texts are as long as they can be. */
    private static final long PAGE_BYTES = 4L << 20;

    private static final int MAX_ROWS = 2_000;
    private static final int MIN_ROWS = 16;
    /** What waits to be written takes as much memory as what the database hands over at once. */
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
     * @param equal values by 0-based index of a field, all of which a row must have
     * @param out is not closed
     * @throws IOException if {@code out} fails: whoever reads went away
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
            try (RowsAhead rows = new RowsAhead(
                    database.datasets().scan(dataset, equal, atOnce), Math.max(1, atOnce / CHUNKS_PER_READ))) {
                writer.write(Table.of(dataset, rows), options, out);
            }
        });
    }

    /** How many rows to hold in memory: the fewer, the longer they may be. */
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
