package dev.muster.application.ingest;

import static dev.muster.application.fixtures.Fixtures.DEPARTMENTS;
import static dev.muster.application.fixtures.Fixtures.HIRED_EMPLOYEES;
import static dev.muster.application.fixtures.Fixtures.department;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.domain.run.Checkpoint;
import dev.muster.domain.run.Counts;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunStatus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Where a run ends before its input does; in batches of any size, at the same record. */
class StoppingEarlyTest {
    private final Intake intake = new Intake();

    static IntStream batchSizes() {
        return Arrays.stream(Intake.BATCH_SIZES);
    }

    private void assertFailed(Ingested ingested, Problem problem, Counts counts, Checkpoint at) {
        Run run = ingested.run();
        assertThat(run.status()).isEqualTo(RunStatus.FAILED);
        assertThat(run.error()).isEqualTo(problem);
        assertThat(run.counts()).isEqualTo(counts);
        assertThat(run.checkpoint()).isEqualTo(at);
        assertThat(intake.run(run.id())).isEqualTo(run);
        intake.assertBalanced(run.id());
    }

    // --- too many rejections

    private static Problem tooMany(long allowed) {
        return new Problem(ProblemType.TOO_MANY_REJECTIONS, "more than %s records were rejected".formatted(allowed))
                .with("allowed", allowed);
    }

    @ParameterizedTest
    @MethodSource("batchSizes")
    void endsWithTheFirstRejectionBeyondThoseAllowed(int batchSize) {
        Ingested ingested = intake.load(DEPARTMENTS)
                .batchSize(batchSize)
                .maxRejections(2)
                .of("1,a", "x,a", "2,a", "2,b", "3,a", "y,a", "4,a", "z,a", "5,a");

        assertFailed(ingested, tooMany(2), Counts.of(3, 0, 0, 3), new Checkpoint(6, 7, 24, 0));
        assertThat(intake.rows(DEPARTMENTS)).containsExactly("1,a <1:1", "2,a <1:3", "3,a <1:5");
        assertThat(intake.rejections())
                .containsExactly(
                        "1:2 open line 2 not-integer(id): x,a",
                        "1:4 open line 4 duplicate-key(id): 2,b",
                        "1:6 open line 6 not-integer(id): y,a");
        assertThat(Intake.shown(ingested.rejections())).isEqualTo(intake.rejections());
    }

    @ParameterizedTest
    @MethodSource("batchSizes")
    void goesOnWithAsManyRejectionsAsAreAllowed(int batchSize) {
        Ingested ingested =
                intake.load(DEPARTMENTS).batchSize(batchSize).maxRejections(2).of("x,a", "1,a", "y,a", "2,a");

        assertThat(ingested.run().status()).isEqualTo(RunStatus.SUCCEEDED);
        assertThat(ingested.run().counts()).isEqualTo(Counts.of(2, 0, 0, 2));
    }

    @ParameterizedTest
    @MethodSource("batchSizes")
    void endsWithTheFirstRejectionWhereNoneIsAllowed(int batchSize) {
        Ingested ingested =
                intake.load(DEPARTMENTS).batchSize(batchSize).maxRejections(0).of("1,a", "2,a", "x,a");

        assertFailed(ingested, tooMany(0), Counts.of(2, 0, 0, 1), new Checkpoint(3, 4, 12, 0));
    }

    @ParameterizedTest
    @MethodSource("batchSizes")
    void tellsTooManyRejectionsFromWhatComesAfterThem(int batchSize) {
        Ingested ingested =
                intake.load(DEPARTMENTS).batchSize(batchSize).maxRejections(1).of("1,a", "x,a", "y,a", "\"");

        assertFailed(ingested, tooMany(1), Counts.of(1, 0, 0, 2), new Checkpoint(3, 4, 12, 0));
    }

    @ParameterizedTest
    @MethodSource("batchSizes")
    void takesTooManyRejectionsBeforeAWrongFile(int batchSize) {
        Ingested ingested =
                intake.load(DEPARTMENTS).batchSize(batchSize).maxRejections(999).of(Collections.nCopies(1_500, "x,a"));

        assertFailed(ingested, tooMany(999), Counts.of(0, 0, 0, 1_000), new Checkpoint(1_000, 1_001, 4_000, 0));
    }

    // --- wrong file

    private static final Problem WRONG_FILE = new Problem(
                    ProblemType.WRONG_FILE,
                    "the first 1,000 records were all rejected, the one on line 1 because id must be a whole number")
            .with("rejections_by_code", Map.of("not-integer", 1_000L));

