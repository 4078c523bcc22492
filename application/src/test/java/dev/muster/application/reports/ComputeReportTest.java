package dev.muster.application.reports;

import static dev.muster.application.fixtures.Fixtures.CATALOG;
import static dev.muster.application.fixtures.Fixtures.DEPARTMENTS;
import static dev.muster.application.fixtures.Fixtures.HIRED_EMPLOYEES;
import static dev.muster.application.fixtures.Fixtures.JOBS;
import static dev.muster.application.fixtures.Fixtures.NOW;
import static dev.muster.application.fixtures.Fixtures.REPORTS;
import static dev.muster.application.fixtures.Fixtures.department;
import static dev.muster.application.fixtures.Fixtures.hiredEmployee;
import static dev.muster.application.fixtures.Fixtures.in;
import static dev.muster.application.fixtures.Fixtures.job;
import static dev.muster.application.fixtures.Fixtures.rejection;
import static dev.muster.application.fixtures.Fixtures.run;
import static dev.muster.application.fixtures.Fixtures.stored;
import static dev.muster.domain.intake.ReasonCode.REQUIRED;
import static dev.muster.domain.intake.ReasonCode.TOO_LONG;
import static dev.muster.domain.intake.ReasonCode.UNKNOWN_REFERENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.application.Refusal;
import dev.muster.application.fixtures.Fixtures;
import dev.muster.application.memory.InMemoryDatabase;
import dev.muster.application.port.DataVersion;
import dev.muster.application.port.Database;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Row;
import dev.muster.domain.hiring.HiringReports;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.report.Arguments;
import dev.muster.domain.report.Breakdown;
import dev.muster.domain.report.Breakdown.Cell;
import dev.muster.domain.report.Breakdown.Order;
import dev.muster.domain.report.CalendarUnit;
import dev.muster.domain.report.Chart;
import dev.muster.domain.report.ChartSpec;
import dev.muster.domain.report.Column;
import dev.muster.domain.report.Parameter;
import dev.muster.domain.report.Receipt;
import dev.muster.domain.report.Report;
import dev.muster.domain.report.ReportCatalog;
import dev.muster.domain.report.ReportResult;
import dev.muster.domain.report.Rollup;
import dev.muster.domain.report.Rollup.Group;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.RunId;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ComputeReportTest {
    private static final String BY_QUARTER = "hired-employees-by-quarter";
    private static final String ABOVE_AVERAGE = "departments-above-average-hiring";
    private static final Map<String, String> IN_2021 = Map.of("year", "2021");

    private final Database database = new InMemoryDatabase(CATALOG).ports();
    private final ComputeReport computeReport = new ComputeReport(CATALOG, REPORTS, database);

    private long employees;

    private void given(Dataset dataset, Row... rows) {
        write(() -> Fixtures.insertAbsent(
                database.datasets(),
                dataset,
                Stream.of(rows).map(row -> stored(row, new RunId(1))).toList()));
    }

    private void write(Runnable work) {
        database.unitOfWork().write(() -> {
            work.run();
            return null;
        });
    }

    /** Stores {@code hires} employees who were hired by a department for a job. */
    private void hire(long hires, String at, long departmentId, long jobId) {
        for (long i = 0; i < hires; i++) {
            given(HIRED_EMPLOYEES, hiredEmployee(++employees, at, departmentId, jobId));
        }
    }

    private ReportResult compute(String report) {
        return computeReport.compute(report, IN_2021);
    }

    // --- hired-employees-by-quarter

    @Test
    void sortsQuartersByDepartmentAndJobByCodePointAndThenById() {
        String beyondTheBasicPlane = "\ud83d\ude00";
        String privateUse = "\ue000";
        given(
                DEPARTMENTS,
                department(1, "b"),
                department(2, "B"),
                department(3, "a"),
                department(4, privateUse),
                department(5, beyondTheBasicPlane),
                department(6, "a"));
        given(JOBS, job(1, "z"), job(2, "A"), job(3, "A"));
        hire(1, "2021-01-01T00:00:00Z", 5, 1);
        hire(2, "2021-04-01T00:00:00Z", 4, 1);
        hire(3, "2021-07-01T00:00:00Z", 1, 1);
        hire(4, "2021-10-01T00:00:00Z", 1, 3);
        hire(5, "2021-01-01T00:00:00Z", 1, 2);
        hire(6, "2021-01-01T00:00:00Z", 2, 1);
        hire(7, "2021-01-01T00:00:00Z", 6, 1);
        hire(8, "2021-01-01T00:00:00Z", 3, 1);
        hire(9, "2020-01-01T00:00:00Z", 3, 2);

        assertThat(compute(BY_QUARTER))
                .isEqualTo(new ReportResult(
                        HiringReports.HIRED_EMPLOYEES_BY_QUARTER,
                        new Arguments(Map.of("year", 2021L)),
                        List.of(
                                List.of("B", "z", 6L, 0L, 0L, 0L),
                                List.of("a", "z", 8L, 0L, 0L, 0L),
                                List.of("a", "z", 7L, 0L, 0L, 0L),
                                List.of("b", "A", 5L, 0L, 0L, 0L),
                                List.of("b", "A", 0L, 0L, 0L, 4L),
                                List.of("b", "z", 0L, 0L, 3L, 0L),
                                List.of(privateUse, "z", 0L, 2L, 0L, 0L),
                                List.of(beyondTheBasicPlane, "z", 1L, 0L, 0L, 0L)),
                        List.of(
                                departmentAndJob(2, 1),
                                departmentAndJob(3, 1),
                                departmentAndJob(6, 1),
                                departmentAndJob(1, 2),
                                departmentAndJob(1, 3),
                                departmentAndJob(1, 1),
                                departmentAndJob(4, 1),
                                departmentAndJob(5, 1)),
                        Map.of(),
                        receipt(HiringReports.HIRED_EMPLOYEES_BY_QUARTER.definition(), 36, 9)));
    }

    private static Map<String, String> departmentAndJob(int departmentId, int jobId) {
        return Map.of("department_id", Integer.toString(departmentId), "job_id", Integer.toString(jobId));
    }

    @Test
    void givesNoRowsForAYearWithoutData() {
        given(DEPARTMENTS, department(1, "Legal"));
        given(JOBS, job(1, "Clerk"));
        hire(3, "2020-12-31T23:59:59.999999Z", 1, 1);

        ReportResult result = compute(BY_QUARTER);

        assertThat(result.rows()).isEmpty();
        assertThat(result.receipt()).isEqualTo(receipt(HiringReports.HIRED_EMPLOYEES_BY_QUARTER.definition(), 0, 3));
    }

    private static Receipt receipt(String definition, long included, long outside) {
        return new Receipt(included, outside, Map.of(), DataVersion.NONE.number(), DataVersion.NONE.at(), definition);
    }

    // --- departments-above-average-hiring

    @Test
    void comparesWithTheMeanOverAllDepartmentsAlsoThoseWithoutHires() {
        given(
                DEPARTMENTS,
                department(1, "Legal"),
                department(2, "Sales"),
                department(3, "Support"),
                department(4, "Nobody"));
        given(JOBS, job(1, "Clerk"));
        hire(2, "2021-01-01T00:00:00Z", 1, 1);
        hire(3, "2021-06-01T00:00:00Z", 2, 1);
        hire(3, "2021-12-31T23:59:59.999999Z", 3, 1);
        hire(50, "2022-01-01T00:00:00Z", 4, 1);

        // The mean is exactly 2: what equals it is not above it. Equal ones come by id.
        assertThat(compute(ABOVE_AVERAGE))
                .isEqualTo(new ReportResult(
                        HiringReports.DEPARTMENTS_ABOVE_AVERAGE_HIRING,
                        new Arguments(Map.of("year", 2021L)),
                        List.of(List.of(2L, "Sales", 3L), List.of(3L, "Support", 3L)),
                        List.of(Map.of("department_id", "2"), Map.of("department_id", "3")),
                        facts(new BigDecimal("2.0000"), 4),
                        receipt(HiringReports.DEPARTMENTS_ABOVE_AVERAGE_HIRING.definition(), 8, 50)));
    }

    @Test
    void sortsDepartmentsByHiresDescending() {
        given(DEPARTMENTS, department(1, "a"), department(2, "b"), department(3, "c"), department(4, "d"));
        given(JOBS, job(1, "Clerk"));
        hire(4, "2021-01-01T00:00:00Z", 1, 1);
        hire(6, "2021-01-01T00:00:00Z", 2, 1);
        hire(5, "2021-01-01T00:00:00Z", 3, 1);

        assertThat(compute(ABOVE_AVERAGE).rows())
                .isEqualTo(List.of(List.of(2L, "b", 6L), List.of(3L, "c", 5L), List.of(1L, "a", 4L)));
    }

    @ParameterizedTest
    @CsvSource({"1, 3, 0.3333", "2, 3, 0.6667", "1, 1, 1.0000", "5, 4, 1.2500", "1, 80, 0.0125", "1, 32, 0.0313"})
    void roundsTheMeanHalfUpToFourDecimalsButComparesExactly(int hires, int departments, String mean) {
        for (int id = 1; id <= departments; id++) {
            given(DEPARTMENTS, department(id, "Department " + id));
        }
        given(JOBS, job(1, "Clerk"));
        hire(hires, "2021-01-01T00:00:00Z", 1, 1);

        ReportResult result = compute(ABOVE_AVERAGE);

        assertThat(result.facts()).isEqualTo(facts(new BigDecimal(mean), departments));
        assertThat(result.rows()).hasSize(departments == 1 ? 0 : 1);
    }

    @Test
    void hasNoMeanWithoutDepartments() {
        ReportResult result = compute(ABOVE_AVERAGE);

        assertThat(result.rows()).isEmpty();
        assertThat(result.facts()).isEqualTo(facts(null, 0));
    }

    private static Map<String, @Nullable Object> facts(@Nullable BigDecimal mean, long departments) {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("mean", mean);
        facts.put("departments_counted", departments);
        return facts;
    }

    @Test
    void namesItsFactsInOrder() {
        assertThat(compute(ABOVE_AVERAGE).facts().keySet()).containsExactly("mean", "departments_counted");
    }

    // --- one that is only declared

    @Test
    void whatIsDeclaredIsAReportWithItsReceiptItsFiguresAndItsPicture() {
        Report byJob = Report.of(
                "hires-by-job",
                "Hires by job",
                "Employees hired in the year for each job.",
                List.of(Parameter.YEAR),
                List.of(HIRED_EMPLOYEES.name(), JOBS.name()),
                HIRED_EMPLOYEES.name(),
                new ChartSpec.Bars("Hires in {year}", "Job", "Hires", "job", "hires"),
                Breakdown.ofEvery(
                                JOBS.name(),
                                "job_id",
                                List.of(Rollup.count(
                                        "hires",
                                        HIRED_EMPLOYEES.name(),
                                        new Group.Time("hire_datetime", CalendarUnit.MONTH),
                                        new Group.Value("job_id"))),
                                new Cell.Own(Column.text("job", "Job"), "job"),
                                new Cell.Total(Column.integer("hires", "Hires"), "hires"))
                        .sorted(Order.byMost("hires")));
        ComputeReport reports =
                new ComputeReport(CATALOG, new ReportCatalog(CATALOG, List.of(byJob), List.of()), database);
        given(DEPARTMENTS, department(1, "Legal"));
        given(JOBS, job(1, "Clerk"), job(2, "Lawyer"), job(3, "Judge"));
        hire(1, "2021-01-01T00:00:00Z", 1, 1);
        hire(2, "2021-06-01T00:00:00Z", 1, 2);
        hire(4, "2022-01-01T00:00:00Z", 1, 3);

        ReportResult result = reports.compute("hires-by-job", IN_2021);
        assertThat(result)
                .isEqualTo(new ReportResult(
                        byJob,
                        new Arguments(Map.of("year", 2021L)),
                        List.of(List.of("Lawyer", 2L), List.of("Clerk", 1L), List.of("Judge", 0L)),
                        List.of(Map.of("job_id", "2"), Map.of("job_id", "1"), Map.of("job_id", "3")),
                        Map.of(),
                        receipt(byJob.definition(), 3, 4)));
        assertThat(result.chart())
                .isEqualTo(new Chart.Bars(
                        "Hires in 2021",
                        "Job",
                        "Hires",
                        List.of(Chart.Bar.of("Lawyer", 2), Chart.Bar.of("Clerk", 1), Chart.Bar.of("Judge", 0))));
        assertThat(reports
                        .records(reports.figure("hires-by-job", Map.of("year", "2021", "job_id", "2")), null, 10)
                        .items()
                        .stream()
                        .map(row -> row.row().get(0)))
                .containsExactly(2L, 3L);
        assertThat(reports.reports())
                .extracting(Report::name)
                .containsExactly("hires-by-job", "data-quality", "run-times");
    }

    // --- the receipt

    @Test
    void saysWhatIsInTheNumbersAndWhatIsNot() {
        given(DEPARTMENTS, department(1, "Legal"));
        given(JOBS, job(1, "Clerk"));
        hire(5, "2021-01-01T00:00:00Z", 1, 1);
        hire(2, "2020-01-01T00:00:00Z", 1, 1);
        RunId first = new RunId(1);
        write(() -> {
            database.runs().create(run(1, JOBS));
            database.rejections()
                    .add(List.of(
                            rejection(first, 1, HIRED_EMPLOYEES, "a", UNKNOWN_REFERENCE, REQUIRED),
                            rejection(first, 2, HIRED_EMPLOYEES, "b", REQUIRED),
                            rejection(first, 3, DEPARTMENTS, "c", REQUIRED, TOO_LONG),
                            rejection(first, 4, JOBS, "d", TOO_LONG),
                            in(Rejection.Status.DISCARDED, rejection(first, 5, DEPARTMENTS, "e", TOO_LONG)),
                            rejection(first, 6, CATALOG.get("posts"), "f", TOO_LONG)));
            database.datasets().touch(DEPARTMENTS, NOW.plusSeconds(1));
            database.datasets().touch(HIRED_EMPLOYEES, NOW.plusSeconds(2));
            database.datasets().touch(JOBS, NOW.plusSeconds(3));
            database.datasets().touch(CATALOG.get("posts"), NOW.plusSeconds(4));
        });

        Receipt byQuarter = compute(BY_QUARTER).receipt();
        Receipt aboveAverage = compute(ABOVE_AVERAGE).receipt();

        // Each report counts the open rejections of the datasets it reads, by their first reason.
        assertThat(byQuarter)
                .isEqualTo(new Receipt(
                        5,
                        2,
                        Map.of("required", 2L, "too-long", 1L, "unknown-reference", 1L),
                        computeReport
                                .version(BY_QUARTER, Map.of("year", "2021"))
                                .number(),
                        NOW.plusSeconds(3),
                        HiringReports.HIRED_EMPLOYEES_BY_QUARTER.definition()));
        assertThat(aboveAverage)
                .isEqualTo(new Receipt(
                        5,
                        2,
                        Map.of("required", 2L, "unknown-reference", 1L),
                        computeReport
                                .version(ABOVE_AVERAGE, Map.of("year", "2021"))
                                .number(),
                        NOW.plusSeconds(2),
                        HiringReports.DEPARTMENTS_ABOVE_AVERAGE_HIRING.definition()));
        assertThat(byQuarter.included() + byQuarter.outside())
                .isEqualTo(database.datasets().count(HIRED_EMPLOYEES));
    }

    @Test
    void givesAVersionThatChangesWithTheDatasetsThatAReportReads() {
        DataVersion before = computeReport.version(ABOVE_AVERAGE, Map.of("year", "2021"));
        write(() -> database.datasets().touch(JOBS, NOW));
        DataVersion afterJobs = computeReport.version(ABOVE_AVERAGE, Map.of("year", "2021"));
        write(() -> database.datasets().touch(DEPARTMENTS, NOW));
        DataVersion afterDepartments = computeReport.version(ABOVE_AVERAGE, Map.of("year", "2021"));

        assertThat(before).isEqualTo(DataVersion.NONE);
        assertThat(afterJobs).isEqualTo(DataVersion.NONE);
        assertThat(afterDepartments.number()).isPositive();
        assertThat(afterDepartments.at()).isEqualTo(NOW);
    }

    // --- what it is told

    @Test
    void namesItsReportsInAFixedOrder() {
        assertThat(computeReport.reports())
                .startsWith(HiringReports.HIRED_EMPLOYEES_BY_QUARTER, HiringReports.DEPARTMENTS_ABOVE_AVERAGE_HIRING);
        assertThat(computeReport.reports())
                .allSatisfy(report ->
                        assertThat(computeReport.report(report.name())).isSameAs(report));
    }

    @Test
    void refusesAReportThatIsNotThere() {
        Problem problem = new Problem(ProblemType.UNKNOWN_REPORT, "there is no report 'hires'")
                .with(
                        "allowed",
                        computeReport.reports().stream()
                                .map(report -> report.name())
                                .toList());

        assertRefused(problem, () -> computeReport.report("hires"));
        assertRefused(problem, () -> computeReport.version("hires", IN_2021));
        assertRefused(problem, () -> computeReport.compute("hires", IN_2021));
    }

    @Test
    void namesTheYearsThatHaveDataWhereNoneIsGiven() {
        given(DEPARTMENTS, department(1, "Legal"));
        given(JOBS, job(1, "Clerk"));
        hire(1, "2021-12-31T23:59:59.999999Z", 1, 1);
        hire(1, "2019-01-01T00:00:00Z", 1, 1);
        hire(1, "2021-01-01T00:00:00Z", 1, 1);

        for (String report : List.of(BY_QUARTER, ABOVE_AVERAGE)) {
            assertRefused(
                    new Problem(ProblemType.BAD_PARAMETER, "year is required; those with data: 2019, 2021")
                            .with("field", "year")
                            .with("allowed", List.of(2019, 2021)),
                    () -> computeReport.compute(report, Map.of()));
        }
    }

    @Test
    void saysSoWhereNoYearHasData() {
        assertRefused(
                new Problem(ProblemType.BAD_PARAMETER, "year is required; no year has data yet")
                        .with("field", "year")
                        .with("allowed", List.of()),
                () -> computeReport.compute(BY_QUARTER, Map.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "abc",
                "2021.0",
                "2021 ",
                "+2021",
                "1899",
                "10000",
                "0",
                "-2021",
                "2e3",
                "\u0662\u0660\u0662\u0661",
                "99999999999999999999",
                "-9223372036854775808"
            })
    void refusesWhatIsNoYear(String year) {
        assertRefused(
                new Problem(
                                ProblemType.BAD_PARAMETER,
                                "year must be a whole number from 1900 to 9999, not '%s'".formatted(year))
                        .with("field", "year")
                        .with("allowed", "1900..9999"),
                () -> computeReport.compute(BY_QUARTER, Map.of("year", year)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1900", "9999"})
    void takesEveryYearThatARecordCanLieIn(String year) {
        given(DEPARTMENTS, department(1, "Legal"));
        given(JOBS, job(1, "Clerk"));
        hire(1, "1900-01-01T00:00:00Z", 1, 1);
        hire(1, "9999-12-31T23:59:59.999999Z", 1, 1);

        assertThat(computeReport.compute(BY_QUARTER, Map.of("year", year)).rows())
                .hasSize(1);
    }

    @Test
    void refusesParametersThatTheReportDoesNotHave() {
        assertRefused(
                new Problem(ProblemType.BAD_PARAMETER, "report hired-employees-by-quarter has no parameter 'quarter'")
                        .with("field", "quarter")
                        .with("allowed", List.of("year")),
                () -> computeReport.compute(BY_QUARTER, Map.of("year", "2021", "quarter", "1")));
    }

    private static void assertRefused(Problem problem, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.problem()).isEqualTo(problem));
    }
}
