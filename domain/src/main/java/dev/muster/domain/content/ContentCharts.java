package dev.muster.domain.content;

import dev.muster.domain.report.Chart;
import dev.muster.domain.report.ReportResult;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The pictures of the content reports. */
final class ContentCharts {
    private ContentCharts() {}

    static Chart userActivity(ReportResult result) {
        return new Chart.GroupedBars(
                "Posts and the comments on them, by user",
                "User",
                "Number",
                List.of("Posts", "Comments received"),
                result.rows().stream()
                        .map(row -> new Chart.Group(
                                String.valueOf(row.get(1)), List.of(number(row.get(2)), number(row.get(3)))))
                        .toList());
    }

    static Chart topPosts(ReportResult result) {
        return new Chart.HorizontalBars(
                "Posts with the most comments",
                "Post",
                "Comments",
                result.rows().stream()
                        .map(row -> new Chart.Bar(String.valueOf(row.get(1)), number(row.get(3))))
                        .toList(),
                null);
    }

    private static BigDecimal number(@Nullable Object value) {
        return value instanceof Long number ? BigDecimal.valueOf(number) : BigDecimal.ZERO;
    }
}
