package dev.muster.adapters.out.jdbc;

import dev.muster.application.port.RecordQuery;
import dev.muster.application.port.Slice;
import dev.muster.application.port.StoredRow;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.FieldType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds rows by conditions. All names in its SQL come from descriptors, none from a client. */
final class JdbcRecordQuery implements RecordQuery {
    private static final FieldType INSTANT = new FieldType.InstantType();

    private final Transactions transactions;
    private final ColumnTypes types;

    JdbcRecordQuery(Transactions transactions, ColumnTypes types) {
        this.transactions = transactions;
        this.types = types;
    }

    @Override
    public Slice<StoredRow> list(Dataset dataset, List<Condition> conditions, @Nullable Object after, int limit) {
        DatasetTable table = new DatasetTable(dataset);
        Sql sql = Sql.of("SELECT %s FROM %s WHERE 1 = 1".formatted(table.columns(), table.name()));
        conditions.forEach(condition -> narrow(sql.then(" AND "), condition));
        if (after != null) {
            sql.then(" AND %s > ?".formatted(table.key())).with(types, table.keyType(), after);
        }
        sql.then(" ORDER BY %s LIMIT ?".formatted(table.key())).with(limit + 1L);
        return transactions.query(connection -> sql.slice(
                connection,
                limit,
                table.rowsWithin(Slice.BYTES),
                results -> table.read(types, results),
                StoredRow::bytes));
    }

    private void narrow(Sql sql, Condition condition) {
        switch (condition) {
            case Condition.Is is ->
                sql.then(is.field().name() + " = ?").with(types, is.field().type(), is.value());
            case Condition.Within within ->
                sql.then("%1$s >= ? AND %1$s < ?".formatted(within.field().name()))
                        .with(types, INSTANT, within.from())
                        .with(types, INSTANT, within.to());
            case Condition.ParentIs parent ->
                sql.then("%s IN (SELECT %s FROM %s WHERE %s = ?)"
                                .formatted(
                                        parent.field().name(),
                                        parent.parent().keyField().name(),
                                        parent.parent().name(),
                                        parent.parentField().name()))
                        .with(types, parent.parentField().type(), parent.value());
            case Condition.RunStarted started ->
                sql.then("_run IN (SELECT id FROM runs WHERE started_at >= ? AND started_at < ?)")
                        .with(started.from().toEpochMilli())
                        .with(started.to().toEpochMilli());
        }
    }
}
