package dev.muster.application.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.application.Refusal;
import dev.muster.domain.run.ProblemType;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class BulkheadTest {
    private static Bulkhead of(int permits, int mostWaiting, Duration patience) {
        return new Bulkhead(
                permits, mostWaiting, patience, () -> new Refusal(ProblemType.TOO_MANY_REQUESTS, "all are taken"));
    }

    @Test
    void sharesGrowAndShrinkWithinWhatThereIs() {
        Bulkhead bulkhead = of(10, 0, Duration.ZERO);
        Bulkhead.Share first = bulkhead.enter(4);
        Bulkhead.Share second = bulkhead.empty();
        assertThat(second.growTo(6)).isTrue();
        assertThat(second.growTo(5)).isTrue();
        assertThat(bulkhead.taken()).isEqualTo(10);
        assertThat(first.grow(1)).isFalse();
        assertThat(bulkhead.tryEnter(1)).isEmpty();
        assertThatThrownBy(() -> bulkhead.enter(1)).isInstanceOf(Refusal.class).hasMessageContaining("all are taken");

        second.shrinkTo(8);
        assertThat(bulkhead.free()).isZero();
        second.shrinkTo(2);
        assertThat(bulkhead.free()).isEqualTo(4);
        first.close();
        first.close();
        assertThat(bulkhead.free()).isEqualTo(8);
        assertThat(bulkhead.tryEnter(8)).isPresent();
    }

    /** Those who wait are not passed by others, even where there is enough for these; more than may wait are refused. */
    @Test
    void thoseWhoWaitComeFirst() {
        Bulkhead bulkhead = of(2, 1, Duration.ofMinutes(1));
        Bulkhead.Share first = bulkhead.enter(1);
        CompletableFuture<Bulkhead.Share> waiting = CompletableFuture.supplyAsync(() -> bulkhead.enter(2));
        while (bulkhead.tryEnter(1).map(BulkheadTest::closed).isPresent()) {
            Thread.onSpinWait();
        }
        assertThatThrownBy(() -> bulkhead.enter(1)).isInstanceOf(Refusal.class);
        // But for a share that grows: someone may wait for it.
        Bulkhead.Share growing = bulkhead.empty();
        assertThat(growing.grow(1)).isTrue();
        first.close();
        assertThat(waiting).isNotDone();
        growing.close();
        waiting.join().close();
        assertThat(bulkhead.free()).isEqualTo(2);
    }

    private static Bulkhead.Share closed(Bulkhead.Share share) {
        share.close();
        return share;
    }

    @Test
    void whoIsInterruptedIsRefused() {
        Bulkhead bulkhead = of(1, 1, Duration.ofMinutes(1));
        bulkhead.enter(1);
        CompletableFuture<Boolean> interrupted = CompletableFuture.supplyAsync(() -> {
            Thread.currentThread().interrupt();
            try {
                bulkhead.enter(1);
                return false;
            } catch (Refusal refusal) {
                return Thread.interrupted();
            }
        });
        assertThat(interrupted.join()).isTrue();
    }
}
