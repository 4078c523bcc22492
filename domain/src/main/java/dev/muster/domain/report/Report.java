package dev.muster.domain.report;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Describes a report.
 *
 * @param name the name in addresses and on the command line, {@code kebab-case}
 * @param title the name for people
 * @param definition says without gaps what is counted and how
 * @param datasets names of the datasets that it reads
 * @param counted those datasets whose rows it counts; its receipt says how many rows are in its numbers or outside
 * @param chart a pure function that makes the chart of a result
 * @param breakdown how its rows are made of sums; null if they are not made of sums
 */
public record Report(
        String name,
        String title,
        String definition,
        List<Parameter> parameters,
        List<Column> columns,
        List<String> datasets,
        List<String> counted,
        Function<ReportResult, Chart> chart,
        @Nullable Breakdown breakdown) {

    public Report {
        parameters = List.copyOf(parameters);
        columns = List.copyOf(columns);
        datasets = List.copyOf(datasets);
        counted = List.copyOf(counted);
        if (columns.isEmpty() || counted.isEmpty() || !datasets.containsAll(counted)) {
            throw new IllegalArgumentException(
                    "report %s has no columns, or counts nothing that it reads".formatted(name));
        }
        if (breakdown != null) {
            check(name, parameters, datasets, counted, breakdown);
        }
    }

    /** Makes a report whose rows are not made of sums over records. */
    public Report(
            String name,
            String title,
            String definition,
            List<Parameter> parameters,
            List<Column> columns,
            List<String> datasets,
            List<String> counted,
            Function<ReportResult, Chart> chart) {
        this(name, title, definition, parameters, columns, datasets, counted, chart, null);
    }

    private static void check(
            String name, List<Parameter> parameters, List<String> datasets, List<String> counted, Breakdown breakdown) {
        Set<String> read = new HashSet<>(breakdown.datasets());
        if (!read.equals(Set.copyOf(datasets)) || counted.size() != 1) {
            throw new IllegalArgumentException(
                    "report %s reads %s, not %s, and counts one of them".formatted(name, read, datasets));
        }
        Parameter limit = breakdown.limit();
        if (breakdown.time().isPresent() != parameters.contains(Parameter.YEAR)
                || limit != null && !parameters.contains(limit)) {
            throw new IllegalArgumentException("report %s is not told what it needs".formatted(name));
        }
    }

    /**
     * Returns a report that is made of sums.
     *
     * @param datasets names of the datasets that the breakdown reads, in the order in which they are shown
     * @param counted name of the dataset whose rows are in its numbers
     */
    public static Report of(
            String name,
            String title,
            String definition,
            List<Parameter> parameters,
            List<String> datasets,
            String counted,
            ChartSpec chart,
            Breakdown breakdown) {
        return new Report(
                name, title, definition, parameters, breakdown.columns(), datasets, List.of(counted), chart, breakdown);
    }

    /** Returns the 0-based index of the column with this name. */
    public int indexOf(String column) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equals(column)) {
                return i;
            }
        }
        throw new IllegalArgumentException("report %s has no column %s".formatted(name, column));
    }
}
