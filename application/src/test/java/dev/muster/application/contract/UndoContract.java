package dev.muster.application.contract;

import static dev.muster.application.fixtures.Fixtures.CATALOG;
import static dev.muster.application.fixtures.Fixtures.DEPARTMENTS;
import static dev.muster.application.fixtures.Fixtures.HIRED_EMPLOYEES;
import static dev.muster.application.fixtures.Fixtures.JOBS;
import static dev.muster.application.fixtures.Fixtures.TRANSACTIONS;
import static dev.muster.application.fixtures.Fixtures.department;
import static dev.muster.application.fixtures.Fixtures.stored;
import static dev.muster.application.fixtures.Fixtures.transaction;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.application.Refusal;
import dev.muster.application.fixtures.Fixtures;
import dev.muster.application.fixtures.Installation;
import dev.muster.application.memory.LineDecoder;
import dev.muster.application.port.DataVersion;
import dev.muster.application.port.RunListener;
import dev.muster.application.port.RunStore.LedgerTotal;
import dev.muster.application.port.StoredRow;
import dev.muster.application.rejections.ReplayRejections;
import dev.muster.application.runs.UndoRun;
import dev.muster.application.runs.UndoRun.Cause;
import dev.muster.application.runs.UndoRun.Left;
import dev.muster.application.runs.UndoRun.PutBack;
import dev.muster.application.runs.UndoRun.Undone;
import dev.muster.domain.content.ContentDatasets;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Field;
import dev.muster.domain.dataset.Row;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.report.ReportRow;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import dev.muster.domain.run.RunStatus;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is left after runs were undone, on a database that keeps the contracts of its ports. */
public abstract class UndoContract extends OnEmptyDatabase {
    private Installation muster;
    private UndoRun undoRun;

    @BeforeEach
    void install() {
        muster = Installation.on(database, new LineDecoder());
        // The numbers of the runs that are on record already.
        muster.ids.nextRunId();
        muster.ids.nextRunId();
        undoRun = new UndoRun(CATALOG, database, muster.clock);
    }

    private static RunId id(long run) {
        return new RunId(run);
    }

    /** Undoes a run, and sees that the preview of it told the same. */
    private Undone undo(long run) {
        Run before = runs.find(id(run)).orElse(null);
        Undone preview = undoRun.preview(id(run));
        assertThat(runs.find(id(run))).hasValue(preview.run()).hasValue(before);

        Undone undone = undoRun.undo(id(run));

        assertThat(undone).usingRecursiveComparison().ignoringFields("run").isEqualTo(preview);
        return undone;
    }

    @Test
    void removesWhatTheRunInserted() {
        muster.insert(DEPARTMENTS, "1,A\n");
        muster.insert(DEPARTMENTS, "1,A\n2,B\n3,C\nbad\n");
        DataVersion before = database.unitOfWork().read(() -> datasets.version(List.of(DEPARTMENTS)));

        Undone undone = undo(4);

        assertThat(muster.values(DEPARTMENTS)).containsExactly(department(1, "A"));
        assertThat(datasets.count(DEPARTMENTS)).isEqualTo(1);
        assertThat(undone.removed()).isEqualTo(2);
        assertThat(undone.left()).isEmpty();
        assertThat(undone.run()).isEqualTo(runs.find(id(4)).orElseThrow());
        assertThat(undone.run().status()).isEqualTo(RunStatus.UNDONE);
        assertThat(undone.run().counts().inserted()).isEqualTo(2);
        assertThat(database.unitOfWork()
                        .read(() -> datasets.version(List.of(DEPARTMENTS)))
                        .number())
                .isGreaterThan(before.number());
        assertThat(rejections.find(new Rejection.Id(id(4), 4)).orElseThrow().status())
                .isEqualTo(Rejection.Status.DISCARDED);
        assertThat(runs.totals()).containsExactly(new LedgerTotal("departments", 1, 1, 0));
    }

