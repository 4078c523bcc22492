package dev.muster.adapters.in.rest;

import static dev.muster.application.fixtures.Fixtures.CATALOG;
import static dev.muster.application.fixtures.Fixtures.JOBS;
import static dev.muster.application.fixtures.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.adapters.out.formats.read.TextDecoding;
import dev.muster.application.ingest.IngestRecords;
import dev.muster.application.ingest.Ingested;
import dev.muster.application.ingest.Ingestion;
import dev.muster.application.ingest.Input;
import dev.muster.application.ingest.LoadRequest;
import dev.muster.application.memory.CountingIds;
import dev.muster.application.memory.FakeClock;
import dev.muster.application.memory.InMemoryObjectStore;
import dev.muster.application.memory.InMemoryScratch;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.Tracing;
import dev.muster.application.work.Lane;
import dev.muster.application.work.LoadQueue;
import dev.muster.domain.run.Counts;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.LoadOptions.Format;
import dev.muster.domain.run.Mode;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import dev.muster.domain.run.RunStatus;
import dev.muster.domain.run.Source;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mockito.AdditionalAnswers;
import org.mockito.Mockito;

@Timeout(120)
class LoadQueueTest {
    private static final int MANY = 100_000;

    private final BlockedDatabase blocked = new BlockedDatabase();
    private final IngestRecords ingest = new IngestRecords(
            CATALOG,
            blocked.database(),
            new InMemoryObjectStore(),
            TextDecoding.decoder(),
            new FakeClock(NOW),
            new CountingIds(),
            1_000,
            InMemoryScratch::new);

    /** Inputs that are all on record before the first is loaded: then there is a writer that holds the database. */
    private List<Ingestion> landed(int count) {
        return IntStream.range(0, count).mapToObj(i -> landed()).toList();
    }

