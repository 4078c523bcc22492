package dev.muster.application.contract;

import static dev.muster.application.fixtures.Fixtures.CATALOG;
import static dev.muster.application.fixtures.Fixtures.DEPARTMENTS;
import static dev.muster.application.fixtures.Fixtures.HIRED_EMPLOYEES;
import static dev.muster.application.fixtures.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.application.fixtures.Installation;
import dev.muster.application.ingest.Ingested;
import dev.muster.application.memory.LineDecoder;
import dev.muster.application.port.Claim;
import dev.muster.application.port.Database;
import dev.muster.application.port.PipelineRuns.PipelineClaim;
import dev.muster.application.runs.CancelRun;
import dev.muster.application.runs.UndoRun;
import dev.muster.domain.pipeline.PipelineRun;
import dev.muster.domain.pipeline.PipelineRun.Status;
import dev.muster.domain.pipeline.PipelineRun.StepRun;
import dev.muster.domain.run.Checkpoint;
import dev.muster.domain.run.Counts;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.Mode;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import dev.muster.domain.run.Source;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever ends a run, and however: it is announced if that stays, and only then. */
public abstract class AnnouncementsContract extends OnEmptyDatabase {
    private Installation muster;
    private Database announcing;

    @BeforeEach
    void install() {
        muster = Installation.on(database, new LineDecoder());
        announcing = muster.database;
        muster.ids.nextRunId();
        muster.ids.nextRunId();
    }

    /** What is announced, oldest first. */
    private List<String> announced() {
        write(() -> database.events().sequence(100));
        return database.events().after(0, 100).items().stream()
                .map(logged -> logged.event().type().replace("dev.muster.", "") + " "
                        + logged.event().subject().replace("runs/000000000000", ""))
                .toList();
    }

    @Test
    void tellsOfLoads() {
        muster.insert(DEPARTMENTS, "1,A\n");
        muster.insert(DEPARTMENTS, "x,A\n2,B\n");
        muster.upsert(DEPARTMENTS, "2,C\n");
        muster.rehearse(DEPARTMENTS, Mode.UPSERT, options(false), "2,D\ny,z\n".getBytes(StandardCharsets.UTF_8));

        assertThat(announced()).containsExactly("run.ended 3", "run.ended 4", "rejections.opened 4", "run.ended 5");
        assertThat(database.events().after(1, 2).items().getLast().event().data())
                .isEqualTo("RejectionsOpened[run=0000000000004, dataset=departments, count=1, byCode={not-integer=1}]");
    }

    private static LoadOptions options(boolean strict) {
        return new LoadOptions(LoadOptions.Format.CSV, null, null, "utf-8", false, strict, 0, 1_000_000, null);
    }

    /** Its rejections are in the answer only. */
    @Test
    void tellsOfAStrictLoadThatFails() {
        Ingested ingested =
                muster.load(DEPARTMENTS, Mode.INSERT, options(true), "x,A\n".getBytes(StandardCharsets.UTF_8));

        assertThat(ingested.run().status().code()).isEqualTo("failed");
        assertThat(announced()).containsExactly("run.ended 3");
    }

    /** None of its rejections stays open. */
    @Test
    void tellsOfAWrongFile() {
        muster.insert(DEPARTMENTS, "x,A\n".repeat(1_000));

        assertThat(announced()).containsExactly("run.ended 3");
    }

    @Test
    void tellsOfWhatIsCancelled() {
        new CancelRun(announcing, muster.clock).cancel(FIRST_RUN);

        assertThat(announced()).containsExactly("run.ended 1");
    }

    @Test
    void tellsOfWhatIsUndoneOnce() {
        Ingested loaded = muster.insert(DEPARTMENTS, "1,A\nx,B\n");
        UndoRun undo = new UndoRun(CATALOG, announcing, muster.clock);
        RunId run = loaded.run().id();
        undo.undo(run);
        assertThatThrownBy(() -> undo.undo(run)).hasMessageContaining("undone already");

        assertThat(announced()).containsExactly("run.ended 3", "rejections.opened 3", "run.ended 3");
    }

