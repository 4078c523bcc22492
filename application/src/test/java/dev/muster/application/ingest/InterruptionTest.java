package dev.muster.application.ingest;

import static dev.muster.application.fixtures.Fixtures.CATALOG;
import static dev.muster.application.fixtures.Fixtures.DEPARTMENTS;
import static dev.muster.application.fixtures.Fixtures.JOBS;
import static dev.muster.application.fixtures.Fixtures.department;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;

import dev.muster.application.fixtures.Fixtures;
import dev.muster.application.memory.CrashingUnitOfWork;
import dev.muster.application.memory.CrashingUnitOfWork.Crash;
import dev.muster.application.memory.CrashingUnitOfWork.Moment;
import dev.muster.application.port.Database;
import dev.muster.application.port.DatasetStore;
import dev.muster.application.port.Mappings;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.PortException;
import dev.muster.application.port.PortException.Kind;
import dev.muster.application.port.PortException.Part;
import dev.muster.application.port.RunListener;
import dev.muster.application.port.RunStore;
import dev.muster.application.port.UnitOfWork;
import dev.muster.domain.dataset.Mapping;
import dev.muster.domain.run.Counts;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.Mode;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import dev.muster.domain.run.RunStatus;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs whose process dies, whose ports fail, or that someone else takes over. */
class InterruptionTest {
    private static final RunId RUN = new RunId(1);

    private static Database with(Database database, UnitOfWork unitOfWork) {
        return database.with(unitOfWork);
    }

    private static Database with(Database database, DatasetStore datasets) {
        return database.with(datasets);
    }

    // --- the process dies

    /** A load whose end must not depend on where it was interrupted. */
    enum Interrupted {
        PLAIN {
            @Override
            Intake.Load load(Intake intake) {
                return intake.load(DEPARTMENTS).batchSize(2);
            }
        },
        UPSERT_BY_ONE {
            @Override
            Intake.Load load(Intake intake) {
                return intake.load(DEPARTMENTS).upsert().batchSize(1);
            }
        },
        COMPRESSED {
            @Override
            Intake.Load load(Intake intake) {
                return intake.load(DEPARTMENTS).gzip().batchSize(3);
            }

            @Override
            byte[] input() {
                return Intake.gzipped(super.input());
            }
        },
        STRICT {
            @Override
            Intake.Load load(Intake intake) {
                return intake.load(DEPARTMENTS).strict().batchSize(2);
            }
        },
        STRICT_AND_GOOD {
            @Override
            Intake.Load load(Intake intake) {
                return intake.load(DEPARTMENTS).strict().batchSize(2);
            }

            @Override
            byte[] input() {
                return Intake.text(Intake.departments(10, 19));
            }
        },
        TOO_MANY_REJECTIONS {
            @Override
            Intake.Load load(Intake intake) {
                return intake.load(DEPARTMENTS).maxRejections(2).batchSize(2);
            }
        },
        MALFORMED {
            @Override
            Intake.Load load(Intake intake) {
                return intake.load(DEPARTMENTS).batchSize(2);
            }

            @Override
            byte[] input() {
                return Intake.text(List.of("1,a", "2,a", "3,a", "x,a", "5,a", "\"", "6,a"));
            }
        },
        DAMAGED {
            @Override
            Intake.Load load(Intake intake) {
                return intake.load(DEPARTMENTS).gzip().batchSize(2);
            }

            @Override
            byte[] input() {
                return new byte[] {31, (byte) 139, 8, 0, 0};
            }
        },
        WRONG_FILE {
            @Override
            Intake.Load load(Intake intake) {
                return intake.load(DEPARTMENTS).batchSize(300);
            }

            @Override
            byte[] input() {
                return Intake.text(
                        IntStream.range(0, 1_200).mapToObj("x,%s"::formatted).toList());
            }
        },
        WRONG_FILE_BUT_FOR_ITS_START {
            @Override
            Intake.Load load(Intake intake) {
                return intake.load(DEPARTMENTS).batchSize(300);
            }

            @Override
            byte[] input() {
                return Intake.text(Stream.concat(
                                // A duplicate, which is rejected, but not for what it shows.
                                Stream.of("1,Law"), IntStream.range(0, 1_200).mapToObj("x,%s"::formatted))
                        .toList());
            }
        },
        LARGE {
            @Override
            Intake.Load load(Intake intake) {
                return intake.load(DEPARTMENTS).batchSize(2_000);
            }

            @Override
            byte[] input() {
                return large();
            }
        },
        FILLING_AN_EMPTY_DATASET {
            @Override
            Intake.Load load(Intake intake) {
                return intake.load(JOBS);
            }

            @Override
            byte[] input() {
                return large();
            }
        };

