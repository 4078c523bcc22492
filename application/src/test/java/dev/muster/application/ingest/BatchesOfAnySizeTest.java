package dev.muster.application.ingest;

import static dev.muster.application.fixtures.Fixtures.CATALOG;
import static dev.muster.application.fixtures.Fixtures.JOBS;
import static dev.muster.application.fixtures.Fixtures.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.application.memory.CrashingUnitOfWork;
import dev.muster.application.port.Database;
import dev.muster.application.port.RunListener;
import dev.muster.domain.run.Mode;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple3;
import net.jqwik.api.constraints.IntRange;

/**
 * Whatever is sent, in whatever modes and batches, the outcome is that of applying the records one by one; {@link NaiveLoader}
 * tells which one that is.
 */
class BatchesOfAnySizeTest {
    private static final int[] BATCH_SIZES = {1, 7, 100, 0};

    @Property(tries = 150, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.BOUNDED)
    void theOutcomeIsThatOfOneByOne(@ForAll("seriesOfLoads") List<NaiveLoader.Step> series) {
        NaiveLoader naive = new NaiveLoader();
        List<NaiveLoader.Told> expected = series.stream().map(naive::load).toList();

        for (int batchSize : BATCH_SIZES) {
            Intake intake = newIntake();
            for (int i = 0; i < series.size(); i++) {
                Ingested ingested =
                        load(intake, series.get(i), batchSize).of(series.get(i).lines());

                assertThat(NaiveLoader.told(ingested))
                        .as("load %s in batches of %s", i + 1, batchSize)
                        .isEqualTo(expected.get(i));
            }
            assertStored(intake, naive, batchSize);
        }
    }

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.BOUNDED)
    void theOutcomeIsTheSameAfterACrash(
            @ForAll("seriesOfLoads") List<NaiveLoader.Step> series,
            @ForAll @IntRange(min = 1, max = 12) int transaction,
            @ForAll CrashingUnitOfWork.Moment moment,
            @ForAll("smallBatches") int batchSize) {
        NaiveLoader naive = new NaiveLoader();
        Intake intake = newIntake();
        for (NaiveLoader.Step step : series) {
            NaiveLoader.Step stored = new NaiveLoader.Step(
                    step.dataset(), step.mode(), step.strict(), false, step.maxRejections(), step.lines());
            naive.load(stored);
            loadAndCrash(intake, load(intake, stored, batchSize), stored, transaction, moment);
        }
        assertStored(intake, naive, batchSize);
    }

    @Provide
    Arbitrary<Integer> smallBatches() {
        return Arbitraries.of(1, 2, 7);
    }

    /** The first transaction puts the run on record; a crash there would cost the run its id. */
    private static void loadAndCrash(
            Intake intake, Intake.Load load, NaiveLoader.Step step, int transaction, CrashingUnitOfWork.Moment moment) {
        Database sound = intake.database;
        CrashingUnitOfWork crashing = new CrashingUnitOfWork(sound.unitOfWork(), transaction + 1, moment);
        Database dying = sound.with(crashing);
        try {
            load.bytes(Intake.text(step.lines()), intake.ingestRecords(dying, intake.objects), RunListener.NONE);
        } catch (CrashingUnitOfWork.Crash crash) {
            RunId newest = sound.runs().list(null, null, null, 1).getFirst().id();
            intake.ingestRecords().resume(newest).ifPresent(ingestion -> ingestion.load(RunListener.NONE));
        }
    }

    private static Intake newIntake() {
        Intake intake = new Intake();
        intake.given(JOBS, job(1, "Clerk"), job(2, "Lawyer"));
        return intake;
    }

    private static Intake.Load load(Intake intake, NaiveLoader.Step step, int batchSize) {
        Intake.Load load = intake.load(CATALOG.get(step.dataset()))
                .mode(step.mode())
                .maxRejections(step.maxRejections())
                .batchSize(batchSize);
        load = step.strict() ? load.strict() : load;
        return step.dryRun() ? load.dryRun() : load;
    }

    private static void assertStored(Intake intake, NaiveLoader naive, int batchSize) {
        for (String dataset : List.of("departments", "hired_employees")) {
            assertThat(intake.rows(CATALOG.get(dataset)))
                    .as("%s in batches of %s", dataset, batchSize)
                    .isEqualTo(naive.rows(dataset));
        }
        assertThat(intake.rejections()).as("in batches of %s", batchSize).isEqualTo(naive.rejections());
        for (Run run : intake.database.runs().list(null, null, null, 100)) {
            assertThat(run.status().ended()).isTrue();
            intake.assertBalanced(run.id());
        }
    }

    // --- what is sent

    @Provide
    Arbitrary<List<NaiveLoader.Step>> seriesOfLoads() {
        return Arbitraries.oneOf(steps("departments", departmentLines()), steps("hired_employees", employeeLines()))
                .list()
                .ofMinSize(1)
                .ofMaxSize(5);
    }

    private static Arbitrary<NaiveLoader.Step> steps(String dataset, Arbitrary<String> lines) {
        Arbitrary<Boolean> seldom = Arbitraries.frequency(Tuple.of(4, false), Tuple.of(1, true));
        Arbitrary<Long> maxRejections = Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.just(1_000_000L)),
                Tuple.of(1, Arbitraries.longs().between(0, 6)));
        return Combinators.combine(
                        Arbitraries.of(Mode.class),
                        seldom,
                        seldom,
                        maxRejections,
                        lines.list().ofMaxSize(30))
                .as((mode, strict, dryRun, max, sent) ->
                        new NaiveLoader.Step(dataset, mode, strict, dryRun, max, new ArrayList<>(sent)));
    }

    private static Arbitrary<String> departmentLines() {
        Arbitrary<String> records = Combinators.combine(keys(), Arbitraries.of("a", "a", "b", "c", ""))
                .as((id, name) -> id + "," + name);
        return withFlaws(records);
    }

    private static Arbitrary<String> employeeLines() {
        Arbitrary<Tuple3<String, String, String>> own = Combinators.combine(
                        keys(),
                        Arbitraries.of("Ann", "Ann", "Bob", ""),
                        Arbitraries.frequency(
                                Tuple.of(8, "2021-01-01T00:00:00Z"),
                                Tuple.of(2, "2021-01-01T00:00:00.000001Z"),
                                Tuple.of(1, "yesterday"),
                                Tuple.of(1, "")))
                .as(Tuple::of);
        Arbitrary<String> jobs =
                Arbitraries.frequency(Tuple.of(8, "1"), Tuple.of(3, "2"), Tuple.of(1, "3"), Tuple.of(1, "x"));
        return withFlaws(Combinators.combine(own, keys(), jobs)
                .as((values, department, job) ->
                        String.join(",", values.get1(), values.get2(), values.get3(), department, job)));
    }

    /** Few, so that they meet. */
    private static Arbitrary<String> keys() {
        return Arbitraries.frequency(
                Tuple.of(8, "1"),
                Tuple.of(6, "2"),
                Tuple.of(4, "3"),
                Tuple.of(1, "x"),
                Tuple.of(1, "0"),
                Tuple.of(1, ""));
    }

    private static Arbitrary<String> withFlaws(Arbitrary<String> records) {
        return Arbitraries.frequencyOf(
                Tuple.of(60, records),
                Tuple.of(4, Arbitraries.of("", "1", "1,a,b,c,d,e")),
                Tuple.of(1, Arbitraries.just("\"")));
    }
}
