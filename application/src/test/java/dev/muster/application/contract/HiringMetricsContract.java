package dev.muster.application.contract;

import static dev.muster.application.fixtures.Fixtures.DEPARTMENTS;
import static dev.muster.application.fixtures.Fixtures.HIRED_EMPLOYEES;
import static dev.muster.application.fixtures.Fixtures.JOBS;
import static dev.muster.application.fixtures.Fixtures.NOW;
import static dev.muster.application.fixtures.Fixtures.department;
import static dev.muster.application.fixtures.Fixtures.hiredEmployee;
import static dev.muster.application.fixtures.Fixtures.job;
import static dev.muster.application.fixtures.Fixtures.run;
import static dev.muster.application.fixtures.Fixtures.stored;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.application.fixtures.Fixtures;
import dev.muster.application.port.Claim;
import dev.muster.application.port.HiringMetrics;
import dev.muster.application.port.StoredRow;
import dev.muster.domain.dataset.Row;
import dev.muster.domain.hiring.DepartmentHires;
import dev.muster.domain.hiring.MonthHires;
import dev.muster.domain.hiring.QuarterHires;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@link HiringMetrics} promises. */
public abstract class HiringMetricsContract extends OnEmptyDatabase {

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

    private static QuarterHires clerksInLegal(long q1, long q2, long q3, long q4) {
        return new QuarterHires(1, "Legal", 1, "Clerk", q1, q2, q3, q4);
    }

