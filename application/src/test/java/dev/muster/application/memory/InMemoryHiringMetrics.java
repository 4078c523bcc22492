package dev.muster.application.memory;

import static dev.muster.domain.hiring.HiringDatasets.DEPARTMENTS;
import static dev.muster.domain.hiring.HiringDatasets.HIRED_EMPLOYEES;
import static dev.muster.domain.hiring.HiringDatasets.JOBS;

import dev.muster.application.port.HiringMetrics;
import dev.muster.application.port.StoredRow;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.hiring.DepartmentHires;
import dev.muster.domain.hiring.MonthHires;
import dev.muster.domain.hiring.QuarterHires;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Month;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.IsoFields;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Counts anew each time. */
final class InMemoryHiringMetrics implements HiringMetrics {
    private final Transactions transactions;

    InMemoryHiringMetrics(Transactions transactions) {
        this.transactions = transactions;
    }

    private record Hire(LocalDate day, long departmentId, long jobId) {}

    private record DepartmentAndJob(long departmentId, long jobId) {}

    @Override
    public List<Integer> years() {
        return hires().map(hire -> hire.day().getYear()).distinct().sorted().toList();
    }

    @Override
    public List<QuarterHires> hiresByQuarter(int year) {
        Map<DepartmentAndJob, long[]> quarters = new HashMap<>();
        hires(year)
                .forEach(hire -> quarters.computeIfAbsent(
                                new DepartmentAndJob(hire.departmentId(), hire.jobId()), key -> new long[4])[
                        hire.day().get(IsoFields.QUARTER_OF_YEAR) - 1]++);
        return quarters.entrySet().stream()
                .map(entry -> new QuarterHires(
                        entry.getKey().departmentId(),
                        name(DEPARTMENTS, "department", entry.getKey().departmentId()),
                        entry.getKey().jobId(),
                        name(JOBS, "job", entry.getKey().jobId()),
                        entry.getValue()[0],
                        entry.getValue()[1],
                        entry.getValue()[2],
                        entry.getValue()[3]))
                .toList();
    }

    @Override
    public List<DepartmentHires> hiresByDepartment(int year) {
        Map<Long, Long> hired = hires(year)
                .map(Hire::departmentId)
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        return rows(DEPARTMENTS)
                .map(row -> (Long) row.row().key(DEPARTMENTS))
                .map(id -> new DepartmentHires(id, name(DEPARTMENTS, "department", id), hired.getOrDefault(id, 0L)))
                .toList();
    }

    @Override
    public List<MonthHires> hiresByMonth(int year) {
        Map<YearMonth, Long> hired =
                hires(year).collect(Collectors.groupingBy(hire -> YearMonth.from(hire.day()), Collectors.counting()));
        return Arrays.stream(Month.values())
                .map(month -> YearMonth.of(year, month))
                .map(month -> new MonthHires(month, hired.getOrDefault(month, 0L)))
                .toList();
    }

    private Stream<Hire> hires(int year) {
        return hires().filter(hire -> hire.day().getYear() == year);
    }

    private Stream<Hire> hires() {
        return rows(HIRED_EMPLOYEES)
                .map(row -> new Hire(
                        LocalDate.ofInstant((Instant) value(HIRED_EMPLOYEES, row, "hire_datetime"), ZoneOffset.UTC),
                        (Long) value(HIRED_EMPLOYEES, row, "department_id"),
                        (Long) value(HIRED_EMPLOYEES, row, "job_id")));
    }

    private String name(Dataset dataset, String field, Object key) {
        StoredRow row = transactions.state().rowsOf(dataset).get(key);
        return (String) value(dataset, row, field);
    }

    private Stream<StoredRow> rows(Dataset dataset) {
        return transactions.state().rowsOf(dataset).after(null);
    }

    private static Object value(Dataset dataset, StoredRow row, String field) {
        return row.row().get(dataset.indexOf(field).orElseThrow());
    }
}
