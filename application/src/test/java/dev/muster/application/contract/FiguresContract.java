package dev.muster.application.contract;

import static dev.muster.application.fixtures.Fixtures.DEPARTMENTS;
import static dev.muster.application.fixtures.Fixtures.HIRED_EMPLOYEES;
import static dev.muster.application.fixtures.Fixtures.JOBS;
import static dev.muster.application.fixtures.Fixtures.NOW;
import static dev.muster.application.fixtures.Fixtures.TRANSACTIONS;
import static dev.muster.application.fixtures.Fixtures.department;
import static dev.muster.application.fixtures.Fixtures.hiredEmployee;
import static dev.muster.application.fixtures.Fixtures.job;
import static dev.muster.application.fixtures.Fixtures.run;
import static dev.muster.application.fixtures.Fixtures.stored;
import static dev.muster.domain.content.ContentDatasets.COMMENTS;
import static dev.muster.domain.content.ContentDatasets.POSTS;
import static dev.muster.domain.content.ContentDatasets.USERS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.application.fixtures.Fixtures;
import dev.muster.application.port.Claim;
import dev.muster.application.port.Figures;
import dev.muster.application.port.StoredRow;
import dev.muster.domain.content.ContentReports;
import dev.muster.domain.dataset.CodePointOrder;
import dev.muster.domain.dataset.Row;
import dev.muster.domain.payments.PaymentReports;
import dev.muster.domain.report.Breakdown;
import dev.muster.domain.report.Breakdown.Cell;
import dev.muster.domain.report.Breakdown.Order;
import dev.muster.domain.report.CalendarUnit;
import dev.muster.domain.report.Column;
import dev.muster.domain.report.Pivot;
import dev.muster.domain.report.Report;
import dev.muster.domain.report.ReportRow;
import dev.muster.domain.report.Rollup;
import dev.muster.domain.report.Rollup.Group;
import dev.muster.domain.report.Rollup.Measure;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@link Figures} promises. */
public abstract class FiguresContract extends OnEmptyDatabase {

    @BeforeEach
    void insertDepartmentsAndJobs() {
        insert(DEPARTMENTS, department(1, "Legal"), department(2, "Sales"), department(3, "Nobody yet"));
        insert(JOBS, job(1, "Clerk"), job(2, "Lawyer"));
    }

    private void insertHires(String... instants) {
        List<Row> employees = new ArrayList<>();
        for (String instant : instants) {
            employees.add(hiredEmployee(employees.size() + 1, instant, 1, 1));
        }
        insert(HIRED_EMPLOYEES, employees.toArray(Row[]::new));
    }

    private List<ReportRow> rows(Report report, @Nullable Integer year) {
        return database.figures().rows(Pivot.sideBySide(Hires.breakdown(report)), year, Integer.MAX_VALUE);
    }

    private static ReportRow quarters(
            long departmentId, String department, long jobId, String job, long q1, long q2, long q3, long q4) {
        return new ReportRow(List.of(departmentId, jobId), List.of(department, job, q1, q2, q3, q4));
    }

    private static ReportRow hired(long departmentId, String department, long count) {
        return new ReportRow(List.of(departmentId), List.of(departmentId, department, count));
    }

    private static ReportRow months(long... counts) {
        return new ReportRow(
                List.of(), LongStream.of(counts).<Object>mapToObj(Long::valueOf).toList());
    }

    private static ReportRow clerksInLegal(long q1, long q2, long q3, long q4) {
        return quarters(1, "Legal", 1, "Clerk", q1, q2, q3, q4);
    }

    @Test
    void givesNothingWithoutHiresButTheDepartments() {
        assertThat(hires.years()).isEmpty();
        assertThat(hires.byQuarter(2021)).isEmpty();
        assertThat(hires.byDepartment(2021))
                .containsExactlyInAnyOrder(hired(1, "Legal", 0), hired(2, "Sales", 0), hired(3, "Nobody yet", 0));
    }

