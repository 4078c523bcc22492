package dev.muster.application.reports;

import dev.muster.application.port.HiringMetrics;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Field;
import dev.muster.domain.hiring.HiringReports;
import dev.muster.domain.hiring.MonthHires;
import dev.muster.domain.report.Arguments;
import dev.muster.domain.report.Report;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Hires of a year by month. */
final class HiresByMonth implements ReportQuery {
    private final HiringMetrics metrics;
    private final Dataset employees;

    HiresByMonth(HiringMetrics metrics, Dataset employees) {
        this.metrics = metrics;
        this.employees = employees;
    }

    @Override
    public Report report() {
        return HiringReports.HIRES_BY_MONTH;
    }

    @Override
    public List<Integer> valuesWithData(String name) {
        return metrics.years();
    }

    @Override
    public Answer answer(Arguments arguments) {
        List<MonthHires> months = metrics.hiresByMonth(arguments.year());
        long hired = months.stream().mapToLong(MonthHires::hired).sum();
        List<Line> rows = new ArrayList<>();
        if (hired > 0) {
            for (MonthHires month : months) {
                String name = month.month().toString();
                rows.add(Line.of(Map.of("month", name), name, month.hired()));
            }
        }
        return new Answer(rows, Map.of(), hired);
    }

    @Override
    public Figure figure(Arguments arguments, FigureKeys keys) {
        Field hiredAt = Figure.field(employees, "hire_datetime");
        int year = arguments.year();
        return Figure.of(employees)
                .and(keys.parsed(
                                "month", text -> month(text, year), "a month of the year such as %d-01".formatted(year))
                        .map(month -> UtcIntervals.month(hiredAt, month))
                        .orElseGet(() -> UtcIntervals.year(hiredAt, year)));
    }

    private static Optional<YearMonth> month(String text, int year) {
        return text.matches("[0-9]{4}-(0[1-9]|1[0-2])")
                ? Optional.of(YearMonth.parse(text)).filter(month -> month.getYear() == year)
                : Optional.empty();
    }
}
