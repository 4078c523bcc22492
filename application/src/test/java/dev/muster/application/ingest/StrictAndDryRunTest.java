package dev.muster.application.ingest;

import static dev.muster.application.fixtures.Fixtures.DEPARTMENTS;
import static dev.muster.application.fixtures.Fixtures.NOW;
import static dev.muster.application.fixtures.Fixtures.department;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.application.Refusal;
import dev.muster.application.port.DataVersion;
import dev.muster.application.port.Database;
import dev.muster.application.port.RunListener;
import dev.muster.application.port.UnitOfWork;
import dev.muster.domain.run.Checkpoint;
import dev.muster.domain.run.Counts;
import dev.muster.domain.run.Mode;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import dev.muster.domain.run.RunStatus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs that store all or nothing, and runs that store nothing. */
class StrictAndDryRunTest {
    private final Intake intake = new Intake();

    @BeforeEach
    void storeADepartment() {
        intake.given(DEPARTMENTS, department(1, "Legal"));
    }

    static IntStream batchSizes() {
        return Arrays.stream(Intake.BATCH_SIZES);
    }

    // --- strict

    @ParameterizedTest
    @MethodSource("batchSizes")
    void strictStoresARunWithoutRejections(int batchSize) {
        Ingested ingested =
                intake.load(DEPARTMENTS).strict().upsert().batchSize(batchSize).of("2,Sales", "1,Law", "1,Law");

        assertThat(ingested.run().status()).isEqualTo(RunStatus.SUCCEEDED);
        assertThat(ingested.run().counts()).isEqualTo(Counts.of(1, 1, 1, 0));
        assertThat(intake.rows(DEPARTMENTS)).containsExactly("1,Law <1:2", "2,Sales <1:1");
        intake.assertBalanced(ingested.run().id());
    }

    @ParameterizedTest
    @MethodSource("batchSizes")
    void strictStoresNothingOfARunWithARejection(int batchSize) {
        List<String> lines = List.of("2,Sales", "1,Law", "x,", "3,Support");
        Ingested ingested =
                intake.load(DEPARTMENTS).strict().upsert().batchSize(batchSize).of(lines);

        byte[] input = Intake.text(lines);
        assertThat(ingested.run())
                .isEqualTo(new Run(
                        new RunId(1),
                        "departments",
                        DEPARTMENTS.fingerprint(),
                        Mode.UPSERT,
                        ingested.run().options(),
                        RunStatus.FAILED,
                        ingested.run().source(),
                        null,
                        Counts.ZERO,
                        // As found, although nothing of it is kept.
                        Map.of("not-integer", 1L, "required", 1L),
                        new Checkpoint(4, 5, input.length, 0),
                        input.length,
                        NOW,
                        NOW,
                        new Problem(ProblemType.BATCH_REJECTED, "1 of 4 records were rejected, so none was stored")));
        assertThat(Intake.shown(ingested.rejections()))
                .containsExactly("1:3 open line 3 not-integer(id) required(department): x,");
        assertThat(intake.run(new RunId(1))).isEqualTo(ingested.run());
        assertThat(intake.rows(DEPARTMENTS)).containsExactly("1,Legal <given");
        assertThat(intake.rejections()).isEmpty();
        assertThat(intake.database.datasets().version(List.of(DEPARTMENTS))).isEqualTo(DataVersion.NONE);
        assertThat(intake.database.runs().rawOf(new RunId(1), 1))
                .hasValueSatisfying(raw -> assertThat(raw).isEqualTo(input));
    }

    @ParameterizedTest
    @MethodSource("batchSizes")
    void strictCountsWhatTheStoreRejectsToo(int batchSize) {
        Ingested ingested =
                intake.load(DEPARTMENTS).strict().batchSize(batchSize).of("2,Sales", "1,Law");

        assertThat(ingested.run().error())
                .isEqualTo(new Problem(ProblemType.BATCH_REJECTED, "1 of 2 records were rejected, so none was stored"));
        assertThat(ingested.run().rejectionsByCode()).isEqualTo(Map.of("duplicate-key", 1L));
        assertThat(intake.rows(DEPARTMENTS)).containsExactly("1,Legal <given");
    }

