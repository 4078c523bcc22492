package dev.muster.application.rejections;

import static dev.muster.application.fixtures.Fixtures.CATALOG;
import static dev.muster.application.fixtures.Fixtures.DEPARTMENTS;
import static dev.muster.application.fixtures.Fixtures.HIRED_EMPLOYEES;
import static dev.muster.application.fixtures.Fixtures.JOBS;
import static dev.muster.application.fixtures.Fixtures.hiredEmployee;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.muster.application.Refusal;
import dev.muster.application.arguments.PageRequest;
import dev.muster.application.fixtures.Installation;
import dev.muster.application.ingest.Ingested;
import dev.muster.application.ingest.Ingestion;
import dev.muster.application.port.DataVersion;
import dev.muster.application.port.RejectionStore.Filter;
import dev.muster.application.port.RunListener;
import dev.muster.application.port.StoredRow;
import dev.muster.application.runs.TraceRecord;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Row;
import dev.muster.domain.intake.Reason;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.Counts;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.Mode;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.RunId;
import dev.muster.domain.run.RunStatus;
import dev.muster.domain.run.Source;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReplayRejectionsTest {
    private final Installation muster = Installation.inMemory();
    private final ReplayRejections replayRejections =
            new ReplayRejections(CATALOG, muster.database, muster.objects, muster.decoder, muster.ingestRecords);

    @BeforeEach
    void loadParents() {
        muster.insert(DEPARTMENTS, "7,Research\n");
        muster.insert(JOBS, "3,Recruiter\n");
    }

    private static Ingested load(Ingestion ingestion) {
        return ingestion.load(RunListener.NONE);
    }

    private static Rejection.Id id(long run, long record) {
        return new Rejection.Id(new RunId(run), record);
    }

    /** Such as {@code 3:2 open 2,…}, oldest first. */
    private List<String> rejections() {
        return muster.database.rejections().listOldestFirst(Filter.ALL, null, 100_000).items().stream()
                .map(ReplayRejectionsTest::shown)
                .toList();
    }

    private static String shown(Rejection rejection) {
        Rejection.Id of = rejection.replayOf();
        return "%s:%s %s%s %s"
                .formatted(
                        rejection.id().run().value(),
                        rejection.id().recordNumber(),
                        rejection.status().code(),
                        of == null ? "" : " of %s:%s".formatted(of.run().value(), of.recordNumber()),
                        new String(rejection.raw(), StandardCharsets.UTF_8));
    }

    private static void assertRefused(ProblemType type, ThrowingCallable work) {
        assertThatThrownBy(work)
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.problem().type()).isEqualTo(type));
    }

    private DataVersion version(Dataset dataset) {
        return muster.database
                .unitOfWork()
                .read(() -> muster.database.datasets().version(List.of(dataset)));
    }

    @Test
    void letsInWhatOnlyWaitedForADepartment() {
        muster.insert(HIRED_EMPLOYEES, """
                1,Ann,2021-05-30T05:43:46Z,13,3
                2,Bo,2021-05-30T05:43:46Z,7,3
                3,,2021-05-30T05:43:46Z,7,3
                4,Dee,2021-05-30T05:43:46Z,13,3
                """);
        muster.insert(DEPARTMENTS, "13,Legal\n");
        DataVersion before = version(HIRED_EMPLOYEES);

        Ingested replay =
                load(replayRejections.replay(new Filter(null, "hired_employees", "unknown-reference", null), null));

        assertThat(replay.run().source().kind()).isEqualTo(Source.Kind.REPLAY);
        assertThat(replay.run().status()).isEqualTo(RunStatus.SUCCEEDED);
        assertThat(replay.run().counts()).isEqualTo(Counts.of(2, 0, 0, 0));
        assertThat(muster.values(HIRED_EMPLOYEES)).extracting(row -> row.get(0)).containsExactly(1L, 2L, 4L);
        assertThat(rejections())
                .containsExactly(
                        "3:1 replayed 1,Ann,2021-05-30T05:43:46Z,13,3",
                        "3:3 open 3,,2021-05-30T05:43:46Z,7,3",
                        "3:4 replayed 4,Dee,2021-05-30T05:43:46Z,13,3");
        assertThat(version(HIRED_EMPLOYEES).number()).isGreaterThan(before.number());
    }

    @Test
    void keepsWhatFailsAgainAsANewRejection() {
        muster.insert(JOBS, "x,Cook\n4,\n");

        Ingested first = load(replayRejections.replay(id(3, 1), null));
        Ingested all = load(replayRejections.replay(new Filter(null, null, null, null), null));

        assertThat(first.run().counts()).isEqualTo(Counts.of(0, 0, 0, 1));
        assertThat(first.rejections()).hasSize(1);
        assertThat(all.run().counts()).isEqualTo(Counts.of(0, 0, 0, 2));
        assertThat(rejections())
                .containsExactly(
                        "3:1 replayed x,Cook",
                        "3:2 replayed 4,",
                        "4:1 replayed of 3:1 x,Cook",
                        "5:1 open of 3:2 4,",
                        "5:2 open of 4:1 x,Cook");
        assertThat(muster.database.rejections().find(id(5, 2)).orElseThrow().line())
                .isEqualTo(1);
    }

    @Test
    void leadsFromARowThatWasReplayedTwiceToTheRecordAsItWasReceivedFirst() {
        muster.insert(HIRED_EMPLOYEES, "bad\n\n1, Ann,2021-05-30T05:43:46Z,13,3\n");
        load(replayRejections.replay(id(3, 2), null));
        muster.insert(DEPARTMENTS, "13,Legal\n");
        Ingested second = load(replayRejections.replay(id(4, 1), null));

        StoredRow stored = muster.rows(HIRED_EMPLOYEES).getFirst();
        assertThat(stored.row()).isEqualTo(named(hiredEmployee(1, "2021-05-30T05:43:46Z", 13, 3), "Ann"));
        TraceRecord.Lineage lineage = new TraceRecord(CATALOG, muster.database, muster.objects, muster.decoder)
                .trace(HIRED_EMPLOYEES, 1L)
                .orElseThrow();
        assertThat(lineage.run()).isEqualTo(second.run());
        assertThat(lineage.recordNumber()).isEqualTo(1);
        assertThat(lineage.line()).isEqualTo(3);
        assertThat(lineage.raw()).asString().isEqualTo("1, Ann,2021-05-30T05:43:46Z,13,3");
    }

    private static Row named(Row employee, String name) {
        return Row.of(employee.get(0), name, employee.get(2), employee.get(3), employee.get(4));
    }

    @Test
    void refusesToDoAnythingTwice() {
        muster.insert(JOBS, "x,Cook\ny,Clerk\n");
        load(replayRejections.replay(id(3, 1), null));

        assertRefused(ProblemType.CONFLICT, () -> replayRejections.replay(id(3, 1), null));
        assertRefused(ProblemType.CONFLICT, () -> replayRejections.replay(id(3, 1), Installation.bytes("{}"), null));
        assertRefused(
                ProblemType.CONFLICT,
                () -> new DiscardRejections(CATALOG, muster.database, muster.clock).discard(id(3, 1), null));
        assertRefused(ProblemType.NOT_FOUND, () -> replayRejections.replay(id(3, 9), null));
        assertRefused(
                ProblemType.NOT_FOUND,
                () -> replayRejections.replay(new Filter(new RunId(99), null, null, null), null));
        assertRefused(
                ProblemType.CONFLICT, () -> replayRejections.replay(new Filter(null, "departments", null, null), null));
        assertRefused(
                ProblemType.MALFORMED_JSON, () -> replayRejections.replay(id(3, 2), Installation.bytes(" []"), null));
    }

    @Test
    void twoReplaysAtOnceShareWhatThereIs() {
        muster.insert(JOBS, "x,Cook\ny,Clerk\nz,Chef\n");
        Ingestion one = replayRejections.replay(id(3, 1), null);
        Ingestion two = replayRejections.replay(id(3, 1), null);
        Ingestion all = replayRejections.replay(new Filter(null, "jobs", null, null), null);
        Ingested done = load(one);
        Ingested late = load(two);
        Ingested rest = load(all);

        assertThat(done.run().counts()).isEqualTo(Counts.of(0, 0, 0, 1));
        assertThat(late.run().counts()).isEqualTo(Counts.ZERO);
        assertThat(late.run().status()).isEqualTo(RunStatus.FAILED);
        assertThat(late.run().error())
                .isNotNull()
                .satisfies(error -> assertThat(error.type()).isEqualTo(ProblemType.CONFLICT));
        assertThat(rest.run().counts()).isEqualTo(Counts.of(0, 0, 0, 2));
        assertThat(rejections())
                .containsExactly(
                        "3:1 replayed x,Cook",
                        "3:2 replayed y,Clerk",
                        "3:3 replayed z,Chef",
                        "4:1 open of 3:1 x,Cook",
                        "6:2 open of 3:2 y,Clerk",
                        "6:3 open of 3:3 z,Chef");
    }

    @Test
    void namesTheDatasetsIfThereAreSeveral() {
        muster.insert(JOBS, "x,Cook\n");
        muster.insert(DEPARTMENTS, "x,Legal\n");

        assertThatThrownBy(() -> replayRejections.replay(Filter.ALL, null))
                .isInstanceOfSatisfying(Refusal.class, refusal -> {
                    assertThat(refusal.problem().type()).isEqualTo(ProblemType.BAD_PARAMETER);
                    assertThat(refusal.problem().extensions()).containsEntry("allowed", List.of("departments", "jobs"));
                });
        assertThat(load(replayRejections.replay(new Filter(new RunId(4), null, null, null), null))
                        .run()
                        .dataset())
                .isEqualTo("departments");
    }

    @Test
    void replaysInTheModeOfTheRunThatRejected() {
        muster.insert(HIRED_EMPLOYEES, "1,Ann,2021-05-30T05:43:46Z,7,3\n2,Ann,2021-05-30T05:43:46Z,7,3\n");
        muster.upsert(HIRED_EMPLOYEES, "1,Ann,2021-05-30T05:43:46Z,13,3\n");
        muster.insert(HIRED_EMPLOYEES, "2,Bo,2021-05-30T05:43:46Z,7,3\n");
        muster.insert(DEPARTMENTS, "13,Legal\n");

        assertThat(load(replayRejections.replay(id(4, 1), null)).run().counts()).isEqualTo(Counts.of(0, 1, 0, 0));
        assertThat(load(replayRejections.replay(id(5, 1), null)).run().counts()).isEqualTo(Counts.of(0, 0, 0, 1));
        assertThat(load(replayRejections.replay(id(8, 1), Mode.UPSERT)).run().counts())
                .isEqualTo(Counts.of(0, 1, 0, 0));
    }

    @Test
    void takesACorrectedRecordInPlaceOfTheRejectedOne() {
        muster.insert(JOBS, "x,Cook\ny,Clerk\n");

        // The decoder of this test reads no JSON: what counts is where the record goes, and what it closes.
        Ingested wrong = load(replayRejections.replay(id(3, 1), Installation.bytes("{,Cook"), null));

        assertThat(wrong.run().source())
                .satisfies(source -> assertThat(source.kind()).isEqualTo(Source.Kind.REPLAY))
                .satisfies(source -> assertThat(source.name()).isEqualTo(id(3, 1).toString()));
        assertThat(rejections()).containsExactly("3:1 replayed x,Cook", "3:2 open y,Clerk", "4:1 open of 3:1 {,Cook");
    }

    @Test
    void readsWhatTheRejectionKeepsWhereTheInputIsGone() {
        insertManyAndLoseThem("4,Cook\n");

        Ingested replay = load(replayRejections.replay(id(3, 2), null));
        Ingested again = load(replayRejections.replay(id(4, 1), null));

        assertThat(replay.run().counts()).isEqualTo(Counts.of(0, 0, 0, 1));
        assertThat(again.rejections())
                .extracting(ReplayRejectionsTest::shown, Rejection::line)
                .containsExactly(tuple(String.format(Locale.ROOT, "5:1 open of 4:1 x,%060d", 0), 2L));
    }

    private void insertManyAndLoseThem(String first) {
        String many = IntStream.range(0, 20_000)
                .mapToObj(n -> String.format(Locale.ROOT, "x,%060d\n", n))
                .collect(Collectors.joining());
        muster.load(JOBS, Mode.INSERT, batches(1_000), Installation.bytes(first + many));
        muster.objects.list("raw/").forEach(object -> muster.objects.delete(object.key()));
    }

    @Test
    void leavesWhatCannotBeReadAgainAsItIs() {
        // There is a line more than there are records: it may be a header that tells which value is which.
        insertManyAndLoseThem("\n4,Cook\n");

        Ingested replay = load(replayRejections.replay(id(3, 2), null));

        assertThat(replay.run().status()).isEqualTo(RunStatus.FAILED);
        assertThat(muster.database.rejections().find(id(3, 2)).orElseThrow().status())
                .isEqualTo(Rejection.Status.OPEN);
    }

    @Test
    void replaysThousandsThatAreAllRejectedAgain() {
        String many =
                IntStream.range(0, 3_000).mapToObj("x,Job %s\n"::formatted).collect(Collectors.joining());
        muster.load(JOBS, Mode.INSERT, batches(7), Installation.bytes("4,Cook\n" + many));

        Ingested replay = load(replayRejections.replay(new Filter(new RunId(3), null, null, null), null));

        assertThat(replay.run().status()).isEqualTo(RunStatus.SUCCEEDED);
        assertThat(replay.run().counts()).isEqualTo(Counts.of(0, 0, 0, 3_000));
        assertThat(muster.database.rejections().countOpen()).containsEntry("jobs", 3_000L);
    }

    private static LoadOptions batches(int size) {
        LoadOptions plain = LoadOptions.of(LoadOptions.Format.CSV);
        return new LoadOptions(
                plain.format(), null, null, plain.charset(), false, false, size, plain.maxRejections(), null);
    }

    @Test
    void discardsOnce() {
        muster.insert(JOBS, "x,Cook\n");
        DataVersion before = version(JOBS);
        DiscardRejections discardRejections = new DiscardRejections(CATALOG, muster.database, muster.clock);

        assertThat(discardRejections.discard(id(3, 1), " twice in the file "))
                .extracting(Rejection::status, Rejection::discardReason)
                .containsExactly(Rejection.Status.DISCARDED, "twice in the file");
        assertThat(version(JOBS).number()).isGreaterThan(before.number());
        assertRefused(ProblemType.CONFLICT, () -> discardRejections.discard(id(3, 1), null));
        assertRefused(ProblemType.NOT_FOUND, () -> discardRejections.discard(id(3, 2), null));
        assertRefused(ProblemType.BAD_PARAMETER, () -> discardRejections.discard(id(3, 1), "a\u0000b"));
        assertRefused(ProblemType.BAD_PARAMETER, () -> discardRejections.discard(id(3, 1), "x".repeat(256)));
    }

    @Test
    void putsGivenValuesInTheirPlaces() {
        muster.insert(HIRED_EMPLOYEES, """
                1,Ann,2021-05-30T05:43:46Z,Sales,3
                2,Bo,2021-05-30T05:43:46Z,Sales,Chef
                3,Cy,2021-05-30T05:43:46Z,Legal,3
                4,,2021-05-30T05:43:46Z,7,3
                """);

        assertThat(give("not-integer", "department_id", "Sales", "7")).isEqualTo(Counts.of(1, 0, 0, 1));
        assertThat(give("not-integer", "job_id", "Chef", "3")).isEqualTo(Counts.of(1, 0, 0, 0));
        assertThat(give("required", "name", "", "Dee")).isEqualTo(Counts.of(1, 0, 0, 0));

        assertThat(muster.values(HIRED_EMPLOYEES))
                .extracting(row -> row.get(0), row -> row.get(1), row -> row.get(3), row -> row.get(4))
                .containsExactly(tuple(1L, "Ann", 7L, 3L), tuple(2L, "Bo", 7L, 3L), tuple(4L, "Dee", 7L, 3L));
        assertThat(rejections())
                .containsExactly(
                        "3:1 replayed 1,Ann,2021-05-30T05:43:46Z,Sales,3",
                        "3:2 replayed 2,Bo,2021-05-30T05:43:46Z,Sales,Chef",
                        "3:3 open 3,Cy,2021-05-30T05:43:46Z,Legal,3",
                        "3:4 replayed 4,,2021-05-30T05:43:46Z,7,3",
                        "4:2 replayed of 3:2 2,Bo,2021-05-30T05:43:46Z,Sales,Chef");
        assertThat(muster.database.rejections().find(id(4, 2)).orElseThrow().reasons())
                .extracting(Reason::field)
                .containsExactly("job_id");
    }

    private Counts give(String code, String field, String value, String to) {
        return load(replayRejections.replay(
                        new Filter(null, "hired_employees", code, field, value, null),
                        null,
                        Map.of(field, Map.of(value, to))))
                .run()
                .counts();
    }

    @Test
    void knowsGivenValuesWhereTheInputIsGone() {
        insertManyAndLoseThem("4,Cook\ny,Clerk\n");
        Filter one = new Filter(null, "jobs", null, "id", "y", null);

        load(replayRejections.replay(one, null, Map.of("job", Map.of("Clerk", "Porter"))));
        load(replayRejections.replay(one, null, Map.of("id", Map.of("y", "5"))));

        assertThat(muster.values(JOBS)).contains(Row.of(5L, "Porter"));
    }

    @Test
    void suggestsWhatToDoAboutAGroup() {
        muster.insert(HIRED_EMPLOYEES, "1,Ann,2021-05-30T05:43:46Z,13,3\n2,,2021-05-30T05:43:46Z,7,3\n");
        GroupRejections groupRejections = new GroupRejections(CATALOG, muster.database, muster.clock);

        assertThat(groupRejections.groups(null, new PageRequest<>(10, null)).items())
                .extracting(remedied -> remedied.group().field(), GroupRejections.Remedied::remedy)
                .containsExactly(
                        tuple("name", "Give the value."), tuple("department_id", "load department 13, then replay"));

        muster.insert(DEPARTMENTS, "13,Legal\n");
        assertThat(groupRejections
                        .groups("hired_employees", new PageRequest<>(10, 1L))
                        .items())
                .extracting(GroupRejections.Remedied::remedy)
                .containsExactly("department 13 is there now: replay");
    }
}
