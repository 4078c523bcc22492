package dev.muster.application.contract;

import static dev.muster.application.fixtures.Fixtures.DEPARTMENTS;
import static dev.muster.application.fixtures.Fixtures.HIRED_EMPLOYEES;
import static dev.muster.application.fixtures.Fixtures.JOBS;
import static dev.muster.application.fixtures.Fixtures.NOW;
import static dev.muster.application.fixtures.Fixtures.anyDepartment;
import static dev.muster.application.fixtures.Fixtures.anyOptions;
import static dev.muster.application.fixtures.Fixtures.anySource;
import static dev.muster.application.fixtures.Fixtures.run;
import static dev.muster.application.fixtures.Fixtures.stored;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.muster.application.fixtures.Fixtures;
import dev.muster.application.port.Claim;
import dev.muster.application.port.PortException;
import dev.muster.application.port.RunBatch;
import dev.muster.application.port.RunStore;
import dev.muster.application.port.RunStore.Holder;
import dev.muster.application.port.RunStore.LedgerTotal;
import dev.muster.application.port.RunStore.Unfinished;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Mapping;
import dev.muster.domain.dataset.Mapping.Column;
import dev.muster.domain.intake.Provenance;
import dev.muster.domain.run.Checkpoint;
import dev.muster.domain.run.Counts;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.LoadOptions.Delimiter;
import dev.muster.domain.run.LoadOptions.Format;
import dev.muster.domain.run.Mode;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import dev.muster.domain.run.RunStatus;
import dev.muster.domain.run.Source;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@link RunStore} promises. Times of runs are whole milliseconds. */
public abstract class RunStoreContract extends OnEmptyDatabase {
    private static final RunId NO_RUN = new RunId(404);

    private static final Counts SOME_COUNTS = Counts.of(4, 3, 2, 1);

    // --- create, find, options, save