    @Test
    void putsBackWhatTheRunReplacedWithItsProvenance() {
        muster.insert(TRANSACTIONS, "a\u00e4\"\\,1.5,USD,web,2021-11-07T02:48:42.123456Z\nb,2,EUR,web,\n");
        List<StoredRow> before = muster.rows(TRANSACTIONS);
        muster.upsert(TRANSACTIONS, "a\u00e4\"\\,7,EUR,web,\nb,2,EUR,web,\nc,3,USD,web,\na\u00e4\"\\,8,EUR,web,\n");

        Undone undone = undo(4);

        assertThat(muster.rows(TRANSACTIONS)).isEqualTo(before);
        assertThat(undone.removed()).isEqualTo(1);
        assertThat(undone.putBack()).isEqualTo(1);
        assertThat(undo(3).removed()).isEqualTo(2);
        assertThat(muster.rows(TRANSACTIONS)).isEmpty();
    }

    @Test
    void leavesAndNamesWhatALaterRunReplaced() {
        muster.insert(DEPARTMENTS, "1,A\n2,B\n3,C\n");
        muster.upsert(DEPARTMENTS, "1,X\n2,X\n");
        muster.upsert(DEPARTMENTS, "2,Y\n");

        assertThat(undo(4).left()).containsExactly(new Left(2L, Cause.REPLACED_SINCE));
        assertThat(muster.values(DEPARTMENTS))
                .containsExactly(department(1, "A"), department(2, "Y"), department(3, "C"));
        // What the second one had replaced is there again: it is the first one's, and goes with it.
        Undone first = undo(3);
        assertThat(first.removed()).isEqualTo(2);
        assertThat(first.left()).containsExactly(new Left(2L, Cause.REPLACED_SINCE));
        assertThat(first.leftCount()).isEqualTo(1);
        assertThat(muster.values(DEPARTMENTS)).containsExactly(department(2, "Y"));
    }

    @Test
    void leavesAndNamesWhatOthersReferTo() {
        muster.insert(DEPARTMENTS, "1,A\n2,B\n");
        muster.insert(JOBS, "3,Cook\n");
        muster.insert(HIRED_EMPLOYEES, "1,Ann,2021-05-30T05:43:46Z,2,3\n");

        Undone undone = undo(3);

        assertThat(undone.left()).containsExactly(new Left(2L, Cause.REFERRED_TO));
        assertThat(undone.removed()).isEqualTo(1);
        assertThat(muster.values(DEPARTMENTS)).containsExactly(department(2, "B"));
    }

    @Test
    void leavesWhatReferredToSomethingThatIsGone() {
        muster.insert(DEPARTMENTS, "1,A\n");
        muster.insert(DEPARTMENTS, "2,B\n");
        muster.insert(JOBS, "3,Cook\n");
        muster.insert(HIRED_EMPLOYEES, "1,Ann,2021-05-30T05:43:46Z,2,3\n");
        muster.upsert(HIRED_EMPLOYEES, "1,Ann,2021-05-30T05:43:46Z,1,3\n");
        assertThat(undo(4).left()).isEmpty();

        assertThat(undo(7).left()).containsExactly(new Left(1L, Cause.REFERENCE_GONE));
        assertThat(muster.values(HIRED_EMPLOYEES)).extracting(row -> row.get(3)).containsExactly(1L);
        assertConsistent();
    }

    @Test
    void undoesOnceAndOnlyWhatHasEnded() {
        muster.insert(DEPARTMENTS, "1,A\n");
        undo(3);

        assertRefused(ProblemType.CONFLICT, 3);
        assertRefused(ProblemType.CONFLICT, FIRST_RUN.value());
        assertRefused(ProblemType.NOT_FOUND, 404);
    }

    private void assertRefused(ProblemType type, long run) {
        for (ThrowingCallable attempt :
                List.<ThrowingCallable>of(() -> undoRun.undo(id(run)), () -> undoRun.preview(id(run)))) {
            assertThatThrownBy(attempt)
                    .isInstanceOfSatisfying(
                            Refusal.class,
                            refusal -> assertThat(refusal.problem().type()).isEqualTo(type));
        }
    }