        /** More than the database keeps. */
        static byte[] large() {
            return Intake.text(IntStream.rangeClosed(2, 5_001)
                    .mapToObj(id -> id + "," + "x".repeat(250))
                    .toList());
        }

        abstract Intake.Load load(Intake intake);

        byte[] input() {
            return Intake.text(List.of(
                    "1,Legal", "2,Sales", "x,", "2,Sales", "", "3,a", "3,b", "3,a", "1,Law", "", "y,b", "4,a", "z,a",
                    "5,a", ""));
        }
    }

    @ParameterizedTest
    @EnumSource
    void endsAsIfNothingHadHappenedWhereverTheProcessDies(Interrupted interrupted) {
        Intake undisturbed = newIntake();
        interrupted.load(undisturbed).bytes(interrupted.input());
        undisturbed.assertBalanced(RUN);

        for (Moment moment : Moment.values()) {
            boolean reached = true;
            for (int transaction = 1; reached; transaction++) {
                Intake intake = newIntake();
                reached = dieIn(interrupted, intake, transaction, moment);
                finish(interrupted, intake);

                assertThat(intake.snapshot().runs()).hasSize(1);
                Run run = intake.snapshot().newestRun();
                intake.assertBalanced(run.id());
                if (run.id().equals(RUN)) {
                    assertThat(sameGzipDetail(intake.snapshot()))
                            .as("died %s of transaction %s", moment, transaction)
                            .isEqualTo(sameGzipDetail(undisturbed.snapshot()));
                } else {
                    // It died before anything was on record, and was sent again.
                    assertThat(transaction).isEqualTo(1);
                    assertThat(run.counts()).isEqualTo(undisturbed.run(RUN).counts());
                }
            }
        }
    }

    private static Intake newIntake() {
        Intake intake = new Intake();
        intake.given(DEPARTMENTS, department(1, "Legal"));
        return intake;
    }

    /** Loads up to where the process dies; false if there is no such transaction. */
    private static boolean dieIn(Interrupted interrupted, Intake intake, int transaction, Moment moment) {
        CrashingUnitOfWork crashing = new CrashingUnitOfWork(intake.database.unitOfWork(), transaction, moment);
        IngestRecords dying = intake.ingestRecords(with(intake.database, crashing), intake.objects);
        try {
            interrupted.load(intake).bytes(interrupted.input(), dying, RunListener.NONE);
        } catch (Crash crash) {
            assertThat(crashing.reached()).isTrue();
        }
        return crashing.reached();
    }

    /** What whoever starts next does: resumes what is on record, and sends again what is not. */
    private static void finish(Interrupted interrupted, Intake intake) {
        Run run = intake.snapshot().newestRun();
        if (run == null) {
            interrupted.load(intake).bytes(interrupted.input());
        } else {
            intake.ingestRecords().resume(run.id()).ifPresent(ingestion -> ingestion.load(RunListener.NONE));
        }
    }

    /** Landing and loading tell a damaged input with other words. */
    private static Intake.Snapshot sameGzipDetail(Intake.Snapshot snapshot) {
        return new Intake.Snapshot(
                snapshot.rows(),
                snapshot.rejections(),
                snapshot.runs().stream()
                        .map(run -> run.error() == null || run.error().type() != ProblemType.MALFORMED_GZIP
                                ? run
                                : Fixtures.withoutError(run))
                        .toList());
    }

