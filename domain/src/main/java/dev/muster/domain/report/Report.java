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
 * @param definition what is counted and how, in words that leave nothing open
 * @param datasets names of the datasets it reads
 * @param counted those of them whose rows are in its numbers, or outside of them: what its receipt is about
 * @param chart makes the picture of a result: a pure function
 * @param breakdown how its rows are made of sums; null if they come from elsewhere
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

    /** A report whose rows are not made of sums over records. */
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
     * A report that is made of sums.
     *
     * @param datasets the names of those that the breakdown reads, in the order in which they are to be shown
     * @param counted the one whose rows are in its numbers
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

    /** 0-based index of the column with this name. */
    int indexOf(String column) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equals(column)) {
                return i;
            }
        }
        throw new IllegalArgumentException("report %s has no column %s".formatted(name, column));
    }
}
