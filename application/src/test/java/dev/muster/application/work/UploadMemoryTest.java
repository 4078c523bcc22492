package dev.muster.application.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.application.Refusal;
import dev.muster.domain.run.ProblemType;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What bodies may take up while they are received, all together. */
@Timeout(120)
class UploadMemoryTest {
    @Test
    void thereIsAPlaceForSoManyBodies() {
        UploadMemory memory = new UploadMemory(4 * UploadMemory.EACH, 1, Duration.ofMillis(10));
        UploadMemory.Place first = memory.enter();
        UploadMemory.Place second = memory.enter();
        assertFull(memory);
        first.close();
        memory.enter().close();
        second.close();
    }

    @Test
    void aBodyHasTheMemoryThatItUses() {
        UploadMemory memory = new UploadMemory(4 * UploadMemory.EACH, 1, Duration.ofMillis(10));
        UploadMemory.Place large = memory.enter();
        int most = UploadMemory.EACH;
        assertThat(large.take(most)).isTrue();
        assertThat(large.take(1)).isFalse();

        // Nobody waits for it: others still have a place, and what there is no memory for goes elsewhere.
        try (UploadMemory.Place small = memory.enter()) {
            assertThat(small.take(1)).isFalse();
            large.giveBack();
            assertThat(small.take(most)).isTrue();
            assertThat(large.take(1)).isFalse();
        }
        assertThat(large.take(most)).isTrue();
        large.close();
        try (UploadMemory.Place next = memory.enter()) {
            assertThat(next.take(most)).isTrue();
        }
    }

    @Test
    void oneBodyGetsInInAnyCase() {
        UploadMemory memory = new UploadMemory(1, 1, Duration.ofMillis(10));
        try (UploadMemory.Place place = memory.enter()) {
            assertThat(place.take(1)).isFalse();
            assertFull(memory);
        }
    }

    private static void assertFull(UploadMemory memory) {
        assertThatThrownBy(memory::enter)
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.problem().type()).isEqualTo(ProblemType.TOO_MANY_REQUESTS));
    }

    @Test
    void whoeverWaitsForAPlaceGetsIt() throws Exception {
        UploadMemory memory = new UploadMemory(1, 10, Duration.ofSeconds(30));
        UploadMemory.Place place = memory.enter();
        CompletableFuture<UploadMemory.Place> waiting = CompletableFuture.supplyAsync(memory::enter);
        assertThatThrownBy(() -> waiting.get(50, TimeUnit.MILLISECONDS)).isNotNull();
        place.close();
        waiting.get(30, TimeUnit.SECONDS).close();
    }
}
