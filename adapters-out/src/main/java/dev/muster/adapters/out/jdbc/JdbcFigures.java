package dev.muster.adapters.out.jdbc;

import dev.muster.application.port.Figures;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Field;
import dev.muster.domain.dataset.FieldType;
import dev.muster.domain.report.Breakdown;
import dev.muster.domain.report.CalendarUnit;
import dev.muster.domain.report.Column;
import dev.muster.domain.report.Parameter;
import dev.muster.domain.report.ReportRow;
import dev.muster.domain.report.Rollup;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Compiles declarations into SQL. It sums over the tables of {@link KeptRollup} if there is one, else over the rows
 * themselves.
 */
final class JdbcFigures implements Figures {
    private final Transactions transactions;
    private final ColumnTypes types;
    private final Dialect dialect;
    private final Catalog catalog;

    JdbcFigures(Transactions transactions, ColumnTypes types, Dialect dialect, Catalog catalog) {
        this.transactions = transactions;
        this.types = types;
        this.dialect = dialect;
        this.catalog = catalog;
    }

    @Override
    public List<ReportRow> rows(Breakdown breakdown, @Nullable Integer year, int limit) {
        FiguresQuery query = new FiguresQuery(dialect, catalog, breakdown, year);
        Sql sql = Sql.of(query.sql());
        query.parameters().forEach(parameter -> sql.with(types, parameter.type(), parameter.value()));
        sql.with((long) limit);
        return transactions.query(connection -> {
            dialect.prepareAggregates(connection);
            return sql.list(connection, results -> row(breakdown, query, results));
        });
    }

    private ReportRow row(Breakdown breakdown, FiguresQuery query, ResultSet results) throws SQLException {
        int index = 1;
        List<Object> keys = new ArrayList<>();
        for (FieldType type : query.keyTypes()) {
            keys.add(Objects.requireNonNull(types.read(results, index++, type), "a key has a value"));
        }
        List<@Nullable Object> values = new ArrayList<>();
        for (Column column : breakdown.columns()) {
            Object value = types.read(results, index++, FiguresQuery.type(column));
            values.add(value instanceof BigDecimal number ? plain(number) : value);
        }
        return new ReportRow(keys, values);
    }

    private static BigDecimal plain(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }

    @Override
    public List<Integer> years(Rollup rollup) {
        Rollup.Group.Time time = rollup.time().orElseThrow();
        return rollup.table() == null
                ? yearsOfRows(catalog.get(rollup.dataset()), time)
                : yearsKept(rollup.table(), rollup.measures().getFirst().name(), time.unit());
    }

    private List<Integer> yearsKept(String table, String measure, CalendarUnit unit) {
        String year = "%s / %s".formatted(unit.lowerCaseName(), unit.perYear());
        Sql sql = Sql.of(
                "SELECT %s FROM %s GROUP BY %s HAVING sum(%s) > 0 ORDER BY 1".formatted(year, table, year, measure));
        return transactions.query(connection -> sql.list(connection, results -> results.getInt(1)));
    }

    /** Steps from the first point in time of one year to the first one of the next year that has any. */
    private List<Integer> yearsOfRows(Dataset dataset, Rollup.Group.Time time) {
        Field field = dataset.field(time.field());
        String sql = "SELECT min(%s) FROM %s WHERE %s >= ?".formatted(field.name(), dataset.name(), field.name());
        return transactions.query(connection -> {
            List<Integer> years = new ArrayList<>();
            Instant from = time.unit().startOf((int) Parameter.YEAR.min(), 1);
            while (Sql.of(sql)
                            .with(types, field.type(), from)
                            .list(connection, results -> Optional.ofNullable(types.read(results, 1, field.type())))
                            .getFirst()
                            .orElse(null)
                    instanceof Instant first) {
                years.add(first.atOffset(ZoneOffset.UTC).getYear());
                from = time.unit().startOf(years.getLast() + 1, 1);
            }
            return years;
        });
    }
}
