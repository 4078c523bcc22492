package dev.muster.application.reports;

import static dev.muster.application.fixtures.Fixtures.CATALOG;
import static dev.muster.application.fixtures.Fixtures.DEPARTMENTS;
import static dev.muster.application.fixtures.Fixtures.HIRED_EMPLOYEES;
import static dev.muster.application.fixtures.Fixtures.JOBS;
import static dev.muster.application.fixtures.Fixtures.REPORTS;
import static dev.muster.application.fixtures.Fixtures.TRANSACTIONS;
import static dev.muster.application.fixtures.Fixtures.anyOptions;
import static dev.muster.application.fixtures.Fixtures.anySource;
import static dev.muster.application.fixtures.Fixtures.department;
import static dev.muster.application.fixtures.Fixtures.hiredEmployee;
import static dev.muster.application.fixtures.Fixtures.job;
import static dev.muster.domain.content.ContentDatasets.COMMENTS;
import static dev.muster.domain.content.ContentDatasets.POSTS;
import static dev.muster.domain.content.ContentDatasets.USERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.application.Refusal;
import dev.muster.application.fixtures.Fixtures;
import dev.muster.application.memory.InMemoryDatabase;
import dev.muster.application.port.Claim;
import dev.muster.application.port.Database;
import dev.muster.application.port.StoredRow;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Row;
import dev.muster.domain.report.Report;
import dev.muster.domain.report.ReportResult;
import dev.muster.domain.run.Checkpoint;
import dev.muster.domain.run.Counts;
import dev.muster.domain.run.Mode;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The reports beside the two on hires by department, and the records behind the figures of all of them. */
class FurtherReportsTest {
    private static final RunId RUN = new RunId(1);
    private static final Map<String, String> IN_2021 = Map.of("year", "2021");

    private final Database database = new InMemoryDatabase(CATALOG).ports();
    private final ComputeReport computeReport = new ComputeReport(CATALOG, REPORTS, database);
    private long records;

    static Stream<String> reports() {
        return new ComputeReport(CATALOG, REPORTS, new InMemoryDatabase(CATALOG).ports())
                .reports().stream().map(Report::name);
    }

    @BeforeEach
    void storeSomeOfEverything() {
        write(() -> {
            Run begun = Run.started(
                    RUN, JOBS, Mode.INSERT, anyOptions(), anySource(), Instant.parse("2021-05-01T10:00:00Z"));
            Claim claim = database.runs().create(begun);
            database.runs()
                    .save(
                            claim,
                            begun.advanced(Counts.of(2, 0, 0, 1), Map.of("required", 1L), Checkpoint.START, 0)
                                    .succeeded(Instant.parse("2021-05-01T10:00:02Z")));
        });
        given(DEPARTMENTS, department(1, "Legal"), department(2, "Sales"));
        given(JOBS, job(1, "Clerk"), job(2, "Lawyer"));
        given(
                HIRED_EMPLOYEES,
                hiredEmployee(1, "2021-01-31T23:59:59.999999Z", 1, 1),
                hiredEmployee(2, "2021-02-01T00:00:00Z", 1, 2),
                hiredEmployee(3, "2021-12-31T00:00:00Z", 2, 1),
                hiredEmployee(4, "2022-01-01T00:00:00Z", 1, 1));
        given(USERS, user(1, "Ann"), user(2, "Bob"), user(3, "Cy"));
        given(POSTS, post(1, 2), post(2, 2), post(3, 1), post(4, 1));
        given(COMMENTS, comment(1, 1), comment(2, 1), comment(3, 4));
        given(
                TRANSACTIONS,
                transaction("a", "0.1", "USD"),
                transaction("b", "0.2", "USD"),
                transaction("c", "7", "EUR"));
    }

    private void given(Dataset dataset, Row... rows) {
        write(() -> Fixtures.insertAbsent(
                database.datasets(),
                dataset,
                Stream.of(rows).map(row -> new StoredRow(row, RUN, ++records)).toList()));
    }

    private void write(Runnable work) {
        database.unitOfWork().write(() -> {
            work.run();
            return null;
        });
    }

    private static Row user(long id, String name) {
        Object[] values = new Object[USERS.fields().size()];
        values[0] = id;
        values[1] = name;
        values[2] = name;
        values[3] = "someone@example.org";
        return Row.of(values);
    }

    private static Row post(long id, long userId) {
        return Row.of(id, userId, "Post " + id, "Text");
    }

    private static Row comment(long id, long postId) {
        return Row.of(id, postId, "Comment", "someone@example.org", "Text");
    }

