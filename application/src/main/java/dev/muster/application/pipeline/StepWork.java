package dev.muster.application.pipeline;

import dev.muster.application.reports.ComputeReport;
import dev.muster.application.reports.ReportFiles;
import dev.muster.domain.pipeline.Step;
import java.util.List;

/** Does what steps are for. What was done already by an attempt that broke off is not done again. Thread safe. */
public final class StepWork {
    private final ExtractedResources resources;
    private final LoadedFiles files;
    private final ComputeReport reports;
    private final ReportFiles reportFiles;

    public StepWork(ExtractedResources resources, LoadedFiles files, ComputeReport reports, ReportFiles reportFiles) {
        this.resources = resources;
        this.files = files;
        this.reports = reports;
        this.reportFiles = reportFiles;
    }

    /** Does a step, and puts on record that it is done. Throws {@link StepFailure}, or what use cases and ports throw. */
    void perform(StepInProgress progress, Step step) {
        switch (step) {
            case Step.Extract extract -> resources.extract(progress, extract);
            case Step.Clean clean -> resources.clean(progress, clean.extracts());
            case Step.Promote promote -> resources.promote(progress, promote.extracts());
            case Step.Load load -> files.load(progress, load);
            case Step.Analyse analyse -> analyse(progress, analyse.reports());
            case Step.WriteReports write -> write(progress, write.reports());
        }
    }

    /** Computes each report, so that a fault in one is seen before files are written. */
    private void analyse(StepInProgress progress, List<Step.Order> orders) {
        orders.forEach(order -> reports.compute(order.report(), order.parameters()));
        progress.done();
    }

    private void write(StepInProgress progress, List<Step.Order> orders) {
        for (Step.Order order : orders) {
            for (String format : order.formats()) {
                reportFiles.writeOnce(
                        order.report(),
                        format,
                        order.parameters(),
                        progress.startedAt(),
                        progress.run().id().toString());
            }
        }
        progress.done();
    }
}
