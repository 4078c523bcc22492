package dev.muster.domain.report;

import java.util.List;

/**
 * Several reports in one spreadsheet file, each on a sheet of its own.
 *
 * @param name the name in addresses, {@code kebab-case}
 * @param reports at least one, all with the same parameters
 */
public record Workbook(String name, List<Report> reports) {
    public Workbook {
        reports = List.copyOf(reports);
        if (reports.stream().map(Report::parameters).distinct().count() != 1) {
            throw new IllegalArgumentException(
                    "the reports of workbook %s have not the same parameters".formatted(name));
        }
    }

    /** Returns the parameters that all of its reports have. */
    public List<Parameter> parameters() {
        return reports.getFirst().parameters();
    }
}