    @Test
    void previewsWhatItWouldTakeBackAndChangesNothing() {
        muster.insert(DEPARTMENTS, "1,A\n2,B\n3,C\n");
        muster.upsert(DEPARTMENTS, "2,X\n3,X\n4,X\n5,X\nbad\n");
        muster.upsert(DEPARTMENTS, "3,Y\n");
        List<StoredRow> before = muster.rows(DEPARTMENTS);
        List<String> states = states();
        DataVersion version = database.unitOfWork().read(() -> datasets.version(List.of(DEPARTMENTS)));

        assertThat(undoRun.preview(id(4)))
                .isEqualTo(new Undone(
                        runs.find(id(4)).orElseThrow(),
                        2,
                        1,
                        1,
                        List.of(new Left(3L, Cause.REPLACED_SINCE)),
                        List.of(department(4, "X"), department(5, "X")),
                        List.of(new PutBack(department(2, "X"), department(2, "B")))));

        assertThat(muster.rows(DEPARTMENTS)).isEqualTo(before);
        assertThat(states()).isEqualTo(states);
        assertThat(database.unitOfWork().read(() -> datasets.version(List.of(DEPARTMENTS))))
                .isEqualTo(version);
    }

    @Test
    void undoesOnceAlsoWhenTwoTryAtOnce() {
        muster.insert(
                DEPARTMENTS,
                IntStream.range(1, 500).mapToObj("%s,A\n"::formatted).collect(Collectors.joining()));

        List<Future<Boolean>> attempts = IntStream.range(0, 3)
                .mapToObj(n -> elsewhere(() -> {
                    try {
                        return undo(3).removed() == 499;
                    } catch (Refusal refusal) {
                        assertThat(refusal.problem().type()).isEqualTo(ProblemType.CONFLICT);
                        return false;
                    }
                }))
                .toList();

        assertThat(attempts.stream().filter(OnEmptyDatabase::await)).hasSize(1);
        assertConsistent();
    }

    @Test
    void namesTheFirstOfManyThatItLeaves() {
        String lines =
                IntStream.rangeClosed(1, 250).mapToObj("%s,A\n"::formatted).collect(Collectors.joining());
        muster.insert(DEPARTMENTS, lines);
        muster.upsert(DEPARTMENTS, lines.replace("A", "B"));

        Undone undone = undo(3);

        assertThat(undone.removed()).isZero();
        assertThat(undone.leftCount()).isEqualTo(250);
        assertThat(undone.left()).hasSize(UndoRun.SHOWN);
    }

    @Test
    void showsTheFirstOfManyThatItTakesBack() {
        String lines =
                IntStream.rangeClosed(1, 250).mapToObj("%s,A\n"::formatted).collect(Collectors.joining());
        muster.insert(DEPARTMENTS, lines);
        muster.upsert(DEPARTMENTS, lines.replace("A", "B"));

        assertThat(undo(4).putBackRows())
                .containsExactlyElementsOf(LongStream.rangeClosed(1, UndoRun.SHOWN)
                        .mapToObj(key -> new PutBack(department(key, "B"), department(key, "A")))
                        .toList());
        assertThat(undo(3).removedRows())
                .containsExactlyElementsOf(LongStream.rangeClosed(1, UndoRun.SHOWN)
                        .mapToObj(key -> department(key, "A"))
                        .toList());
    }

    @Test
    void forgetsItAllWhenItIsRolledBack() {
        muster.insert(DEPARTMENTS, "1,A\n");
        undone(() -> undo(3));

        assertThat(runs.find(id(3)).orElseThrow().status()).isEqualTo(RunStatus.SUCCEEDED);
        assertThat(undo(3).removed()).isEqualTo(1);
    }