    @Test
    void givesANewRunBackAsItIs() {
        Run longest = Run.started(
                new RunId(Long.MAX_VALUE),
                HIRED_EMPLOYEES,
                Mode.UPSERT,
                anyOptions(),
                new Source(
                        Source.Kind.S3,
                        "s3://a b/\u00e4'\"\\%_\ud83d\ude00.csv.gz",
                        "0123456789abcdef".repeat(4),
                        Long.MAX_VALUE),
                Instant.parse("9999-12-31T23:59:59.999Z"));
        Run shortest = Run.started(
                new RunId(3),
                JOBS,
                Mode.INSERT,
                anyOptions(),
                new Source(Source.Kind.KAFKA, null, null, 0),
                Instant.EPOCH);
        createRun(longest);
        createRun(shortest);

        assertThat(runs.find(longest.id())).contains(longest);
        assertThat(runs.find(shortest.id())).contains(shortest);
        assertThat(runs.find(NO_RUN)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void givesEveryKindOfSourceBack(Source.Kind kind) {
        Run run = Run.started(new RunId(3), JOBS, Mode.INSERT, anyOptions(), new Source(kind, "name", null, 1), NOW);
        createRun(run);

        assertThat(runs.find(run.id())).contains(run);
    }

    @Test
    void givesTheOptionsOfARunBack() {
        List<LoadOptions> all = List.of(
                LoadOptions.of(Format.NDJSON),
                new LoadOptions(Format.CSV, true, Delimiter.TAB, "windows-1252", true, true, 1_000, 0, "raw/a/b.csv"),
                new LoadOptions(Format.CSV, false, Delimiter.COMMA, "utf-16", false, false, 1, Long.MAX_VALUE, null),
                new LoadOptions(Format.JSON, null, Delimiter.SEMICOLON, "utf-8", true, false, 0, 7, null),
                new LoadOptions(Format.JSON, null, Delimiter.PIPE, "utf-8", false, true, 7, 7, "raw/x"),
                new LoadOptions(
                        Format.CSV,
                        null,
                        null,
                        3,
                        List.of("NULL", "\\N"),
                        null,
                        "utf-8",
                        false,
                        false,
                        0,
                        7,
                        null,
                        null),
                LoadOptions.of(Format.CSV)
                        .mappedBy(new Mapping(
                                "hr",
                                Map.of("id", new Column.Position(2), "job", new Column.Named("Stelle")),
                                Map.of("job", Map.of("\u00e4", "\"", "", "x"), "id", Map.of()))),
                new LoadOptions(
                        Format.XLSX, null, null, 0, List.of(), null, "utf-8", false, false, 0, 7, "raw/x", "Hires"));
        for (int i = 0; i < all.size(); i++) {
            Run run = Run.started(new RunId(10 + i), JOBS, Mode.INSERT, all.get(i), anySource(), NOW);
            Claim claim = database.unitOfWork().write(() -> runs.create(run));
            write(() -> runs.save(claim, run.succeeded(NOW)));

            assertThat(runs.find(run.id())).contains(run.succeeded(NOW));
        }
    }

    @Test
    void givesARunFromBeforeFingerprintsBack() {
        Run run = run(3, JOBS);
        Run older = new Run(
                run.id(),
                run.dataset(),
                null,
                run.mode(),
                run.options(),
                run.status(),
                run.source(),
                run.actor(),
                run.counts(),
                run.rejectionsByCode(),
                run.checkpoint(),
                run.bytesRead(),
                run.startedAt(),
                null,
                null);
        createRun(older);

        assertThat(runs.find(older.id())).contains(older);
    }

    @ParameterizedTest
    @EnumSource
    void storesTheStateOfARunThatStandsAnywhere(RunStatus status) {
        Claim claim = createRun(run(3, JOBS).by("key:3f9a"));
        Run now = new Run(
                new RunId(3),
                JOBS.name(),
                JOBS.fingerprint(),
                Mode.INSERT,
                anyOptions(),
                status,
                run(3, JOBS).source(),
                "key:3f9a",
                SOME_COUNTS,
                Map.of("required", 1L, "too-long", 1L, "unknown-reference", 2_000_000_000_000L),
                new Checkpoint(10, 12, 3_000_000_000L, 1),
                4_000_000_000L,
                run(3, JOBS).startedAt(),
                status.ended() ? NOW.plusSeconds(9) : null,
                null);
        write(() -> runs.save(claim, now));

        assertThat(runs.find(now.id())).contains(now);
    }

    @Test
    void storesTheErrorOfARun() {
        Claim claim = createRun(3, JOBS);
        Problem problem = new Problem(
                        ProblemType.MALFORMED_CSV, "a quote \" opened on line 3 \u00e4\ud83d\ude00\n is not closed")
                .with("line", 3L)
                .with("allowed", List.of("a", "b", 2021, 5_000_000_000L, 0.5, List.of(), Map.of()))
                .with("nested", Map.of("k", List.of(Map.of("n", -1L))))
                .with("text", "12");
        Run failed = run(3, JOBS)
                .advanced(SOME_COUNTS, Map.of("required", 1L), Checkpoint.START, 7)
                .failed(NOW, problem);
        write(() -> runs.save(claim, failed));

        Run found = runs.find(failed.id()).orElseThrow();
        Problem error = found.error();
        assertThat(error).isNotNull();
        assertThat(error.type()).isEqualTo(problem.type());
        assertThat(error.detail()).isEqualTo(problem.detail());
        // Which class a number comes back in is nobody's business; its value is.
        assertThat(plain(error.extensions())).isEqualTo(plain(problem.extensions()));
        assertThat(Fixtures.withoutError(found)).isEqualTo(Fixtures.withoutError(failed));
    }

    private static Object plain(Object value) {
        return switch (value) {
            case Number number -> new BigDecimal(number.toString()).stripTrailingZeros();
            case List<?> list -> list.stream().map(RunStoreContract::plain).toList();
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .collect(Collectors.toMap(entry -> (String) entry.getKey(), entry -> plain(entry.getValue())));
            default -> value;
        };
    }

    // --- claims

    @Test
    void refusesToSaveWithAnOlderClaimAndCommitsNothingOfItsTransaction() {
        Claim first = createRun(3, JOBS);
        Claim second = takeOver(3).orElseThrow();

        assertThatThrownBy(() -> write(() -> {
                    Fixtures.insertAbsent(datasets, DEPARTMENTS, List.of(stored(anyDepartment(), new RunId(3))));
                    runs.addBatch(batch(3, 1, 1, "raw"));
                    runs.save(first, run(3, JOBS).succeeded(NOW));
                }))
                .isInstanceOfSatisfying(PortException.class, e -> {
                    assertThat(e.kind()).isEqualTo(PortException.Kind.CONFLICT);
                    assertThat(e.part()).isEqualTo(PortException.Part.DATABASE);
                });

        assertThat(runs.find(new RunId(3))).contains(run(3, JOBS));
        assertThat(datasets.count(DEPARTMENTS)).isZero();
        assertThat(runs.rawOf(new RunId(3), 1)).isEmpty();
        write(() -> runs.save(second, run(3, JOBS).cancelled(NOW)));
        assertThat(runs.find(new RunId(3))).contains(run(3, JOBS).cancelled(NOW));
    }

    @Test
    void givesClaimsThatGrow() {
        Claim first = createRun(3, JOBS);
        Claim second = takeOver(3).orElseThrow();
        Claim third = takeOver(3).orElseThrow();

        assertThat(List.of(first, second, third)).extracting(Claim::run).containsOnly(new RunId(3));
        assertThat(second.token()).isGreaterThan(first.token());
        assertThat(third.token()).isGreaterThan(second.token());
        assertThat(catchThrowable(() -> write(() -> runs.save(second, run(3, JOBS)))))
                .isInstanceOf(PortException.class);
        write(() -> runs.save(third, run(3, JOBS)));
    }

    @Test
    void givesOneOfManyTheNewestClaim() {
        createRun(3, JOBS);
        List<Future<Claim>> claims = Stream.generate(
                        () -> elsewhere(() -> takeOver(3).orElseThrow()))
                .limit(4)
                .toList();
        List<Claim> taken = claims.stream().map(OnEmptyDatabase::await).toList();

        assertThat(taken).doesNotHaveDuplicates();
        assertThat(taken.stream().filter(this::mayWork)).hasSize(1);
    }

    private boolean mayWork(Claim claim) {
        return catchThrowable(() -> write(() -> runs.save(claim, run(claim.run().value(), JOBS)))) == null;
    }

    @Test
    void leavesTheRunAsItIsWhenItIsTakenOver() {
        Claim claim = createRun(3, JOBS);
        Run halfway = run(3, JOBS).advanced(SOME_COUNTS, Map.of("required", 1L), new Checkpoint(10, 11, 99, 0), 99);
        write(() -> runs.save(claim, halfway));
        takeOver(3);

        assertThat(runs.find(halfway.id())).contains(halfway);
    }

    @Test
    void leavesTheClaimWhereItIsWhenATakeoverIsRolledBack() {
        Claim claim = createRun(3, JOBS);
        undone(() -> takeOver(3));

        write(() -> runs.save(claim, run(3, JOBS)));
    }

    @ParameterizedTest
    @EnumSource
    void takesARunOverUnlessItHasEnded(RunStatus status) {
        Claim claim = createRun(3, JOBS);
        Run run = run(3, JOBS);
        write(() -> runs.save(claim, Fixtures.in(run, status, status.ended() ? NOW : null)));

        assertThat(takeOver(3).isPresent()).isEqualTo(!status.ended());
    }

    @Test
    void takesNoRunOverThatIsNotThere() {
        assertThat(takeOver(NO_RUN.value())).isEmpty();
    }

    private Optional<Claim> takeOver(long run) {
        return database.unitOfWork().write(() -> runs.takeOver(new RunId(run)));
    }

    /** Takes a run over and begins to load it. */
    private Claim begin(long run) {
        return database.unitOfWork().write(() -> {
            Claim claim = runs.takeOver(new RunId(run)).orElseThrow();
            runs.begun(claim);
            return claim;
        });
    }

    @Test
    void countsHowOftenARunThatWasTakenOverIsBegunUntilItGetsOnOrIsReleased() {
        assertThat(createRun(3, JOBS).takeOvers()).isZero();
        assertThat(takeOver(3).orElseThrow().takeOvers()).isZero();
        assertThat(begin(3).takeOvers()).isZero();
        Claim second = begin(3);
        assertThat(second.takeOvers()).isEqualTo(1);
        write(() -> runs.save(second, run(3, JOBS)));
        Claim gettingOn = begin(3);
        assertThat(gettingOn.takeOvers()).isEqualTo(2);

        write(() -> runs.begun(second));
        write(() -> runs.save(
                gettingOn,
                run(3, JOBS).advanced(SOME_COUNTS, Map.of("required", 1L), new Checkpoint(10, 11, 99, 0), 99)));
        assertThat(begin(3).takeOvers()).isZero();

        write(() -> runs.release(gettingOn));
        Claim leaving = begin(3);
        assertThat(leaving.takeOvers()).isEqualTo(1);
        write(() -> runs.release(leaving));
        assertThat(runs.unfinished()).contains(new Unfinished(new RunId(3), Holder.NOBODY));
        assertThat(takeOver(3).orElseThrow().takeOvers()).isZero();
    }

    @Test
    void releasesNothingThatHasEnded() {
        Claim claim = createRun(3, JOBS);
        Run ended = run(3, JOBS).succeeded(NOW);
        write(() -> runs.save(claim, ended));

        write(() -> runs.release(claim));

        assertThat(runs.find(new RunId(3))).contains(ended);
        assertThat(runs.unfinished()).extracting(Unfinished::run).containsExactly(FIRST_RUN, SECOND_RUN);
    }

    // --- what has ended, and what has not

    @Test
    void takesOverWhatHasEndedOnce() {
        Claim claim = createRun(3, JOBS);
        assertThat(takeOverEnded(3)).isEmpty();
        assertThat(takeOverEnded(NO_RUN.value())).isEmpty();

        Run ended = run(3, JOBS).succeeded(NOW);
        write(() -> runs.save(claim, ended));
        Claim undoing = takeOverEnded(3).orElseThrow();
        assertThat(undoing.token()).isGreaterThan(claim.token());
        assertThat(mayWork(claim)).isFalse();

        write(() -> runs.save(undoing, ended.undone()));
        assertThat(runs.find(new RunId(3))).contains(ended.undone());
        assertThat(takeOverEnded(3)).isEmpty();
    }

    private Optional<Claim> takeOverEnded(long run) {
        return database.unitOfWork().write(() -> runs.takeOverEnded(new RunId(run)));
    }

    @Test
    void tellsWhatHasNotEndedAndWhoHasIt() {
        Claim claim = createRun(4, JOBS);
        createRun(3, JOBS);
        createRun(5, JOBS);
        takeOver(5);
        write(() -> runs.save(claim, run(4, JOBS).cancelled(NOW)));

        assertThat(runs.unfinished())
                .containsExactly(
                        new Unfinished(FIRST_RUN, Holder.THIS_PROCESS),
                        new Unfinished(SECOND_RUN, Holder.THIS_PROCESS),
                        new Unfinished(new RunId(3), Holder.THIS_PROCESS),
                        new Unfinished(new RunId(5), Holder.THIS_PROCESS));
    }

    // --- batches

    @Test
    void givesTheBytesThatARecordWasReadFrom() {
        createRun(3, JOBS);
        write(() -> {
            runs.addBatch(batch(3, 1, 10, "first"));
            runs.addBatch(batch(3, 11, 20, null));
            runs.addBatch(batch(3, 21, 20, "blank lines only"));
            runs.addBatch(batch(3, 21, 30, "second"));
            runs.addBatch(batch(3, 31, 30, null));
        });

        assertThat(raw(3, 1)).isEqualTo("first");
        assertThat(raw(3, 10)).isEqualTo("first");
        assertThat(raw(3, 15)).isEqualTo("first");
        assertThat(raw(3, 20)).isEqualTo("first");
        assertThat(raw(3, 21)).isEqualTo("second");
        assertThat(raw(3, 30)).isEqualTo("second");
        // Where a run that stopped goes on.
        assertThat(raw(3, 31)).isEqualTo("second");
    }

    @Test
    void givesTheBatchThatARecordWasCommittedWith() {
        createRun(3, JOBS);
        createRun(4, JOBS);
        RunBatch first = new RunBatch(new RunId(3), 1, 10, new Provenance.File(2, 30, 400), SOME_COUNTS, null, NOW);
        RunBatch second = new RunBatch(
                new RunId(3),
                11,
                9_000_000_000L,
                new Provenance.File(12, 400, 9_000_000_001L),
                SOME_COUNTS,
                null,
                NOW.plusSeconds(1));
        write(() -> {
            runs.addBatch(batch(3, 1, 0, "whole input"));
            runs.addBatch(first);
            runs.addBatch(batch(3, 11, 10, null));
            runs.addBatch(second);
            runs.addBatch(batch(4, 1, 10, "its bytes are not given"));
        });

        assertThat(runs.batchOf(new RunId(3), 1)).contains(first);
        assertThat(runs.batchOf(new RunId(3), 10)).contains(first);
        assertThat(runs.batchOf(new RunId(3), 11)).contains(second);
        assertThat(runs.batchOf(new RunId(3), 9_000_000_000L)).contains(second);
        assertThat(runs.batchOf(new RunId(3), 9_000_000_001L)).isEmpty();
        assertThat(runs.batchOf(new RunId(4), 7)).contains(batch(4, 1, 10, null));
        assertThat(runs.batchOf(NO_RUN, 1)).isEmpty();
    }

    @Test
    void givesTheBytesThatCameBeforeTheFirstRecord() {
        createRun(3, JOBS);
        write(() -> runs.addBatch(batch(3, 1, 0, "whole input")));

        assertThat(raw(3, 1)).isEqualTo("whole input");

        write(() -> runs.addBatch(batch(3, 1, 100, null)));
        assertThat(raw(3, 1)).isEqualTo("whole input");
        assertThat(raw(3, 101)).isEqualTo("whole input");
    }

    @Test
    void givesNoBytesOfARunThatHasNoneOrIsNotThere() {
        createRun(3, JOBS);
        createRun(4, JOBS);
        write(() -> {
            runs.addBatch(batch(3, 1, 10, null));
            runs.addBatch(batch(4, 1, 10, "of another run"));
        });

        assertThat(runs.rawOf(new RunId(3), 1)).isEmpty();
        assertThat(runs.rawOf(NO_RUN, 1)).isEmpty();
    }

    @Test
    void givesBytesOfAnyValueBack() {
        byte[] bytes = new byte[(1 << 20) + 7];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) ((i * 31) >> 3);
        }
        createRun(3, JOBS);
        createRun(4, JOBS);
        write(() -> {
            runs.addBatch(new RunBatch(
                    new RunId(3),
                    1,
                    9_000_000_000L,
                    new Provenance.File(2, 5_000_000_000L, 6_000_000_000L),
                    Counts.of(9_000_000_000L, 0, 0, 0),
                    bytes,
                    NOW));
            runs.addBatch(new RunBatch(new RunId(4), 1, 0, Provenance.File.START, Counts.ZERO, new byte[0], NOW));
        });

        assertThat(runs.rawOf(new RunId(3), 9_000_000_000L))
                .hasValueSatisfying(raw -> assertThat(raw).isEqualTo(bytes));
        assertThat(runs.rawOf(new RunId(4), 1))
                .hasValueSatisfying(raw -> assertThat(raw).isEmpty());
    }

