package dev.muster.application.contract;

import static dev.muster.application.fixtures.Fixtures.DEPARTMENTS;
import static dev.muster.application.fixtures.Fixtures.HIRED_EMPLOYEES;
import static dev.muster.application.fixtures.Fixtures.JOBS;
import static dev.muster.application.fixtures.Fixtures.NOW;
import static dev.muster.application.fixtures.Fixtures.anyDepartment;
import static dev.muster.application.fixtures.Fixtures.anyHiredEmployee;
import static dev.muster.application.fixtures.Fixtures.anyJob;
import static dev.muster.application.fixtures.Fixtures.department;
import static dev.muster.application.fixtures.Fixtures.rejection;
import static dev.muster.application.fixtures.Fixtures.run;
import static dev.muster.application.fixtures.Fixtures.stored;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muster.application.fixtures.Fixtures;
import dev.muster.application.port.DataVersion;
import dev.muster.application.port.PortException;
import dev.muster.application.port.RejectionStore;
import dev.muster.application.port.RunBatch;
import dev.muster.application.port.StoredRow;
import dev.muster.application.port.UnitOfWork;
import dev.muster.application.port.UnitOfWork.End;
import dev.muster.domain.dataset.Row;
import dev.muster.domain.intake.Provenance;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.Counts;
import dev.muster.domain.run.RunId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@link UnitOfWork} promises. */
public abstract class UnitOfWorkContract extends OnEmptyDatabase {
    private static final RunId LATER_RUN = new RunId(9);

    /** What there is to see of the work of {@link #changeEverything}. */
    private record Seen(
            List<Row> departments,
            List<Row> employees,
            boolean run,
            boolean raw,
            List<Rejection.Id> rejections,
            DataVersion version,
            List<Integer> years) {
        static final Seen NOTHING =
                new Seen(List.of(), List.of(), false, false, List.of(), DataVersion.NONE, List.of());
    }

    /** Writes to every store. */
    private void changeEverything() {
        Fixtures.insertAbsent(datasets, DEPARTMENTS, List.of(stored(anyDepartment(), FIRST_RUN)));
        Fixtures.insertAbsent(datasets, JOBS, List.of(stored(anyJob(), FIRST_RUN)));
        Fixtures.insertAbsent(datasets, HIRED_EMPLOYEES, List.of(stored(anyHiredEmployee(), FIRST_RUN)));
        runs.create(run(LATER_RUN.value(), DEPARTMENTS));
        runs.addBatch(new RunBatch(
                LATER_RUN, 1, 1, new Provenance.File(1, 0, 9), Counts.of(0, 0, 0, 1), new byte[] {1}, NOW));
        rejections.add(List.of(rejection(LATER_RUN, 1, DEPARTMENTS)));
        datasets.touch(DEPARTMENTS, NOW);
    }

    private Seen seen() {
        return new Seen(
                allRows(DEPARTMENTS),
                allRows(HIRED_EMPLOYEES),
                runs.find(LATER_RUN).isPresent(),
                runs.rawOf(LATER_RUN, 1).isPresent(),
                rejections.list(RejectionStore.Filter.ALL, null, 10).items().stream()
                        .map(Rejection::id)
                        .toList(),
                datasets.version(List.of(DEPARTMENTS)),
                hires.years());
    }

    /** Asserts that the work of {@link #changeEverything} is there. */
    private static void assertChanged(Seen seen) {
        assertThat(seen.version().number()).isPositive();
        assertThat(seen)
                .isEqualTo(new Seen(
                        List.of(anyDepartment()),
                        List.of(anyHiredEmployee()),
                        true,
                        true,
                        List.of(new Rejection.Id(LATER_RUN, 1)),
                        new DataVersion(seen.version().number(), NOW),
                        List.of(2021)));
    }

    @Test
    void worksOnceAndGivesTheResult() {
        AtomicInteger times = new AtomicInteger();

        assertThat(database.unitOfWork().<Object>write(times::incrementAndGet)).isEqualTo(1);
        assertThat(database.unitOfWork().<Object>read(times::incrementAndGet)).isEqualTo(2);
        assertThat(database.unitOfWork().<Object>write(() -> null)).isNull();
        assertThat(database.unitOfWork().<Object>read(() -> null)).isNull();
        assertThat(times).hasValue(2);
    }

