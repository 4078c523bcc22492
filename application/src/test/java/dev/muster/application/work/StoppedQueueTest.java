package dev.muster.application.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.application.fixtures.ToldLog;
import dev.muster.application.port.Tracing;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How long a queue takes to stop. */
@Timeout(60)
class StoppedQueueTest {
    private static final Duration LONGER_THAN_THE_TEST = Duration.ofMinutes(10);

    @Test
    void takesNoTimeWithNothingToDo() throws InterruptedException {
        try (LoadQueue queue = new LoadQueue(new ToldLog(), Tracing.NONE, LONGER_THAN_THE_TEST)) {
            queue.stop().toCompletableFuture().join();
        }
    }

    @Test
    void takesAsLongAsItsWork() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        try (LoadQueue queue = new LoadQueue(new ToldLog(), Tracing.NONE, LONGER_THAN_THE_TEST)) {
            CompletableFuture<String> work = queue.begin(Lane.LARGE, () -> {
                try {
                    done.await();
                    return "done";
                } catch (InterruptedException e) {
                    return "interrupted";
                }
            });
            CompletableFuture<?> stopped = queue.stop().toCompletableFuture();
            assertThat(stopped).isNotDone();
            done.countDown();
            stopped.join();
            assertThat(work).isCompletedWithValue("done");
        }
    }
}