    private Ingestion landed() {
        try {
            return ingest.land(
                    new LoadRequest(JOBS, Mode.INSERT, LoadOptions.of(Format.CSV), false),
                    new Input(
                            Source.Kind.UPLOAD,
                            null,
                            new ByteArrayInputStream("1,Nurse\n".getBytes(StandardCharsets.UTF_8))));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private RunStatus status(long run) {
        return blocked.database().runs().find(new RunId(run)).orElseThrow().status();
    }

    @Test
    void loadInTheirTurnAndEndWithoutAnyoneWaiting() {
        LoadQueue queue = new LoadQueue(new WorkLogger(), Tracing.NONE);
        List<CompletableFuture<LoadQueue.Outcome>> outcomes =
                landed(5).stream().map(queue::load).toList();
        assertThat(queue.within(0, outcomes.getLast())).isNull();
        blocked.release();
        assertThat(outcomes)
                .allSatisfy(
                        outcome -> assertThat(queue.within(30, outcome)).isInstanceOf(LoadQueue.Outcome.Ended.class));
    }

    /** A batch that is committed has nothing to give up; the next one is not begun. */
    @Test
    void stopAtTheEndOfABatch() throws Exception {
        LoadQueue queue = new LoadQueue(new WorkLogger(), Tracing.NONE);
        Ingestion ingestion = ingest.land(
                new LoadRequest(JOBS, Mode.INSERT, batchesOfOne(), false),
                new Input(
                        Source.Kind.UPLOAD,
                        null,
                        new ByteArrayInputStream("1,Nurse\n2,Cook\n".getBytes(StandardCharsets.UTF_8))));
        CompletableFuture<LoadQueue.Outcome> outcome = queue.load(ingestion);
        LoadQueue.Outcome stopped = queue.stopping(new RunId(1), () -> {
            blocked.release();
            return outcome.join();
        });
        assertThat(stopped).isEqualTo(new LoadQueue.Outcome.Ended(Ingested.of(ingestion.run())));
        assertThat(blocked.database().runs().find(new RunId(1)).orElseThrow().counts())
                .isEqualTo(Counts.of(1, 0, 0, 0));
        assertThat(ingest.isUnderWay(new RunId(1))).isFalse();
    }

    @Test
    void tellHowFarTheyReadBeforeThatIsOnRecord() throws Exception {
        BlockedDatabase filled = new BlockedDatabase();
        filled.release();
        CountDownLatch rest = new CountDownLatch(1);
        ObjectStore real = new InMemoryObjectStore();
        ObjectStore store = Mockito.mock(ObjectStore.class, AdditionalAnswers.delegatesTo(real));
        Mockito.doAnswer(call -> new HalfGiven(real.read(call.getArgument(0), call.getArgument(1)), rest))
                .when(store)
                .read(Mockito.any(), Mockito.anyLong());
        LoadQueue queue = new LoadQueue(new WorkLogger(), Tracing.NONE);
        Ingestion ingestion = new IngestRecords(
                        CATALOG,
                        filled.database(),
                        store,
                        TextDecoding.decoder(),
                        new FakeClock(NOW),
                        new CountingIds(),
                        10_000_000,
                        InMemoryScratch::new)
                .land(
                        new LoadRequest(JOBS, Mode.INSERT, LoadOptions.of(Format.CSV), false),
                        new Input(
                                Source.Kind.UPLOAD,
                                null,
                                new ByteArrayInputStream(IntStream.rangeClosed(1, MANY)
                                        .mapToObj("%s,Nurse\n"::formatted)
                                        .collect(Collectors.joining())
                                        .getBytes(StandardCharsets.UTF_8))));
        CompletableFuture<LoadQueue.Outcome> outcome = queue.load(ingestion);
        RunId id = ingestion.run().id();
        Supplier<Run> onRecord = () -> filled.database().runs().find(id).orElseThrow();
        Eventually.holds(
                "some was read", () -> queue.withProgress(onRecord.get()).bytesRead() > 0);
        assertThat(onRecord.get().bytesRead()).isZero();

        rest.countDown();
        assertThat(outcome.join()).isInstanceOf(LoadQueue.Outcome.Ended.class);
        assertThat(onRecord.get().counts()).isEqualTo(Counts.of(MANY, 0, 0, 0));
        assertThat(queue.withProgress(onRecord.get())).isEqualTo(onRecord.get());
    }

    /** Gives the first bytes at once, and the rest when that is allowed. */
    private static final class HalfGiven extends FilterInputStream {
        private static final int FIRST = 500_000;

        private final CountDownLatch rest;
        private int given;

        HalfGiven(InputStream all, CountDownLatch rest) {
            super(all);
            this.rest = rest;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            if (given >= FIRST) {
                try {
                    rest.await();
                } catch (InterruptedException e) {
                    throw new InterruptedIOException();
                }
            }
            int read = super.read(bytes, from, length);
            given += read;
            return read;
        }
    }

    private static LoadOptions batchesOfOne() {
        LoadOptions plain = LoadOptions.of(Format.CSV);
        return new LoadOptions(
                plain.format(), null, null, plain.charset(), false, false, 1, plain.maxRejections(), null);
    }

    @Test
    void tellThoseWhoWaitWhenTheServiceStops() throws Exception {
        LoadQueue queue = new LoadQueue(new WorkLogger(), Tracing.NONE, Duration.ofMillis(50));
        CompletableFuture<LoadQueue.Outcome> outcome = queue.load(landed());
        CompletableFuture<LoadQueue.Outcome> waiting = CompletableFuture.supplyAsync(() -> queue.within(30, outcome));
        queue.stop().toCompletableFuture().join();
        assertThat(waiting.join()).isNull();
        assertThat(status(1)).isEqualTo(RunStatus.RUNNING);
        blocked.release();
        outcome.join();
        queue.close();
        assertThat(status(1)).isEqualTo(RunStatus.SUCCEEDED);
    }

    @Test
    void stopWhatDoesNotEndInTimeAndLeaveWhatHasNotBegun() throws Exception {
        LoadQueue queue = new LoadQueue(new WorkLogger(), Tracing.NONE, Duration.ofMillis(50));
        List<CompletableFuture<LoadQueue.Outcome>> outcomes =
                landed(3).stream().map(queue::load).toList();
        CompletableFuture<String> inTurn = queue.begin(Lane.SMALL, () -> "never");
        queue.close();
        assertThat(outcomes.getFirst().join()).isInstanceOf(LoadQueue.Outcome.Broken.class);
        assertThat(outcomes.getLast())
                .isCompletedWithValue(new LoadQueue.Outcome.Broken(new Problem(
                        ProblemType.INTERNAL_ERROR, "the service stops; the run is on record and can be resumed")));
        assertThat(inTurn).isCancelled();
        assertThat(IntStream.rangeClosed(1, 3).mapToObj(this::status)).containsOnly(RunStatus.RUNNING);
        blocked.release();
        assertThat(ingest.resume(new RunId(3))
                        .orElseThrow()
                        .load(run -> {})
                        .run()
                        .status())
                .isEqualTo(RunStatus.SUCCEEDED);
    }
}
