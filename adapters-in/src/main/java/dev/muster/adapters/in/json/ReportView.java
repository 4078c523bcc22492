package dev.muster.adapters.in.json;

import dev.muster.domain.report.Column;
import dev.muster.domain.report.Parameter;
import dev.muster.domain.report.Receipt;
import dev.muster.domain.report.Report;
import dev.muster.domain.report.ReportResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A computed report.
 *
 * @param parameters their values by name
 * @param rows values by name of column
 */
public record ReportView(
        String report,
        Map<String, ?> parameters,
        List<OfColumn> columns,
        Iterable<Map<String, @Nullable Object>> rows,
        Map<String, @Nullable Object> facts,
        Receipt receipt) {

    /** A column of a report. */
    public record OfColumn(String name, Column.Type type, String title) {
        static List<OfColumn> of(Report report) {
            return report.columns().stream()
                    .map(column -> new OfColumn(column.name(), column.type(), column.title()))
                    .toList();
        }
    }

    /**
     * What a report answers and what it has to be told.
     *
     * @param datasets those it reads; the first is the one whose rows it counts
     */
    public record Description(
            String name,
            String title,
            String definition,
            List<OfParameter> parameters,
            List<OfColumn> columns,
            List<String> datasets) {

        public static Description of(Report report) {
            return new Description(
                    report.name(),
                    report.title(),
                    report.definition(),
                    report.parameters().stream().map(OfParameter::of).toList(),
                    OfColumn.of(report),
                    report.datasets());
        }
    }

    /** @param otherwise its value if it is not given; null if it has to be */
    public record OfParameter(
            String name,
            String description,
            long min,
            long max,
            @Member(name = "default") @Nullable Long otherwise) {
        static OfParameter of(Parameter parameter) {
            return new OfParameter(
                    parameter.name(),
                    parameter.description(),
                    parameter.min(),
                    parameter.max(),
                    parameter.defaultValue());
        }
    }

    public static ReportView of(ReportResult result) {
        Report report = result.report();
        return new ReportView(
                report.name(),
                result.arguments().values(),
                OfColumn.of(report),
                () -> result.rows().stream()
                        .map(values -> row(report.columns(), values))
                        .iterator(),
                result.facts(),
                result.receipt());
    }

    private static Map<String, @Nullable Object> row(List<Column> columns, List<@Nullable Object> values) {
        Map<String, @Nullable Object> row = LinkedHashMap.newLinkedHashMap(columns.size());
        for (int i = 0; i < columns.size(); i++) {
            row.put(columns.get(i).name(), values.get(i));
        }
        return row;
    }
}
