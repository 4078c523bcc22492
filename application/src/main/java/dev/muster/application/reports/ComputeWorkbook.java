package dev.muster.application.reports;

import dev.muster.application.Refusal;
import dev.muster.application.port.DataVersion;
import dev.muster.application.port.UnitOfWork;
import dev.muster.application.port.WorkbookWriter;
import dev.muster.domain.report.ReportCatalog;
import dev.muster.domain.report.ReportResult;
import dev.muster.domain.report.Table;
import dev.muster.domain.report.Workbook;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;

/** Computes several reports for one spreadsheet file. Thread safe. */
public final class ComputeWorkbook {
    private final UnitOfWork unitOfWork;
    private final ReportCatalog catalog;
    private final ComputeReport reports;
    private final WorkbookWriter writer;

    public ComputeWorkbook(UnitOfWork unitOfWork, ReportCatalog catalog, ComputeReport reports, WorkbookWriter writer) {
        this.unitOfWork = unitOfWork;
        this.catalog = catalog;
        this.reports = reports;
        this.writer = writer;
    }

    /** Returns the writer of the file. */
    public WorkbookWriter format() {
        return writer;
    }

    /**
     * Returns the workbook with this name.
     *
     * @throws Refusal {@code not-found} if there is none
     */
    public Workbook workbook(String name) {
        return catalog.workbook(name)
                .orElseThrow(() -> new Refusal(new Problem(
                                ProblemType.NOT_FOUND, "there is no workbook '%s'".formatted(name))
                        .with(
                                "allowed",
                                catalog.workbooks().stream().map(Workbook::name).toList())));
    }

    /**
     * Computes the reports, all from one state of the data.
     *
     * @param given texts of parameters by name
     * @throws Refusal {@code bad-parameter} if one is missing, unknown or out of its bounds
     */
    public List<ReportResult> compute(Workbook workbook, Map<String, String> given) {
        return unitOfWork.read(() -> workbook.reports().stream()
                .map(report -> reports.compute(report.name(), given))
                .toList());
    }

    /**
     * Returns the state of the data from which the reports would be computed now, as the receipt of the first report
     * has it.
     *
     * @param given the same as for the reports themselves, with the same refusals
     */
    public DataVersion version(Workbook workbook, Map<String, String> given) {
        return reports.version(workbook.reports().getFirst().name(), given);
    }

    /**
     * Writes each computed report to a sheet of its own.
     *
     * @param out is not closed
     * @throws IOException if {@code out} fails
     */
    public void write(List<ReportResult> results, OutputStream out) throws IOException {
        writer.write(results.stream().map(Table::of).toList(), out);
    }
}
