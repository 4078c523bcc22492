package dev.muster.application.metrics;

import static dev.muster.application.fixtures.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.application.memory.FakeClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReadingTest {
    private static final Duration LASTS = Duration.ofSeconds(5);

    private final FakeClock clock = new FakeClock(NOW);
    private final AtomicInteger read = new AtomicInteger();

    @Test
    void isReadAgainWhenItIsOld() {
        Reading<Integer> reading = new Reading<>(read::incrementAndGet, LASTS, clock, Runnable::run);

        assertThat(now(reading)).contains(1);
        clock.advance(Duration.ofSeconds(4));
        assertThat(now(reading)).contains(1);
        clock.advance(Duration.ofSeconds(1));
        assertThat(now(reading)).contains(2);
    }

    /** What was read before is not told for what is there now. */
    @Test
    void isEmptyWhileItCannotBeRead() {
        Reading<Integer> reading = new Reading<>(
                () -> {
                    if (read.incrementAndGet() == 2) {
                        throw new IllegalStateException("away");
                    }
                    return read.get();
                },
                LASTS,
                clock,
                Runnable::run);

        assertThat(now(reading)).contains(1);
        clock.advance(LASTS);
        assertThat(now(reading)).isEmpty();
        clock.advance(LASTS);
        assertThat(now(reading)).contains(3);
    }

    @Test
    void doesNotWaitForEver() {
        Queue<Runnable> hanging = new ArrayDeque<>();
        Reading<Integer> reading = new Reading<>(read::incrementAndGet, LASTS, clock, hanging::add);

        assertThat(reading.within(Duration.ofMillis(1)).join()).isEmpty();
        hanging.remove().run();
        assertThat(now(reading)).contains(1);
    }

    private static Optional<Integer> now(Reading<Integer> reading) {
        return reading.within(Duration.ofMinutes(1)).join();
    }
}