    @Test
    void countsNothingOfADamagedStrictInputThatIsFoundOutLate() {
        // Landed and put on record by a process that died before it could say that the input is damaged.
        byte[] whole = Intake.gzipped(Intake.text(Intake.departments(1, 100_000)));
        byte[] truncated = Arrays.copyOf(whole, whole.length - 9);
        Intake intake = new Intake();
        CrashingUnitOfWork crashing = new CrashingUnitOfWork(intake.database.unitOfWork(), 1, Moment.AFTER_COMMIT);
        assertThatThrownBy(() -> intake.load(DEPARTMENTS)
                        .strict()
                        .gzip()
                        .batchSize(100)
                        .bytes(
                                truncated,
                                intake.ingestRecords(with(intake.database, crashing), intake.objects),
                                RunListener.NONE))
                .isInstanceOf(Crash.class);

        Ingested ingested = intake.ingestRecords().resume(RUN).orElseThrow().load(RunListener.NONE);

        assertThat(ingested.run().status()).isEqualTo(RunStatus.FAILED);
        assertThat(ingested.run().error().type()).isEqualTo(ProblemType.MALFORMED_GZIP);
        assertThat(ingested.run().counts()).isEqualTo(Counts.ZERO);
        assertThat(intake.run(RUN)).isEqualTo(ingested.run());
        assertThat(intake.rows(DEPARTMENTS)).isEmpty();
        intake.assertBalanced(RUN);
    }

    @Test
    void goesOnReadingByTheMappingWithWhichTheRunBegan() {
        Intake intake = new Intake();
        Mappings mappings = intake.database.mappings();
        intake.database.unitOfWork().write(() -> mappings.put("departments", naming("Sales")));
        CrashingUnitOfWork crashing = new CrashingUnitOfWork(intake.database.unitOfWork(), 2, Moment.AFTER_COMMIT);
        LoadOptions oneByOne = new LoadOptions(LoadOptions.Format.CSV, null, null, "utf-8", false, false, 1, 10, null);
        Intake.Load load =
                new Intake.Load(intake, new LoadRequest(DEPARTMENTS, Mode.INSERT, oneByOne, false, false, "hr"));
        assertThatThrownBy(() -> load.bytes(
                        Intake.text(List.of("1,S", "2,S", "3,S")),
                        intake.ingestRecords(with(intake.database, crashing), intake.objects),
                        RunListener.NONE))
                .isInstanceOf(Crash.class);
        intake.database.unitOfWork().write(() -> mappings.put("departments", naming("Service")));

        Ingested ingested = intake.ingestRecords().resume(RUN).orElseThrow().load(RunListener.NONE);

        assertThat(ingested.run().counts()).isEqualTo(Counts.of(3, 0, 0, 0));
        assertThat(intake.rows(DEPARTMENTS)).allMatch(row -> row.contains("Sales"));
    }

    private static Mapping naming(String department) {
        return new Mapping(
                "hr",
                Map.of("id", new Mapping.Column.Position(1), "department", new Mapping.Column.Position(2)),
                Map.of("department", Map.of("S", department)));
    }

    @Test
    void resumesNoRunThatHasEndedOrIsNotThere() {
        Intake intake = new Intake();
        intake.load(DEPARTMENTS).of("1,a");

        assertThat(intake.ingestRecords().resume(RUN)).isEmpty();
        assertThat(intake.ingestRecords().resume(new RunId(404))).isEmpty();
    }

    @Test
    void resumesARunThatWasPutOnRecordAndNotBegun() throws IOException {
        Intake intake = new Intake();
        intake.ingestRecords()
                .land(intake.load(DEPARTMENTS).request(), Intake.input(Intake.text(Intake.departments(1, 3))));

        Ingestion resumed = intake.ingestRecords().resume(RUN).orElseThrow();

        assertThat(resumed.run()).isEqualTo(intake.run(RUN));
        assertThat(resumed.load(RunListener.NONE).run().counts()).isEqualTo(Counts.of(3, 0, 0, 0));
    }

    // --- someone else takes over