    @Test
    void commitsWhatWasWrittenToAllStores() {
        write(this::changeEverything);

        assertChanged(seen());
        assertChanged(fromElsewhere(this::seen));
    }

    @Test
    void showsOnlyTheWritingThreadWhatIsNotCommitted() {
        write(() -> {
            changeEverything();

            assertThat(fromElsewhere(this::seen)).isEqualTo(Seen.NOTHING);
            assertChanged(seen());
        });
    }

    @Test
    void leavesNothingInAnyStoreWhenTheWorkThrows() {
        undone(this::changeEverything);

        assertThat(seen()).isEqualTo(Seen.NOTHING);
    }

    @Test
    void canGoOnAfterWorkThatThrew() {
        undone(this::changeEverything);

        write(this::changeEverything);

        assertChanged(seen());
    }

    /** A way to run work. */
    enum Way {
        WRITE {
            @Override
            void run(UnitOfWork unitOfWork, Supplier<?> work) {
                unitOfWork.write(work);
            }
        },
        READ {
            @Override
            void run(UnitOfWork unitOfWork, Supplier<?> work) {
                unitOfWork.read(work);
            }
        },
        WRITE_IN_WRITE {
            @Override
            void run(UnitOfWork unitOfWork, Supplier<?> work) {
                unitOfWork.write(() -> unitOfWork.write(work));
            }
        },
        READ_IN_WRITE {
            @Override
            void run(UnitOfWork unitOfWork, Supplier<?> work) {
                unitOfWork.write(() -> unitOfWork.read(work));
            }
        },
        READ_IN_READ {
            @Override
            void run(UnitOfWork unitOfWork, Supplier<?> work) {
                unitOfWork.read(() -> unitOfWork.read(work));
            }
        };

        abstract void run(UnitOfWork unitOfWork, Supplier<?> work);
    }

    @ParameterizedTest
    @EnumSource
    void throwsWhatTheWorkThrowsAsItIs(Way way) {
        Stream.of(
                        new IllegalArgumentException("a fault"),
                        new PortException(PortException.Part.STORAGE, PortException.Kind.FULL, "no space", null),
                        new AssertionError("an error"))
                .forEach(thrown -> assertThat(catchThrowable(() -> way.run(database.unitOfWork(), () -> {
                            datasets.count(DEPARTMENTS);
                            switch (thrown) {
                                case RuntimeException e -> throw e;
                                case Error e -> throw e;
                                default -> throw new IllegalArgumentException(thrown);
                            }
                        })))
                        .isSameAs(thrown));
    }

    @Test
    void commitsNestedWritesWithTheOuterOne() {
        write(() -> {
            write(this::changeEverything);

            assertChanged(seen());
            assertThat(fromElsewhere(this::seen)).isEqualTo(Seen.NOTHING);
        });

        assertChanged(seen());
    }

    @Test
    void rollsNestedWritesBackWithTheOuterOne() {
        undone(() -> write(this::changeEverything));

        assertThat(seen()).isEqualTo(Seen.NOTHING);
    }

    @Test
    void undoesANestedWriteThatThrowsAlone() {
        write(() -> {
            Fixtures.insertAbsent(datasets, DEPARTMENTS, List.of(stored(department(1, "Before"), FIRST_RUN)));
            undone(this::changeEverything);
            Fixtures.insertAbsent(datasets, DEPARTMENTS, List.of(stored(department(2, "After"), FIRST_RUN)));
        });

        assertThat(seen())
                .isEqualTo(new Seen(
                        List.of(department(1, "Before"), department(2, "After")),
                        List.of(),
                        false,
                        false,
                        List.of(),
                        DataVersion.NONE,
                        List.of()));
    }

    @Test
    void endsAsTheWorkSaysAndGivesItsResultInEitherCase() {
        UnitOfWork unitOfWork = database.unitOfWork();

        assertThat(unitOfWork.<String>decide(() -> {
                    changeEverything();
                    return new End.Rollback<>("undone");
                }))
                .isEqualTo("undone");
        assertThat(seen()).isEqualTo(Seen.NOTHING);

        assertThat(unitOfWork.<String>decide(() -> {
                    changeEverything();
                    return new End.Commit<>("done");
                }))
                .isEqualTo("done");
        assertChanged(seen());
    }