    @ParameterizedTest
    @MethodSource("batchSizes")
    void strictStoresNothingOfAnInputThatCannotBeReadToItsEnd(int batchSize) {
        Ingested ingested =
                intake.load(DEPARTMENTS).strict().batchSize(batchSize).of("2,Sales", "3,Support", "\"");

        assertThat(ingested.run().status()).isEqualTo(RunStatus.FAILED);
        assertThat(ingested.run().error())
                .isEqualTo(new Problem(ProblemType.MALFORMED_CSV, "a quote is not closed").with("line", 3L));
        assertThat(ingested.run().counts()).isEqualTo(Counts.ZERO);
        assertThat(intake.run(ingested.run().id())).isEqualTo(ingested.run());
        assertThat(intake.rows(DEPARTMENTS)).containsExactly("1,Legal <given");
    }

    @Test
    void strictSupersedesNothingWhenItStoresNothing() {
        intake.load(DEPARTMENTS).of("x,Legal");
        intake.load(DEPARTMENTS).strict().of("x,Legal");

        assertThat(intake.rejections()).containsExactly("1:1 open line 1 not-integer(id): x,Legal");
    }

    @Test
    void strictLeavesTheRunsBesideItAlone() {
        intake.load(DEPARTMENTS).strict().of("2,Sales", "x,a");
        Ingested next = intake.load(DEPARTMENTS).strict().of("2,Sales");

        assertThat(next.run().counts()).isEqualTo(Counts.of(1, 0, 0, 0));
        assertThat(intake.rows(DEPARTMENTS)).containsExactly("1,Legal <given", "2,Sales <2:1");
    }

    /** A strict run that cannot be stored holds up nobody while that is found out. */
    @Test
    void strictTakesALargeInputToTheDatabaseOnlyIfItPasses() {
        List<String> lines = new ArrayList<>(Intake.departments(2, 80_000));
        lines.add("1,Law");
        assertThat(Intake.text(lines).length).isGreaterThan(Landing.MAX_BYTES_IN_DATABASE);
        Intake.Load strict = intake.load(DEPARTMENTS).strict();
        AtomicInteger writes = new AtomicInteger();
        Database counted = intake.database.with(new UnitOfWork() {
            @Override
            public <T> T decide(Supplier<End<T>> work) {
                writes.incrementAndGet();
                return intake.database.unitOfWork().decide(work);
            }

            @Override
            public UnitOfWork patient() {
                return this;
            }

            @Override
            public <T> T read(Supplier<T> work) {
                return intake.database.unitOfWork().read(work);
            }
        });

        Ingested refused =
                strict.bytes(Intake.text(lines), intake.ingestRecords(counted, intake.objects), RunListener.NONE);

        // One puts the run on record, one ends it.
        assertThat(writes).hasValue(2);
        assertThat(refused.run().error())
                .isEqualTo(new Problem(
                        ProblemType.BATCH_REJECTED, "1 of 80000 records were rejected, so none was stored"));
        assertThat(intake.run(refused.run().id())).isEqualTo(refused.run());
        assertThat(intake.rejections()).isEmpty();

        Ingested stored = strict.of(lines.subList(0, lines.size() - 1));
        assertThat(stored.run().counts()).isEqualTo(Counts.of(79_999, 0, 0, 0));
        intake.assertBalanced(stored.run().id());
    }

    // --- dry run

    @Test
    void dryRunWritesNothingAtAll() {
        Database readOnly = intake.database.with(new UnitOfWork() {
            @Override
            public <T> T decide(Supplier<End<T>> work) {
                throw new AssertionError("a dry run writes");
            }

            @Override
            public UnitOfWork patient() {
                return this;
            }

            @Override
            public <T> T read(Supplier<T> work) {
                return intake.database.unitOfWork().read(work);
            }
        });
        Ingested ingested = intake.load(DEPARTMENTS)
                .dryRun()
                .upsert()
                .bytes(
                        Intake.text(List.of("1,Law", "2,Sales", "x,")),
                        intake.ingestRecords(readOnly, intake.objects),
                        RunListener.NONE);
        assertThat(ingested.run().counts()).isEqualTo(Counts.of(1, 1, 0, 1));
    }

