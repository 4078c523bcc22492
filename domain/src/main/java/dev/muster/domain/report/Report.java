package dev.muster.domain.report;

import java.util.List;

/**
 * Describes a report.
 *
 * @param name the name in addresses and on the command line, {@code kebab-case}
 * @param title the name for people
 * @param definition what is counted and how, in words that leave nothing open
 * @param datasets names of the datasets it reads; the first is the one whose rows it counts
 */
public record Report(
        String name,
        String title,
        String definition,
        List<Parameter> parameters,
        List<Column> columns,
        List<String> datasets) {

    public Report {
        parameters = List.copyOf(parameters);
        columns = List.copyOf(columns);
        datasets = List.copyOf(datasets);
        if (columns.isEmpty() || datasets.isEmpty()) {
            throw new IllegalArgumentException("report %s has no columns or reads no datasets".formatted(name));
        }
    }
}
