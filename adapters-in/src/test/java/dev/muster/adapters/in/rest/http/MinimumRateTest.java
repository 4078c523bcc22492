package dev.muster.adapters.in.rest.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class MinimumRateTest {

    @Test
    void aSenderIsNotToBlameForTheTimeThatWritingTakes() {
        MinimumRate rate = new MinimumRate(Duration.ofSeconds(1), 1_000);
        assertThat(rate.nanosLeft(0, 0)).isEqualTo(1_000_000_000L);
        assertThat(rate.nanosLeft(0, 400_000_000L)).isEqualTo(600_000_000L);
        assertThat(rate.nanosLeft(5_000, 400_000_000L)).isEqualTo(1_000_000_000L);
        assertThat(rate.nanosLeft(5_000, 6_500_000_000L)).isNegative();
        assertThat(rate.nanosLeft(Long.MAX_VALUE, 0)).isEqualTo(1_000_000_000L);
    }
}
