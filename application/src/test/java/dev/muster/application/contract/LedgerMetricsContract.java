package dev.muster.application.contract;

import static dev.muster.application.fixtures.Fixtures.DEPARTMENTS;
import static dev.muster.application.fixtures.Fixtures.JOBS;
import static dev.muster.application.fixtures.Fixtures.NOW;
import static dev.muster.application.fixtures.Fixtures.anyOptions;
import static dev.muster.application.fixtures.Fixtures.anySource;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.application.port.Claim;
import dev.muster.application.port.LedgerMetrics;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.run.Checkpoint;
import dev.muster.domain.run.Counts;
import dev.muster.domain.run.LedgerDay;
import dev.muster.domain.run.Mode;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What {@link LedgerMetrics} promises. The two runs that are on record from the start are of departments and not over. */
public abstract class LedgerMetricsContract extends OnEmptyDatabase {
    private static final LocalDate TODAY = LocalDate.ofInstant(NOW, ZoneOffset.UTC);

    private static final LedgerDay FROM_THE_START =
            new LedgerDay("departments", TODAY, 0, 0, 0, Map.of(), 0, 0, Duration.ZERO);

    private void record(long id, Dataset dataset, String start, Counts counts, Map<String, Long> codes, Instant end) {
        Run begun = Run.started(new RunId(id), dataset, Mode.INSERT, anyOptions(), anySource(), Instant.parse(start));
        Claim claim = createRun(begun);
        Run advanced = begun.advanced(counts, codes, Checkpoint.START, 0);
        write(() -> runs.save(claim, end == null ? advanced : advanced.succeeded(end)));
    }

    @Test
    void addsUpTheRunsOfEachDatasetAndDay() {
        record(
                11,
                JOBS,
                "2021-05-01T00:00:00Z",
                Counts.of(5, 1, 2, 3),
                Map.of("required", 2L, "too-long", 3L),
                Instant.parse("2021-05-01T00:00:01.500Z"));
        record(
                12,
                JOBS,
                "2021-05-01T23:59:59.999Z",
                Counts.of(0, 0, 0, 4),
                Map.of("required", 4L),
                Instant.parse("2021-05-02T00:00:00.001Z"));
        record(13, JOBS, "2021-05-01T12:00:00Z", Counts.of(7, 0, 0, 0), Map.of(), null);
        record(
                14,
                JOBS,
                "2021-05-02T00:00:00Z",
                Counts.of(1, 0, 0, 0),
                Map.of(),
                Instant.parse("2021-05-02T00:00:00Z"));
        record(
                15,
                DEPARTMENTS,
                "2021-05-01T00:00:00Z",
                Counts.of(1, 0, 0, 1),
                Map.of("not-integer", 1L),
                Instant.parse("2021-05-01T00:01:00Z"));

        assertThat(database.ledger().days())
                .containsExactlyInAnyOrder(
                        FROM_THE_START,
                        new LedgerDay(
                                "jobs",
                                LocalDate.of(2021, 5, 1),
                                22,
                                15,
                                7,
                                Map.of("required", 6L, "too-long", 3L),
                                2,
                                15,
                                Duration.ofMillis(1_502)),
                        new LedgerDay("jobs", LocalDate.of(2021, 5, 2), 1, 1, 0, Map.of(), 1, 1, Duration.ZERO),
                        new LedgerDay(
                                "departments",
                                LocalDate.of(2021, 5, 1),
                                2,
                                1,
                                1,
                                Map.of("not-integer", 1L),
                                1,
                                2,
                                Duration.ofMinutes(1)));
    }

    @Test
    void doesNotCountTheReasonsOfRunsThatRejectedNothingInTheEnd() {
        Run begun = Run.started(
                new RunId(11), JOBS, Mode.INSERT, anyOptions(), anySource(), Instant.parse("2021-05-01T00:00:00Z"));
        Claim claim = createRun(begun);
        Run failed = begun.advanced(Counts.ZERO, Map.of("required", 1L), Checkpoint.START, 0)
                .failed(
                        Instant.parse("2021-05-01T00:00:02Z"),
                        new Problem(ProblemType.BATCH_REJECTED, "1 was rejected"));
        write(() -> runs.save(claim, failed));

        assertThat(database.ledger().days())
                .contains(new LedgerDay(
                        "jobs", LocalDate.of(2021, 5, 1), 0, 0, 0, Map.of(), 1, 0, Duration.ofSeconds(2)));
    }

    @Test
    void hasAVersionThatGrowsAsARunGetsOn() {
        long before = database.ledger().version().number();
        Run begun = Run.started(new RunId(11), JOBS, Mode.INSERT, anyOptions(), anySource(), NOW.plusSeconds(10));
        Claim claim = createRun(begun);
        long started = database.ledger().version().number();
        Run advanced = begun.advanced(Counts.of(0, 0, 5, 0), Map.of(), Checkpoint.START, 0);
        write(() -> runs.save(claim, advanced));
        long got = database.ledger().version().number();
        write(() -> runs.save(claim, advanced.succeeded(NOW.plusSeconds(20))));
        long ended = database.ledger().version().number();

        assertThat(before).isLessThan(started);
        assertThat(started).isLessThan(got);
        assertThat(got).isLessThan(ended);
        assertThat(database.ledger().version().at()).isEqualTo(NOW.plusSeconds(20));
    }
}
