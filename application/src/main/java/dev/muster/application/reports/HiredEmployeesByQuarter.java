package dev.muster.application.reports;

import dev.muster.application.port.HiringMetrics;
import dev.muster.domain.dataset.CodePointOrder;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Field;
import dev.muster.domain.hiring.HiringReports;
import dev.muster.domain.hiring.QuarterHires;
import dev.muster.domain.report.Arguments;
import dev.muster.domain.report.Report;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Hires of a year by department, job and quarter. */
final class HiredEmployeesByQuarter implements ReportQuery {
    private static final Comparator<QuarterHires> ORDER = Comparator.comparing(
                    QuarterHires::department, CodePointOrder.BY_CODE_POINT)
            .thenComparing(QuarterHires::job, CodePointOrder.BY_CODE_POINT)
            .thenComparingLong(QuarterHires::departmentId)
            .thenComparingLong(QuarterHires::jobId);

    private final HiringMetrics metrics;
    private final Dataset employees;

    HiredEmployeesByQuarter(HiringMetrics metrics, Dataset employees) {
        this.metrics = metrics;
        this.employees = employees;
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
        List<QuarterHires> hires = new ArrayList<>(metrics.hiresByQuarter(arguments.year()));
        hires.sort(ORDER);
        List<Line> rows = new ArrayList<>(hires.size());
        for (QuarterHires h : hires) {
            rows.add(Line.of(
                    Map.of("department_id", Long.toString(h.departmentId()), "job_id", Long.toString(h.jobId())),
                    h.department(),
                    h.job(),
                    h.q1(),
                    h.q2(),
                    h.q3(),
                    h.q4()));
        }
        return new Answer(
                rows, Map.of(), hires.stream().mapToLong(QuarterHires::total).sum());
    }

    @Override
    public Figure figure(Arguments arguments, FigureKeys keys) {
        Optional<Long> quarter = keys.number("quarter", 1, 4);
        Figure figure = Figure.of(employees)
                .and(
                        quarter.isPresent()
                                ? UtcIntervals.quarter(
                                        hiredAt(),
                                        arguments.year(),
                                        quarter.get().intValue())
                                : UtcIntervals.year(hiredAt(), arguments.year()));
        for (String reference : List.of("department_id", "job_id")) {
            Optional<Long> id = keys.id(reference);
            if (id.isPresent()) {
                figure = figure.and(reference, id.get());
            }
        }
        return figure;
    }

    private Field hiredAt() {
        return Figure.field(employees, "hire_datetime");
    }
}