    @Test
    void countsAHireInTheQuarterItLiesInToTheMicrosecond() {
        insertHires(
                "2020-12-31T23:59:59.999999Z",
                "2021-01-01T00:00:00Z",
                "2021-03-31T23:59:59.999999Z",
                "2021-04-01T00:00:00Z",
                "2021-04-01T00:00:00.000001Z",
                "2021-06-30T23:59:59.999999Z",
                "2021-07-01T00:00:00Z",
                "2021-07-31T12:00:00Z",
                "2021-08-31T12:00:00Z",
                "2021-09-30T23:59:59.999999Z",
                "2021-10-01T00:00:00Z",
                "2021-11-15T00:00:00Z",
                "2021-12-01T00:00:00Z",
                "2021-12-31T00:00:00Z",
                "2021-12-31T23:59:59.999999Z",
                "2022-01-01T00:00:00Z");

        assertThat(hires.years()).containsExactly(2020, 2021, 2022);
        assertThat(hires.byQuarter(2020)).containsExactly(clerksInLegal(0, 0, 0, 1));
        assertThat(hires.byQuarter(2021)).containsExactly(clerksInLegal(2, 3, 4, 5));
        assertThat(hires.byQuarter(2022)).containsExactly(clerksInLegal(1, 0, 0, 0));
        assertThat(hires.byDepartment(2021)).contains(hired(1, "Legal", 14));
    }

    @Test
    void countsAHireInTheMonthItLiesInToTheMicrosecond() {
        insertHires(
                "2019-12-31T23:59:59.999999Z",
                "2020-01-01T00:00:00Z",
                "2020-02-29T23:59:59.999999Z",
                "2020-03-01T00:00:00Z",
                "2020-03-31T23:59:59.999999Z",
                "2020-12-31T23:59:59.999999Z",
                "2021-01-01T00:00:00Z");

        assertThat(hires.byMonth(2020)).containsExactly(months(1, 1, 2, 0, 0, 0, 0, 0, 0, 0, 0, 1));
        assertThat(hires.byMonth(2019)).containsExactly(months(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1));
        assertThat(hires.byMonth(2018)).isEmpty();
    }

