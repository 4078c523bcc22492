package dev.muster.application.ingest;

import static dev.muster.application.fixtures.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.application.memory.FakeClock;
import dev.muster.domain.run.RunId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimeOrderedIdsTest {
    private static final int RANDOM_BITS = 21;

    private final FakeClock clock = new FakeClock(NOW);

    /** Always the greatest number it may give, or the least. */
    private static RandomGenerator always(boolean greatest) {
        return new RandomGenerator() {
            @Override
            public long nextLong() {
                throw new UnsupportedOperationException();
            }

            @Override
            public int nextInt(int bound) {
                return greatest ? bound - 1 : 0;
            }
        };
    }

    @Test
    void tellsTheMillisecondInItsUpperBits() {
        long least = new TimeOrderedIds(clock, always(false)).nextRunId().value();
        long greatest = new TimeOrderedIds(clock, always(true)).nextRunId().value();

        assertThat(least).isEqualTo(NOW.toEpochMilli() << RANDOM_BITS);
        assertThat(greatest).isEqualTo(((NOW.toEpochMilli() + 1) << RANDOM_BITS) - 1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void growsWhileTheClockStandsStill(boolean greatest) {
        TimeOrderedIds ids = new TimeOrderedIds(clock, always(greatest));

        assertGrowing(Stream.generate(ids::nextRunId).limit(10_000).toList());
    }

    @Test
    void growsWhenTheClockGoesBack() {
        TimeOrderedIds ids = new TimeOrderedIds(clock, new Random(1));
        List<RunId> given = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            given.add(ids.nextRunId());
            clock.advance(Duration.ofMillis(i % 3 == 0 ? -50 : 10));
        }

        assertGrowing(given);
    }

    @Test
    void followsTheClockAgainOnceItIsAhead() {
        TimeOrderedIds ids = new TimeOrderedIds(clock, always(true));
        ids.nextRunId();
        ids.nextRunId();
        clock.advance(Duration.ofMillis(2));

        assertThat(ids.nextRunId().value()).isEqualTo(((NOW.toEpochMilli() + 3) << RANDOM_BITS) - 1);
    }

    @Test
    void worksAtTheEdgesOfItsTime() {
        clock.set(Instant.EPOCH);
        assertThat(new TimeOrderedIds(clock, always(false)).nextRunId()).isEqualTo(new RunId(1));

        clock.set(Instant.parse("2109-05-15T07:35:11.103Z"));
        assertThat(new TimeOrderedIds(clock, always(true)).nextRunId()).isEqualTo(new RunId(Long.MAX_VALUE));
    }

    @Test
    void givesNoIdTwiceToManyThreads() {
        TimeOrderedIds ids = new TimeOrderedIds(clock, new Random(1));
        List<CompletableFuture<List<RunId>>> threads = IntStream.range(0, 4)
                .mapToObj(thread -> CompletableFuture.supplyAsync(
                        () -> Stream.generate(ids::nextRunId).limit(5_000).toList()))
                .toList();

        threads.forEach(each -> assertGrowing(each.join()));
        assertThat(threads.stream().flatMap(each -> each.join().stream()).distinct())
                .hasSize(20_000);
    }

    @Test
    void isUnlikelyToGiveWhatAnotherInstanceGave() {
        TimeOrderedIds one = new TimeOrderedIds(clock, new Random(1));
        TimeOrderedIds other = new TimeOrderedIds(clock, new Random(2));

        assertThat(one.nextRunId()).isNotEqualTo(other.nextRunId());
    }

    private static void assertGrowing(List<RunId> ids) {
        for (int i = 1; i < ids.size(); i++) {
            assertThat(ids.get(i)).isGreaterThan(ids.get(i - 1));
        }
    }
}
