package dev.muster.domain.report;

import dev.muster.domain.dataset.Catalog;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** All reports on datasets, and the workbooks made of them. Immutable. */
public final class ReportCatalog {
    private final List<Report> reports;
    private final List<Workbook> workbooks;

    /**
     * @param catalog has the datasets and fields that the reports read
     * @param reports made of sums, in the order in which they are shown
     * @throws IllegalArgumentException if two reports share a name, or one is not made of sums or reads what is not in
     *     the catalog
     */
    public ReportCatalog(Catalog catalog, List<Report> reports, List<Workbook> workbooks) {
        this.reports = List.copyOf(reports);
        this.workbooks = List.copyOf(workbooks);
        Set<String> names = new HashSet<>();
        for (Report report : reports) {
            Breakdown breakdown = report.breakdown();
            if (breakdown == null || !names.add(report.name())) {
                throw new IllegalArgumentException(
                        "report %s is there twice, or not made of sums".formatted(report.name()));
            }
            try {
                breakdown.check(catalog);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("report %s: %s".formatted(report.name(), e.getMessage()), e);
            }
        }
    }

    /** Returns the reports in the order in which they are shown. */
    public List<Report> reports() {
        return reports;
    }

    public List<Workbook> workbooks() {
        return workbooks;
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
