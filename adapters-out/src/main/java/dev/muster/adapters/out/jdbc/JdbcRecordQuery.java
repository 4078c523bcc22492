package dev.muster.adapters.out.jdbc;

import dev.muster.application.port.RecordQuery;
import dev.muster.application.port.Slice;
import dev.muster.application.port.StoredRow;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.FieldType;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds rows by conditions. All names in its SQL come from descriptors, none from a client. */
final class JdbcRecordQuery implements RecordQuery {
    private static final FieldType INSTANT = new FieldType.InstantType();
    private static final FieldType NUMBER = new FieldType.IntegerType(Long.MIN_VALUE, Long.MAX_VALUE);

    private final Transactions transactions;
    private final Dialect dialect;

    JdbcRecordQuery(Transactions transactions, Dialect dialect) {
        this.transactions = transactions;
        this.dialect = dialect;
    }

    /** SQL that is true or false of a row, and its parameters. */
    private record Clause(String sql, List<Parameter> parameters) {}

    private record Parameter(FieldType type, Object value) {}

    @Override
    public Slice<StoredRow> list(Dataset dataset, List<Condition> conditions, @Nullable Object after, int limit) {
        DatasetTable table = new DatasetTable(dataset);
        List<Clause> clauses = new ArrayList<>();
        conditions.forEach(condition -> clauses.add(clause(condition)));
        if (after != null) {
            clauses.add(new Clause(table.key() + " > ?", List.of(new Parameter(table.keyType(), after))));
        }
        StringBuilder sql = new StringBuilder("SELECT %s FROM %s WHERE 1 = 1".formatted(table.columns(), table.name()));
        clauses.forEach(clause -> sql.append(" AND ").append(clause.sql()));
        sql.append(" ORDER BY %s LIMIT ?".formatted(table.key()));
        Sql query = Sql.of(sql.toString());
        clauses.forEach(clause ->
                clause.parameters().forEach(parameter -> query.with(dialect, parameter.type(), parameter.value())));
        query.with(limit + 1L);
        return transactions.query(connection -> {
            try (PreparedStatement statement = query.prepare(connection)) {
                return Slices.read(
                        statement,
                        limit,
                        table.rowsWithin(Slice.BYTES),
                        results -> table.read(dialect, results),
                        StoredRow::bytes);
            }
        });
    }

    private static Clause clause(Condition condition) {
        return switch (condition) {
            case Condition.Is is ->
                new Clause(
                        is.field().name() + " = ?",
                        List.of(new Parameter(is.field().type(), is.value())));
            case Condition.Within within -> {
                String column = within.field().name();
                yield new Clause(
                        "%s >= ? AND %s < ?".formatted(column, column),
                        List.of(new Parameter(INSTANT, within.from()), new Parameter(INSTANT, within.to())));
            }
            case Condition.ParentIs parent ->
                new Clause(
                        "%s IN (SELECT %s FROM %s WHERE %s = ?)"
                                .formatted(
                                        parent.field().name(),
                                        parent.parent().keyField().name(),
                                        parent.parent().name(),
                                        parent.parentField().name()),
                        List.of(new Parameter(parent.parentField().type(), parent.value())));
            case Condition.RunStarted started ->
                new Clause(
                        "_run IN (SELECT id FROM runs WHERE started_at >= ? AND started_at < ?)",
                        List.of(
                                new Parameter(NUMBER, started.from().toEpochMilli()),
                                new Parameter(NUMBER, started.to().toEpochMilli())));
        };
    }
}