    @Test
    void stopsAndTellsWhatBecameOfTheRunWhenSomeoneElseFinishesIt() {
        Intake intake = new Intake();
        List<Ingested> others = new ArrayList<>();
        RunListener takenOverAfterTheFirstBatch = run -> {
            if (others.isEmpty()) {
                others.add(intake.ingestRecords().resume(run.id()).orElseThrow().load(RunListener.NONE));
            }
        };

        Ingested ingested = intake.load(DEPARTMENTS)
                .batchSize(2)
                .bytes(
                        Intake.text(List.of("1,a", "x,a", "3,a", "y,a", "5,a")),
                        intake.ingestRecords(),
                        takenOverAfterTheFirstBatch);

        assertThat(ingested.run()).isEqualTo(others.getFirst().run());
        assertThat(ingested.run().status()).isEqualTo(RunStatus.SUCCEEDED);
        assertThat(ingested.run().counts()).isEqualTo(Counts.of(3, 0, 0, 2));
        // What it saw itself.
        assertThat(Intake.shown(ingested.rejections())).containsExactly("1:2 open line 2 not-integer(id): x,a");
        assertThat(intake.rows(DEPARTMENTS)).containsExactly("1,a <1:1", "3,a <1:3", "5,a <1:5");
        intake.assertBalanced(RUN);
    }

    @Test
    void stopsAndTellsHowTheRunStandsWhenSomeoneElseHasBegunIt() {
        Intake intake = new Intake();
        List<Ingestion> others = new ArrayList<>();
        RunListener takenOverAfterTheFirstBatch = run -> {
            if (others.isEmpty()) {
                others.add(intake.ingestRecords().resume(run.id()).orElseThrow());
            }
        };

        Ingested ingested = intake.load(DEPARTMENTS)
                .batchSize(2)
                .bytes(Intake.text(Intake.departments(1, 5)), intake.ingestRecords(), takenOverAfterTheFirstBatch);

        assertThat(ingested.run().status()).isEqualTo(RunStatus.RUNNING);
        assertThat(ingested.run().counts()).isEqualTo(Counts.of(2, 0, 0, 0));
        assertThat(intake.rows(DEPARTMENTS)).hasSize(2);

        assertThat(others.getFirst().load(RunListener.NONE).run().counts()).isEqualTo(Counts.of(5, 0, 0, 0));
        intake.assertBalanced(RUN);
    }

    @Test
    void storesNothingOfAStrictRunThatSomeoneElseFinished() throws IOException {
        Intake intake = new Intake();
        Ingestion mine = intake.ingestRecords()
                .land(
                        intake.load(DEPARTMENTS).strict().batchSize(2).request(),
                        Intake.input(Intake.text(Intake.departments(1, 5))));
        Ingested others = intake.ingestRecords().resume(RUN).orElseThrow().load(RunListener.NONE);

        assertThat(mine.load(RunListener.NONE).run()).isEqualTo(others.run());
        assertThat(others.run().counts()).isEqualTo(Counts.of(5, 0, 0, 0));
        intake.assertBalanced(RUN);
    }

    // --- ports fail

    /** A storage that refuses has to be set right by somebody, a database refuses what this program asked for. */
    @ParameterizedTest
    @CsvSource({
        "DATABASE, UNAVAILABLE",
        "DATABASE, FULL",
        "DATABASE, CONFLICT",
        "STORAGE,  UNAVAILABLE",
        "STORAGE,  DENIED"
    })
    void throwsWhatFailsForAWhileAndCanBeResumed(Part part, Kind kind) {
        PortException failure = new PortException(part, kind, "not now", null);
        for (boolean strict : new boolean[] {false, true}) {
            Intake intake = new Intake();
            Intake.Load load = strict
                    ? intake.load(DEPARTMENTS).strict().batchSize(2)
                    : intake.load(DEPARTMENTS).batchSize(2);
            Database failing = with(intake.database, failing(intake.database.datasets(), 3, failure));

            // A conflict with another run's work is no reason to take this one for taken over.
            assertThatThrownBy(() -> load.bytes(
                            Intake.text(Intake.departments(1, 9)),
                            intake.ingestRecords(failing, intake.objects),
                            RunListener.NONE))
                    .isSameAs(failure);
            assertThat(intake.run(RUN).status()).isEqualTo(RunStatus.RUNNING);
            assertThat(intake.run(RUN).counts()).isEqualTo(Counts.of(strict ? 0 : 4, 0, 0, 0));
            assertThat(intake.rows(DEPARTMENTS)).hasSize(strict ? 0 : 4);
            intake.assertBalanced(RUN);

            Ingested resumed = intake.ingestRecords().resume(RUN).orElseThrow().load(RunListener.NONE);
            assertThat(resumed.run().counts()).isEqualTo(Counts.of(9, 0, 0, 0));
            intake.assertBalanced(RUN);
        }
    }

