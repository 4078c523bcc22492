package dev.muster.application.work;

import static dev.muster.application.fixtures.Fixtures.CATALOG;
import static dev.muster.application.fixtures.Fixtures.DEPARTMENTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.muster.application.fixtures.Fixtures;
import dev.muster.application.fixtures.Installation;
import dev.muster.application.ingest.IngestRecords;
import dev.muster.application.ingest.Ingestion;
import dev.muster.application.ingest.Input;
import dev.muster.application.ingest.LoadRequest;
import dev.muster.application.memory.CrashingUnitOfWork;
import dev.muster.application.memory.InMemoryDatabase;
import dev.muster.application.memory.InMemoryScratch;
import dev.muster.application.memory.LineDecoder;
import dev.muster.application.port.Database;
import dev.muster.application.port.DatasetStore;
import dev.muster.application.port.PortException;
import dev.muster.application.port.RunListener;
import dev.muster.application.port.RunStore;
import dev.muster.application.port.UnitOfWork;
import dev.muster.domain.run.Counts;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.Mode;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import dev.muster.domain.run.RunStatus;
import dev.muster.domain.run.Source;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.mockito.AdditionalAnswers;
import org.mockito.Mockito;

class ResumeRunsTest {
    private static final PortException DOWN =
            new PortException(PortException.Part.DATABASE, PortException.Kind.UNAVAILABLE, "it is down", null);

    private final InMemoryDatabase memory = new InMemoryDatabase(CATALOG);
    private final Installation here = Installation.on(memory.ports(), new LineDecoder());
    private final ResumeRuns resumeRuns = new ResumeRuns(here.database, here.ingestRecords, run -> false, here.clock);

    private IngestRecords there() {
        return ingestRecordsOf("there");
    }

    private IngestRecords ingestRecordsOf(String process) {
        return ingestRecords(memory.ports(process));
    }

    private IngestRecords ingestRecords(Database database) {
        return new IngestRecords(
                CATALOG,
                database,
                here.objects,
                here.decoder,
                here.clock,
                here.ids,
                Integer.MAX_VALUE,
                InMemoryScratch::new);
    }

    private static Ingestion land(IngestRecords ingestRecords) throws IOException {
        LoadOptions options = new LoadOptions(
                LoadOptions.Format.CSV, null, null, "utf-8", false, false, 2, LoadOptions.DEFAULT_MAX_REJECTIONS, null);
        return ingestRecords.land(
                new LoadRequest(DEPARTMENTS, Mode.INSERT, options, false),
                new Input(
                        Source.Kind.UPLOAD,
                        null,
                        new ByteArrayInputStream(Installation.bytes("1,A\n2,B\n3,C\n4,D\n5,E\n"))));
    }

    /** Loads until {@code records} are in, and then stops like something that broke. */
    private static void breakOff(Ingestion ingestion, long records) {
        IllegalStateException broken = new IllegalStateException("broken");
        assertThatThrownBy(() -> ingestion.load(run -> {
                    if (run.counts().received() == records) {
                        throw broken;
                    }
                }))
                .isSameAs(broken);
    }

    private static List<Ingestion> resume(ResumeRuns resumeRuns) {
        return resumeRuns.resume((run, fault) -> {
            throw fault;
        });
    }

    private List<Run> resumed() {
        return resume(resumeRuns).stream()
                .map(ingestion -> ingestion.load(RunListener.NONE).run())
                .toList();
    }

    @Test
    void goesOnWithWhatAProcessLeftWhenItDied() throws IOException {
        die(land(there()), 4);
        land(there());
        assertThat(resume(resumeRuns)).isEmpty();

        memory.gone("there");

        assertThat(resumed())
                .extracting(Run::status, Run::counts)
                .containsExactly(
                        tuple(RunStatus.SUCCEEDED, Counts.of(5, 0, 0, 0)),
                        tuple(RunStatus.SUCCEEDED, Counts.of(0, 0, 5, 0)));
        assertThat(resume(resumeRuns)).isEmpty();
        assertThat(here.values(DEPARTMENTS)).hasSize(5);
    }

    @Test
    void goesOnWithWhatThisProcessGaveUpButNotWithWhatItDoes() throws IOException {
        Ingestion waiting = land(here.ingestRecords);
        assertThat(resume(resumeRuns)).isEmpty();
        waiting.load(run -> assertThat(resume(resumeRuns)).isEmpty());

        Ingestion broken = land(here.ingestRecords);
        breakOff(broken, 2);
        assertThat(resumed()).extracting(Run::id).containsExactly(broken.run().id());
    }

    @Test
    void leavesWhatIsGivenUpAgainAloneForLongerEachTime() throws IOException {
        breakOff(land(here.ingestRecords), 2);
        List<Long> waited = new ArrayList<>();
        long seconds = 0;
        while (waited.size() < 9) {
            List<Ingestion> resumed = resume(resumeRuns);
            if (resumed.isEmpty()) {
                here.clock.advance(Duration.ofSeconds(1));
                seconds++;
            } else {
                waited.add(seconds);
                seconds = 0;
                Run at = resumed.getFirst().run();
                breakOff(resumed.getFirst(), 4);
                here.database.unitOfWork().write(() -> {
                    here.database
                            .runs()
                            .save(here.database.runs().takeOver(at.id()).orElseThrow(), at);
                    return null;
                });
            }
        }
        assertThat(waited).containsExactly(0L, 5L, 10L, 20L, 40L, 80L, 160L, 300L, 300L);
    }

