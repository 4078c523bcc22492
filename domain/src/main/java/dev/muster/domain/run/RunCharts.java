package dev.muster.domain.run;

import dev.muster.domain.dataset.CodePointOrder;
import dev.muster.domain.report.Chart;
import dev.muster.domain.report.ReportResult;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The charts of the reports on the ledger. They have a line for each dataset; if there is only one day, a bar. */
final class RunCharts {
    private static final int DATASET = 0;
    private static final int DAY = 1;
    private static final int RATE_OR_SPEED = 5;
    private static final int TO_PER_CENT = 2;

    private RunCharts() {}

    static Chart dataQuality(ReportResult result) {
        return chart(
                result,
                "Share of records rejected",
                "Rejected, per cent",
                number -> number.movePointRight(TO_PER_CENT));
    }

    static Chart runTimes(ReportResult result) {
        return chart(result, "Speed of loading", "Records per second", number -> number);
    }

    private static Chart chart(
            ReportResult result, String title, String valueTitle, Function<BigDecimal, BigDecimal> shown) {
        List<String> days = result.rows().stream()
                .map(row -> String.valueOf(row.get(DAY)))
                .distinct()
                .sorted()
                .toList();
        Map<String, List<@Nullable BigDecimal>> lines = new TreeMap<>(CodePointOrder.BY_CODE_POINT);
        for (List<@Nullable Object> row : result.rows()) {
            if (row.get(RATE_OR_SPEED) instanceof BigDecimal number) {
                lines.computeIfAbsent(String.valueOf(row.get(DATASET)), dataset -> gaps(days.size()))
                        .set(Collections.binarySearch(days, String.valueOf(row.get(DAY))), shown.apply(number));
            }
        }
        return days.size() == 1
                ? bars("%s on %s".formatted(title, days.getFirst()), valueTitle, lines)
                : new Chart.Line(
                        title + " by day",
                        "Day",
                        valueTitle,
                        days,
                        lines.entrySet().stream()
                                .map(line -> new Chart.Series(line.getKey(), line.getValue()))
                                .toList());
    }

    private static Chart bars(String title, String valueTitle, Map<String, List<@Nullable BigDecimal>> lines) {
        List<Chart.Bar> bars = new ArrayList<>();
        lines.forEach((dataset, numbers) -> {
            BigDecimal number = numbers.getFirst();
            if (number != null) {
                bars.add(new Chart.Bar(dataset, number));
            }
        });
        return new Chart.HorizontalBars(title, "Dataset", valueTitle, bars, null);
    }

    private static List<@Nullable BigDecimal> gaps(int count) {
        List<@Nullable BigDecimal> gaps = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            gaps.add(null);
        }
        return gaps;
    }
}