    @ParameterizedTest
    @MethodSource("batchSizes")
    void dryRunTellsWhatWouldBeAndStoresNothing(int batchSize) {
        intake.load(DEPARTMENTS).of("x,Legal");
        Intake.Snapshot before = intake.snapshot();
        DataVersion version = intake.database.datasets().version(List.of(DEPARTMENTS));

        Ingested ingested = intake.load(DEPARTMENTS)
                .dryRun()
                .upsert()
                .batchSize(batchSize)
                .of("2,Sales", "1,Law", "x,Legal", "2,Sales", "1,Legal");

        assertThat(ingested.run().status()).isEqualTo(RunStatus.SUCCEEDED);
        assertThat(ingested.run().counts()).isEqualTo(Counts.of(1, 2, 1, 1));
        assertThat(ingested.run().rejectionsByCode()).isEqualTo(Map.of("not-integer", 1L));
        assertThat(Intake.shown(ingested.rejections())).containsExactly("2:3 open line 3 not-integer(id): x,Legal");
        assertThat(ingested.unchangedKeys()).containsExactly(2L);
        assertThat(ingested.changes())
                .containsExactly(
                        new Ingested.Change(1L, department(1, "Legal"), department(1, "Law")),
                        new Ingested.Change(1L, department(1, "Law"), department(1, "Legal")));
        assertThat(intake.snapshot()).isEqualTo(before);
        assertThat(intake.database.datasets().version(List.of(DEPARTMENTS))).isEqualTo(version);
        assertThat(intake.database.runs().find(ingested.run().id())).isEmpty();
        assertThat(intake.memory.batches(ingested.run().id())).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("batchSizes")
    void dryRunTellsThatAStrictRunWouldStoreNothing(int batchSize) {
        Intake.Snapshot before = intake.snapshot();
        Ingested ingested =
                intake.load(DEPARTMENTS).dryRun().strict().batchSize(batchSize).of("2,Sales", "x,Legal");

        assertThat(ingested.run().status()).isEqualTo(RunStatus.FAILED);
        assertThat(ingested.run().counts()).isEqualTo(Counts.ZERO);
        assertThat(ingested.run().error())
                .isEqualTo(new Problem(ProblemType.BATCH_REJECTED, "1 of 2 records were rejected, so none was stored"));
        assertThat(intake.snapshot()).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("batchSizes")
    void dryRunEndsWhereTheRunWouldEnd(int batchSize) {
        Intake.Snapshot before = intake.snapshot();
        Ingested tooMany = intake.load(DEPARTMENTS)
                .dryRun()
                .batchSize(batchSize)
                .maxRejections(1)
                .of("2,Sales", "x,a", "y,a", "3,Sales");
        Ingested malformed =
                intake.load(DEPARTMENTS).dryRun().batchSize(batchSize).of("2,Sales", "\"");
        Ingested damaged = intake.load(DEPARTMENTS).dryRun().gzip().bytes(new byte[] {1, 2, 3});

        assertThat(tooMany.run().error().type()).isEqualTo(ProblemType.TOO_MANY_REJECTIONS);
        assertThat(tooMany.run().counts()).isEqualTo(Counts.of(1, 0, 0, 2));
        assertThat(malformed.run().error().type()).isEqualTo(ProblemType.MALFORMED_CSV);
        assertThat(malformed.run().counts()).isEqualTo(Counts.of(1, 0, 0, 0));
        assertThat(damaged.run().error().type()).isEqualTo(ProblemType.MALFORMED_GZIP);
        assertThat(intake.snapshot()).isEqualTo(before);
    }

    @Test
    void dryRunKeepsNoObject() {
        byte[] large = Intake.text(Intake.departments(2, 80_000));
        assertThat(large.length).isGreaterThan(Landing.MAX_BYTES_IN_DATABASE);

        Ingested ingested = intake.load(DEPARTMENTS).dryRun().bytes(large);

        assertThat(ingested.run().counts()).isEqualTo(Counts.of(79_999, 0, 0, 0));
        assertThat(intake.objects.list("")).isEmpty();
    }

    @Test
    void dryRunRefusesWhatARunWouldRefuse() {
        assertThatThrownBy(() -> intake.load(DEPARTMENTS).dryRun().bytes(new byte[(int) Intake.MAX_BYTES + 1]))
                .isInstanceOf(Refusal.class);
        assertThat(intake.objects.list("")).isEmpty();
    }
}
