package dev.muster.application.reports;

import dev.muster.application.port.HiringMetrics;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.hiring.AboveAverage;
import dev.muster.domain.hiring.DepartmentHires;
import dev.muster.domain.hiring.HiringReports;
import dev.muster.domain.report.Arguments;
import dev.muster.domain.report.Report;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Departments that hired more than the mean over all departments. */
final class DepartmentsAboveAverageHiring implements ReportQuery {
    private final HiringMetrics metrics;
    private final Dataset employees;

    DepartmentsAboveAverageHiring(HiringMetrics metrics, Dataset employees) {
        this.metrics = metrics;
        this.employees = employees;
    }

    @Override
    public Report report() {
        return HiringReports.DEPARTMENTS_ABOVE_AVERAGE_HIRING;
    }

    @Override
    public List<Integer> valuesWithData(String name) {
        return metrics.years();
    }

    @Override
    public Answer answer(Arguments arguments) {
        List<DepartmentHires> all = metrics.hiresByDepartment(arguments.year());
        AboveAverage above = AboveAverage.of(all);
        List<Line> rows = new ArrayList<>();
        for (DepartmentHires department : above.departments()) {
            rows.add(Line.of(
                    Map.of("department_id", Long.toString(department.departmentId())),
                    department.departmentId(),
                    department.department(),
                    department.hired()));
        }
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("mean", above.mean());
        facts.put("departments_counted", (long) above.counted());
        return new Answer(
                rows, facts, all.stream().mapToLong(DepartmentHires::hired).sum());
    }

    @Override
    public Figure figure(Arguments arguments, FigureKeys keys) {
        Figure year =
                Figure.of(employees).and(UtcIntervals.year(Figure.field(employees, "hire_datetime"), arguments.year()));
        Optional<Long> department = keys.id("department_id").or(() -> keys.id("id"));
        return department.isPresent() ? year.and("department_id", department.get()) : year;
    }
}
