package dev.muster.adapters.out.jdbc;

import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.dataset.Field;
import dev.muster.domain.dataset.FieldType;
import dev.muster.domain.report.Breakdown;
import dev.muster.domain.report.Breakdown.Cell;
import dev.muster.domain.report.Breakdown.Order;
import dev.muster.domain.report.CalendarUnit;
import dev.muster.domain.report.Column;
import dev.muster.domain.report.Rollup;
import dev.muster.domain.report.Rollup.Group;
import dev.muster.domain.report.Rollup.Measure;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The SQL of a breakdown. A query of its own, {@code s0}, {@code s1}, …, sums up each rollup. It has the keys
 * {@code k0}, … and a column {@code m0}, … for each cell of the breakdown that takes its measures. All names come from
 * declarations, none from a client.
 */
final class FiguresQuery {
    private static final FieldType NUMBER = new FieldType.IntegerType(Long.MIN_VALUE, Long.MAX_VALUE);
    private static final FieldType INSTANT = new FieldType.InstantType();

    /** The alias of the dataset whose records each have a row. */
    private static final String EVERY = "e";

    private final Dialect dialect;
    private final Catalog catalog;
    private final Breakdown breakdown;
    private final @Nullable Integer year;
    private final List<Parameter> parameters = new ArrayList<>();
    private final String sql;

    /** A value to bind, and its type. */
    record Parameter(FieldType type, Object value) {}

    FiguresQuery(Dialect dialect, Catalog catalog, Breakdown breakdown, @Nullable Integer year) {
        this.dialect = dialect;
        this.catalog = catalog;
        this.breakdown = breakdown;
        this.year = year;
        this.sql = compile();
    }

    /**
     * Returns the SQL. It selects the keys and then the cells of each row. The last parameter is the greatest number of
     * rows.
     */
    String sql() {
        return sql;
    }

    /** Returns all parameters but the last one, in their order. */
    List<Parameter> parameters() {
        return parameters;
    }

    List<FieldType> keyTypes() {
        return breakdown.keys().stream()
                .map(key ->
                        breakdown.rollups().getFirst().keyField(key, catalog).type())
                .toList();
    }

    /**
     * Returns the type with which the values of a column are read. How large they may be does not matter for reading.
     */
    static FieldType type(Column column) {
        return switch (column.type()) {
            case INTEGER -> NUMBER;
            case DECIMAL -> new FieldType.DecimalType(1, column.scale());
            case TEXT -> new FieldType.TextType(1);
            case INSTANT -> INSTANT;
            case DATE -> throw new IllegalArgumentException("no column of sums is of days");
        };
    }

    private String compile() {
        StringBuilder from = new StringBuilder();
        List<Rollup> rollups = breakdown.rollups();
        if (breakdown.every() != null) {
            from.append(breakdown.every()).append(' ').append(EVERY);
        }
        for (int i = 0; i < rollups.size(); i++) {
            String sums = "(%s) s%s".formatted(sums(rollups.get(i)), i);
            from.append(
                    breakdown.every() == null
                            ? sums
                            : " LEFT JOIN %s ON s%s.k0 = %s".formatted(sums, i, keyOfEvery(breakdown.every())));
        }
        List<String> selected = new ArrayList<>(keys());
        List<Cell> cells = breakdown.cells();
        List<String> values = new ArrayList<>();
        for (int i = 0; i < cells.size(); i++) {
            if (cells.get(i) instanceof Cell.Label label) {
                from.append(join(label, "l" + i));
            }
            values.add(value(cells.get(i), i));
        }
        selected.addAll(values);
        List<String> order = new ArrayList<>();
        for (Order one : breakdown.order()) {
            int column = breakdown.columns().stream().map(Column::name).toList().indexOf(one.column());
            boolean text = breakdown.columns().get(column).type() == Column.Type.TEXT;
            order.add(values.get(column) + (text ? dialect.byCodePoint() : "") + (one.descending() ? " DESC" : ""));
        }
        for (int i = 0; i < keys().size(); i++) {
            order.add(keys().get(i) + (keyTypes().get(i) instanceof FieldType.TextType ? dialect.byCodePoint() : ""));
        }
        return "SELECT %s FROM %s%s LIMIT ?"
                .formatted(
                        String.join(", ", selected),
                        from,
                        order.isEmpty() ? "" : " ORDER BY " + String.join(", ", order));
    }