    @ParameterizedTest
    @MethodSource("batchSizes")
    void takesAnInputForTheWrongOneOnceAThousandRecordsAreRejected(int batchSize) {
        List<String> lines = new ArrayList<>(Collections.nCopies(1_000, "x,a"));
        lines.addAll(Intake.departments(1, 10));

        Ingested ingested = intake.load(DEPARTMENTS).batchSize(batchSize).of(lines);

        assertFailed(ingested, WRONG_FILE, Counts.of(0, 0, 0, 1_000), new Checkpoint(1_000, 1_001, 4_000, 0));
        assertThat(intake.rows(DEPARTMENTS)).isEmpty();
        assertThat(intake.database.rejections().countOpen()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("batchSizes")
    void leavesRejectionsOfOtherRunsAsTheyWereBeforeAWrongFile(int batchSize) {
        intake.load(DEPARTMENTS).of("x,a", "1,b");

        intake.load(DEPARTMENTS).batchSize(batchSize).of(Collections.nCopies(1_000, "x,a"));

        assertThat(intake.rejections()).contains("1:1 open line 1 not-integer(id): x,a");
        assertThat(intake.database.rejections().countOpen()).isEqualTo(Map.of("departments", 1L));
    }

    @ParameterizedTest
    @MethodSource("batchSizes")
    void takesAnInputOfAThousandRejectedRecordsForTheWrongOne(int batchSize) {
        Ingested ingested = intake.load(DEPARTMENTS).batchSize(batchSize).of(Collections.nCopies(1_000, "x,a"));

        assertFailed(ingested, WRONG_FILE, Counts.of(0, 0, 0, 1_000), new Checkpoint(1_000, 1_001, 4_000, 0));
    }

    @ParameterizedTest
    @MethodSource("batchSizes")
    void readsAShorterInputToItsEndThoughAllOfItIsRejected(int batchSize) {
        Ingested ingested = intake.load(DEPARTMENTS).batchSize(batchSize).of(Collections.nCopies(999, "x,a"));

        assertThat(ingested.run().status()).isEqualTo(RunStatus.SUCCEEDED);
        assertThat(ingested.run().counts()).isEqualTo(Counts.of(0, 0, 0, 999));
    }

    @ParameterizedTest
    @MethodSource("batchSizes")
    void goesOnWhenTheThousandthRecordIsAccepted(int batchSize) {
        List<String> lines = new ArrayList<>(Collections.nCopies(999, "x,a"));
        lines.add("1,a");
        lines.addAll(Collections.nCopies(999, "x,a"));

        Ingested ingested = intake.load(DEPARTMENTS).batchSize(batchSize).of(lines);

        assertThat(ingested.run().status()).isEqualTo(RunStatus.SUCCEEDED);
        assertThat(ingested.run().counts()).isEqualTo(Counts.of(1, 0, 0, 1_998));
    }

    @ParameterizedTest
    @MethodSource("batchSizes")
    void takesNoInputForTheWrongOneBecauseOfWhatIsStored(int batchSize) {
        intake.given(DEPARTMENTS, department(1, "Legal"));
        List<String> unknown = new ArrayList<>(Collections.nCopies(999, "x,Ann,2021-01-01T00:00:00Z,1,1"));
        unknown.add(500, "1,Ann,2021-01-01T00:00:00Z,1,1");
        unknown.add("2,Ann,2021-01-01T00:00:00Z,1,1");
        List<String> duplicates = new ArrayList<>(Collections.nCopies(1_000, "x,a"));
        duplicates.set(7, "1,Law");
        duplicates.add("1,Law");

        Ingested employees = intake.load(HIRED_EMPLOYEES).batchSize(batchSize).of(unknown);
        Ingested departments = intake.load(DEPARTMENTS).batchSize(batchSize).of(duplicates);

        assertThat(employees.run().status()).isEqualTo(RunStatus.SUCCEEDED);
        assertThat(employees.run().counts()).isEqualTo(Counts.of(0, 0, 0, 1_001));
        assertThat(departments.run().status()).isEqualTo(RunStatus.SUCCEEDED);
        assertThat(departments.run().counts()).isEqualTo(Counts.of(0, 0, 0, 1_001));
    }

    // --- input that cannot be read

    @ParameterizedTest
    @MethodSource("batchSizes")
    void keepsWhatStandsBeforeAFaultThatMakesTheRestUnreadable(int batchSize) {
        Ingested ingested =
                intake.load(DEPARTMENTS).batchSize(batchSize).of("1,a", "x,a", "", "2,a", "\"", "3,a", "4,a");

        assertFailed(
                ingested,
                new Problem(ProblemType.MALFORMED_CSV, "a quote is not closed").with("line", 5L),
                Counts.of(2, 0, 0, 1),
                new Checkpoint(3, 6, 15, 1));
        assertThat(intake.rows(DEPARTMENTS)).containsExactly("1,a <1:1", "2,a <1:3");
        assertThat(intake.rejections()).containsExactly("1:2 open line 2 not-integer(id): x,a");
    }

    @ParameterizedTest
    @MethodSource("batchSizes")
    void failsWhereNothingCanBeRead(int batchSize) {
        Ingested ingested = intake.load(DEPARTMENTS).batchSize(batchSize).of("\"", "1,a");

        assertFailed(
                ingested,
                new Problem(ProblemType.MALFORMED_CSV, "a quote is not closed").with("line", 1L),
                Counts.ZERO,
                new Checkpoint(0, 2, 2, 0));
        assertThat(intake.rows(DEPARTMENTS)).isEmpty();
    }
}
