package dev.muster.domain.report;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * All reports on datasets, and the workbooks made of them. Names are unique.
 *
 * @param reports made of sums, in the order in which they are shown
 */
public record ReportCatalog(List<Report> reports, List<Workbook> workbooks) {
    public ReportCatalog {
        reports = List.copyOf(reports);
        workbooks = List.copyOf(workbooks);
        Set<String> names = new HashSet<>();
        for (Report report : reports) {
            if (report.breakdown() == null || !names.add(report.name())) {
                throw new IllegalArgumentException(
                        "report %s is there twice, or not made of sums".formatted(report.name()));
            }
        }
    }

    /** Returns the rollups that are kept ready, each once. */
    public List<Rollup> keptRollups() {
        List<Rollup> kept = new ArrayList<>();
        for (Report report : reports) {
            Breakdown breakdown = report.breakdown();
            if (breakdown != null) {
                breakdown.rollups().stream()
                        .filter(rollup -> rollup.table() != null && !kept.contains(rollup))
                        .forEach(kept::add);
            }
        }
        return kept;
    }

    /** Finds the workbook with this name; empty if there is none. */
    public Optional<Workbook> workbook(String name) {
        return workbooks.stream()
                .filter(workbook -> workbook.name().equals(name))
                .findFirst();
    }
}