    @Test
    void keepsWhatARunReplacedLast() {
        Row row = department(1, "A");
        createRun(30, DEPARTMENTS);
        write(() -> datasets.keep(id(30), DEPARTMENTS, List.of(stored(row, FIRST_RUN))));
        write(() -> datasets.keep(id(30), DEPARTMENTS, List.of(stored(department(1, "B"), SECOND_RUN))));

        assertThat(Fixtures.kept(datasets, id(30), DEPARTMENTS, List.of(1L, 2L)))
                .containsOnlyKeys(1L)
                .containsValue(stored(department(1, "B"), SECOND_RUN));
        assertThat(Fixtures.kept(datasets, id(30), JOBS, List.of(1L))).isEmpty();
        assertThat(Fixtures.kept(datasets, FIRST_RUN, DEPARTMENTS, List.of(1L))).isEmpty();
    }

    @Test
    void keepsRowsOfEveryKindAsTheyAre() {
        createRun(30, DEPARTMENTS);
        for (Dataset dataset : catalog().all()) {
            List<StoredRow> rows = new ArrayList<>();
            for (Row row : Specimens.rows(catalog(), dataset)) {
                rows.add(new StoredRow(row, FIRST_RUN, rows.size() + 1L));
            }
            write(() -> datasets.keep(id(30), dataset, rows));

            List<Object> keys = rows.stream().map(row -> row.row().key(dataset)).toList();
            assertThat(Fixtures.kept(datasets, id(30), dataset, keys).values())
                    .containsExactlyInAnyOrderElementsOf(rows);
        }
    }

    @Test
    void undoesWhatHasMoreRowsThanAPage() {
        String lines =
                IntStream.rangeClosed(1, 20_500).mapToObj("%s,A\n"::formatted).collect(Collectors.joining());
        muster.insert(DEPARTMENTS, lines);
        muster.upsert(DEPARTMENTS, lines.replace("A", "B"));

        assertThat(undoRun.undo(id(4)).putBack()).isEqualTo(20_500);
        assertThat(undoRun.undo(id(3)).removed()).isEqualTo(20_500);
        assertThat(datasets.count(DEPARTMENTS)).isZero();
    }

    // --- rejections that the run closed or superseded

    /** Such as {@code 3:1 open}, oldest first; their number is that of the open ones that are counted. */
    private List<String> states() {
        List<String> states = Fixtures.all(rejections).stream()
                .map(rejection -> "%s:%s %s"
                        .formatted(
                                rejection.id().run().value(),
                                rejection.id().recordNumber(),
                                rejection.status().code()))
                .toList();
        assertThat(rejections.countOpen().values().stream()
                        .mapToLong(open -> open)
                        .sum())
                .isEqualTo(
                        states.stream().filter(state -> state.endsWith(" open")).count());
        return states;
    }

    private void replay(long run, long record) {
        new ReplayRejections(CATALOG, database, muster.objects, muster.decoder, muster.ingestRecords)
                .replay(new Rejection.Id(id(run), record), null)
                .load(RunListener.NONE);
    }

    @Test
    void opensAgainWhatTheRunSuperseded() {
        muster.insert(JOBS, "x,Cook\nx,Clerk\n");
        muster.insert(JOBS, "x,Cook\nx,Cook\n");
        assertThat(states()).containsExactly("3:1 superseded", "3:2 open", "4:1 open", "4:2 open");

        undo(4);
        assertThat(states()).containsExactly("3:1 open", "3:2 open", "4:1 discarded", "4:2 discarded");
        undo(3);
        assertThat(states()).containsExactly("3:1 discarded", "3:2 discarded", "4:1 discarded", "4:2 discarded");
    }

    @Test
    void leavesToALaterRunWhatThatRejectedToo() {
        muster.insert(JOBS, "x,Cook\n");
        muster.insert(JOBS, "x,Cook\n");
        muster.insert(JOBS, "x,Cook\n");

        undo(4);
        assertThat(states()).containsExactly("3:1 superseded", "4:1 superseded", "5:1 open");
        undo(5);
        assertThat(states()).containsExactly("3:1 open", "4:1 discarded", "5:1 discarded");
    }

