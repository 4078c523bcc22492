package dev.muster.application.reports;

import dev.muster.application.port.Figures;
import dev.muster.application.port.RecordQuery.Condition;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.FieldType;
import dev.muster.domain.report.Arguments;
import dev.muster.domain.report.Breakdown;
import dev.muster.domain.report.Breakdown.Cell;
import dev.muster.domain.report.CalendarUnit;
import dev.muster.domain.report.Parameter;
import dev.muster.domain.report.Pivot;
import dev.muster.domain.report.Report;
import dev.muster.domain.report.ReportRow;
import dev.muster.domain.report.ReportRows;
import dev.muster.domain.report.Rollup;
import dev.muster.domain.report.Rollup.Group;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A report that is declared as a breakdown. Its grouping tells the records behind a figure. */
final class ReportOfSums implements ReportQuery {
    private static final String COLUMN = "column";
    private static final String ID = "id";

    private final Report report;
    private final Breakdown breakdown;
    private final Figures figures;
    private final Catalog catalog;

    ReportOfSums(Report report, Figures figures, Catalog catalog) {
        this.report = report;
        this.breakdown = Objects.requireNonNull(report.breakdown(), "it is made of sums");
        this.figures = figures;
        this.catalog = catalog;
    }

    @Override
    public Report report() {
        return report;
    }

    @Override
    public List<Integer> valuesWithData(String name) {
        return name.equals(Parameter.YEAR.name())
                ? figures.years(breakdown.rollups().getFirst())
                : List.of();
    }

    @Override
    public Answer answer(Arguments arguments) {
        Integer year = year(arguments);
        Parameter most = breakdown.limit();
        List<ReportRow> sums = figures.rows(
                Pivot.sideBySide(breakdown), year, most == null ? Integer.MAX_VALUE : (int) arguments.get(most.name()));
        List<ReportRow> all = year == null ? sums : Pivot.below(breakdown, sums, year);
        ReportRows rows = breakdown.step().apply(new ReportRows(breakdown.columns(), all, Map.of()));
        List<String> names = breakdown.keyNames();
        return new Answer(
                rows.rows().stream()
                        .map(row -> new Line(keys(names, row), row.values()))
                        .toList(),
                rows.facts(),
                included(report.counted().getFirst(), all));
    }

    /**
     * Returns how many records of a dataset are in these rows: they are counted, or have a row each. The rows are those
     * before the step.
     */
    private long included(String dataset, List<ReportRow> rows) {
        if (dataset.equals(breakdown.every())) {
            return rows.size();
        }
        List<Cell> cells = breakdown.cells();
        long included = 0;
        for (int i = 0; i < cells.size(); i++) {
            if (counts(cells.get(i), dataset)) {
                for (ReportRow row : rows) {
                    included += (Long) Objects.requireNonNull(row.values().get(i), "a count is a number");
                }
            }
        }
        return included;
    }

    /** Returns whether a cell counts records of a dataset. */
    private boolean counts(Cell cell, String dataset) {
        String measure = switch (cell) {
            case Cell.Total total -> total.measure();
            case Cell.OfPart part -> part.measure();
            case Cell.Key key -> null;
            case Cell.Own own -> null;
            case Cell.Label label -> null;
            case Cell.PartName name -> null;
        };
        if (measure == null) {
            return false;
        }
        Rollup rollup = breakdown.rollupOf(measure);
        return rollup.dataset().equals(dataset)
                && rollup.measure(measure).orElseThrow() instanceof Rollup.Measure.Count;
    }

    private static Map<String, String> keys(List<String> names, ReportRow row) {
        Map<String, String> keys = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            keys.put(names.get(i), row.keys().get(i).toString());
        }
        return keys;
    }

    private static @Nullable Integer year(Arguments arguments) {
        return arguments.values().containsKey(Parameter.YEAR.name()) ? arguments.year() : null;
    }

    /**
     * The conditions are the part of the year if the client names one, else the year; then each key. A report with a
     * limit needs every key, because it has no figure for all rows.
     */
    @Override
    public Figure figure(Arguments arguments, FigureKeys keys) {
        Integer year = year(arguments);
        List<Condition> conditions = new ArrayList<>();
        if (year != null) {
            breakdown.time().ifPresent(time -> conditions.add(within(time, year, keys)));
        }
        Map<String, Object> given = new LinkedHashMap<>();
        for (String name : breakdown.keys()) {
            Optional<?> value = value(name, keys);
            if (breakdown.limit() != null) {
                FigureKeys.required(name, value);
            }
            value.ifPresent(one -> given.put(name, one));
        }
        Rollup rollup = breakdown.rollups().size() == 1 ? breakdown.rollups().getFirst() : rollupOf(keys);
        given.forEach((name, value) -> conditions.add(equal(rollup, name, value)));
        return new Figure(dataset(rollup), conditions);
    }

    private Condition within(Group.Time time, int year, FigureKeys keys) {
        boolean hasParts = breakdown.cells().stream()
                .anyMatch(cell -> cell instanceof Cell.PartName || cell instanceof Cell.OfPart);
        CalendarUnit unit = time.unit();
        Optional<Integer> part = hasParts
                ? keys.parsed(time.name(), text -> unit.parse(text, year), unit.expected(year))
                : Optional.empty();
        return new Condition.Within(
                dataset(breakdown.rollups().getFirst()).field(time.field()),
                unit.startOf(year, part.orElse(1)),
                unit.startOf(year, part.map(one -> one + 1).orElse(unit.perYear() + 1)));
    }

    /**
     * Returns the value of a key. If the report has a row for every record of a dataset, the key may also be called
     * {@code id}.
     */
    private Optional<?> value(String name, FigureKeys keys) {
        return switch (breakdown.rollups().getFirst().keyField(name, catalog).type()) {
            case FieldType.IntegerType type -> {
                Optional<Long> number = keys.number(name, type.min(), type.max());
                yield breakdown.every() == null ? number : number.or(() -> keys.number(ID, type.min(), type.max()));
            }
            case FieldType.TextType type -> keys.text(name);
            case FieldType.DecimalType type -> throw noKey(name);
            case FieldType.InstantType type -> throw noKey(name);
        };
    }

    private static IllegalStateException noKey(String name) {
        return new IllegalStateException("%s is no key of a group".formatted(name));
    }

    /** The column of a figure decides whose records are behind it. */
    private Rollup rollupOf(FigureKeys keys) {
        Map<String, Rollup> byColumn = new LinkedHashMap<>();
        for (Cell cell : breakdown.cells()) {
            if (cell instanceof Cell.Total total) {
                byColumn.put(total.column().name(), breakdown.rollupOf(total.measure()));
            }
        }
        return keys.parsed(
                        COLUMN, text -> Optional.ofNullable(byColumn.get(text)), String.join(" or ", byColumn.keySet()))
                .orElse(breakdown.rollups().getFirst());
    }

    private Condition equal(Rollup rollup, String name, Object value) {
        return switch (rollup.key(name)) {
            case Group.Value group -> new Condition.Is(rollup.keyField(name, catalog), value);
            case Group.OfParent group ->
                new Condition.ParentIs(
                        dataset(rollup).field(group.reference()),
                        catalog.get(group.parent()),
                        rollup.keyField(name, catalog),
                        value);
            case Group.Time group -> throw new IllegalStateException("no key is by time");
        };
    }

    private Dataset dataset(Rollup rollup) {
        return catalog.get(rollup.dataset());
    }
}
