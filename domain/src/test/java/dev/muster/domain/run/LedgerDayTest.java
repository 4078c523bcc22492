package dev.muster.domain.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LedgerDayTest {
    private static LedgerDay day(long received, long rejected, Map<String, Long> codes, long records, Duration time) {
        return new LedgerDay(
                "jobs", LocalDate.of(2021, 5, 1), received, received - rejected, rejected, codes, 1, records, time);
    }

    @ParameterizedTest
    @CsvSource({"1999, 70, 0.035", "3, 1, 0.3333", "3, 2, 0.6667", "10, 0, 0", "10, 10, 1", "20000, 1, 0.0001"})
    void roundsTheRateHalfUpToFourDecimals(long received, long rejected, BigDecimal expected) {
        assertThat(day(received, rejected, Map.of(), 0, Duration.ZERO).rejectRate())
                .isEqualTo(expected);
    }

    @Test
    void hasNoRateWhereNothingWasReceived() {
        assertThat(day(0, 0, Map.of(), 0, Duration.ZERO).rejectRate()).isNull();
    }

    @Test
    void namesTheCodeThatMostRecordsHave() {
        assertThat(day(9, 9, Map.of("required", 4L, "too-long", 5L), 0, Duration.ZERO)
                        .topCode())
                .isEqualTo("too-long");
        assertThat(day(9, 9, Map.of("too-long", 4L, "required", 4L, "bad-json", 1L), 0, Duration.ZERO)
                        .topCode())
                .isEqualTo("required");
        assertThat(day(9, 0, Map.of(), 0, Duration.ZERO).topCode()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"1500, 1.5, 3000, 2000", "1, 0.001, 1, 1000", "3000, 3, 1000, 333.3", "2000, 2, 1333, 666.5"})
    void tellsSecondsAndRecordsPerSecond(long millis, BigDecimal seconds, long records, BigDecimal speed) {
        LedgerDay day = day(records, 0, Map.of(), records, Duration.ofMillis(millis));
        assertThat(day.seconds()).isEqualTo(seconds);
        assertThat(day.recordsPerSecond()).isEqualTo(speed);
    }

    @Test
    void hasNoSpeedWhereRunsTookNoTime() {
        LedgerDay day = day(5, 0, Map.of(), 5, Duration.ZERO);
        assertThat(day.seconds()).isEqualTo(BigDecimal.ZERO);
        assertThat(day.recordsPerSecond()).isNull();
    }
}
