package dev.muster.domain.hiring;

import dev.muster.domain.report.Chart;
import dev.muster.domain.report.ReportResult;
import java.math.BigDecimal;
import java.time.Month;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The pictures of the hiring reports. */
final class HiringCharts {
    private static final String DEPARTMENT = "Department";
    private static final String HIRED = "Employees hired";
    private static final List<String> QUARTERS = List.of("Q1", "Q2", "Q3", "Q4");
    private static final int FIRST_QUARTER = 2;

    private HiringCharts() {}

    /** The departments by their own, all jobs together. */
    static Chart byQuarter(ReportResult result) {
        Map<String, String> names = new LinkedHashMap<>();
        Map<String, List<BigDecimal>> hires = new LinkedHashMap<>();
        for (int i = 0; i < result.rows().size(); i++) {
            List<@Nullable Object> row = result.rows().get(i);
            String department = result.keys().get(i).getOrDefault("department_id", "");
            names.put(department, String.valueOf(row.getFirst()));
            List<BigDecimal> sums = hires.computeIfAbsent(department, id -> none());
            for (int quarter = 0; quarter < QUARTERS.size(); quarter++) {
                sums.set(quarter, sums.get(quarter).add(number(row.get(FIRST_QUARTER + quarter))));
            }
        }
        return new Chart.GroupedBars(
                "Employees hired in %d, by department and quarter"
                        .formatted(result.arguments().year()),
                DEPARTMENT,
                HIRED,
                QUARTERS,
                hires.entrySet().stream()
                        .map(entry -> new Chart.Group(names.getOrDefault(entry.getKey(), ""), entry.getValue()))
                        .toList());
    }

    static Chart aboveAverage(ReportResult result) {
        Object mean = result.facts().get("mean");
        return new Chart.HorizontalBars(
                "Departments that hired more than the mean in %d"
                        .formatted(result.arguments().year()),
                DEPARTMENT,
                HIRED,
                result.rows().stream()
                        .map(row -> new Chart.Bar(String.valueOf(row.get(1)), number(row.get(2))))
                        .toList(),
                mean instanceof BigDecimal number ? new Chart.Bar("Mean", number) : null);
    }

    static Chart byMonth(ReportResult result) {
        List<@Nullable BigDecimal> hires = new ArrayList<>();
        result.rows().forEach(row -> hires.add(number(row.get(1))));
        List<String> months = Arrays.stream(Month.values())
                .map(month -> month.getDisplayName(TextStyle.SHORT, Locale.ENGLISH))
                .toList();
        return new Chart.Line(
                "Employees hired in %d, by month".formatted(result.arguments().year()),
                "Month",
                HIRED,
                months,
                hires.isEmpty() ? List.of() : List.of(new Chart.Series("Hired", hires)));
    }

    private static List<BigDecimal> none() {
        return new ArrayList<>(List.of(BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO));
    }

    private static BigDecimal number(@Nullable Object value) {
        return value instanceof Long number ? BigDecimal.valueOf(number) : BigDecimal.ZERO;
    }
}
