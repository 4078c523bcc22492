package dev.muster.domain.hiring;

import dev.muster.domain.report.Column;
import dev.muster.domain.report.Parameter;
import dev.muster.domain.report.Report;
import java.util.List;

/** The descriptors of the hiring reports. */
public final class HiringReports {
    private static final List<String> COUNTED = List.of("hired_employees");

    public static final Report HIRED_EMPLOYEES_BY_QUARTER = new Report(
            "hired-employees-by-quarter",
            "Hired employees by quarter",
            "Employees hired in the year, for each department and job with at least one hire in it, by calendar quarter."
                    + " Year and quarters are half-open intervals of UTC: a hire at midnight of 1 April counts in the"
                    + " second quarter. Departments and jobs are told apart by id, not by name.",
            List.of(Parameter.YEAR),
            List.of(
                    Column.text("department", "Department"),
                    Column.text("job", "Job"),
                    Column.integer("q1", "Q1"),
                    Column.integer("q2", "Q2"),
                    Column.integer("q3", "Q3"),
                    Column.integer("q4", "Q4")),
            List.of("hired_employees", "departments", "jobs"),
            COUNTED,
            HiringCharts::byQuarter);

    public static final Report DEPARTMENTS_ABOVE_AVERAGE_HIRING = new Report(
            "departments-above-average-hiring",
            "Departments above average hiring",
            "Departments that hired more employees in the year than the mean over all departments, those without a hire"
                    + " included. The year is a half-open interval of UTC. The comparison is exact; the mean is shown"
                    + " rounded half up to 4 decimals.",
            List.of(Parameter.YEAR),
            List.of(
                    Column.integer("id", "Id"),
                    Column.text("department", "Department"),
                    Column.integer("hired", "Hired")),
            List.of("hired_employees", "departments"),
            COUNTED,
            HiringCharts::aboveAverage);

    public static final Report HIRES_BY_MONTH = new Report(
            "hires-by-month",
            "Hires by month",
            "Employees hired in each month of the year, months without a hire included; nothing for a year without any."
                    + " Year and months are half-open intervals of UTC: a hire at midnight of 1 April counts in April.",
            List.of(Parameter.YEAR),
            List.of(Column.text("month", "Month"), Column.integer("hired", "Hired")),
            COUNTED,
            COUNTED,
            HiringCharts::byMonth);

    private HiringReports() {}
}
