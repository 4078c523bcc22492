package dev.muster.domain.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.domain.content.ContentReports;
import dev.muster.domain.hiring.HiringReports;
import dev.muster.domain.payments.PaymentReports;
import dev.muster.domain.run.RunReports;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What each report draws. */
class ReportChartsTest {
    private static final Map<String, Long> IN_2021 = Map.of("year", 2021L);
    private static final List<String> DATASETS = List.of("jobs", "departments");

    static List<Report> reports() {
        return List.of(
                HiringReports.HIRED_EMPLOYEES_BY_QUARTER,
                HiringReports.DEPARTMENTS_ABOVE_AVERAGE_HIRING,
                HiringReports.HIRES_BY_MONTH,
                ContentReports.USER_ACTIVITY,
                ContentReports.TOP_POSTS,
                PaymentReports.TRANSACTIONS_BY_CURRENCY,
                RunReports.dataQuality(DATASETS),
                RunReports.runTimes(DATASETS));
    }

    private static ReportResult result(
            Report report, Map<String, @Nullable Object> facts, List<Map<String, String>> keys, Object[]... rows) {
        return new ReportResult(
                report,
                new Arguments(IN_2021),
                Arrays.stream(rows).map(Arrays::asList).toList(),
                keys,
                facts,
                new Receipt(0, 0, Map.of(), 0, Instant.EPOCH, report.definition()));
    }

    private static ReportResult result(Report report, Object[]... rows) {
        return result(
                report,
                Map.of(),
                Arrays.stream(rows).map(row -> Map.<String, String>of()).toList(),
                rows);
    }

    private static Object[] row(@Nullable Object... values) {
        return values;
    }

    private static BigDecimal number(String text) {
        return new BigDecimal(text);
    }

    private static List<BigDecimal> numbers(long... numbers) {
        return Arrays.stream(numbers).mapToObj(BigDecimal::valueOf).toList();
    }

    @ParameterizedTest
    @MethodSource("reports")
    void hasATitleButNothingElseToDrawWithoutRows(Report report) {
        Chart chart = result(report).chart();
        assertThat(chart.isEmpty()).isTrue();
        assertThat(chart.title()).isNotBlank();
        assertThat(chart.categoryTitle()).isNotBlank();
        assertThat(chart.valueTitle()).isNotBlank();
    }

    @Test
    void quartersAreByDepartmentWithAllJobsTogetherAndDepartmentsById() {
        Chart chart = result(
                        HiringReports.HIRED_EMPLOYEES_BY_QUARTER,
                        Map.of(),
                        List.of(
                                Map.of("department_id", "7", "job_id", "1"),
                                Map.of("department_id", "3", "job_id", "1"),
                                Map.of("department_id", "7", "job_id", "2"),
                                Map.of("department_id", "4", "job_id", "1")),
                        row("Legal", "Clerk", 1L, 2L, 3L, 4L),
                        row("Legal", "Clerk", 5L, 0L, 0L, 0L),
                        row("Legal", "Lawyer", 10L, 20L, 30L, 40L),
                        row("Sales", "Clerk", 0L, 0L, 0L, 1L))
                .chart();
        assertThat(chart)
                .isEqualTo(new Chart.GroupedBars(
                        "Employees hired in 2021, by department and quarter",
                        "Department",
                        "Employees hired",
                        List.of("Q1", "Q2", "Q3", "Q4"),
                        List.of(
                                new Chart.Group("Legal (7)", numbers(11, 22, 33, 44)),
                                new Chart.Group("Legal (3)", numbers(5, 0, 0, 0)),
                                new Chart.Group("Sales", numbers(0, 0, 0, 1)))));
    }

    @Test
    void departmentsAreHeldAgainstTheMean() {
        Chart chart = result(
                        HiringReports.DEPARTMENTS_ABOVE_AVERAGE_HIRING,
                        Map.of("mean", number("113.7083")),
                        List.of(Map.of("department_id", "8"), Map.of("department_id", "5")),
                        row(8L, "Support", 221L),
                        row(5L, "Engineering", 208L))
                .chart();
        assertThat(chart)
                .isEqualTo(new Chart.HorizontalBars(
                        "Departments that hired more than the mean in 2021",
                        "Department",
                        "Employees hired",
                        List.of(Chart.Bar.of("Support", 221), Chart.Bar.of("Engineering", 208)),
                        new Chart.Bar("Mean", number("113.7083"))));
    }

