package dev.muster.application.metrics;

import static dev.muster.application.fixtures.Fixtures.CATALOG;
import static dev.muster.application.fixtures.Fixtures.JOBS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.application.fixtures.Installation;
import dev.muster.application.ingest.Ingested;
import dev.muster.application.memory.InMemoryDatabase;
import dev.muster.application.memory.LineDecoder;
import dev.muster.application.port.UnitOfWork.End;
import dev.muster.domain.run.Counts;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.Mode;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunStatus;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CommittedBatchesTest {
    private static final LoadOptions OPTIONS = LoadOptions.of(LoadOptions.Format.CSV);

    private static final LoadOptions STRICT = options(true, OPTIONS.maxRejections());

    /** Too long to be loaded while somebody waits. */
    private static final String LARGE = IntStream.rangeClosed(1, 60_000)
            .mapToObj(id -> id % 1_000 == 0 ? "x,Nurse\n" : "%s,Nurse of station %s\n".formatted(id, id))
            .collect(Collectors.joining());

    private final CommittedBatches batches = new CommittedBatches();
    private final Installation muster =
            Installation.on(batches.in(new InMemoryDatabase(CATALOG).ports()), new LineDecoder());

    @Test
    void countsEachOutcomeAndReason() {
        muster.insert(JOBS, "1,Nurse\n2,Cook\n");
        muster.upsert(JOBS, "1,Doctor\n2,Cook\n3,Porter\nx,Cook\n,\n");

        assertThat(batches.records("jobs")).isEqualTo(Counts.of(3, 1, 1, 2));
        assertThat(batches.rejections("jobs", "not-integer")).isEqualTo(1);
        assertThat(batches.rejections("jobs", "required")).isEqualTo(1);
        assertThat(batches.records("departments")).isEqualTo(Counts.ZERO);
        assertThat(batches.commits()).isEqualTo(2);
        assertThat(batches.took()).isPositive();
    }

    @Test
    void countsWhatFillsADataset() {
        assertCounted(muster.insert(JOBS, LARGE));
        assertThat(batches.commits()).isEqualTo(1);
    }

    @Test
    void countsBatchesByThemselves() {
        muster.insert(JOBS, "999999,Cook\n");
        Counts before = batches.records("jobs");

        Ingested loaded = muster.insert(JOBS, LARGE);

        assertThat(batches.records("jobs")).isEqualTo(before.plus(loaded.run().counts()));
        assertThat(batches.commits()).isGreaterThan(2);
    }

    @Test
    void countsWhatIsCommittedAsAWhole() {
        assertCounted(muster.load(JOBS, Mode.INSERT, STRICT, Installation.bytes("1,Nurse\n2,Cook\n")));
    }

    @Test
    void countsUpToTheLastRejectionAllowed() {
        Ingested loaded = muster.load(JOBS, Mode.INSERT, options(false, 1), Installation.bytes("1,a\nx,b\ny,c\n4,d\n"));

        assertThat(loaded.run().status()).isEqualTo(RunStatus.FAILED);
        assertCounted(loaded);
    }

    @Test
    void countsNothingThatIsRolledBack() {
        muster.load(JOBS, Mode.INSERT, STRICT, Installation.bytes("1,Nurse\nx,Cook\n"));
        muster.load(JOBS, Mode.INSERT, STRICT, Installation.bytes(LARGE));
        muster.database.unitOfWork().decide(() -> {
            muster.insert(JOBS, "1,Nurse\nx,Cook\n");
            return new End.Rollback<>(1);
        });
        muster.database.unitOfWork().write(() -> {
            muster.insert(JOBS, "1,Nurse\n");
            return muster.database.unitOfWork().decide(() -> {
                muster.insert(JOBS, "2,Cook\nx,Cook\n");
                return new End.Rollback<>(1);
            });
        });

        assertThat(batches.records("jobs")).isEqualTo(Counts.of(1, 0, 0, 0));
        assertThat(batches.rejections("jobs", "not-integer")).isZero();
        assertThat(batches.commits()).isEqualTo(1);
    }

    @Test
    void countsNothingOfARehearsal() {
        muster.rehearse(JOBS, Mode.INSERT, OPTIONS, Installation.bytes("1,Nurse\nx,Cook\n"));

        assertThat(batches.records("jobs")).isEqualTo(Counts.ZERO);
        assertThat(batches.took()).isEqualTo(Duration.ZERO);
    }

    private static LoadOptions options(boolean strict, long maxRejections) {
        return new LoadOptions(
                OPTIONS.format(),
                OPTIONS.header(),
                OPTIONS.delimiter(),
                OPTIONS.charset(),
                false,
                strict,
                0,
                maxRejections,
                null);
    }

    private void assertCounted(Ingested loaded) {
        Run run = loaded.run();
        assertThat(batches.records("jobs")).isEqualTo(run.counts());
        assertThat(run.rejectionsByCode())
                .isEqualTo(run.rejectionsByCode().keySet().stream()
                        .collect(Collectors.toMap(code -> code, code -> batches.rejections("jobs", code))));
        assertThat(run.counts().received()).isPositive();
    }
}