    @Test
    void tellsOfWhatIsTakenOver() {
        Claim claim = database.unitOfWork()
                .<Claim>write(() -> announcing.runs().takeOver(SECOND_RUN).orElseThrow());
        write(() -> announcing
                .runs()
                .save(claim, announcing.runs().find(SECOND_RUN).orElseThrow().succeeded(muster.clock.instant())));
        // As whoever asks whether the run is still theirs.
        write(() ->
                announcing.runs().save(claim, announcing.runs().find(SECOND_RUN).orElseThrow()));

        assertThat(announced()).containsExactly("run.ended 2");
    }

    @Test
    void tellsNothingOfWhatIsRolledBack() {
        Claim claim = database.unitOfWork()
                .<Claim>write(() -> announcing.runs().takeOver(SECOND_RUN).orElseThrow());
        undone(() -> announcing
                .runs()
                .save(claim, announcing.runs().find(SECOND_RUN).orElseThrow().succeeded(muster.clock.instant())));
        assertThatThrownBy(() -> write(() -> announcing
                        .runs()
                        .save(
                                new Claim(SECOND_RUN, claim.token() - 1, 0),
                                announcing.runs().find(SECOND_RUN).orElseThrow().succeeded(muster.clock.instant()))))
                .hasMessageContaining("taken over");

        assertThat(announced()).isEmpty();
    }

    @Test
    void tellsOfPipelines() {
        PipelineRun run = new PipelineRun(
                new RunId(9), "nightly", null, Status.RUNNING, List.of(StepRun.pending("load")), NOW, null, null);
        write(() -> {
            announcing.pipelineRuns().create(run);
            PipelineClaim claim = announcing.pipelineRuns().claim(run.id()).orElseThrow();
            announcing.pipelineRuns().save(claim, run.steps().getFirst().begun(NOW));
            announcing.pipelineRuns().save(claim, run.succeeded(NOW));
        });

        assertThat(announced()).containsExactly("pipeline.ended pipeline-9");
    }

    /** Its run lasts a day. */
    @Test
    void tellsAtOnceOfWhatIsRejectedOfAStream() {
        Run run = Run.started(
                new RunId(9),
                DEPARTMENTS,
                Mode.UPSERT,
                LoadOptions.ofMessages(),
                new Source(Source.Kind.KAFKA, "changes", null, 0),
                NOW);
        Run first = run.advanced(Counts.of(1, 0, 0, 2), Map.of("required", 2L), new Checkpoint(3, 1, 0, 0), 9);
        Run second = first.advanced(Counts.of(4, 0, 0, 0), Map.of(), new Checkpoint(7, 1, 0, 0), 18);
        Run third = second.advanced(Counts.of(0, 0, 0, 1), Map.of("pattern", 1L), new Checkpoint(8, 1, 0, 0), 27);
        Claim claim = database.unitOfWork().write(() -> announcing.runs().create(run));
        List.of(first, first, second, third, third.succeeded(NOW))
                .forEach(state -> write(() -> announcing.runs().save(claim, state)));

        assertThat(announced()).containsExactly("rejections.opened 9", "rejections.opened 9", "run.ended 9");
        assertThat(database.events().after(0, 2).items())
                .extracting(logged -> logged.event().data().replaceFirst(".*count", "count"))
                .containsExactly("count=2, byCode={required=2}]", "count=1, byCode={pattern=1}]");
    }

    /** Nobody who is named in a record is named in an event. */
    @Test
    void tellsOfNobody() {
        muster.insert(HIRED_EMPLOYEES, "1,Ty Hofer,2021-05-30T05:43:46Z,8,9\nx,Ty Hofer,Ty Hofer,Ty Hofer,Ty Hofer\n");

        assertThat(announced()).containsExactly("run.ended 3", "rejections.opened 3");
        assertThat(database.events().after(0, 10).toString()).doesNotContain("Hofer");
    }
}