    static Stream<Arguments> failuresThatDoNotPass() {
        Problem unexpected =
                new Problem(ProblemType.INTERNAL_ERROR, "something unexpected happened; the log tells what");
        return Stream.of(
                arguments(
                        new PortException(Part.DATABASE, Kind.DENIED, "no INSERT on jobs", null),
                        new Problem(ProblemType.DATABASE_DENIED, "no INSERT on jobs")),
                arguments(
                        new PortException(Part.DATABASE, Kind.FAULT, "no such column", null),
                        new Problem(ProblemType.INTERNAL_ERROR, "no such column")),
                arguments(
                        new PortException(Part.DATABASE, Kind.CORRUPT, "damaged", null),
                        new Problem(ProblemType.INTERNAL_ERROR, "damaged")),
                arguments(
                        new PortException(Part.DATABASE, Kind.MISSING, "gone", null),
                        new Problem(ProblemType.INTERNAL_ERROR, "gone")),
                arguments(
                        new PortException(Part.STORAGE, Kind.CORRUPT, "other bytes", null),
                        new Problem(ProblemType.INTERNAL_ERROR, "other bytes")),
                arguments(new IllegalStateException("ida@example.com"), unexpected),
                arguments(new NullPointerException(), unexpected),
                arguments(new StackOverflowError(), unexpected));
    }

    @ParameterizedTest
    @MethodSource("failuresThatDoNotPass")
    void endsARunThatFailsForAReasonThatWillNotPass(Throwable failure, Problem error) {
        for (boolean whole : new boolean[] {false, true}) {
            Intake intake = new Intake();
            Intake.Load load = whole
                    ? intake.load(DEPARTMENTS).strict().batchSize(2)
                    : intake.load(DEPARTMENTS).batchSize(2);
            Database failing = with(intake.database, failing(intake.database.datasets(), 3, failure));

            assertThatThrownBy(() -> load.bytes(
                            Intake.text(Intake.departments(1, 9)),
                            intake.ingestRecords(failing, intake.objects),
                            RunListener.NONE))
                    .isSameAs(failure);

            assertThat(intake.run(RUN).status()).isEqualTo(RunStatus.FAILED);
            assertThat(intake.run(RUN).error()).isEqualTo(error);
            assertThat(intake.run(RUN).counts()).isEqualTo(Counts.of(whole ? 0 : 4, 0, 0, 0));
            assertThat(intake.rows(DEPARTMENTS)).hasSize(whole ? 0 : 4);
            assertThat(intake.database.runs().unfinished()).isEmpty();
            intake.assertBalanced(RUN);
        }
    }

    @Test
    void leavesARunWhoseEndCannotBePutOnRecord() {
        Intake intake = new Intake();
        PortException denied = new PortException(Part.DATABASE, Kind.DENIED, "no UPDATE on runs", null);
        RunStore runs = mock(RunStore.class, delegatesTo(intake.database.runs()));
        doThrow(denied).when(runs).save(any(), any());

        assertThatThrownBy(() -> intake.load(DEPARTMENTS)
                        .bytes(
                                Intake.text(Intake.departments(1, 9)),
                                intake.ingestRecords(intake.database.with(runs), intake.objects),
                                RunListener.NONE))
                .isSameAs(denied);

        assertThat(intake.run(RUN).status()).isEqualTo(RunStatus.RUNNING);
    }

    @Test
    void leavesARunWhoseListenerWantsNoMore() {
        Intake intake = new Intake();
        IllegalStateException enough = new IllegalStateException("enough");

        assertThatThrownBy(() -> intake.load(DEPARTMENTS)
                        .batchSize(2)
                        .bytes(Intake.text(Intake.departments(1, 9)), intake.ingestRecords(), run -> {
                            throw enough;
                        }))
                .isSameAs(enough);

        assertThat(intake.run(RUN).status()).isEqualTo(RunStatus.RUNNING);
        assertThat(intake.run(RUN).counts()).isEqualTo(Counts.of(2, 0, 0, 0));
    }

