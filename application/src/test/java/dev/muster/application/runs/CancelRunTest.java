package dev.muster.application.runs;

import static dev.muster.application.fixtures.Fixtures.DEPARTMENTS;
import static dev.muster.application.fixtures.Fixtures.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.application.Refusal;
import dev.muster.application.fixtures.Fixtures;
import dev.muster.application.fixtures.Installation;
import dev.muster.application.ingest.Ingested;
import dev.muster.application.ingest.Ingestion;
import dev.muster.application.ingest.Input;
import dev.muster.application.ingest.LoadRequest;
import dev.muster.domain.run.Counts;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.Mode;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import dev.muster.domain.run.RunStatus;
import dev.muster.domain.run.Source;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class CancelRunTest {
    private final Installation muster = Installation.inMemory();
    private final CancelRun cancelRun = new CancelRun(muster.database, muster.clock);

    @Test
    void letsALoaderCommitNothingMore() throws IOException {
        LoadOptions options = new LoadOptions(
                LoadOptions.Format.CSV, null, null, "utf-8", false, false, 2, LoadOptions.DEFAULT_MAX_REJECTIONS, null);
        Ingestion ingestion = muster.ingestRecords.land(
                new LoadRequest(DEPARTMENTS, Mode.INSERT, options, false),
                new Input(
                        Source.Kind.UPLOAD,
                        null,
                        new ByteArrayInputStream(Installation.bytes("1,A\n2,B\n3,C\n4,D\n5,E\n"))));

        Ingested ingested = ingestion.load(progress -> {
            if (progress.counts().received() == 4) {
                cancelRun.cancel(progress.id());
            }
        });

        assertThat(ingested.run().status()).isEqualTo(RunStatus.CANCELLED);
        assertThat(ingested.run().counts()).isEqualTo(Counts.of(4, 0, 0, 0));
        assertThat(ingested.run().finishedAt()).isEqualTo(Fixtures.NOW);
        assertThat(muster.database.runs().find(ingested.run().id())).contains(ingested.run());
        assertThat(muster.values(DEPARTMENTS)).hasSize(4);
        assertRefused(ProblemType.CONFLICT, ingested.run().id());
    }

    @Test
    void refusesWhatHasEndedOrIsNotThere() {
        Run ended = muster.insert(DEPARTMENTS, "1,A\n").run();

        assertRefused(ProblemType.CONFLICT, ended.id());
        assertRefused(ProblemType.NOT_FOUND, new RunId(404));
        assertThat(muster.database.runs().find(ended.id())).contains(ended);
    }

    @Test
    void cancelsWhatHasNotBegun() {
        Run waiting = run(7, DEPARTMENTS);
        muster.database.unitOfWork().write(() -> muster.database.runs().create(waiting));

        assertThat(cancelRun.cancel(waiting.id()).status()).isEqualTo(RunStatus.CANCELLED);
        assertThat(muster.ingestRecords.resume(waiting.id())).isEmpty();
    }

    private void assertRefused(ProblemType type, RunId id) {
        assertThatThrownBy(() -> cancelRun.cancel(id))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.problem().type()).isEqualTo(type));
    }
}
