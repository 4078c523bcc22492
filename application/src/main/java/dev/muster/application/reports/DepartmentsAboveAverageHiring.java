package dev.muster.application.reports;

import dev.muster.application.port.HiringMetrics;
import dev.muster.domain.hiring.AboveAverage;
import dev.muster.domain.hiring.DepartmentHires;
import dev.muster.domain.hiring.HiringReports;
import dev.muster.domain.report.Arguments;
import dev.muster.domain.report.Report;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Departments that hired more than the mean over all departments. */
final class DepartmentsAboveAverageHiring implements ReportQuery {
    private final HiringMetrics metrics;

    DepartmentsAboveAverageHiring(HiringMetrics metrics) {
        this.metrics = metrics;
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
        List<DepartmentHires> all =
                metrics.hiresByDepartment(arguments.year());
        AboveAverage above = AboveAverage.of(all);
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (DepartmentHires department : above.departments()) {
            rows.add(List.of(department.departmentId(), department.department(), department.hired()));
        }
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("mean", above.mean());
        facts.put("departments_counted", (long) above.counted());
        return new Answer(
                rows, facts, all.stream().mapToLong(DepartmentHires::hired).sum());
    }
}
