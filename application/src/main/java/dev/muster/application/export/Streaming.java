package dev.muster.application.export;

import dev.muster.application.port.UnitOfWork;
import dev.muster.domain.dataset.Row;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.function.Function;

/** Writes tables while their rows are read, all as of one moment. */
final class Streaming {
    private Streaming() {}

    /** Work that writes what it reads. */
    interface Work {
        void run() throws IOException;
    }

    /**
     * Does all of {@code work} within one read.
     *
     * @throws IOException if {@code work} does
     */
    static void read(UnitOfWork unitOfWork, Work work) throws IOException {
        try {
            unitOfWork.read(() -> {
                try {
                    work.run();
                    return Boolean.TRUE;
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Turns items into rows, one by one. */
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
