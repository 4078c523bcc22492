package dev.muster.domain.run;

import static dev.muster.domain.hiring.HiringDatasets.JOBS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class RunTest {
    private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");
    private static final Instant END = START.plusSeconds(3);
    private static final Source SOURCE = new Source(Source.Kind.UPLOAD, "jobs.csv", "ab12", 900);
    private static final Problem PROBLEM = new Problem(ProblemType.MALFORMED_CSV, "A quote never closes.");
    private static final LoadOptions OPTIONS =
            LoadOptions.of(LoadOptions.Format.NDJSON).landedAt("raw/7");
    private static final Run STARTED = Run.started(new RunId(7), JOBS, Mode.INSERT, OPTIONS, SOURCE, START);

    @Test
    void startsWithNothing() {
        assertThat(STARTED).isEqualTo(run(RunStatus.RUNNING, Counts.ZERO, Map.of(), Checkpoint.START, 0, null, null));
    }

    @Test
    void addsUpItsBatches() {
        Run run = STARTED.advanced(
                        Counts.of(3, 0, 1, 2), Map.of("required", 2L, "pattern", 1L), new Checkpoint(6, 8, 120, 1), 100)
                .advanced(
                        Counts.of(1, 0, 0, 2),
                        Map.of("required", 1L, "too-long", 1L),
                        new Checkpoint(9, 11, 200, 1),
                        170);

        assertThat(run)
                .isEqualTo(run(
                        RunStatus.RUNNING,
                        new Counts(9, 4, 0, 1, 4),
                        Map.of("required", 3L, "pattern", 1L, "too-long", 1L),
                        new Checkpoint(9, 11, 200, 1),
                        170,
                        null,
                        null));
        assertThat(run.rejectionsByCode().keySet()).containsExactly("pattern", "required", "too-long");
    }

    static Stream<Arguments> ends() {
        return Stream.of(
                end(RunStatus.SUCCEEDED, null, run -> run.succeeded(END)),
                end(RunStatus.FAILED, PROBLEM, run -> run.failed(END, PROBLEM)),
                end(RunStatus.CANCELLED, null, run -> run.cancelled(END)));
    }

    private static Arguments end(RunStatus status, @Nullable Problem error, UnaryOperator<Run> transition) {
        return Arguments.of(status, error, transition);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ends")
    void keepsWhatWasCommittedWhenItEnds(RunStatus status, @Nullable Problem error, UnaryOperator<Run> transition) {
        Checkpoint checkpoint = new Checkpoint(2, 3, 40, 0);
        Run advanced = STARTED.advanced(Counts.of(1, 0, 0, 1), Map.of("required", 1L), checkpoint, 40);

        assertThat(transition.apply(advanced))
                .isEqualTo(run(status, Counts.of(1, 0, 0, 1), Map.of("required", 1L), checkpoint, 40, END, error));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ends")
    void isUnderWayWithAnEmptyLedgerWithoutRecords(
            RunStatus status, @Nullable Problem error, UnaryOperator<Run> transition) {
        Checkpoint checkpoint = new Checkpoint(2, 3, 40, 0);
        Run ended = transition.apply(STARTED.advanced(Counts.of(1, 0, 0, 1), Map.of("required", 1L), checkpoint, 40));

        assertThat(ended.withoutRecords())
                .isEqualTo(run(RunStatus.RUNNING, Counts.ZERO, Map.of("required", 1L), checkpoint, 40, null, null));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ends")
    void endsOnce(RunStatus status, @Nullable Problem error, UnaryOperator<Run> transition) {
        Run ended = transition.apply(STARTED);

        assertThat(ends().map(end -> end.get()[2])).allSatisfy(again -> {
            @SuppressWarnings("unchecked")
            UnaryOperator<Run> second = (UnaryOperator<Run>) again;
            assertThatThrownBy(() -> second.apply(ended))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("run 0000000000007 is %s already", status.code());
        });
    }

    @ParameterizedTest
    @EnumSource
    void isFinishedExactlyIfItEnded(RunStatus status) {
        Instant wrong = status.ended() ? null : END;

        assertThatThrownBy(() -> run(status, Counts.ZERO, Map.of(), Checkpoint.START, 0, wrong, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("run 0000000000007 is %s but finished at %s", status.code(), wrong);
    }

    @Test
    void statesModesAndSourcesHaveTheNamesThatProgramsRelyOn() {
        assertThat(Arrays.stream(RunStatus.values()).map(RunStatus::code))
                .containsExactly("queued", "running", "succeeded", "failed", "cancelled", "undone");
        assertThat(Arrays.stream(RunStatus.values()).filter(RunStatus::ended))
                .containsExactly(RunStatus.SUCCEEDED, RunStatus.FAILED, RunStatus.CANCELLED, RunStatus.UNDONE);
        assertThat(Arrays.stream(Mode.values()).map(Mode::code)).containsExactly("insert", "upsert");
        assertThat(Arrays.stream(Source.Kind.values()).map(Source.Kind::code))
                .containsExactly("upload", "inbox", "s3", "kafka", "api", "replay", "backup");
    }

    private static Run run(
            RunStatus status,
            Counts counts,
            Map<String, Long> rejectionsByCode,
            Checkpoint checkpoint,
            long bytesRead,
            @Nullable Instant finishedAt,
            @Nullable Problem error) {
        return new Run(
                new RunId(7),
                "jobs",
                JOBS.fingerprint(),
                Mode.INSERT,
                OPTIONS,
                status,
                SOURCE,
                null,
                counts,
                rejectionsByCode,
                checkpoint,
                bytesRead,
                START,
                finishedAt,
                error);
    }
}
