package dev.muster.application.export;

import dev.muster.application.port.TableWriter;
import dev.muster.application.port.UnitOfWork;
import dev.muster.domain.dataset.Row;
import dev.muster.domain.report.Table;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.function.Function;

/** Writing tables while their rows are read, all as of one moment. */
final class Streaming {
    private Streaming() {}

    /**
     * Writes a table within one read.
     *
     * @throws IOException if {@code out} fails
     */
    static void write(
            UnitOfWork unitOfWork, Table table, TableWriter writer, TableWriter.Options options, OutputStream out)
            throws IOException {
        try {
            unitOfWork.read(() -> {
                try {
                    writer.write(table, options, out);
                    return Boolean.TRUE;
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** The rows that {@code items} become, one by one. */
    static <T> Iterator<Row> rows(Iterator<T> items, Function<T, Row> row) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return items.hasNext();
            }

            @Override
            public Row next() {
                return row.apply(items.next());
            }
        };
    }
}