    /** Dies while it loads, once so many records are in. */
    private static void die(Ingestion ingestion, long records) {
        AssertionError death = new AssertionError("dead");
        assertThatThrownBy(() -> ingestion.load(run -> {
                    if (run.counts().received() == records) {
                        throw death;
                    }
                }))
                .isSameAs(death);
    }

    /** Transactions of which those that load fail. */
    private static UnitOfWork unableToLoad(UnitOfWork real, Runnable failing) {
        return new UnitOfWork() {
            @Override
            public <T> T decide(Supplier<End<T>> work) {
                return real.decide(work);
            }

            @Override
            public UnitOfWork patient() {
                return new UnitOfWork() {
                    @Override
                    public <T> T decide(Supplier<End<T>> work) {
                        failing.run();
                        throw new IllegalStateException("it does not fail");
                    }

                    @Override
                    public UnitOfWork patient() {
                        return this;
                    }

                    @Override
                    public <T> T read(Supplier<T> work) {
                        return real.read(work);
                    }
                };
            }

            @Override
            public <T> T read(Supplier<T> work) {
                return real.read(work);
            }
        };
    }

    /** Lets a process die after it has begun to load what it took over. */
    private void takeOverAndDie(String process, RunId run) {
        AssertionError death = new AssertionError("dead");
        Database database = memory.ports(process);
        Ingestion taken = ingestRecords(database.with(unableToLoad(database.unitOfWork(), () -> {
                    throw death;
                })))
                .resume(run)
                .orElseThrow();
        assertThat(taken.run().status()).isEqualTo(RunStatus.RUNNING);
        assertThatThrownBy(() -> taken.load(RunListener.NONE)).isSameAs(death);
    }

    private Ingestion takenOverBy(String process, Ingestion ingestion) {
        return ingestRecordsOf(process).resume(ingestion.run().id()).orElseThrow();
    }

    @Test
    void givesARunUpThatNobodyGetsOnWith() throws IOException {
        Ingestion first = land(ingestRecordsOf("first"));
        die(first, 2);
        for (String process : List.of("second", "third", "fourth")) {
            takeOverAndDie(process, first.run().id());
        }
        memory.gone("fourth");

        Run givenUp = resume(resumeRuns).getFirst().run();

        assertThat(givenUp.status()).isEqualTo(RunStatus.FAILED);
        assertThat(givenUp.counts()).isEqualTo(Counts.of(2, 0, 0, 0));
        assertThat(givenUp.error())
                .isEqualTo(new Problem(
                        ProblemType.INTERNAL_ERROR,
                        "the process that worked on the run ended, as did those that took it over, 3 times, and none got"
                                + " beyond record 2; the input is kept"));
        assertThat(here.database.runs().find(givenUp.id())).contains(givenUp);
        assertThat(resume(resumeRuns)).isEmpty();
        assertThat(here.ingestRecords.isUnderWay(givenUp.id())).isFalse();
    }

    @Test
    void goesOnWithARunThatGetsOnHoweverOftenItsProcessDies() throws IOException {
        Ingestion at = land(ingestRecordsOf("first"));
        die(at, 2);
        for (String process : List.of("2", "3")) {
            takeOverAndDie(process, at.run().id());
        }
        at = takenOverBy("4", at);
        die(at, 4);
        for (String process : List.of("5", "6")) {
            takeOverAndDie(process, at.run().id());
        }
        memory.gone("6");

        assertThat(resumed()).extracting(Run::status).containsExactly(RunStatus.SUCCEEDED);
    }

    /** The commit came through, so that this process has the run on record, but nobody learned of it. */
    @Test
    void goesOnWithARunWhoseTakeOverWasCommittedUnseen() throws IOException {
        RunId run = land(there()).run().id();
        memory.gone("there");
        IngestRecords ingest = ingestRecords(here.database.with(
                new CrashingUnitOfWork(here.database.unitOfWork(), 1, CrashingUnitOfWork.Moment.AFTER_COMMIT)));
        ResumeRuns resuming = new ResumeRuns(here.database, ingest, id -> false, here.clock);
        assertThatThrownBy(() -> resume(resuming)).isInstanceOf(CrashingUnitOfWork.Crash.class);
        here.clock.advance(Duration.ofMinutes(5));

        assertThat(ingest.isUnderWay(run)).isFalse();
        assertThat(resume(resuming)).extracting(again -> again.run().id()).containsExactly(run);
    }

    @Test
    void goesOnWithARunThatWaitsForItsTurnHoweverOftenItsProcessDies() throws IOException {
        Ingestion at = land(ingestRecordsOf("first"));
        for (String process : List.of("2", "3", "4", "5", "6")) {
            at = takenOverBy(process, at);
        }
        memory.gone("6");

        assertThat(resumed()).extracting(Run::status).containsExactly(RunStatus.SUCCEEDED);
    }

