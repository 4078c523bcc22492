package dev.muster.application.work;

import static dev.muster.application.fixtures.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.application.memory.FakeClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProbeTest {
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    private final FakeClock clock = new FakeClock(NOW);
    private final AtomicInteger asked = new AtomicInteger();

    /** How often it has been asked, each time so many seconds after the time before: a fault is an answer, too. */
    @ParameterizedTest
    @CsvSource({"10, false, 1 1 1 2 2 3 4", "10, true, 1 1 1 2 2 3 4", "0, false, 1 2 3 4 5 6 7"})
    void asksAnewWhenTheAnswerIsOld(int lasts, boolean fails, String times) {
        Probe probe = new Probe(
                () -> {
                    asked.incrementAndGet();
                    if (fails) {
                        throw new IllegalStateException("broken");
                    }
                },
                Duration.ofSeconds(lasts),
                clock,
                Runnable::run);
        List<String> counts = new ArrayList<>();
        // The clock may be set back.
        for (int seconds : List.of(0, 0, 9, 1, 9, 1, -60)) {
            clock.advance(Duration.ofSeconds(seconds));
            assertThat(probe.answer().isCompletedExceptionally()).isEqualTo(fails);
            counts.add(String.valueOf(asked.get()));
        }
        assertThat(String.join(" ", counts)).isEqualTo(times);
    }

    @Test
    void asksOnceAtATime() {
        Queue<Runnable> hanging = new ArrayDeque<>();
        Probe probe = new Probe(asked::incrementAndGet, TEN_SECONDS, clock, hanging::add);
        CompletableFuture<?> givenUp = probe.answer();
        givenUp.complete(null);
        clock.advance(Duration.ofHours(1));
        CompletableFuture<?> later = probe.answer();

        assertThat(hanging).hasSize(1);
        assertThat(later.isDone()).isFalse();
        hanging.remove().run();
        assertThat(later.isDone()).isTrue();
        assertThat(asked).hasValue(1);
    }
}
