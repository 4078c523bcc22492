package dev.muster.application.reports;

import dev.muster.application.port.HiringMetrics;
import dev.muster.domain.dataset.CodePointOrder;
import dev.muster.domain.hiring.HiringReports;
import dev.muster.domain.hiring.QuarterHires;
import dev.muster.domain.report.Arguments;
import dev.muster.domain.report.Report;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Hires of a year by department, job and quarter. */
final class HiredEmployeesByQuarter implements ReportQuery {
    private static final Comparator<QuarterHires> ORDER = Comparator.comparing(
                    QuarterHires::department, CodePointOrder.BY_CODE_POINT)
            .thenComparing(QuarterHires::job, CodePointOrder.BY_CODE_POINT)
            .thenComparingLong(QuarterHires::departmentId)
            .thenComparingLong(QuarterHires::jobId);

    private final HiringMetrics metrics;

    HiredEmployeesByQuarter(HiringMetrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public Report report() {
        return HiringReports.HIRED_EMPLOYEES_BY_QUARTER;
    }

    @Override
    public List<Integer> valuesWithData(String name) {
        return metrics.years();
    }

    @Override
    public Answer answer(Arguments arguments) {
        List<QuarterHires> hires = new ArrayList<>(
                metrics.hiresByQuarter(arguments.year()));
        hires.sort(ORDER);
        List<List<@Nullable Object>> rows = new ArrayList<>(hires.size());
        for (QuarterHires h : hires) {
            rows.add(List.of(h.department(), h.job(), h.q1(), h.q2(), h.q3(), h.q4()));
        }
        return new Answer(
                rows,
                Map.of(),
                hires.stream().mapToLong(QuarterHires::total).sum());
    }
}