    @Test
    void endsARunThatIsInConflictWithWhatStays() throws IOException {
        PortException conflict = new PortException(
                PortException.Part.DATABASE, PortException.Kind.CONFLICT, "an index of somebody else's", null);
        DatasetStore rows = Mockito.mock(DatasetStore.class, AdditionalAnswers.delegatesTo(here.database.datasets()));
        Mockito.doThrow(conflict).when(rows).insertAbsent(Mockito.any(), Mockito.any(), Mockito.any());
        IngestRecords ingest = ingestRecords(here.database.with(rows));
        ResumeRuns resuming = new ResumeRuns(here.database, ingest, run -> false, here.clock);
        Ingestion at = land(ingest);
        RunId run = at.run().id();
        for (int attempts = 1; attempts <= 4; attempts++) {
            Ingestion now = at;
            assertThatThrownBy(() -> now.load(RunListener.NONE)).isSameAs(conflict);
            here.clock.advance(Duration.ofMinutes(5));
            List<Ingestion> again = resume(resuming);
            if (attempts < 4) {
                at = again.getFirst();
            } else {
                assertThat(again).isEmpty();
            }
        }

        assertThat(here.database.runs().find(run).orElseThrow().error())
                .isEqualTo(new Problem(ProblemType.CONFLICT, "an index of somebody else's"));
    }

    @Test
    void goesOnWithARunThatWasLeftInAnOrderlyWayHoweverOften() throws IOException {
        Ingestion first = land(ingestRecordsOf("first"));
        for (String process : List.of("2", "3", "4", "5", "6")) {
            Database database = memory.ports(process);
            Ingestion at = ingestRecords(database.with(unableToLoad(database.unitOfWork(), () -> {
                        throw DOWN;
                    })))
                    .resume(first.run().id())
                    .orElseThrow();
            assertThatThrownBy(() -> at.load(RunListener.NONE)).isSameAs(DOWN);
        }

        assertThat(resumed()).extracting(Run::status).containsExactly(RunStatus.SUCCEEDED);
    }

    /** One that cannot be read, say. */
    @Test
    void goesOnWithTheOthersIfOneCannotBeTakenOver() throws IOException {
        RunId unreadable = land(there()).run().id();
        RunId other = land(there()).run().id();
        memory.gone("there");
        IllegalStateException fault = new IllegalStateException("a row that makes no sense");
        RunStore runs = Mockito.mock(RunStore.class, AdditionalAnswers.delegatesTo(here.database.runs()));
        Mockito.doThrow(fault).when(runs).find(unreadable);
        Database database = here.database.with(runs);
        IngestRecords ingest = ingestRecords(database);
        Map<RunId, RuntimeException> failed = new LinkedHashMap<>();

        List<Ingestion> resumed = new ResumeRuns(database, ingest, run -> false, here.clock).resume(failed::put);

        assertThat(resumed).extracting(ingestion -> ingestion.run().id()).containsExactly(other);
        assertThat(failed).containsExactly(Map.entry(unreadable, fault));
        assertThat(ingest.isUnderWay(unreadable)).isFalse();
    }

    @Test
    void endsARunWhoseInputIsGone() throws IOException {
        String large = "1," + "x".repeat(200) + "\n";
        IngestRecords there = there();
        Ingestion ingestion = there.land(
                new LoadRequest(DEPARTMENTS, Mode.INSERT, LoadOptions.of(LoadOptions.Format.CSV), false),
                new Input(Source.Kind.UPLOAD, null, new ByteArrayInputStream(Installation.bytes(large.repeat(6_000)))));
        here.objects.list("").forEach(object -> here.objects.delete(object.key()));
        memory.gone("there");

        assertThat(resumed()).extracting(Run::status).containsExactly(RunStatus.FAILED);
        assertThat(here.database.runs().find(ingestion.run().id()).orElseThrow().finishedAt())
                .isEqualTo(Fixtures.NOW);
    }

    /** Between the commit that puts a run on record and the return from it others may look for runs that were left. */
    @Test
    void leavesAloneWhatHasJustBeenPutOnRecord() throws IOException {
        List<Ingestion> resumed = new ArrayList<>();
        List<ResumeRuns> looking = new ArrayList<>();
        UnitOfWork looked = new UnitOfWork() {
            @Override
            public <T> T decide(Supplier<End<T>> work) {
                T result = here.database.unitOfWork().decide(work);
                looking.forEach(resumeRuns -> resumed.addAll(resume(resumeRuns)));
                return result;
            }

            @Override
            public UnitOfWork patient() {
                return this;
            }

            @Override
            public <T> T read(Supplier<T> work) {
                return here.database.unitOfWork().read(work);
            }
        };
        Database database = here.database.with(looked);
        IngestRecords ingest = ingestRecords(database);
        looking.add(new ResumeRuns(here.database, ingest, run -> false, here.clock));

        Ingestion landed = land(ingest);
        assertThat(resumed).isEmpty();
        assertThat(landed.load(RunListener.NONE).run().status()).isEqualTo(RunStatus.SUCCEEDED);
    }
}