    @Test
    void givesNothingWithoutHiresButTheDepartments() {
        assertThat(hiring.years()).isEmpty();
        assertThat(hiring.hiresByQuarter(2021)).isEmpty();
        assertThat(hiring.hiresByDepartment(2021))
                .containsExactlyInAnyOrder(
                        new DepartmentHires(1, "Legal", 0),
                        new DepartmentHires(2, "Sales", 0),
                        new DepartmentHires(3, "Nobody yet", 0));
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

        assertThat(hiring.years()).containsExactly(2020, 2021, 2022);
        assertThat(hiring.hiresByQuarter(2020)).containsExactly(clerksInLegal(0, 0, 0, 1));
        assertThat(hiring.hiresByQuarter(2021)).containsExactly(clerksInLegal(2, 3, 4, 5));
        assertThat(hiring.hiresByQuarter(2022)).containsExactly(clerksInLegal(1, 0, 0, 0));
        assertThat(hiring.hiresByDepartment(2021)).contains(new DepartmentHires(1, "Legal", 14));
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

        assertThat(hiring.hiresByMonth(2020))
                .containsExactlyElementsOf(months(2020, 1, 1, 2, 0, 0, 0, 0, 0, 0, 0, 0, 1));
        assertThat(hiring.hiresByMonth(2019))
                .containsExactlyElementsOf(months(2019, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1));
        assertThat(hiring.hiresByMonth(2018))
                .containsExactlyElementsOf(months(2018, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
    }

    private static List<MonthHires> months(int year, long... hires) {
        return IntStream.range(0, hires.length)
                .mapToObj(i -> new MonthHires(YearMonth.of(year, i + 1), hires[i]))
                .toList();
    }

    @Test
    void countsHiresFromTheFirstToTheLastMoment() {
        insertHires(
                "1900-01-01T00:00:00Z",
                "1969-12-31T23:59:59.999999Z",
                "1970-01-01T00:00:00Z",
                "2000-02-29T00:00:00Z",
                "9999-12-31T23:59:59.999999Z");

        assertThat(hiring.years()).containsExactly(1900, 1969, 1970, 2000, 9999);
        assertThat(hiring.hiresByQuarter(1900)).containsExactly(clerksInLegal(1, 0, 0, 0));
        assertThat(hiring.hiresByQuarter(1969)).containsExactly(clerksInLegal(0, 0, 0, 1));
        assertThat(hiring.hiresByQuarter(1970)).containsExactly(clerksInLegal(1, 0, 0, 0));
        assertThat(hiring.hiresByQuarter(2000)).containsExactly(clerksInLegal(1, 0, 0, 0));
        assertThat(hiring.hiresByQuarter(9999)).containsExactly(clerksInLegal(0, 0, 0, 1));
        assertThat(hiring.hiresByQuarter(2001)).isEmpty();
        assertThat(hiring.hiresByDepartment(9999)).contains(new DepartmentHires(1, "Legal", 1));
        assertThat(hiring.hiresByMonth(1900)).first().isEqualTo(new MonthHires(YearMonth.of(1900, 1), 1));
        assertThat(hiring.hiresByMonth(9999)).last().isEqualTo(new MonthHires(YearMonth.of(9999, 12), 1));
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

        assertThat(hiring.hiresByQuarter(2021))
                .containsExactlyInAnyOrder(
                        new QuarterHires(1, "Legal", 1, "Clerk", 1, 0, 0, 0),
                        new QuarterHires(1, "Legal", 3, "Clerk", 1, 0, 0, 0),
                        new QuarterHires(4, "Legal", 1, "Clerk", 0, 1, 1, 0),
                        new QuarterHires(2, "Sales", 2, "Lawyer", 0, 0, 1, 0));
        assertThat(hiring.hiresByDepartment(2021))
                .containsExactlyInAnyOrder(
                        new DepartmentHires(1, "Legal", 2),
                        new DepartmentHires(2, "Sales", 1),
                        new DepartmentHires(3, "Nobody yet", 0),
                        new DepartmentHires(4, "Legal", 2));
    }

    @Test
    void countsWhatTheSameTransactionHasWritten() {
        write(() -> {
            Fixtures.insertAbsent(datasets, HIRED_EMPLOYEES, List.of(stored(hiredEmployee(1, "2021-02-01T00:00:00Z", 1, 1), FIRST_RUN)));
            assertThat(hiring.years()).containsExactly(2021);
            assertThat(hiring.hiresByQuarter(2021)).containsExactly(clerksInLegal(1, 0, 0, 0));
            assertThat(fromElsewhere(hiring::years)).isEmpty();
            assertThat(fromElsewhere(() -> hiring.hiresByQuarter(2021))).isEmpty();

            datasets.replace(
                    HIRED_EMPLOYEES, List.of(stored(hiredEmployee(1, "2022-08-01T00:00:00Z", 2, 2), FIRST_RUN)));
            assertThat(hiring.years()).containsExactly(2022);
            assertThat(hiring.hiresByQuarter(2021)).isEmpty();
            assertThat(hiring.hiresByQuarter(2022))
                    .containsExactly(new QuarterHires(2, "Sales", 2, "Lawyer", 0, 0, 1, 0));
            assertThat(hiring.hiresByDepartment(2022))
                    .containsExactlyInAnyOrder(
                            new DepartmentHires(1, "Legal", 0),
                            new DepartmentHires(2, "Sales", 1),
                            new DepartmentHires(3, "Nobody yet", 0));
        });
    }

    @Test
    void countsNothingThatWasRolledBack() {
        insertHires("2021-02-01T00:00:00Z");

        write(() -> undone(() -> {
            datasets.replace(
                    HIRED_EMPLOYEES, List.of(stored(hiredEmployee(1, "2022-02-01T00:00:00Z", 1, 1), FIRST_RUN)));
            Fixtures.insertAbsent(datasets, HIRED_EMPLOYEES, List.of(stored(hiredEmployee(2, "2021-02-01T00:00:00Z", 1, 1), FIRST_RUN)));
        }));

        assertThat(hiring.years()).containsExactly(2021);
        assertThat(hiring.hiresByQuarter(2021)).containsExactly(clerksInLegal(1, 0, 0, 0));
    }

    @Test
    void namesDepartmentsAndJobsAsTheyAreNamedNow() {
        insertHires("2021-02-01T00:00:00Z");

        write(() -> {
            datasets.replace(DEPARTMENTS, List.of(stored(department(1, "Law"), SECOND_RUN)));
            datasets.replace(JOBS, List.of(stored(job(1, "Scribe"), SECOND_RUN)));
        });

        assertThat(hiring.hiresByQuarter(2021)).containsExactly(new QuarterHires(1, "Law", 1, "Scribe", 1, 0, 0, 0));
        assertThat(hiring.hiresByDepartment(2021)).contains(new DepartmentHires(1, "Law", 1));
    }

    @Test
    void countsNothingTwiceThatWasInTheWay() {
        insertHires("2021-02-01T00:00:00Z");

        write(() -> Fixtures.insertAbsent(datasets, HIRED_EMPLOYEES,
                List.of(
                        stored(hiredEmployee(1, "2021-02-01T00:00:00Z", 1, 1), SECOND_RUN),
                        stored(hiredEmployee(2, "2021-05-01T00:00:00Z", 1, 1), SECOND_RUN))));

        assertThat(hiring.hiresByQuarter(2021)).containsExactly(clerksInLegal(1, 1, 0, 0));
    }

    @Test
    void countsManyHiresInsertedAtOnce() {
        List<StoredRow> many = LongStream.rangeClosed(1, 5_000)
                .mapToObj(id -> new StoredRow(
                        hiredEmployee(id, "2021-%02d-15T00:00:00Z".formatted(id % 12 + 1), id % 2 + 1, 1),
                        FIRST_RUN,
                        id))
                .toList();
        write(() -> Fixtures.insertAbsent(datasets, HIRED_EMPLOYEES, many));

        assertThat(hiring.hiresByDepartment(2021))
                .containsExactlyInAnyOrder(
                        new DepartmentHires(1, "Legal", 2_500),
                        new DepartmentHires(2, "Sales", 2_500),
                        new DepartmentHires(3, "Nobody yet", 0));
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
                                "%d-%02d-01T00:00:00Z".formatted(2019 + random.nextInt(3), 1 + random.nextInt(12)),
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

        assertThat(hiring.years()).isEqualTo(List.copyOf(counted.keySet()));
        for (int year = 2018; year <= 2022; year++) {
            assertThat(hiring.hiresByQuarter(year).stream()
                            .map(h -> "%d/%d %s"
                                    .formatted(h.departmentId(), h.jobId(), List.of(h.q1(), h.q2(), h.q3(), h.q4()))))
                    .containsExactlyInAnyOrderElementsOf(described(counted.getOrDefault(year, Map.of())));
            assertThat(hiring.hiresByDepartment(year).stream()
                            .mapToLong(DepartmentHires::hired)
                            .sum())
                    .isEqualTo(hiring.hiresByQuarter(year).stream()
                            .mapToLong(QuarterHires::total)
                            .sum());
        }
    }

    private static Collection<String> described(Map<String, long[]> quarters) {
        return quarters.entrySet().stream()
                .map(entry -> entry.getKey() + " "
                        + LongStream.of(entry.getValue()).boxed().toList())
                .toList();
    }
}
