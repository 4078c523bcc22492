package dev.muster.domain.report;

import java.util.List;

/**
 * Several reports in one file for a spreadsheet program, a sheet each.
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

    /** What all of its reports have to be told. */
    public List<Parameter> parameters() {
        return reports.getFirst().parameters();
    }
}