    private List<String> keys() {
        if (breakdown.every() != null) {
            return List.of(keyOfEvery(breakdown.every()));
        }
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < breakdown.keys().size(); i++) {
            keys.add("s0.k" + i);
        }
        return keys;
    }

    private String keyOfEvery(String every) {
        return "%s.%s".formatted(EVERY, catalog.get(every).keyField().name());
    }

    /** Returns the expression of a cell in the outer query. */
    private String value(Cell cell, int index) {
        return switch (cell) {
            case Cell.Key key -> keys().get(breakdown.keys().indexOf(key.key()));
            case Cell.Own own -> "%s.%s".formatted(EVERY, own.field());
            case Cell.Label label -> "l%s.%s".formatted(index, label.field());
            case Cell.Total total -> sum(total.measure(), index);
            case Cell.OfPart part -> sum(part.measure(), index);
            case Cell.PartName part -> throw new IllegalArgumentException("the parts are to be side by side");
        };
    }

    private String sum(String measure, int index) {
        Rollup rollup = breakdown.rollupOf(measure);
        String column = "s%s.m%s".formatted(breakdown.rollups().indexOf(rollup), index);
        return rollup.measure(measure).orElseThrow() instanceof Measure.Count
                ? "coalesce(%s, 0)".formatted(column)
                : column;
    }

    private String join(Cell.Label label, String alias) {
        String by;
        boolean always;
        if (breakdown.every() == null) {
            by = keys().get(breakdown.keys().indexOf(label.by()));
            always = true;
        } else {
            by = "%s.%s".formatted(EVERY, label.by());
            always = hasValue(catalog.get(breakdown.every()).field(label.by()));
        }
        return " %sJOIN %s %s ON %s.%s = %s"
                .formatted(
                        always ? "" : "LEFT ",
                        label.dataset(),
                        alias,
                        alias,
                        catalog.get(label.dataset()).keyField().name(),
                        by);
    }

    /** Returns the query that sums up a rollup. */
    private String sums(Rollup rollup) {
        boolean kept = rollup.table() != null;
        StringBuilder from = new StringBuilder(kept ? rollup.table() : rollup.dataset() + " d");
        List<String> columns = new ArrayList<>();
        List<String> groups = new ArrayList<>();
        List<String> conditions = new ArrayList<>();
        for (String name : breakdown.keys()) {
            String column = switch (rollup.key(name)) {
                case Group.Value group -> kept ? group.name() : "d." + group.field();
                case Group.OfParent group -> {
                    String parent = "p" + groups.size();
                    from.append(" JOIN %1$s %2$s ON %2$s.%3$s = d.%4$s"
                            .formatted(
                                    group.parent(),
                                    parent,
                                    catalog.get(group.parent()).keyField().name(),
                                    group.reference()));
                    yield parent + "." + group.field();
                }
                case Group.Time group -> throw new IllegalStateException("no key is by time");
            };
            if (!kept && !hasValue(rollup.keyField(name, catalog))) {
                conditions.add(column + " IS NOT NULL");
            }
            columns.add("%s AS k%s".formatted(column, groups.size()));
            groups.add(column);
        }
        List<Cell> cells = breakdown.cells();
        for (int i = 0; i < cells.size(); i++) {
            String measured = measured(rollup, cells.get(i));
            if (measured != null) {
                columns.add("%s AS m%s".formatted(measured, i));
            }
        }
        rollup.time()
                .ifPresent(time ->
                        conditions.add(within(rollup, time, 1, time.unit().perYear())));
        return "SELECT %s FROM %s%s%s HAVING %s > 0"
                .formatted(
                        String.join(", ", columns),
                        from,
                        conditions.isEmpty()
                                ? ""
                                : conditions.stream().collect(Collectors.joining(" AND ", " WHERE ", "")),
                        groups.isEmpty() ? "" : " GROUP BY " + String.join(", ", groups),
                        kept ? "sum(%s)".formatted(rollup.measures().getFirst().name()) : "count(*)");
    }

    /** Returns the aggregate of a cell; null if the cell does not belong to this rollup. */
    private @Nullable String measured(Rollup rollup, Cell cell) {
        return switch (cell) {
            case Cell.Total total ->
                rollup.measure(total.measure())
                        .map(measure -> aggregate(rollup, measure, null))
                        .orElse(null);
            case Cell.OfPart part ->
                rollup.measure(part.measure())
                        .map(measure -> aggregate(
                                rollup, measure, within(rollup, rollup.time().orElseThrow(), part.part(), part.part())))
                        .orElse(null);
            case Cell.Key key -> null;
            case Cell.Own own -> null;
            case Cell.Label label -> null;
            case Cell.PartName part -> null;
        };
    }

    /** @param condition the condition that rows must meet; null if all rows count */
    private String aggregate(Rollup rollup, Measure measure, @Nullable String condition) {
        return switch (measure) {
            case Measure.Count count -> {
                String one = rollup.table() == null ? "1" : count.name();
                yield "sum(%s)".formatted(condition == null ? one : only(condition, one, " ELSE 0"));
            }
            case Measure.Sum sum -> aggregate(rollup, "sum", sum.field(), condition);
            case Measure.Min min -> aggregate(rollup, "min", min.field(), condition);
            case Measure.Max max -> aggregate(rollup, "max", max.field(), condition);
        };
    }

    private String aggregate(Rollup rollup, String function, String name, @Nullable String condition) {
        String column = "d." + name;
        return dialect.aggregate(
                function,
                condition == null ? column : only(condition, column, ""),
                catalog.get(rollup.dataset()).field(name).type());
    }

    private static String only(String condition, String value, String otherwise) {
        return "CASE WHEN %s THEN %s%s END".formatted(condition, value, otherwise);
    }

    /** Returns the condition that a row lies in these parts of the year. */
    private String within(Rollup rollup, Group.Time time, int first, int last) {
        int of = Objects.requireNonNull(year, "what is by time is of a year");
        CalendarUnit unit = time.unit();
        if (rollup.table() != null) {
            parameters.add(new Parameter(NUMBER, (long) unit.numberOf(of, first)));
            parameters.add(new Parameter(NUMBER, (long) unit.numberOf(of, last)));
            return "%s BETWEEN ? AND ?".formatted(time.name());
        }
        parameters.add(new Parameter(INSTANT, unit.startOf(of, first)));
        parameters.add(new Parameter(INSTANT, unit.startOf(of, last + 1)));
        return "d.%s >= ? AND d.%s < ?".formatted(time.field(), time.field());
    }

    private static boolean hasValue(Field field) {
        return field.required() || field.defaultText() != null;
    }
}