    @Test
    void undoesANestedOneThatSaysSoAlone() {
        UnitOfWork unitOfWork = database.unitOfWork();

        write(() -> {
            Fixtures.insertAbsent(datasets, DEPARTMENTS, List.of(stored(department(1, "Before"), FIRST_RUN)));
            assertThat(unitOfWork.<String>decide(() -> {
                        changeEverything();
                        return new End.Rollback<>("undone");
                    }))
                    .isEqualTo("undone");
            assertThat(unitOfWork.<String>decide(() -> {
                        insertNested(2);
                        return new End.Commit<>("done");
                    }))
                    .isEqualTo("done");
        });

        assertThat(allRows(DEPARTMENTS)).containsExactly(department(1, "Before"), department(2, "2"));
        assertThat(fromElsewhere(this::seen).run()).isFalse();
    }

    @Test
    void undoesAReplacementInANestedWriteThatThrows() {
        insert(DEPARTMENTS, department(1, "As committed"));

        write(() -> {
            datasets.replace(DEPARTMENTS, List.of(stored(department(1, "As the outer one wants it"), SECOND_RUN)));
            undone(() ->
                    datasets.replace(DEPARTMENTS, List.of(stored(department(1, "As nobody wants it"), SECOND_RUN))));
        });

        assertThat(all(DEPARTMENTS)).containsExactly(stored(department(1, "As the outer one wants it"), SECOND_RUN));
    }

    @Test
    void undoesNestedWritesToAnyDepth() {
        write(() -> {
            insertNested(1);
            undone(() -> {
                insertNested(2);
                undone(() -> insertNested(3));
                insertNested(4);
            });
            write(() -> {
                insertNested(5);
                undone(() -> insertNested(6));
            });
        });

        assertThat(allRows(DEPARTMENTS)).containsExactly(department(1, "1"), department(5, "5"));
    }

    private void insertNested(long id) {
        write(() -> Fixtures.insertAbsent(
                datasets, DEPARTMENTS, List.of(stored(department(id, String.valueOf(id)), FIRST_RUN))));
    }

    @Test
    void readsOneMomentWhateverIsCommittedMeanwhile() {
        database.unitOfWork().read(() -> {
            assertThat(datasets.count(DEPARTMENTS)).isZero();
            fromElsewhere(() -> {
                write(this::changeEverything);
                return null;
            });

            assertThat(seen()).isEqualTo(Seen.NOTHING);
            database.unitOfWork().read(() -> {
                assertThat(seen()).isEqualTo(Seen.NOTHING);
                return null;
            });
            return null;
        });

        assertChanged(seen());
    }

    @Test
    void readsWhatTheWriteAroundItHasWritten() {
        write(() -> {
            changeEverything();

            assertChanged(database.unitOfWork().read(this::seen));
        });
    }

    @Test
    void goesOnWritingAfterANestedReadThatThrows() {
        write(() -> {
            Fixtures.insertAbsent(datasets, DEPARTMENTS, List.of(stored(department(1, "Before"), FIRST_RUN)));
            undone(() -> database.unitOfWork().read(this::seen));
        });

        assertThat(allRows(DEPARTMENTS)).containsExactly(department(1, "Before"));
    }

    @Test
    void takesWritesOfManyThreads() {
        int threads = 4;
        int each = 10;
        List<Future<?>> writers = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int first = 1 + t * each;
            writers.add(elsewhere(() -> {
                for (long id = first; id < first + each; id++) {
                    StoredRow row = stored(department(id, "Of many"), FIRST_RUN);
                    write(() -> {
                        Fixtures.insertAbsent(datasets, DEPARTMENTS, List.of(row));
                        datasets.touch(DEPARTMENTS, NOW);
                    });
                }
                return null;
            }));
        }
        writers.forEach(OnEmptyDatabase::await);

        assertThat(datasets.count(DEPARTMENTS)).isEqualTo(threads * each);
    }

    @Test
    void letsWritersOfDifferentRowsWorkAtOnce() {
        assumeTrue(underTest().takesSeveralWriters());

        write(() -> {
            Fixtures.insertAbsent(datasets, DEPARTMENTS, List.of(stored(department(1, "Slow"), FIRST_RUN)));
            await(elsewhere(() -> {
                write(() -> Fixtures.insertAbsent(
                        datasets, DEPARTMENTS, List.of(stored(department(2, "Quick"), SECOND_RUN))));
                return null;
            }));
        });

        assertThat(datasets.count(DEPARTMENTS)).isEqualTo(2);
    }
}
