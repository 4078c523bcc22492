package dev.muster.adapters.out.jdbc;

import dev.muster.application.port.DatasetStore;
import dev.muster.application.port.StoredRow;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gives a table other rows. Adds up what that does to the sums, and stores it at the end. */
final class JdbcExchange implements DatasetStore.Exchange {
    private final Transactions transactions;
    private final BulkRows bulk;
    private final DatasetTable table;
    private final BulkRows.@Nullable Fill fill;
    private final Rollups.Changes changes;

    /** @param fill how to fill the table; null to insert into it as it is */
    JdbcExchange(
            Transactions transactions,
            BulkRows bulk,
            DatasetTable table,
            BulkRows.@Nullable Fill fill,
            Rollups.Changes changes) {
        this.transactions = transactions;
        this.bulk = bulk;
        this.table = table;
        this.fill = fill;
        this.changes = changes;
    }

    @Override
    public void insert(List<StoredRow> rows) {
        if (rows.isEmpty()) {
            return;
        }
        long inserted = transactions.update(connection ->
                fill == null ? bulk.insertAbsent(connection, table, rows) : fill.insertAbsent(connection, rows));
        if (inserted != rows.size()) {
            throw new IllegalStateException("%s of %s keys of %s were there already"
                    .formatted(rows.size() - inserted, rows.size(), table.name()));
        }
        changes.added(rows);
    }

    @Override
    public void replace(List<StoredRow> rows) {
        if (rows.isEmpty()) {
            return;
        }
        transactions.execute(connection -> {
            if (changes.needRows()) {
                List<Object> keys =
                        rows.stream().map(row -> row.row().key(table.dataset())).toList();
                changes.takenBack(bulk.lock(connection, table, keys), rows);
            }
            bulk.replace(connection, table, rows);
        });
    }

    @Override
    public void remove(Collection<Object> keys) {
        if (keys.isEmpty()) {
            return;
        }
        transactions.execute(connection -> {
            if (changes.needRows()) {
                changes.takenBack(bulk.lock(connection, table, keys), List.of());
            }
            changes.removed(keys.size());
            bulk.remove(connection, table, keys);
        });
    }

    @Override
    public boolean end() {
        return transactions.update(connection -> {
            boolean ended = fill == null || fill.end(connection);
            if (ended) {
                changes.storeInCommon(connection);
            }
            return ended;
        });
    }
}