    /** Names need not be unique, and a text may have several lines. */
    @Test
    void whatHasOneNameIsToldApartByItsId() {
        Object[][] rows = {
            row(8L, "Support", 221L),
            row(5L, "Sales\r\nand\u2028more", 208L),
            row(12L, "Sales and\tmore", 207L),
            row(3L, "Support", 206L),
            row(4L, "support", 205L)
        };
        List<Map<String, String>> keys = Stream.of("8", "5", "12", "3", "4")
                .map(id -> Map.of("department_id", id))
                .toList();

        assertThat(result(HiringReports.DEPARTMENTS_ABOVE_AVERAGE_HIRING, Map.of(), keys, rows)
                        .chart())
                .isInstanceOfSatisfying(
                        Chart.HorizontalBars.class,
                        chart -> assertThat(chart.bars())
                                .containsExactly(
                                        Chart.Bar.of("Support (8)", 221),
                                        Chart.Bar.of("Sales and more (5)", 208),
                                        Chart.Bar.of("Sales and more (12)", 207),
                                        Chart.Bar.of("Support (3)", 206),
                                        Chart.Bar.of("support", 205)));
    }

    @Test
    void monthsAreALine() {
        Object[][] rows = IntStream.rangeClosed(1, 12)
                .mapToObj(month -> row(String.format(Locale.ROOT, "2021-%02d", month), (long) month))
                .toArray(Object[][]::new);
        assertThat(result(HiringReports.HIRES_BY_MONTH, rows).chart())
                .isEqualTo(new Chart.Line(
                        "Employees hired in 2021, by month",
                        "Month",
                        "Employees hired",
                        List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
                        List.of(new Chart.Series(
                                "Hired", new ArrayList<>(numbers(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12))))));
    }

    @Test
    void usersHaveABarForPostsAndOneForComments() {
        assertThat(result(ContentReports.USER_ACTIVITY, row(1L, "Ann", 10L, 50L))
                        .chart())
                .isEqualTo(new Chart.GroupedBars(
                        "Posts and the comments on them, by user",
                        "User",
                        "Number",
                        List.of("Posts", "Comments received"),
                        List.of(new Chart.Group("Ann", numbers(10, 50)))));
    }

    @Test
    void postsHaveABarEach() {
        assertThat(result(ContentReports.TOP_POSTS, row(1L, "A title", "Ann", 5L))
                        .chart())
                .isEqualTo(new Chart.HorizontalBars(
                        "Posts with the most comments", "Post", "Comments", List.of(Chart.Bar.of("A title", 5)), null));
    }

    @Test
    void currenciesAreCountedNotAddedUp() {
        assertThat(result(
                                PaymentReports.TRANSACTIONS_BY_CURRENCY,
                                row("EUR", 3L, number("9.5"), number("1"), number("5")))
                        .chart())
                .isEqualTo(new Chart.Bars(
                        "Transactions by currency", "Currency", "Transactions", List.of(Chart.Bar.of("EUR", 3))));
    }

    @Test
    void ratesAreALineForEachDatasetWithGaps() {
        LocalDate first = LocalDate.of(2021, 5, 1);
        LocalDate second = LocalDate.of(2021, 5, 3);
        assertThat(result(
                                RunReports.dataQuality(DATASETS),
                                row("departments", second, 4L, 3L, 1L, number("0.25"), "required"),
                                row("jobs", first, 10L, 9L, 1L, number("0.1"), "required"),
                                row("jobs", second, 0L, 0L, 0L, null, null))
                        .chart())
                .isEqualTo(new Chart.Line(
                        "Share of records rejected by day",
                        "Day",
                        "Rejected, per cent",
                        List.of("2021-05-01", "2021-05-03"),
                        List.of(
                                new Chart.Series("departments", Arrays.asList(null, number("25"))),
                                new Chart.Series("jobs", Arrays.asList(number("10"), null)))));
    }

    @Test
    void speedsOfASingleDayAreBars() {
        LocalDate day = LocalDate.of(2021, 5, 1);
        assertThat(result(
                                RunReports.runTimes(DATASETS),
                                row("departments", day, 1L, 12L, number("0"), null),
                                row("jobs", day, 2L, 183L, number("0.5"), number("366")))
                        .chart())
                .isEqualTo(new Chart.HorizontalBars(
                        "Speed of loading on 2021-05-01",
                        "Dataset",
                        "Records per second",
                        List.of(new Chart.Bar("jobs", number("366"))),
                        null));
    }
}
