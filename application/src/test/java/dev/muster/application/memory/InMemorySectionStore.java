package dev.muster.application.memory;

import dev.muster.application.port.SectionStore;
import dev.muster.application.port.StoredRow;
import dev.muster.domain.backup.Section;
import dev.muster.domain.dataset.Dataset;
import java.util.Collection;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Has the rows of datasets. */
final class InMemorySectionStore implements SectionStore {
    private final Transactions transactions;

    InMemorySectionStore(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Rows scan(Dataset dataset) {
        Iterator<StoredRow> rows =
                transactions.state().rowsOf(dataset).after(null).iterator();
        return new Rows() {
            @Override
            public boolean hasNext() {
                return rows.hasNext();
            }

            @Override
            public @Nullable Object[] next() {
                StoredRow row = rows.next();
                int fields = dataset.fields().size();
                @Nullable Object[] values = new @Nullable Object[fields + 2];
                for (int i = 0; i < fields; i++) {
                    values[i] = row.row().get(i);
                }
                values[fields] = row.run().value();
                values[fields + 1] = row.recordNumber();
                return values;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public Rows scan(Section ledger, Collection<Dataset> datasets) {
        throw new UnsupportedOperationException("the ledger in memory is no table");
    }

    @Override
    public long addAbsent(Section ledger, Iterator<@Nullable Object[]> rows) {
        throw new UnsupportedOperationException("the ledger in memory is no table");
    }
}