    private String raw(long run, long recordNumber) {
        return runs.rawOf(new RunId(run), recordNumber)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .orElseThrow();
    }

    private static RunBatch batch(long run, long first, long last, @Nullable String raw) {
        return new RunBatch(
                new RunId(run),
                first,
                last,
                new Provenance.File(first + 1, first * 10, (last + 1) * 10),
                Counts.of(last - first + 1, 0, 0, 0),
                raw == null ? null : raw.getBytes(StandardCharsets.UTF_8),
                NOW);
    }

    // --- list, totals

    @Test
    void listsRunsNewestFirst() {
        save(3, JOBS, run -> run.succeeded(NOW));
        save(4, DEPARTMENTS, run -> run.failed(NOW, new Problem(ProblemType.WRONG_FILE, "no")));
        save(5, JOBS, run -> run);
        save(70_000_000_000L, JOBS, run -> run.succeeded(NOW));

        assertThat(ids(null, null, null, 100)).containsExactly(70_000_000_000L, 5L, 4L, 3L, 2L, 1L);
        assertThat(ids("jobs", null, null, 100)).containsExactly(70_000_000_000L, 5L, 3L);
        assertThat(ids("departments", null, null, 100)).containsExactly(4L, 2L, 1L);
        assertThat(ids("hired_employees", null, null, 100)).isEmpty();
        assertThat(ids(null, RunStatus.SUCCEEDED, null, 100)).containsExactly(70_000_000_000L, 3L);
        assertThat(ids(null, RunStatus.RUNNING, null, 100)).containsExactly(5L, 2L, 1L);
        assertThat(ids(null, RunStatus.QUEUED, null, 100)).isEmpty();
        assertThat(ids("jobs", RunStatus.SUCCEEDED, null, 100)).containsExactly(70_000_000_000L, 3L);
        assertThat(ids("departments", RunStatus.SUCCEEDED, null, 100)).isEmpty();
        assertThat(runs.list("departments", RunStatus.FAILED, null, 1))
                .isEqualTo(List.of(runs.find(new RunId(4)).orElseThrow()));
    }

