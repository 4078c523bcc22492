package dev.muster.application.contract;

import dev.muster.application.port.Figures;
import dev.muster.domain.hiring.HiringReports;
import dev.muster.domain.report.Breakdown;
import dev.muster.domain.report.Pivot;
import dev.muster.domain.report.Report;
import dev.muster.domain.report.ReportRow;
import java.util.List;
import java.util.Objects;

/** The figures of the hiring reports, before their steps. */
record Hires(Figures figures) {

    List<Integer> years() {
        return figures.years(
                breakdown(HiringReports.HIRED_EMPLOYEES_BY_QUARTER).rollups().getFirst());
    }

    /** For each department and job: keys the two ids; values their names and the hires of each quarter. */
    List<ReportRow> byQuarter(int year) {
        return rows(HiringReports.HIRED_EMPLOYEES_BY_QUARTER, year);
    }

    /** For each department: key its id; values its id, name and hires. */
    List<ReportRow> byDepartment(int year) {
        return rows(HiringReports.DEPARTMENTS_ABOVE_AVERAGE_HIRING, year);
    }

    /** One row, without a key, of the hires of each month; none for a year without hires. */
    List<ReportRow> byMonth(int year) {
        return rows(HiringReports.HIRES_BY_MONTH, year);
    }

    private List<ReportRow> rows(Report report, int year) {
        return figures.rows(Pivot.sideBySide(breakdown(report)), year, Integer.MAX_VALUE);
    }

    static Breakdown breakdown(Report report) {
        return Objects.requireNonNull(report.breakdown());
    }
}