    private static Row transaction(String id, String amount, String currency) {
        return Row.of(id, new BigDecimal(amount), currency, "web", null);
    }

    private ReportResult compute(String report) {
        return computeReport.compute(
                report,
                computeReport.report(report).parameters().stream()
                                .anyMatch(parameter -> parameter.name().equals("year"))
                        ? IN_2021
                        : Map.of());
    }

    @Test
    void hiresByMonthNamesAllTwelve() {
        ReportResult result = compute("hires-by-month");
        assertThat(result.rows())
                .hasSize(12)
                .startsWith(List.of("2021-01", 1L), List.of("2021-02", 1L))
                .endsWith(List.of("2021-12", 1L));
        assertThat(result.receipt().included()).isEqualTo(3);
        assertThat(result.receipt().outside()).isEqualTo(1);
        assertThat(computeReport
                        .compute("hires-by-month", Map.of("year", "2020"))
                        .rows())
                .isEmpty();
    }

    @Test
    void userActivityNamesAllUsers() {
        ReportResult result = compute("user-activity");
        assertThat(result.rows())
                .containsExactly(List.of(1L, "Ann", 2L, 1L), List.of(2L, "Bob", 2L, 2L), List.of(3L, "Cy", 0L, 0L));
        assertThat(result.facts())
                .containsExactly(
                        Map.entry("total_users", 3L),
                        Map.entry("total_posts", 4L),
                        Map.entry("total_comments", 3L),
                        Map.entry("average_posts_per_user", new BigDecimal("1.3333")),
                        Map.entry("most_active_user", "Ann"));
    }

    @Test
    void userActivityHasNoAverageWithoutUsers() {
        ReportResult result = new ComputeReport(CATALOG, REPORTS, new InMemoryDatabase(CATALOG).ports())
                .compute("user-activity", Map.of());
        assertThat(result.rows()).isEmpty();
        assertThat(result.facts()).containsEntry("total_users", 0L).containsEntry("average_posts_per_user", null);
        assertThat(result.facts()).containsEntry("most_active_user", null);
    }

    @Test
    void topPostsTakesAsManyAsItIsTold() {
        assertThat(compute("top-posts").rows())
                .containsExactly(
                        List.of(1L, "Post 1", "Bob", 2L),
                        List.of(4L, "Post 4", "Ann", 1L),
                        List.of(2L, "Post 2", "Bob", 0L),
                        List.of(3L, "Post 3", "Ann", 0L));
        ReportResult first = computeReport.compute("top-posts", Map.of("limit", "1"));
        assertThat(first.rows()).containsExactly(List.of(1L, "Post 1", "Bob", 2L));
        assertThat(first.receipt().included()).isEqualTo(1);
        assertThat(first.receipt().outside()).isEqualTo(3);
        assertRefused("limit", () -> computeReport.compute("top-posts", Map.of("limit", "101")));
    }

    @Test
    void transactionsAreAddedUpByCurrency() {
        assertThat(compute("transactions-by-currency").rows())
                .containsExactly(
                        List.of("EUR", 1L, new BigDecimal("7"), new BigDecimal("7"), new BigDecimal("7")),
                        List.of("USD", 2L, new BigDecimal("0.3"), new BigDecimal("0.1"), new BigDecimal("0.2")));
    }

    @Test
    void dataQualityIsByDatasetAndDay() {
        assertThat(compute("data-quality").rows())
                .containsExactly(
                        List.of("jobs", LocalDate.of(2021, 5, 1), 3L, 2L, 1L, new BigDecimal("0.3333"), "required"));
    }

    @Test
    void runTimesAreByDatasetAndDayOfRunsThatAreOver() {
        write(() -> database.runs()
                .create(Run.started(
                        new RunId(2),
                        JOBS,
                        Mode.INSERT,
                        anyOptions(),
                        anySource(),
                        Instant.parse("2021-05-02T00:00:00Z"))));
        assertThat(compute("run-times").rows())
                .containsExactly(
                        List.of("jobs", LocalDate.of(2021, 5, 1), 1L, 3L, new BigDecimal("2"), new BigDecimal("1.5")));
    }

    @Test
    void theLedgersVersionGrowsWithEveryRunAlsoOneThatChangesNothing() {
        long before = computeReport.version("data-quality", Map.of()).number();
        long ofRows = computeReport.version("user-activity", Map.of()).number();
        write(() -> database.runs()
                .create(Run.started(
                        new RunId(2),
                        JOBS,
                        Mode.INSERT,
                        anyOptions(),
                        anySource(),
                        Instant.parse("2021-05-02T00:00:00Z"))));
        assertThat(computeReport.version("data-quality", Map.of()).number()).isGreaterThan(before);
        assertThat(computeReport.version("user-activity", Map.of()).number()).isEqualTo(ofRows);
    }

