package dev.muster.application.ingest;

import static dev.muster.application.fixtures.Fixtures.DEPARTMENTS;
import static dev.muster.application.fixtures.Fixtures.NOW;
import static dev.muster.application.fixtures.Fixtures.department;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.application.Refusal;
import dev.muster.application.fixtures.Installation;
import dev.muster.application.memory.InMemoryRecordSource;
import dev.muster.application.port.IdempotencyKeys.Answer;
import dev.muster.application.port.RunListener;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.Mode;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.Source;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoadFromSourceTest {
    private static final RequestKey KEY = new RequestKey("k", "POST /api/v1/runs {source=inbox:a.csv}", false);

    private final Installation muster = Installation.inMemory();
    private final InMemoryRecordSource inbox =
            new InMemoryRecordSource(NOW).with("a.csv", "1,A\n").changing("growing.csv", "1,A\n");
    private final LoadFromSource loadFromSource = new LoadFromSource(muster.landOnce, List.of(inbox));

    private KeyedIngestion land(String place, boolean dryRun, @Nullable RequestKey key) {
        LoadRequest request = new LoadRequest(DEPARTMENTS, Mode.INSERT, LoadOptions.of(LoadOptions.Format.CSV), dryRun);
        return loadFromSource.land(() -> request, loadFromSource.place(place), key, Allowance.UNLIMITED);
    }

    private static Ingestion first(KeyedIngestion landed) {
        assertThat(landed).isInstanceOf(KeyedIngestion.First.class);
        return ((KeyedIngestion.First) landed).ingestion();
    }

    private static void assertRefused(Problem problem, ThrowingCallable work) {
        assertThatThrownBy(work)
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.problem()).isEqualTo(problem));
    }

    private List<Run> runs() {
        return muster.database.runs().list(null, null, null, 10);
    }

    @Test
    void loadsAFile() {
        Run run = first(land("inbox:a.csv", false, null)).load(RunListener.NONE).run();

        assertThat(run.source())
                .isEqualTo(new Source(
                        Source.Kind.INBOX, "a.csv", IngestRecordsTest.sha256(Installation.bytes("1,A\n")), 4L));
        assertThat(muster.values(DEPARTMENTS)).containsExactly(department(1, "A"));
        assertThat(runs()).containsExactly(run);
    }

    @Test
    void recordsTheWholeAddressOfWhatLiesInABucket() {
        LoadFromSource buckets = new LoadFromSource(
                muster.landOnce,
                List.of(
                        inbox,
                        InMemoryRecordSource.bucket("s3://b/", NOW).with("x/a.csv", "2,B\n"),
                        InMemoryRecordSource.bucket("s3://bucket/in/", NOW).with("x/a.csv", "1,A\n")));
        LoadRequest request = new LoadRequest(DEPARTMENTS, Mode.INSERT, LoadOptions.of(LoadOptions.Format.CSV), false);
        Run run = first(buckets.land(() -> request, buckets.place("s3://bucket/in/x/a.csv"), null, Allowance.UNLIMITED))
                .load(RunListener.NONE)
                .run();

        assertThat(run.source())
                .isEqualTo(new Source(
                        Source.Kind.S3,
                        "s3://bucket/in/x/a.csv",
                        IngestRecordsTest.sha256(Installation.bytes("1,A\n")),
                        4L));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', textBlock = """
            inbox:../a.csv, PATH_NOT_ALLOWED, 'inbox:../a.csv' may not be read
            s3://b/a.csv,   PATH_NOT_ALLOWED, 's3://b/a.csv' may not be read
            a.csv,          PATH_NOT_ALLOWED, 'a.csv' may not be read
            inbox:b.csv,    NOT_FOUND,        there is no file 'inbox:b.csv'
            """)
    void refusesWhatItMayNotReadBeforeItAsksWhatToDoWithIt(String place, ProblemType type, String detail) {
        assertRefused(
                new Problem(type, detail).with("field", "source"),
                () -> loadFromSource.land(
                        () -> {
                            throw new IllegalStateException("asked for too early");
                        },
                        loadFromSource.place(place),
                        null,
                        Allowance.UNLIMITED));
        assertThat(runs()).isEmpty();
    }

    @Test
    void keepsNothingOfAFileThatChangesWhileItIsRead() {
        assertRefused(
                new Problem(
                        ProblemType.SOURCE_CHANGED,
                        "inbox:growing.csv changed while it was read; nothing of it is kept"),
                () -> land("inbox:growing.csv", false, KEY));
        assertThat(runs()).isEmpty();
    }

    @Test
    void answersARequestThatComesAgainAsTheFirstTimeWhateverBecameOfTheFile() {
        Run run = first(land("inbox:a.csv", false, KEY)).load(RunListener.NONE).run();
        Answer answer = new Answer(200, Installation.bytes("the answer"));
        muster.landOnce.answered(KEY, run.id(), answer);
        inbox.remove("a.csv");

        assertThat(land("inbox:a.csv", false, KEY)).isInstanceOfSatisfying(KeyedIngestion.Again.class, again -> {
            assertThat(again.run()).isEqualTo(run);
            assertThat(again.answer())
                    .hasValueSatisfying(given -> assertThat(given.body()).isEqualTo(answer.body()));
        });
        assertRefused(
                new Problem(
                        ProblemType.IDEMPOTENCY_MISMATCH,
                        "the idempotency key was used in the last 24 hours with another path, query or body"),
                () -> land("inbox:b.csv", false, new RequestKey("k", "POST /api/v1/runs {source=inbox:b.csv}", false)));
        assertThat(runs()).containsExactly(run);
    }

    @Test
    void rehearsesWithoutATrace() {
        Run rehearsed =
                first(land("inbox:a.csv", true, null)).load(RunListener.NONE).run();

        assertThat(rehearsed.counts().inserted()).isEqualTo(1);
        assertThat(muster.values(DEPARTMENTS)).isEmpty();
        assertThat(runs()).isEmpty();
    }
}