    @Test
    void keepsWhatSomeoneDecidedAboutTheSameRecordSince() {
        muster.insert(JOBS, "x,Cook\n");
        muster.insert(JOBS, "x,Cook\n");
        write(() -> rejections.close("jobs", List.of(new Rejection.Id(id(4), 1)), Rejection.Status.DISCARDED, null));

        undo(4);
        assertThat(states()).containsExactly("3:1 discarded", "4:1 discarded");
    }

    @Test
    void opensAgainWhatAReplayLetIn() {
        muster.insert(HIRED_EMPLOYEES, "1,Ann,2021-05-30T05:43:46Z,13,3\n");
        muster.insert(DEPARTMENTS, "13,Legal\n");
        muster.insert(JOBS, "3,Cook\n");
        replay(3, 1);
        assertThat(states()).containsExactly("3:1 replayed");
        assertThat(muster.rows(HIRED_EMPLOYEES)).hasSize(1);

        undo(6);
        assertThat(states()).containsExactly("3:1 open");
        assertThat(muster.rows(HIRED_EMPLOYEES)).isEmpty();
        // It can be sent through again.
        replay(3, 1);
        assertThat(states()).containsExactly("3:1 replayed");
    }

    @Test
    void followsReplaysOfReplays() {
        muster.insert(JOBS, "x,Cook\n");
        replay(3, 1);
        replay(4, 1);
        assertThat(states()).containsExactly("3:1 replayed", "4:1 replayed", "5:1 open");

        undo(4);
        assertThat(states()).containsExactly("3:1 replayed", "4:1 replayed", "5:1 open");
        undo(5);
        assertThat(states()).containsExactly("3:1 open", "4:1 discarded", "5:1 discarded");
    }

    // --- rows of the largest size

    @Test
    void undoesWhatNoMemoryHolds() {
        insert(ContentDatasets.USERS, Fixtures.user(1));
        List<Row> before = posts("before");
        insert(ContentDatasets.POSTS, before.toArray(Row[]::new));
        muster.upsert(
                ContentDatasets.POSTS,
                posts("after").stream()
                        .map(row -> "%s,%s,%s,%s\n".formatted(row.get(0), row.get(1), row.get(2), row.get(3)))
                        .collect(Collectors.joining()));

        List<Integer> sizes = new ArrayList<>();
        database.unitOfWork().write(() -> {
            datasets.kept(
                    id(3),
                    ContentDatasets.POSTS,
                    LongStream.rangeClosed(1, 150)
                            .<Object>mapToObj(Long::valueOf)
                            .toList(),
                    kept -> sizes.add(kept.size()));
            return null;
        });
        assertThat(sizes).hasSizeGreaterThanOrEqualTo(2).allMatch(size -> size <= 81);
        assertThat(undo(3).putBack()).isEqualTo(150);
        assertThat(muster.values(ContentDatasets.POSTS)).isEqualTo(before);
    }

    /** A text has 53,000 bytes and a few. */
    private static List<Row> posts(String title) {
        return LongStream.rangeClosed(1, 150)
                .mapToObj(key -> Row.of(key, 1L, title, "x".repeat(53_000)))
                .toList();
    }

    @Test
    void undoesATransactionByItsText() {
        muster.insert(TRANSACTIONS, "x,1,USD,web,\n");
        assertThat(muster.values(TRANSACTIONS)).containsExactly(transaction("x", "1"));

        assertThat(undo(3).removed()).isEqualTo(1);
    }

    // --- random histories

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void staysConsistentWhateverIsDoneAndUndone(long seed) {
        Random random = new Random(seed);
        muster.insert(DEPARTMENTS, "1,A\n2,B\n");
        muster.insert(JOBS, "1,A\n2,B\n");
        Set<RunId> undone = new HashSet<>();
        for (int step = 0; step < 60; step++) {
            if (random.nextInt(3) == 0) {
                List<Run> all = runs.list(null, null, null, 1_000);
                Run run = all.get(random.nextInt(all.size()));
                boolean possible = run.status().ended() && undone.add(run.id());
                try {
                    undoRun.undo(run.id());
                    assertThat(possible).isTrue();
                } catch (Refusal refusal) {
                    assertThat(possible).isFalse();
                }
            } else {
                load(random);
            }
            assertConsistent();
        }
    }

