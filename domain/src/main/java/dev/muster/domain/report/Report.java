package dev.muster.domain.report;

import java.util.List;
import java.util.function.Function;

/**
 * Describes a report.
 *
 * @param name the name in addresses and on the command line, {@code kebab-case}
 * @param title the name for people
 * @param definition what is counted and how, in words that leave nothing open
 * @param datasets names of the datasets it reads
 * @param counted those of them whose rows are in its numbers, or outside of them: what its receipt is about
 * @param chart makes the picture of a result: a pure function
 */
public record Report(
        String name,
        String title,
        String definition,
        List<Parameter> parameters,
        List<Column> columns,
        List<String> datasets,
        List<String> counted,
        Function<ReportResult, Chart> chart) {

    public Report {
        parameters = List.copyOf(parameters);
        columns = List.copyOf(columns);
        datasets = List.copyOf(datasets);
        counted = List.copyOf(counted);
        if (columns.isEmpty() || counted.isEmpty() || !datasets.containsAll(counted)) {
            throw new IllegalArgumentException(
                    "report %s has no columns, or counts nothing that it reads".formatted(name));
        }
    }
}
