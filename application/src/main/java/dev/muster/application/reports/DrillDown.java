package dev.muster.application.reports;

import dev.muster.application.port.ChartMarks;
import dev.muster.application.port.ChartMarks.Mark;
import dev.muster.application.port.ChartRenderer.Picture;
import dev.muster.domain.report.Breakdown;
import dev.muster.domain.report.Breakdown.Cell;
import dev.muster.domain.report.ChartSpec;
import dev.muster.domain.report.Parameter;
import dev.muster.domain.report.Report;
import dev.muster.domain.report.ReportResult;
import dev.muster.domain.report.Rollup.Group;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Leads from a figure of a report to the records behind it: says with which keys {@link ComputeReport#figure} gives them.
 * Thread safe.
 */
public final class DrillDown {
    private final ChartMarks marks;

    public DrillDown(ChartMarks marks) {
        this.marks = marks;
    }

    /**
     * A number in a picture of a report's chart.
     *
     * @param keys texts by name, the report's parameters among them
     */
    public record Marked(Mark mark, Map<String, String> keys) {}

    /** Returns the numbers in a picture of a report's chart that have records behind them. */
    public List<Marked> marks(ReportResult result, Picture picture) {
        Report report = result.report();
        if (!(report.chart() instanceof ChartSpec spec)) {
            return List.of();
        }
        Map<String, Map<String, String>> categories = spec.categories(result);
        Map<String, String> columns = new LinkedHashMap<>();
        spec.values()
                .forEach(column ->
                        columns.put(report.columns().get(report.indexOf(column)).title(), column));
        List<Marked> all = new ArrayList<>();
        for (Mark mark : marks.marks(result.chart(), picture)) {
            String column =
                    columns.size() == 1 ? columns.values().iterator().next() : columns.getOrDefault(mark.series(), "");
            Map<String, String> category = categories.get(mark.category());
            if (category != null && !column.isEmpty()) {
                keys(result, category, report.indexOf(column)).ifPresent(keys -> all.add(new Marked(mark, keys)));
            }
        }
        return all;
    }

    /**
     * Returns the keys of the records behind a cell of a report's table, the report's parameters among them; empty if it is
     * no figure of records.
     */
    public static Optional<Map<String, String>> keys(ReportResult result, int row, int column) {
        return keys(result, result.keys().get(row), column);
    }

    private static Optional<Map<String, String>> keys(ReportResult result, Map<String, String> rowKeys, int column) {
        Breakdown breakdown = result.report().breakdown();
        if (breakdown == null) {
            return Optional.empty();
        }
        Map<String, String> keys = new LinkedHashMap<>();
        result.arguments().values().forEach((name, value) -> keys.put(name, value.toString()));
        keys.putAll(rowKeys);
        return switch (breakdown.cells().get(column)) {
            case Cell.Total total -> {
                if (breakdown.rollups().size() > 1) {
                    keys.put("column", total.column().name());
                }
                yield Optional.of(keys);
            }
            case Cell.OfPart part -> {
                Group.Time time = breakdown.time().orElseThrow();
                int year = (int) result.arguments().get(Parameter.YEAR.name());
                keys.put(time.name(), time.unit().text(year, part.part()));
                yield Optional.of(keys);
            }
            case Cell.Key key -> Optional.empty();
            case Cell.Own own -> Optional.empty();
            case Cell.Label label -> Optional.empty();
            case Cell.PartName name -> Optional.empty();
        };
    }
}