    @Test
    void leavesARunWhoseThreadIsInterrupted() {
        Intake intake = new Intake();
        Database interrupted =
                with(intake.database, failing(intake.database.datasets(), 2, new IllegalStateException("interrupted")));
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> intake.load(DEPARTMENTS)
                            .batchSize(2)
                            .bytes(
                                    Intake.text(Intake.departments(1, 9)),
                                    intake.ingestRecords(interrupted, intake.objects),
                                    RunListener.NONE))
                    .isInstanceOf(IllegalStateException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(intake.run(RUN).status()).isEqualTo(RunStatus.RUNNING);
    }

    /** Fails at the end of the n-th insertion. */
    private static DatasetStore failing(DatasetStore store, int fatal, Throwable failure) {
        AtomicInteger insertionsLeft = new AtomicInteger(fatal);
        DatasetStore failing = mock(DatasetStore.class, delegatesTo(store));
        doAnswer(insertion -> {
                    store.insertAbsent(insertion.getArgument(0), insertion.getArgument(1), insertion.getArgument(2));
                    if (insertionsLeft.decrementAndGet() == 0) {
                        throw failure;
                    }
                    return null;
                })
                .when(failing)
                .insertAbsent(any(), any(), any());
        return failing;
    }

    @Test
    void throwsWhatTheStorageFailsWithAndCanBeResumed() {
        Intake intake = new Intake();
        byte[] input = Interrupted.large();
        ObjectStore breaking = new BreakingOffStore(intake.objects, 900_000);

        assertThatThrownBy(() -> intake.load(DEPARTMENTS)
                        .batchSize(500)
                        .bytes(input, intake.ingestRecords(intake.database, breaking), RunListener.NONE))
                .isInstanceOfSatisfying(PortException.class, e -> {
                    assertThat(e.part()).isEqualTo(PortException.Part.STORAGE);
                    assertThat(e.kind()).isEqualTo(PortException.Kind.UNAVAILABLE);
                });
        assertThat(intake.run(RUN).status()).isEqualTo(RunStatus.RUNNING);
        assertThat(intake.run(RUN).counts().received()).isBetween(500L, 4_500L);
        intake.assertBalanced(RUN);

        Ingested resumed = intake.ingestRecords().resume(RUN).orElseThrow().load(RunListener.NONE);
        assertThat(resumed.run().counts()).isEqualTo(Counts.of(5_000, 0, 0, 0));
        intake.assertBalanced(RUN);
    }

    /** Gives objects whose reading breaks off. */
    private record BreakingOffStore(ObjectStore store, int after) implements ObjectStore {
        @Override
        public Upload create(String key) {
            return store.create(key);
        }

        @Override
        public Upload replace(String key) {
            return store.replace(key);
        }

        @Override
        public InputStream read(String key, long from) {
            try (InputStream whole = store.read(key, from)) {
                return new SequenceInputStream(
                        new ByteArrayInputStream(whole.readNBytes(after)),
                        new LandingTest.FailingStream(new IOException("connection reset")));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public Optional<Listed> find(String key) {
            return store.find(key);
        }

        @Override
        public List<Listed> list(String prefix, @Nullable String after, int limit) {
            return store.list(prefix, after, limit);
        }

        @Override
        public boolean delete(String key) {
            return store.delete(key);
        }
    }

    @Test
    void loadsTheSameInputTwiceAtOnceAsIfOnce() {
        Intake intake = new Intake();
        byte[] input = Intake.text(Intake.departments(1, 500));
        Supplier<Ingested> load = () -> intake.load(DEPARTMENTS).batchSize(7).bytes(input);
        CompletableFuture<Ingested> other = CompletableFuture.supplyAsync(load);
        Ingested mine = load.get();
        Counts both = mine.run().counts().plus(other.join().run().counts());

        assertThat(both).isEqualTo(Counts.of(500, 0, 500, 0));
        assertThat(intake.database.datasets().count(CATALOG.get("departments"))).isEqualTo(500);
        intake.assertBalanced(new RunId(1));
        intake.assertBalanced(new RunId(2));
    }
}
