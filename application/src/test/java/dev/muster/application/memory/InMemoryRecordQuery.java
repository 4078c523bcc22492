package dev.muster.application.memory;

import dev.muster.application.port.RecordQuery;
import dev.muster.application.port.Slice;
import dev.muster.application.port.StoredRow;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Field;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks at every row. */
final class InMemoryRecordQuery implements RecordQuery {
    private final Transactions transactions;

    InMemoryRecordQuery(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Slice<StoredRow> list(Dataset dataset, List<Condition> conditions, @Nullable Object after, int limit) {
        return Slice.of(
                transactions
                        .state()
                        .rowsOf(dataset)
                        .after(after)
                        .filter(row -> conditions.stream().allMatch(condition -> meets(dataset, row, condition)))
                        .iterator(),
                limit,
                StoredRow::bytes);
    }

    private boolean meets(Dataset dataset, StoredRow row, Condition condition) {
        return switch (condition) {
            case Condition.Is(Field field, Object value) -> value.equals(value(dataset, row, field));
            case Condition.Within(Field field, Instant from, Instant to) ->
                value(dataset, row, field) instanceof Instant at && isWithin(at, from, to);
            case Condition.ParentIs(Field field, Dataset parent, Field parentField, Object value) ->
                value.equals(value(
                        parent, transactions.state().rowsOf(parent).get(value(dataset, row, field)), parentField));
            case Condition.RunStarted(Instant from, Instant to) ->
                isWithin(transactions.state().runs().get(row.run()).run().startedAt(), from, to);
        };
    }

    private static boolean isWithin(Instant at, Instant from, Instant to) {
        return !at.isBefore(from) && at.isBefore(to);
    }

    private static @Nullable Object value(Dataset dataset, StoredRow row, Field field) {
        return row.row().get(dataset.indexOf(field.name()).orElseThrow());
    }
}
