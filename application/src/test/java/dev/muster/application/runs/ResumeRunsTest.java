package dev.muster.application.runs;

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
import dev.muster.application.memory.InMemoryDatabase;
import dev.muster.application.memory.InMemoryScratch;
import dev.muster.application.memory.LineDecoder;
import dev.muster.application.port.Database;
import dev.muster.application.port.LoadOptions;
import dev.muster.application.port.RunListener;
import dev.muster.application.port.UnitOfWork;
import dev.muster.domain.run.Counts;
import dev.muster.domain.run.Mode;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunStatus;
import dev.muster.domain.run.Source;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ResumeRunsTest {
    private final InMemoryDatabase memory = new InMemoryDatabase(CATALOG);
    private final Installation here = Installation.on(memory.ports(), new LineDecoder());
    private final ResumeRuns resumeRuns = new ResumeRuns(here.database, here.ingestRecords, here.clock);

    private IngestRecords there() {
        Database seenThere = memory.ports("there");
        return new IngestRecords(
                CATALOG,
                seenThere,
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

    private List<Run> resumed() {
        return resumeRuns.resume().stream()
                .map(ingestion -> ingestion.load(RunListener.NONE).run())
                .toList();
    }

    @Test
    void goesOnWithWhatAProcessLeftWhenItDied() throws IOException {
        breakOff(land(there()), 4);
        land(there());
        assertThat(resumeRuns.resume()).isEmpty();

        memory.gone("there");

        assertThat(resumed())
                .extracting(Run::status, Run::counts)
                .containsExactly(
                        tuple(RunStatus.SUCCEEDED, Counts.of(5, 0, 0, 0)),
                        tuple(RunStatus.SUCCEEDED, Counts.of(0, 0, 5, 0)));
        assertThat(resumeRuns.resume()).isEmpty();
        assertThat(here.values(DEPARTMENTS)).hasSize(5);
    }

    @Test
    void goesOnWithWhatThisProcessGaveUpButNotWithWhatItDoes() throws IOException {
        Ingestion waiting = land(here.ingestRecords);
        assertThat(resumeRuns.resume()).isEmpty();
        waiting.load(run -> assertThat(resumeRuns.resume()).isEmpty());

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
            List<Ingestion> resumed = resumeRuns.resume();
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
            public <T> T write(Supplier<T> work) {
                T result = here.database.unitOfWork().write(work);
                looking.forEach(resumeRuns -> resumed.addAll(resumeRuns.resume()));
                return result;
            }

            @Override
            public <T> T read(Supplier<T> work) {
                return here.database.unitOfWork().read(work);
            }
        };
        Database database = here.database.with(looked);
        IngestRecords ingest = new IngestRecords(
                CATALOG,
                database,
                here.objects,
                here.decoder,
                here.clock,
                here.ids,
                Integer.MAX_VALUE,
                InMemoryScratch::new);
        looking.add(new ResumeRuns(here.database, ingest, here.clock));

        Ingestion landed = land(ingest);
        assertThat(resumed).isEmpty();
        assertThat(landed.load(RunListener.NONE).run().status()).isEqualTo(RunStatus.SUCCEEDED);
    }
}
