package dev.muster.application.ingest;

import static dev.muster.application.fixtures.Fixtures.JOBS;
import static dev.muster.application.fixtures.Fixtures.job;
import static dev.muster.application.fixtures.Fixtures.withAnyOptions;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

import dev.muster.application.port.Database;
import dev.muster.application.port.DatasetStore;
import dev.muster.application.port.RunListener;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.run.Counts;
import dev.muster.domain.run.Mode;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import dev.muster.domain.run.RunStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Large inputs for datasets without rows: one transaction, and the same outcome as in batches. */
class FillingTest {
    private static final RunId RUN = new RunId(1);
    private static final int RECORDS = 11_000;

    private final Intake intake = new Intake();
    private final DatasetStore datasets = spying(intake.database.datasets());
    private final Database database = intake.database.with(datasets);

    private static DatasetStore spying(DatasetStore store) {
        return mock(DatasetStore.class, delegatesTo(store));
    }

    /** More than the database keeps and a batch holds, with keys that come again and records that are rejected. */
    private static byte[] large() {
        List<String> lines = new ArrayList<>();
        for (int i = 1; i <= RECORDS; i++) {
            String name = "n".repeat(100) + i / 10_500;
            lines.add((i % 1_000 == 0 ? "x" : i % 7_000) + "," + name);
        }
        return Intake.text(lines);
    }

    private Ingested ingest(Intake.Load load, byte[] input) {
        return load.bytes(input, intake.ingestRecords(database, intake.objects), RunListener.NONE);
    }

    @ParameterizedTest
    @EnumSource
    void givesEachRecordTheOutcomeThatItHasInBatches(Mode mode) {
        Intake inBatches = new Intake();
        Ingested expected = inBatches.load(JOBS).mode(mode).batchSize(1_000).bytes(large());

        Ingested ingested = ingest(intake.load(JOBS).mode(mode), large());

        verify(datasets).fill(any(), any());
        assertThat(withAnyOptions(ingested.run())).isEqualTo(withAnyOptions(expected.run()));
        assertThat(ingested.changes()).isEqualTo(expected.changes());
        assertThat(ingested.unchangedKeys()).isEqualTo(expected.unchangedKeys());
        assertThat(Intake.shown(ingested.rejections())).isEqualTo(Intake.shown(expected.rejections()));
        assertThat(intake.snapshot()).isEqualTo(inBatches.snapshot());
        assertThat(intake.database.datasets().version(List.of(JOBS)).number()).isPositive();
        intake.assertBalanced(RUN);
    }

    @Test
    void keepsWhatStandsBeforeTheEndOfARunThatFails() {
        Ingested ingested = ingest(intake.load(JOBS).maxRejections(10), large());

        Intake inBatches = new Intake();
        inBatches.load(JOBS).maxRejections(10).batchSize(7_000).bytes(large());
        assertThat(ingested.run().status()).isEqualTo(RunStatus.FAILED);
        assertThat(ingested.run().counts()).isEqualTo(Counts.of(6_993, 0, 3_496, 11));
        assertThat(ingested.run().checkpoint()).isEqualTo(inBatches.run(RUN).checkpoint());
        assertThat(ingested.run().error()).isEqualTo(inBatches.run(RUN).error());
        assertThat(intake.rows(JOBS)).isEqualTo(inBatches.rows(JOBS));
        assertThat(intake.rejections()).isEqualTo(inBatches.rejections());
        intake.assertBalanced(RUN);
    }

    @Test
    void fillsNoDatasetThatHasRows() {
        intake.given(JOBS, job(1, "Clerk"));
        ingest(intake.load(JOBS), large());

        verify(datasets, never()).fill(any(), any());
    }

    @Test
    void fillsNothingInBatchesThatTheSenderChose() {
        ingest(intake.load(JOBS).batchSize(500), large());

        verify(datasets, never()).fill(any(), any());
    }

    @Test
    void startsAgainInBatchesWhenRowsOfSomeoneElseGotIn() {
        DatasetStore store = intake.database.datasets();
        doAnswer(call -> {
                    Dataset dataset = call.getArgument(0);
                    store.fill(dataset, call.getArgument(1));
                    return false;
                })
                .when(datasets)
                .fill(any(), any());

        Ingested ingested = ingest(intake.load(JOBS), large());

        Intake inBatches = new Intake();
        Ingested expected = inBatches.load(JOBS).batchSize(1_000).bytes(large());
        assertThat(withAnyOptions(ingested.run())).isEqualTo(withAnyOptions(expected.run()));
        assertThat(Intake.shown(ingested.rejections())).isEqualTo(Intake.shown(expected.rejections()));
        assertThat(ingested.unchangedKeys()).isEqualTo(expected.unchangedKeys());
        assertThat(intake.snapshot()).isEqualTo(inBatches.snapshot());
        intake.assertBalanced(RUN);
    }

    @Test
    void commitsNothingOfARunThatWasTakenOver() throws IOException {
        Ingestion mine = intake.ingestRecords(database, intake.objects)
                .land(intake.load(JOBS).request(), Intake.input(large()));
        intake.database.unitOfWork().write(() -> intake.database.runs().takeOver(RUN));

        Ingested ingested = mine.load(RunListener.NONE);

        verify(datasets).fill(any(), any());
        Run onRecord = intake.run(RUN);
        assertThat(ingested.run()).isEqualTo(onRecord);
        assertThat(onRecord.status()).isEqualTo(RunStatus.RUNNING);
        assertThat(onRecord.counts()).isEqualTo(Counts.ZERO);
        assertThat(intake.rows(JOBS)).isEmpty();
        assertThat(intake.rejections()).isEmpty();
    }
}
