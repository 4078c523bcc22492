package dev.muster.application.export;

import dev.muster.application.Prefetch;
import dev.muster.application.port.DatasetStore;
import dev.muster.domain.dataset.Row;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Rows that are read from the database while earlier ones are being written. Not thread safe. */
final class RowsAhead implements Iterator<Row>, AutoCloseable {
    private final Prefetch<List<Row>> chunks;
    private Iterator<Row> chunk = List.<Row>of().iterator();
    private boolean ended;

    /**
     * @param rows closed with this; until then only the reading thread uses them
     * @param atOnce number of rows that are handed over at a time
     */
    RowsAhead(DatasetStore.Rows rows, int atOnce) {
        chunks = new Prefetch<>(new Chunks(rows, atOnce), "export");
    }

    private record Chunks(DatasetStore.Rows rows, int atOnce) implements Prefetch.Source<List<Row>> {
        @Override
        public @Nullable List<Row> next() {
            List<Row> chunk = new ArrayList<>(atOnce);
            while (chunk.size() < atOnce && rows.hasNext()) {
                chunk.add(rows.next());
            }
            return chunk.isEmpty() ? null : chunk;
        }

        @Override
        public void close() {
            rows.close();
        }
    }

    @Override
    public boolean hasNext() {
        if (!chunk.hasNext() && !ended) {
            List<Row> next = chunks.next();
            ended = next == null;
            chunk = next == null ? chunk : next.iterator();
        }
        return chunk.hasNext();
    }

    @Override
    public Row next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return chunk.next();
    }

    @Override
    public void close() {
        chunks.close();
    }
}
