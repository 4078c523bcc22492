package dev.muster.adapters.in.json;

import dev.muster.application.reports.Summarise.Line;
import dev.muster.application.reports.Summarise.Summary;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What came in over all time. */
public record SummaryView(@Member(unwrapped = true) Sums total, List<OfDataset> datasets) {

    /**
     * @param accepted inserted, updated and unchanged
     * @param successRate share of the received records that were accepted, 0 to 1; null if none was received
     */
    public record Sums(
            long received,
            long accepted,
            long rejected,
            @Nullable Double successRate,
            long openRejections) {
        static Sums of(Line line) {
            return new Sums(
                    line.received(), line.accepted(), line.rejected(), line.successRate(), line.openRejections());
        }
    }

    public record OfDataset(
            String dataset, @Member(unwrapped = true) Sums sums) {}

    public static SummaryView of(Summary summary) {
        return new SummaryView(
                Sums.of(summary.total()),
                summary.datasets().stream()
                        .map(line -> new OfDataset(Objects.requireNonNull(line.dataset()), Sums.of(line)))
                        .toList());
    }
}