    @ParameterizedTest
    @MethodSource("reports")
    void everyReceiptAddsUpToTheRowsStored(String report) {
        ReportResult result = compute(report);
        assertThat(result.receipt().included() + result.receipt().outside())
                .isEqualTo(result.report().counted().stream()
                        .mapToLong(name -> database.datasets().count(CATALOG.get(name)))
                        .sum());
        assertThat(result.receipt().outside()).isNotNegative();
        assertThat(result.receipt().definition()).isEqualTo(result.report().definition());
    }

    @ParameterizedTest
    @MethodSource("reports")
    void everyRowLeadsToItsRecords(String report) {
        ReportResult result = compute(report);
        assertThat(result.rows()).isNotEmpty();
        for (Map<String, String> key : result.keys()) {
            Map<String, String> given = new HashMap<>(key);
            result.arguments().values().forEach((name, value) -> given.put(name, Long.toString(value)));
            Figure figure = computeReport.figure(report, given);
            assertThat(computeReport.records(figure, null, 100).items()).hasSizeLessThanOrEqualTo(3);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hired-employees-by-quarter       | year=2021                                   | 1 2 3",
                "hired-employees-by-quarter       | year=2021 quarter=1                         | 1 2",
                "hired-employees-by-quarter       | year=2021 department_id=1                   | 1 2",
                "hired-employees-by-quarter       | year=2021 department_id=1 job_id=2 quarter=1 | 2",
                "departments-above-average-hiring | year=2021 department_id=2                   | 3",
                "departments-above-average-hiring | year=2022 id=1                              | 4",
                "hires-by-month                   | year=2021 month=2021-01                     | 1",
                "user-activity                    | user_id=2                                   | 1 2",
                "user-activity                    | user_id=2 column=comments_received          | 1 2",
                "user-activity                    | user_id=1 column=comments_received          | 3",
                "top-posts                        | post_id=4                                   | 3",
                "transactions-by-currency         | currency=USD                                | a b",
                "data-quality                     | dataset=jobs day=2021-05-01                 | 1 2",
                "data-quality                     | dataset=jobs day=2021-05-02                 |",
                "run-times                        | dataset=departments                         | 1 2",
            })
    void givesTheRecordsBehindAFigure(String report, String given, String keys) {
        Figure figure = computeReport.figure(report, parameters(given));
        assertThat(computeReport.records(figure, null, 100).items().stream()
                        .map(row -> row.row().key(figure.dataset()).toString()))
                .containsExactlyElementsOf(keys == null ? List.of() : Arrays.asList(keys.split(" ")));
    }

    @Test
    void goesOnAfterARecord() {
        Figure figure = computeReport.figure("hired-employees-by-quarter", IN_2021);
        assertThat(computeReport.records(figure, null, 2).items()).hasSize(2);
        assertThat(computeReport.records(figure, 2L, 2).items())
                .containsExactly(new StoredRow(hiredEmployee(3, "2021-12-31T00:00:00Z", 2, 1), RUN, 7));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hired-employees-by-quarter | quarter=1                     | year",
                "hired-employees-by-quarter | year=2021 quarter=5           | quarter",
                "hired-employees-by-quarter | year=2021 department_id=x     | department_id",
                "hired-employees-by-quarter | year=2021 month=2021-01       | month",
                "hires-by-month             | year=2021 month=2022-01       | month",
                "hires-by-month             | year=2021 month=1             | month",
                "user-activity              | user_id=1 column=name         | column",
                "top-posts                  | limit=5                       | post_id",
                "data-quality               | day=2021-05-01                | dataset",
                "data-quality               | dataset=jobs day=2021-02-30   | day",
            })
    void refusesWhatNamesNoFigure(String report, String given, String field) {
        assertRefused(field, () -> computeReport.figure(report, parameters(given)));
    }

    private static Map<String, String> parameters(String given) {
        return Stream.of(given.split(" "))
                .map(pair -> pair.split("="))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }

    private static void assertRefused(String field, Runnable call) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(Refusal.class, refusal -> {
            Problem problem = refusal.problem();
            assertThat(problem.type()).isEqualTo(ProblemType.BAD_PARAMETER);
            assertThat(problem.extensions()).containsEntry("field", field);
        });
    }
}