    @Test
    void countsHiresFromTheFirstToTheLastMoment() {
        insertHires(
                "1900-01-01T00:00:00Z",
                "1969-12-31T23:59:59.999999Z",
                "1970-01-01T00:00:00Z",
                "2000-02-29T00:00:00Z",
                "9999-12-31T23:59:59.999999Z");

        assertThat(hires.years()).containsExactly(1900, 1969, 1970, 2000, 9999);
        assertThat(hires.byQuarter(1900)).containsExactly(clerksInLegal(1, 0, 0, 0));
        assertThat(hires.byQuarter(1969)).containsExactly(clerksInLegal(0, 0, 0, 1));
        assertThat(hires.byQuarter(1970)).containsExactly(clerksInLegal(1, 0, 0, 0));
        assertThat(hires.byQuarter(2000)).containsExactly(clerksInLegal(1, 0, 0, 0));
        assertThat(hires.byQuarter(9999)).containsExactly(clerksInLegal(0, 0, 0, 1));
        assertThat(hires.byQuarter(2001)).isEmpty();
        assertThat(hires.byDepartment(9999)).contains(hired(1, "Legal", 1));
        assertThat(hires.byMonth(1900)).containsExactly(months(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
        assertThat(hires.byMonth(9999)).containsExactly(months(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1));
    }

    @Test
    void countsByIdAndNotByName() {
        insert(DEPARTMENTS, department(4, "Legal"));
        insert(JOBS, job(3, "Clerk"));
        insert(
                HIRED_EMPLOYEES,
                hiredEmployee(1, "2021-01-01T00:00:00Z", 1, 1),
                hiredEmployee(2, "2021-01-01T00:00:00Z", 1, 3),
                hiredEmployee(3, "2021-05-01T00:00:00Z", 4, 1),
                hiredEmployee(4, "2021-08-01T00:00:00Z", 4, 1),
                hiredEmployee(5, "2021-08-01T00:00:00Z", 2, 2));

        assertThat(hires.byQuarter(2021))
                .containsExactlyInAnyOrder(
                        quarters(1, "Legal", 1, "Clerk", 1, 0, 0, 0),
                        quarters(1, "Legal", 3, "Clerk", 1, 0, 0, 0),
                        quarters(4, "Legal", 1, "Clerk", 0, 1, 1, 0),
                        quarters(2, "Sales", 2, "Lawyer", 0, 0, 1, 0));
        assertThat(hires.byDepartment(2021))
                .containsExactlyInAnyOrder(
                        hired(1, "Legal", 2), hired(2, "Sales", 1), hired(3, "Nobody yet", 0), hired(4, "Legal", 2));
    }

    @Test
    void countsWhatTheSameTransactionHasWritten() {
        write(() -> {
            Fixtures.insertAbsent(
                    datasets,
                    HIRED_EMPLOYEES,
                    List.of(stored(hiredEmployee(1, "2021-02-01T00:00:00Z", 1, 1), FIRST_RUN)));
            assertThat(hires.years()).containsExactly(2021);
            assertThat(hires.byQuarter(2021)).containsExactly(clerksInLegal(1, 0, 0, 0));
            assertThat(fromElsewhere(hires::years)).isEmpty();
            assertThat(fromElsewhere(() -> hires.byQuarter(2021))).isEmpty();

            datasets.replace(
                    HIRED_EMPLOYEES, List.of(stored(hiredEmployee(1, "2022-08-01T00:00:00Z", 2, 2), FIRST_RUN)));
            assertThat(hires.years()).containsExactly(2022);
            assertThat(hires.byQuarter(2021)).isEmpty();
            assertThat(hires.byQuarter(2022)).containsExactly(quarters(2, "Sales", 2, "Lawyer", 0, 0, 1, 0));
            assertThat(hires.byDepartment(2022))
                    .containsExactlyInAnyOrder(hired(1, "Legal", 0), hired(2, "Sales", 1), hired(3, "Nobody yet", 0));
        });
    }

    @Test
    void countsNothingThatWasRolledBack() {
        insertHires("2021-02-01T00:00:00Z");

        write(() -> undone(() -> {
            datasets.replace(
                    HIRED_EMPLOYEES, List.of(stored(hiredEmployee(1, "2022-02-01T00:00:00Z", 1, 1), FIRST_RUN)));
            Fixtures.insertAbsent(
                    datasets,
                    HIRED_EMPLOYEES,
                    List.of(stored(hiredEmployee(2, "2021-02-01T00:00:00Z", 1, 1), FIRST_RUN)));
        }));

        assertThat(hires.years()).containsExactly(2021);
        assertThat(hires.byQuarter(2021)).containsExactly(clerksInLegal(1, 0, 0, 0));
    }

    @Test
    void namesDepartmentsAndJobsAsTheyAreNamedNow() {
        insertHires("2021-02-01T00:00:00Z");

        write(() -> {
            datasets.replace(DEPARTMENTS, List.of(stored(department(1, "Law"), SECOND_RUN)));
            datasets.replace(JOBS, List.of(stored(job(1, "Scribe"), SECOND_RUN)));
        });

        assertThat(hires.byQuarter(2021)).containsExactly(quarters(1, "Law", 1, "Scribe", 1, 0, 0, 0));
        assertThat(hires.byDepartment(2021)).contains(hired(1, "Law", 1));
    }

    @Test
    void countsNothingTwiceThatWasInTheWay() {
        insertHires("2021-02-01T00:00:00Z");

        write(() -> Fixtures.insertAbsent(
                datasets,
                HIRED_EMPLOYEES,
                List.of(
                        stored(hiredEmployee(1, "2021-02-01T00:00:00Z", 1, 1), SECOND_RUN),
                        stored(hiredEmployee(2, "2021-05-01T00:00:00Z", 1, 1), SECOND_RUN))));

        assertThat(hires.byQuarter(2021)).containsExactly(clerksInLegal(1, 1, 0, 0));
    }

    @Test
    void countsManyHiresInsertedAtOnce() {
        List<StoredRow> many = LongStream.rangeClosed(1, 5_000)
                .mapToObj(id -> new StoredRow(
                        hiredEmployee(
                                id, String.format(Locale.ROOT, "2021-%02d-15T00:00:00Z", id % 12 + 1), id % 2 + 1, 1),
                        FIRST_RUN,
                        id))
                .toList();
        write(() -> Fixtures.insertAbsent(datasets, HIRED_EMPLOYEES, many));

        assertThat(hires.byDepartment(2021))
                .containsExactlyInAnyOrder(
                        hired(1, "Legal", 2_500), hired(2, "Sales", 2_500), hired(3, "Nobody yet", 0));
    }

    @Test
    void agreesWithTheRowsAfterWhateverWasDone() {
        Random random = new Random(2021);
        for (int step = 0; step < 60; step++) {
            Run run = run(100 + step, HIRED_EMPLOYEES);
            Claim claim = createRun(run);
            boolean ends = random.nextBoolean();
            List<StoredRow> changed = someEmployees(random, run.id());
            Runnable upsert = () -> {
                Map<Object, StoredRow> inTheWay = Fixtures.insertAbsent(datasets, HIRED_EMPLOYEES, changed);
                List<StoredRow> replaced = changed.stream()
                        .filter(row -> inTheWay.containsKey(row.row().key(HIRED_EMPLOYEES)))
                        .toList();
                if (!replaced.isEmpty()) {
                    datasets.replace(HIRED_EMPLOYEES, replaced);
                }
                // Ended or not: what a run did counts from the moment it did it.
                runs.save(claim, ends ? run.succeeded(NOW) : run);
                assertAgreesWithTheRows();
            };
            if (random.nextInt(4) == 0) {
                write(() -> undone(upsert));
            } else {
                write(upsert);
            }
            assertAgreesWithTheRows();
        }
    }

    private static List<StoredRow> someEmployees(Random random, RunId run) {
        return random.ints(5, 1, 21)
                .distinct()
                .mapToObj(id -> stored(
                        hiredEmployee(
                                id,
                                String.format(
                                        Locale.ROOT,
                                        "%s-%02d-01T00:00:00Z",
                                        2019 + random.nextInt(3),
                                        1 + random.nextInt(12)),
                                1 + random.nextInt(3),
                                1 + random.nextInt(2)),
                        run))
                .toList();
    }

    private void assertAgreesWithTheRows() {
        Map<Integer, Map<String, long[]>> counted = new TreeMap<>();
        for (Row row : allRows(HIRED_EMPLOYEES)) {
            var day = ((Instant) row.get(2)).atOffset(ZoneOffset.UTC);
            counted.computeIfAbsent(day.getYear(), year -> new TreeMap<>())
                    .computeIfAbsent(row.get(3) + "/" + row.get(4), group -> new long[4])[
                    (day.getMonthValue() - 1) / 3]++;
        }

        assertThat(hires.years()).isEqualTo(List.copyOf(counted.keySet()));
        for (int year = 2018; year <= 2022; year++) {
            assertThat(hires.byQuarter(year).stream()
                            .map(row -> "%s/%s %s"
                                    .formatted(
                                            row.keys().get(0),
                                            row.keys().get(1),
                                            row.values().subList(2, 6))))
                    .containsExactlyInAnyOrderElementsOf(described(counted.getOrDefault(year, Map.of())));
            assertThat(sum(hires.byDepartment(year), 2)).isEqualTo(sum(hires.byQuarter(year), 2));
            assertThat(sum(hires.byMonth(year), 0)).isEqualTo(sum(hires.byQuarter(year), 2));
        }
    }

    /** All values from a column on, together. */
    private static long sum(List<ReportRow> rows, int from) {
        return rows.stream()
                .flatMap(row -> row.values().subList(from, row.values().size()).stream())
                .mapToLong(value -> (Long) value)
                .sum();
    }

    private static Collection<String> described(Map<String, long[]> quarters) {
        return quarters.entrySet().stream()
                .map(entry -> entry.getKey() + " "
                        + LongStream.of(entry.getValue()).boxed().toList())
                .toList();
    }

    // --- of every record of a dataset, and over two references

    private List<ReportRow> topPosts(int limit) {
        return database.figures().rows(Hires.breakdown(ContentReports.TOP_POSTS), null, limit);
    }

    private static ReportRow activity(long userId, String name, long posts, long comments) {
        return new ReportRow(List.of(userId), List.of(userId, name, posts, comments));
    }

    private static ReportRow commented(long postId, String title, String author, long comments) {
        return new ReportRow(List.of(postId), List.of(postId, title, author, comments));
    }

    private void insertUser(long id, String name) {
        Object[] values = new Object[USERS.fields().size()];
        values[0] = id;
        values[1] = name;
        values[2] = name;
        values[3] = "someone@example.org";
        insert(USERS, Row.of(values));
    }

    private void insertPost(long id, long userId) {
        insert(POSTS, Row.of(id, userId, "Post " + id, "Text"));
    }

    private void insertComments(long firstId, int count, long postId) {
        for (int i = 0; i < count; i++) {
            insert(COMMENTS, Row.of(firstId + i, postId, "Comment", "someone@example.org", "Text"));
        }
    }

    @Test
    void givesNothingWithoutUsersAndPosts() {
        assertThat(rows(ContentReports.USER_ACTIVITY, null)).isEmpty();
        assertThat(topPosts(10)).isEmpty();
    }

    @Test
    void countsPostsAndTheCommentsOnThemById() {
        insertUser(1, "Ann");
        insertUser(2, "Ann");
        insertUser(3, "Bob");
        insertPost(10, 1);
        insertPost(11, 1);
        insertPost(12, 2);
        insertComments(100, 2, 10);
        insertComments(200, 1, 11);

        assertThat(rows(ContentReports.USER_ACTIVITY, null))
                .containsExactly(activity(1, "Ann", 2, 3), activity(2, "Ann", 1, 0), activity(3, "Bob", 0, 0));
    }

    @Test
    void sortsPostsByCommentsAndThenById() {
        insertUser(1, "Ann");
        insertUser(2, "Bob");
        insertPost(10, 1);
        insertPost(11, 2);
        insertPost(12, 1);
        insertPost(9, 1);
        insertComments(100, 2, 12);
        insertComments(200, 3, 11);
        insertComments(300, 2, 10);

        ReportRow first = commented(11, "Post 11", "Bob", 3);
        ReportRow second = commented(10, "Post 10", "Ann", 2);
        assertThat(topPosts(10))
                .containsExactly(first, second, commented(12, "Post 12", "Ann", 2), commented(9, "Post 9", "Ann", 0));
        assertThat(topPosts(2)).containsExactly(first, second);
    }

    // --- sums of decimals

    private void insertPayments(String currency, String... amounts) {
        for (String amount : amounts) {
            insert(
                    TRANSACTIONS,
                    Row.of("%s %s".formatted(currency, amount), new BigDecimal(amount), currency, "web", null));
        }
    }

    @Test
    void givesNothingWithoutTransactions() {
        assertThat(rows(PaymentReports.TRANSACTIONS_BY_CURRENCY, null)).isEmpty();
    }

    @Test
    void addsUpExactly() {
        insertPayments("EUR", "999999999999999.9999", "999999999999999.9998", "0.0001", "0.1", "0.2");
        insertPayments("USD", "1.5", "9", "10");

        assertThat(rows(PaymentReports.TRANSACTIONS_BY_CURRENCY, null))
                .containsExactly(
                        totals("EUR", 5, "2000000000000000.2998", "0.0001", "999999999999999.9999"),
                        totals("USD", 3, "20.5", "1.5", "10"));
    }

    private static ReportRow totals(String currency, long count, String total, String smallest, String largest) {
        return new ReportRow(
                List.of(currency),
                List.of(currency, count, new BigDecimal(total), new BigDecimal(smallest), new BigDecimal(largest)));
    }

    // --- what no report built in asks for

    @Test
    void countsRowsByTimeWhereNothingIsKept() {
        Rollup byMonth = Rollup.count(
                "hires",
                HIRED_EMPLOYEES.name(),
                new Group.Time("hire_datetime", CalendarUnit.MONTH),
                new Group.Value("job_id"),
                new Group.Value("department_id"));
        Breakdown byJob = Breakdown.of(
                        byMonth,
                        List.of("job_id"),
                        new Cell.Label(Column.text("job", "Job"), "job_id", JOBS.name(), "job"),
                        new Cell.OfPart(Column.integer("january", "January"), "hires", 1),
                        new Cell.OfPart(Column.integer("december", "December"), "hires", 12),
                        new Cell.Total(Column.integer("hires", "Hires"), "hires"))
                .sorted(Order.byMost("hires"));
        assertThat(database.figures().years(byMonth)).isEmpty();
        assertThat(database.figures().rows(byJob, 2021, 10)).isEmpty();
        insert(
                HIRED_EMPLOYEES,
                hiredEmployee(1, "2019-12-31T23:59:59.999999Z", 1, 1),
                hiredEmployee(2, "2021-01-01T00:00:00Z", 1, 1),
                hiredEmployee(3, "2021-01-31T23:59:59.999999Z", 2, 2),
                hiredEmployee(4, "2021-02-01T00:00:00Z", 2, 2),
                hiredEmployee(5, "2021-12-31T23:59:59.999999Z", 1, 2),
                hiredEmployee(6, "2022-01-01T00:00:00Z", 1, 1));

        assertThat(database.figures().years(byMonth)).containsExactly(2019, 2021, 2022);
        ReportRow lawyers = new ReportRow(List.of(2L), List.of("Lawyer", 1L, 1L, 3L));
        assertThat(database.figures().rows(byJob, 2021, 10))
                .containsExactly(lawyers, new ReportRow(List.of(1L), List.of("Clerk", 1L, 0L, 1L)));
        assertThat(database.figures().rows(byJob, 2021, 1)).containsExactly(lawyers);
    }

    @Test
    void findsSumsAndTheSmallestAndGreatestOfAnyType() {
        insert(
                HIRED_EMPLOYEES,
                hiredEmployee(7, "2021-01-01T00:00:00Z", 1, 1),
                hiredEmployee(5, "2021-02-01T00:00:00Z", 1, 2),
                hiredEmployee(3, "2021-12-01T00:00:00Z", 2, 1));
        Rollup rollup = new Rollup(
                HIRED_EMPLOYEES.name(),
                List.of(
                        new Group.Time("hire_datetime", CalendarUnit.QUARTER),
                        new Group.OfParent("department_id", DEPARTMENTS.name(), "department")),
                List.of(
                        new Measure.Sum("sum", "id"),
                        new Measure.Min("least", "id"),
                        new Measure.Max("most", "id"),
                        new Measure.Max("last", "hire_datetime"),
                        new Measure.Min("first_name", "name")),
                null);
        Breakdown byName = Breakdown.of(
                        rollup,
                        List.of("department"),
                        new Cell.Key(Column.text("department", "Department"), "department"),
                        new Cell.Total(Column.integer("sum", "Sum"), "sum"),
                        new Cell.Total(Column.integer("least", "Least"), "least"),
                        new Cell.OfPart(Column.integer("q1", "Q1").optional(), "most", 1),
                        new Cell.Total(Column.instant("last", "Last"), "last"),
                        new Cell.Total(Column.text("first_name", "First name"), "first_name"))
                .sorted(Order.by("department"));

        Instant february = Instant.parse("2021-02-01T00:00:00Z");
        Instant december = Instant.parse("2021-12-01T00:00:00Z");
        String name = (String) hiredEmployee(7, "2021-01-01T00:00:00Z", 1, 1).get(1);
        String other = (String) hiredEmployee(5, "2021-01-01T00:00:00Z", 1, 1).get(1);
        String least = CodePointOrder.BY_CODE_POINT.compare(name, other) < 0 ? name : other;
        assertThat(database.figures().rows(byName, 2021, 10))
                .containsExactly(
                        new ReportRow(List.of("Legal"), List.of("Legal", 12L, 5L, 7L, february, least)),
                        new ReportRow(
                                List.of("Sales"),
                                Arrays.asList(
                                        "Sales",
                                        3L,
                                        3L,
                                        null,
                                        december,
                                        hiredEmployee(3, "2021-12-01T00:00:00Z", 2, 1)
                                                .get(1))));
    }

    @Test
    void groupsByFieldsOfSeveralRecordsReferredTo() {
        insert(
                HIRED_EMPLOYEES,
                hiredEmployee(1, "2021-01-01T00:00:00Z", 1, 1),
                hiredEmployee(2, "2021-02-01T00:00:00Z", 1, 2),
                hiredEmployee(3, "2021-12-01T00:00:00Z", 1, 2));
        Rollup byNames = Rollup.count(
                "hired",
                HIRED_EMPLOYEES.name(),
                new Group.OfParent("department_id", DEPARTMENTS.name(), "department"),
                new Group.OfParent("job_id", JOBS.name(), "job"));
        assertThat(database.figures()
                        .rows(
                                Breakdown.of(
                                        byNames,
                                        List.of("department", "job"),
                                        new Cell.Total(Column.integer("hired", "Hired"), "hired")),
                                null,
                                10))
                .containsExactly(
                        new ReportRow(List.of("Legal", "Clerk"), List.of(1L)),
                        new ReportRow(List.of("Legal", "Lawyer"), List.of(2L)));
    }

    @Test
    void leavesOutWhatHasNoTime() {
        Rollup byMonth =
                Rollup.count("payments", TRANSACTIONS.name(), new Group.Time("occurred_at", CalendarUnit.MONTH));
        insert(
                TRANSACTIONS,
                Row.of("a", new BigDecimal("1"), "EUR", "web", null),
                Row.of("b", new BigDecimal("2"), "EUR", "web", Instant.parse("2021-05-05T05:05:05Z")));

        assertThat(database.figures().years(byMonth)).containsExactly(2021);
        assertThat(database.figures()
                        .rows(
                                Breakdown.of(
                                        byMonth,
                                        List.of(),
                                        new Cell.Total(Column.integer("payments", "Payments"), "payments")),
                                2021,
                                10))
                .containsExactly(new ReportRow(List.of(), List.of(1L)));
    }
}
