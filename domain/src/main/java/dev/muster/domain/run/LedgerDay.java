package dev.muster.domain.run;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The runs of one dataset that started on one day of UTC, added up.
 *
 * @param received records received
 * @param accepted of these, inserted, updated and unchanged
 * @param rejectionsByCode of these, rejected, each once per code
 * @param endedRuns how many of the runs are over
 * @param endedRecords records that those received
 * @param time from their start to their end, together
 */
public record LedgerDay(
        String dataset,
        LocalDate day,
        long received,
        long accepted,
        long rejected,
        Map<String, Long> rejectionsByCode,
        long endedRuns,
        long endedRecords,
        Duration time) {
    private static final int RATE_SCALE = 4;
    private static final int SECONDS_SCALE = 3;
    private static final int SPEED_SCALE = 1;

    public LedgerDay {
        rejectionsByCode = Map.copyOf(rejectionsByCode);
    }

    /** Share of the received records that were rejected, 0 to 1, rounded half up to 4 decimals; null if none was received. */
    public @Nullable BigDecimal rejectRate() {
        return received == 0
                ? null
                : plain(BigDecimal.valueOf(rejected)
                        .divide(BigDecimal.valueOf(received), RATE_SCALE, RoundingMode.HALF_UP));
    }

    /** The code that most rejected records have, the first one by name among equals; null if none was rejected. */
    public @Nullable String topCode() {
        return rejectionsByCode.entrySet().stream()
                .max(Map.Entry.<String, Long>comparingByValue()
                        .thenComparing(Map.Entry.<String, Long>comparingByKey().reversed()))
                .map(Map.Entry::getKey)
                .orElse(null);
    }

    /** {@link #time()} in seconds, to the millisecond. */
    public BigDecimal seconds() {
        return plain(BigDecimal.valueOf(time.toMillis(), SECONDS_SCALE));
    }

    /** Records per second of the runs that are over, rounded half up to 1 decimal; null if they took no time. */
    public @Nullable BigDecimal recordsPerSecond() {
        return seconds().signum() == 0
                ? null
                : plain(BigDecimal.valueOf(endedRecords).divide(seconds(), SPEED_SCALE, RoundingMode.HALF_UP));
    }

    private static BigDecimal plain(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }
}
