package dev.muster.application.contract;

import static dev.muster.application.fixtures.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.application.port.PipelineRuns;
import dev.muster.application.port.PipelineRuns.PipelineClaim;
import dev.muster.application.port.PortException;
import dev.muster.domain.pipeline.Origin;
import dev.muster.domain.pipeline.Pipeline;
import dev.muster.domain.pipeline.PipelineRun;
import dev.muster.domain.pipeline.PipelineRun.StepRun;
import dev.muster.domain.pipeline.Step;
import dev.muster.domain.run.Mode;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.RunId;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@link PipelineRuns} promises. */
public abstract class PipelineRunsContract extends OnEmptyDatabase {
    private static final Pipeline NIGHTLY = pipeline("nightly");
    private static final Problem PROBLEM =
            new Problem(ProblemType.UPSTREAM_FAILED, "it's down \u00e4").with("allowed", 3L);

    private PipelineRuns pipelines;

    @BeforeEach
    void takePipelineRuns() {
        pipelines = database.pipelineRuns();
    }

    private static Pipeline pipeline(String name) {
        return Pipeline.of(name, List.of(List.of(load("a"), load("b")), List.of(load("c"))));
    }

    private static Step load(String name) {
        return new Step.Load(name, "jobs", new Origin.File("inbox:jobs.csv"), Mode.INSERT, false, null);
    }

    private static PipelineRun run(long id, Pipeline pipeline) {
        return PipelineRun.started(new RunId(id), pipeline, "key:3f9a", NOW);
    }

    private boolean create(PipelineRun run) {
        return database.unitOfWork().<Boolean>write(() -> pipelines.create(run));
    }

    private Optional<PipelineClaim> claim(PipelineRun run) {
        return database.unitOfWork().write(() -> pipelines.claim(run.id()));
    }

    private PipelineRun ended(PipelineRun run) {
        write(() -> pipelines.save(pipelines.claim(run.id()).orElseThrow(), run));
        return run;
    }

    @Test
    void findsRunsAsTheyWereCreated() {
        PipelineRun run = run(7, NIGHTLY);

        assertThat(create(run)).isTrue();

        assertThat(pipelines.find(run.id())).contains(run);
        assertThat(pipelines.find(new RunId(8))).isEmpty();
    }

    @Test
    void hasOneRunOfAPipelineUnderWay() {
        PipelineRun first = run(1, NIGHTLY);
        PipelineRun second = run(2, NIGHTLY);

        assertThat(create(first)).isTrue();
        assertThat(create(second)).isFalse();
        assertThat(create(run(3, pipeline("other")))).isTrue();
        assertThat(pipelines.find(second.id())).isEmpty();

        ended(first.succeeded(NOW));
        assertThat(create(second)).isTrue();
        assertThat(pipelines.underWay()).containsExactly(new RunId(2), new RunId(3));
    }

    @Test
    void createsOneOfThoseThatAreBegunAtOnce() {
        var attempts = IntStream.rangeClosed(1, 6)
                .mapToObj(id -> elsewhere(() -> create(run(id, NIGHTLY))))
                .toList();

        assertThat(attempts.stream().filter(attempt -> await(attempt))).hasSize(1);
    }

    @Test
    void storesStepsAndEnds() {
        PipelineRun run = run(1, NIGHTLY);
        create(run);
        PipelineClaim claim = claim(run).orElseThrow();
        StepRun a =
                run.step("a").begun(NOW).loading(List.of(FIRST_RUN, SECOND_RUN)).succeeded(NOW.plusMillis(1));
        StepRun b = run.step("b").begun(NOW).failedForNow(PROBLEM);

        write(() -> pipelines.save(claim, a));
        write(() -> pipelines.save(claim, b));

        PipelineRun expected = run.with(a).with(b);
        assertThat(pipelines.find(run.id())).contains(expected);

        PipelineRun failed = expected.with(b.failed(NOW.plusMillis(2), PROBLEM)).failed(NOW.plusMillis(2), PROBLEM);
        write(() -> pipelines.save(claim, failed));

        assertThat(pipelines.find(run.id())).contains(failed);
        assertThat(pipelines.underWay()).isEmpty();
    }