    @Test
    void findsWhatWasLoadedOfAFile() {
        loaded(3, JOBS, Source.Kind.S3, "s3://b/jobs.csv", run -> run.succeeded(NOW));
        loaded(4, JOBS, Source.Kind.S3, "s3://b/jobs.csv", run -> run.succeeded(NOW));
        loaded(5, JOBS, Source.Kind.S3, "s3://b/jobs.csv", run -> run.cancelled(NOW));
        loaded(6, DEPARTMENTS, Source.Kind.S3, "s3://b/jobs.csv", run -> run.succeeded(NOW));
        loaded(7, JOBS, Source.Kind.UPLOAD, "s3://b/jobs.csv", run -> run.succeeded(NOW));
        loaded(8, JOBS, Source.Kind.S3, "s3://b/other.csv", run -> run);

        assertThat(runs.lastLoaded("jobs", Source.Kind.S3, "s3://b/jobs.csv")).isEqualTo(runs.find(new RunId(4)));
        assertThat(runs.lastLoaded("jobs", Source.Kind.S3, "s3://b/other.csv")).isEmpty();
        assertThat(runs.lastLoaded("jobs", Source.Kind.S3, "s3://b/nothing.csv"))
                .isEmpty();
    }

    private void loaded(long id, Dataset dataset, Source.Kind kind, String name, UnaryOperator<Run> end) {
        Run run = Run.started(
                new RunId(id), dataset, Mode.UPSERT, Fixtures.anyOptions(), new Source(kind, name, "ab", 1), NOW);
        Claim claim = createRun(run);
        write(() -> runs.save(claim, end.apply(run)));
    }

