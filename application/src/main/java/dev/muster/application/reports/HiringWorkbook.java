package dev.muster.application.reports;

import dev.muster.application.Refusal;
import dev.muster.application.port.DataVersion;
import dev.muster.application.port.UnitOfWork;
import dev.muster.application.port.WorkbookWriter;
import dev.muster.domain.hiring.HiringReports;
import dev.muster.domain.report.Report;
import dev.muster.domain.report.ReportResult;
import dev.muster.domain.report.Table;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;

/** All hiring reports of a year in one file for a spreadsheet program. Thread safe. */
public final class HiringWorkbook {
    private static final List<Report> REPORTS = List.of(
            HiringReports.HIRED_EMPLOYEES_BY_QUARTER,
            HiringReports.DEPARTMENTS_ABOVE_AVERAGE_HIRING,
            HiringReports.HIRES_BY_MONTH);

    private final UnitOfWork unitOfWork;
    private final ComputeReport reports;
    private final WorkbookWriter writer;

    public HiringWorkbook(UnitOfWork unitOfWork, ComputeReport reports, WorkbookWriter writer) {
        this.unitOfWork = unitOfWork;
        this.reports = reports;
        this.writer = writer;
    }

    /** The format of the file. */
    public WorkbookWriter format() {
        return writer;
    }

    /**
     * Computes the reports, all from one state of the data.
     *
     * @param given texts of parameters by name: the year
     * @throws Refusal {@code bad-parameter} if it is missing or out of its bounds, or there are others
     */
    public List<ReportResult> compute(Map<String, String> given) {
        return unitOfWork.read(() -> REPORTS.stream()
                .map(report -> reports.compute(report.name(), given))
                .toList());
    }

    /**
     * The state of the data that the reports would be computed from now, as it is in the receipt of the first one.
     *
     * @param given as for the reports themselves, and refused as there
     */
    public DataVersion version(Map<String, String> given) {
        return reports.version(REPORTS.getFirst().name(), given);
    }

    /**
     * Writes computed reports, a sheet each.
     *
     * @param out is not closed
     * @throws IOException if {@code out} fails
     */
    public void write(List<ReportResult> results, OutputStream out) throws IOException {
        writer.write(results.stream().map(Table::of).toList(), out);
    }
}