    /** A stopped instance that wakes up cannot commit. */
    @Test
    void refusesOlderClaims() {
        PipelineRun run = run(1, NIGHTLY);
        create(run);
        PipelineClaim old = claim(run).orElseThrow();
        PipelineClaim newer = claim(run).orElseThrow();

        assertThat(newer.token()).isGreaterThan(old.token());
        assertThat(List.of(pipelines.holds(old), pipelines.holds(newer))).containsExactly(false, true);
        assertConflict(() -> pipelines.save(old, run.step("a").begun(NOW)));
        assertConflict(() -> pipelines.save(old, run.succeeded(NOW)));
        assertThat(pipelines.find(run.id())).contains(run);

        write(() -> pipelines.save(newer, run.succeeded(NOW)));
        assertConflict(() -> pipelines.save(newer, run.step("a").begun(NOW)));
        assertThat(pipelines.holds(newer)).isFalse();
    }

    private void assertConflict(Runnable work) {
        assertThatThrownBy(() -> write(work))
                .isInstanceOfSatisfying(
                        PortException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(PortException.Kind.CONFLICT));
    }

    @Test
    void claimsWhatHasNotEnded() {
        PipelineRun run = run(1, NIGHTLY);

        assertThat(claim(run)).isEmpty();
        create(run);
        assertThat(claim(run)).isPresent();
        ended(run.cancelled(NOW));
        assertThat(claim(run)).isEmpty();
    }

    @Test
    void countsTakeOversUntilAStepIsDoneOrItIsReleased() {
        PipelineRun run = run(1, NIGHTLY);
        create(run);

        assertThat(claim(run).orElseThrow().takeOvers()).isEqualTo(1);
        PipelineClaim second = claim(run).orElseThrow();
        assertThat(second.takeOvers()).isEqualTo(2);
        write(() -> pipelines.save(second, run.step("a").begun(NOW)));
        PipelineClaim third = claim(run).orElseThrow();
        assertThat(third.takeOvers()).isEqualTo(3);
        write(() -> pipelines.save(third, run.step("a").begun(NOW).succeeded(NOW)));
        PipelineClaim first = claim(run).orElseThrow();
        assertThat(first.takeOvers()).isEqualTo(1);
        write(() -> pipelines.release(third));
        write(() -> pipelines.release(first));
        assertThat(claim(run).orElseThrow().takeOvers()).isEqualTo(1);
    }

    @Test
    void opensFailedRunsAgain() {
        PipelineRun run = run(1, NIGHTLY);
        create(run);
        PipelineRun failed = ended(run.with(run.step("a").begun(NOW).succeeded(NOW))
                .with(run.step("b").begun(NOW).failed(NOW, PROBLEM))
                .failed(NOW, PROBLEM));

        assertThat(reopen(failed.again())).isTrue();

        assertThat(pipelines.find(run.id())).contains(failed.again());
        assertThat(reopen(failed.again())).isFalse();
        assertThat(claim(run).orElseThrow().takeOvers()).isEqualTo(1);
    }

    @Test
    void opensNoneWhileAnotherIsUnderWay() {
        PipelineRun run = run(1, NIGHTLY);
        create(run);
        PipelineRun failed = ended(run.failed(NOW, PROBLEM));
        create(run(2, NIGHTLY));

        assertThat(reopen(failed.again())).isFalse();
        assertThat(pipelines.find(run.id())).contains(failed);
    }

    private boolean reopen(PipelineRun run) {
        return database.unitOfWork().<Boolean>write(() -> pipelines.reopen(run));
    }

    @Test
    void listsNewestFirst() {
        for (long id = 1; id <= 3; id++) {
            PipelineRun run = run(id, NIGHTLY);
            create(run);
            ended(run.succeeded(NOW));
        }
        create(run(4, pipeline("other")));

        assertThat(ids(null, 10)).containsExactly(3L, 2L, 1L);
        assertThat(ids(null, 2)).containsExactly(3L, 2L);
        assertThat(ids(new RunId(2), 10)).containsExactly(1L);
        assertThat(pipelines.list("nothing", null, 10)).isEmpty();
    }

    private List<Long> ids(RunId after, int limit) {
        return pipelines.list("nightly", after, limit).stream()
                .map(run -> run.id().value())
                .toList();
    }

    @Test
    void changesNothingWhenItIsRolledBack() {
        PipelineRun run = run(1, NIGHTLY);

        undone(() -> pipelines.create(run));

        assertThat(pipelines.find(run.id())).isEmpty();
        assertThat(create(run)).isTrue();
    }
}
