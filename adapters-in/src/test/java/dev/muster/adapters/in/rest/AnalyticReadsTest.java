package dev.muster.adapters.in.rest;

import static dev.muster.application.fixtures.Fixtures.CATALOG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.adapters.in.rest.TestServer.Answer;
import dev.muster.application.Refusal;
import dev.muster.application.memory.InMemoryDatabase;
import dev.muster.application.memory.InMemoryObjectStore;
import dev.muster.application.port.Database;
import dev.muster.application.port.RejectionStore;
import dev.muster.application.work.AnalyticReads;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mockito.AdditionalAnswers;
import org.mockito.Mockito;

@Timeout(120)
class AnalyticReadsTest {
    private static final int MORE = AnalyticReads.MOST + 9;

    @Test
    void refusesWhoWouldWaitTooLongAndLetsOthersInAfterwards() {
        AnalyticReads reads = new AnalyticReads(Duration.ZERO);
        Problem full = fill(reads, AnalyticReads.MOST);

        assertThat(full)
                .isEqualTo(new Problem(
                                ProblemType.TOO_MANY_REQUESTS,
                                "3 reports or summaries are being computed, the most at a time; try again later")
                        .with("allowed", 3));
        assertThatThrownBy(() -> reads.run(() -> {
                    throw new IllegalStateException("broken");
                }))
                .hasMessage("broken");
        assertThat(fill(reads, AnalyticReads.MOST)).isEqualTo(full);
    }

    /** What one more is told inside of so many reads, each inside of the other. */
    private static Problem fill(AnalyticReads reads, int places) {
        try {
            return reads.run(() -> fill(reads, places - 1));
        } catch (Refusal refusal) {
            assertThat(places).isZero();
            return refusal.problem();
        }
    }

    @Test
    void leavesConnectionsToLookUps() {
        CountDownLatch released = new CountDownLatch(1);
        CountDownLatch full = new CountDownLatch(AnalyticReads.MOST);
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Database memory = new InMemoryDatabase(CATALOG).ports();
        RejectionStore slow = Mockito.mock(RejectionStore.class, AdditionalAnswers.delegatesTo(memory.rejections()));
        Mockito.doAnswer(call -> {
                    most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                    full.countDown();
                    released.await();
                    atOnce.decrementAndGet();
                    return List.of();
                })
                .when(slow)
                .groups(Mockito.any(), Mockito.anyLong(), Mockito.anyInt());
        try (TestServer server = TestServer.start(memory.with(slow), new InMemoryObjectStore());
                ExecutorService clients = Executors.newFixedThreadPool(MORE)) {
            List<CompletableFuture<Answer>> asked = IntStream.range(0, MORE)
                    .mapToObj(
                            n -> CompletableFuture.supplyAsync(() -> server.get("/api/v1/rejections/groups"), clients))
                    .toList();
            try {
                full.await();
                assertThat(server.get("/api/v1/runs").status()).isEqualTo(200);
                assertThat(server.load("jobs", TestServer.JOBS).status()).isEqualTo(200);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            } finally {
                released.countDown();
            }
            assertThat(asked)
                    .allSatisfy(answer -> assertThat(answer.join().status()).isEqualTo(200));
            assertThat(most).hasValue(AnalyticReads.MOST);
        }
    }
}