    private void load(Random random) {
        Dataset dataset =
                List.of(DEPARTMENTS, JOBS, HIRED_EMPLOYEES, HIRED_EMPLOYEES).get(random.nextInt(4));
        String lines = IntStream.rangeClosed(0, random.nextInt(6))
                .mapToObj(n -> dataset == HIRED_EMPLOYEES
                        ? String.format(
                                Locale.ROOT,
                                "%s,E%s,202%s-%02d-28T23:59:59Z,%s,%s\n",
                                1 + random.nextInt(8),
                                random.nextInt(3),
                                random.nextInt(2),
                                1 + random.nextInt(12),
                                1 + random.nextInt(4),
                                1 + random.nextInt(4))
                        : "%s,%c\n".formatted(1 + random.nextInt(4), (char) ('A' + random.nextInt(3))))
                .collect(Collectors.joining());
        if (random.nextBoolean()) {
            muster.insert(dataset, lines);
        } else {
            muster.upsert(dataset, lines);
        }
    }

    /** Counts are those of the rows, and every row has what it refers to. */
    private void assertConsistent() {
        for (Dataset dataset : CATALOG.all()) {
            List<Row> rows = muster.values(dataset);
            assertThat(datasets.count(dataset)).as("rows of %s", dataset).isEqualTo(rows.size());
            for (int i = 0; i < dataset.fields().size(); i++) {
                Field field = dataset.fields().get(i);
                if (field.reference() != null) {
                    int index = i;
                    Dataset parent = CATALOG.parentOf(field);
                    Set<Object> referred =
                            rows.stream().map(row -> row.get(index)).collect(Collectors.toSet());
                    assertThat(datasets.present(parent, parent.keyIndex(), referred))
                            .isEqualTo(referred);
                }
            }
        }
        List<Row> employees = muster.values(HIRED_EMPLOYEES);
        for (int year : List.of(2020, 2021)) {
            List<Row> ofYear = employees.stream()
                    .filter(row -> ((Instant) row.get(2)).atZone(ZoneOffset.UTC).getYear() == year)
                    .toList();
            assertThat(hires.byDepartment(year))
                    .containsExactlyInAnyOrderElementsOf(muster.values(DEPARTMENTS).stream()
                            .map(row -> new ReportRow(
                                    List.of(row.get(0)),
                                    List.of(
                                            row.get(0),
                                            row.get(1),
                                            ofYear.stream()
                                                    .filter(hire -> row.get(0).equals(hire.get(3)))
                                                    .count())))
                            .toList());
            assertThat(hires.byQuarter(year).stream()
                            .flatMap(row -> IntStream.rangeClosed(1, 4)
                                    .mapToObj(quarter -> "%s %s %s %s"
                                            .formatted(
                                                    row.keys().get(0),
                                                    row.keys().get(1),
                                                    quarter,
                                                    row.values().get(1 + quarter))))
                            .filter(cell -> !cell.endsWith(" 0")))
                    .containsExactlyInAnyOrderElementsOf(ofYear.stream()
                            .collect(Collectors.groupingBy(UndoContract::cell, Collectors.counting()))
                            .entrySet()
                            .stream()
                            .map(entry -> entry.getKey() + " " + entry.getValue())
                            .toList());
        }
    }

    /** Department, job and quarter of a hire. */
    private static String cell(Row hire) {
        int month = ((Instant) hire.get(2)).atZone(ZoneOffset.UTC).getMonthValue();
        return "%s %s %s".formatted(hire.get(3), hire.get(4), (month - 1) / 3 + 1);
    }
}