    @Test
    void listsRunsPageByPage() {
        for (long id = 3; id <= 12; id++) {
            createRun(id, id % 2 == 0 ? JOBS : DEPARTMENTS);
        }

        assertThat(ids(null, null, 13L, 2)).containsExactly(12L, 11L);
        assertThat(ids(null, null, 11L, 3)).containsExactly(10L, 9L, 8L);
        assertThat(ids("jobs", null, 9L, 2)).containsExactly(8L, 6L);
        assertThat(ids("jobs", RunStatus.RUNNING, 5L, 2)).containsExactly(4L);
        assertThat(ids(null, null, 1L, 2)).isEmpty();
    }

    private List<Long> ids(@Nullable String dataset, @Nullable RunStatus status, @Nullable Long after, int limit) {
        return runs.list(dataset, status, after == null ? null : new RunId(after), limit).stream()
                .map(run -> run.id().value())
                .toList();
    }

    @Test
    void sumsTheRunsOfEachDataset() {
        save(3, JOBS, run -> counted(run, Counts.of(5, 4, 3, 2)).succeeded(NOW));
        save(4, JOBS, run -> counted(run, Counts.of(10, 0, 0, 7)));
        save(
                5,
                JOBS,
                run -> counted(run, Counts.of(0, 0, 1, 0)).failed(NOW, new Problem(ProblemType.MALFORMED_CSV, "no")));
        save(
                6,
                HIRED_EMPLOYEES,
                run -> counted(run, Counts.of(3_000_000_000L, 0, 0, 3_000_000_000L))
                        .cancelled(NOW));

        // The two runs on departments have done nothing yet.
        assertThat(runs.totals())
                .containsExactly(
                        new LedgerTotal("departments", 0, 0, 0),
                        new LedgerTotal("hired_employees", 6_000_000_000L, 3_000_000_000L, 3_000_000_000L),
                        new LedgerTotal("jobs", 32, 23, 9));
    }

    @Test
    void countsRunsByStatus() {
        // Two runs are there from the start.
        assertThat(runs.countByStatus()).isEqualTo(Map.of(RunStatus.RUNNING, 2L));

        save(3, JOBS, run -> run.succeeded(NOW));
        save(4, DEPARTMENTS, run -> run.succeeded(NOW));
        save(5, JOBS, run -> run.cancelled(NOW));

        assertThat(runs.countByStatus())
                .isEqualTo(Map.of(RunStatus.RUNNING, 2L, RunStatus.SUCCEEDED, 2L, RunStatus.CANCELLED, 1L));
    }

    private static Run counted(Run run, Counts counts) {
        return run.advanced(counts, Map.of(), Checkpoint.START, 0);
    }

    private void save(long id, Dataset dataset, UnaryOperator<Run> change) {
        Claim claim = createRun(id, dataset);
        write(() -> runs.save(claim, change.apply(run(id, dataset))));
    }
}
