package dev.muster.domain.hiring;

import dev.muster.domain.report.Breakdown;
import dev.muster.domain.report.Breakdown.Cell;
import dev.muster.domain.report.Breakdown.Order;
import dev.muster.domain.report.CalendarUnit;
import dev.muster.domain.report.ChartSpec;
import dev.muster.domain.report.Column;
import dev.muster.domain.report.Parameter;
import dev.muster.domain.report.Report;
import dev.muster.domain.report.ReportRows;
import dev.muster.domain.report.Rollup;
import dev.muster.domain.report.Rollup.Group;
import dev.muster.domain.report.Workbook;
import java.util.List;

/** The rollups and reports of hiring. */
public final class HiringReports {
    private static final String DEPARTMENTS = "departments";
    private static final String HIRED_EMPLOYEES = "hired_employees";
    private static final String HIRED_AT = "hire_datetime";
    private static final String DEPARTMENT_ID = "department_id";
    private static final String JOB_ID = "job_id";

    private static final Rollup BY_QUARTER = Rollup.count(
                    "hires",
                    HIRED_EMPLOYEES,
                    new Group.Time(HIRED_AT, CalendarUnit.QUARTER),
                    new Group.Value(DEPARTMENT_ID),
                    new Group.Value(JOB_ID))
            .keptIn("hires_by_quarter");

    private static final Rollup BY_MONTH = Rollup.count(
                    "hires", HIRED_EMPLOYEES, new Group.Time(HIRED_AT, CalendarUnit.MONTH))
            .keptIn("hires_by_month");

    private static final String HIRES = "Employees hired";

    public static final Report HIRED_EMPLOYEES_BY_QUARTER = Report.of(
            "hired-employees-by-quarter",
            "Hired employees by quarter",
            "Employees hired in the year, for each department and job with at least one hire in it, by calendar quarter."
                    + " Year and quarters are half-open intervals of UTC: a hire at midnight of 1 April counts in the"
                    + " second quarter. Departments and jobs are told apart by id, not by name.",
            List.of(Parameter.YEAR),
            List.of(HIRED_EMPLOYEES, DEPARTMENTS, "jobs"),
            HIRED_EMPLOYEES,
            new ChartSpec.GroupedBars(
                    "Employees hired in {year}, by department and quarter",
                    "Department",
                    HIRES,
                    "department",
                    DEPARTMENT_ID,
                    List.of("q1", "q2", "q3", "q4")),
            Breakdown.of(
                            BY_QUARTER,
                            List.of(DEPARTMENT_ID, JOB_ID),
                            new Cell.Label(
                                    Column.text("department", "Department"), DEPARTMENT_ID, DEPARTMENTS, "department"),
                            new Cell.Label(Column.text("job", "Job"), JOB_ID, "jobs", "job"),
                            new Cell.OfPart(Column.integer("q1", "Q1"), "hires", 1),
                            new Cell.OfPart(Column.integer("q2", "Q2"), "hires", 2),
                            new Cell.OfPart(Column.integer("q3", "Q3"), "hires", 3),
                            new Cell.OfPart(Column.integer("q4", "Q4"), "hires", 4))
                    .sorted(Order.by("department"), Order.by("job")));

    public static final Report DEPARTMENTS_ABOVE_AVERAGE_HIRING = Report.of(
            "departments-above-average-hiring",
            "Departments above average hiring",
            "Departments that hired more employees in the year than the mean over all departments, those without a hire"
                    + " included. The year is a half-open interval of UTC. The comparison is exact; the mean is shown"
                    + " rounded half up to 4 decimals.",
            List.of(Parameter.YEAR),
            List.of(HIRED_EMPLOYEES, DEPARTMENTS),
            HIRED_EMPLOYEES,
            new ChartSpec.HorizontalBars(
                    "Departments that hired more than the mean in {year}",
                    "Department",
                    HIRES,
                    "department",
                    "hired",
                    "Mean",
                    "mean"),
            Breakdown.ofEvery(
                            DEPARTMENTS,
                            DEPARTMENT_ID,
                            List.of(BY_QUARTER),
                            new Cell.Own(Column.integer("id", "Id"), "id"),
                            new Cell.Own(Column.text("department", "Department"), "department"),
                            new Cell.Total(Column.integer("hired", "Hired"), "hires"))
                    .sorted(Order.byMost("hired"))
                    .then(HiringReports::aboveAverage));

    public static final Report HIRES_BY_MONTH = Report.of(
            "hires-by-month",
            "Hires by month",
            "Employees hired in each month of the year, months without a hire included; nothing for a year without any."
                    + " Year and months are half-open intervals of UTC: a hire at midnight of 1 April counts in April.",
            List.of(Parameter.YEAR),
            List.of(HIRED_EMPLOYEES),
            HIRED_EMPLOYEES,
            new ChartSpec.MonthLine("Employees hired in {year}, by month", "Month", HIRES, "month", "hired"),
            Breakdown.of(
                    BY_MONTH,
                    List.of(),
                    new Cell.PartName(Column.text("month", "Month")),
                    new Cell.Total(Column.integer("hired", "Hired"), "hires")));

    /** All reports of hiring. */
    public static final List<Report> ALL =
            List.of(HIRED_EMPLOYEES_BY_QUARTER, DEPARTMENTS_ABOVE_AVERAGE_HIRING, HIRES_BY_MONTH);

    public static final Workbook WORKBOOK = new Workbook("hiring", ALL);

    private HiringReports() {}

    /**
     * This is hired > total / counted, without a division. A rounded mean would let in a department that only equals
     * it.
     */
    private static ReportRows aboveAverage(ReportRows all) {
        long total = all.total("hired");
        long counted = all.rows().size();
        return all.only(row -> Math.multiplyExact(all.number(row, "hired"), counted) > total)
                .fact("mean", all.mean("hired"))
                .fact("departments_counted", counted);
    }
}
