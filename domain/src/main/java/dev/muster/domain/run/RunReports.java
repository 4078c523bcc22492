package dev.muster.domain.run;

import dev.muster.domain.report.Column;
import dev.muster.domain.report.Report;
import java.util.List;

/** The descriptors of the reports on the ledger. They cover all datasets. */
public final class RunReports {
    private RunReports() {}

    /**
     * Returns the report on what came in, day by day.
     *
     * @param datasets names of all datasets
     */
    public static Report dataQuality(List<String> datasets) {
        return new Report(
                "data-quality",
                "Data quality",
                "For each dataset and day of UTC on which runs started, the records that these runs received, accepted"
                        + " (inserted, updated or left unchanged) and rejected, the share that was rejected, rounded half"
                        + " up to 4 decimals, and the code that most rejected records have, the first one by name among"
                        + " equals. Strict runs that failed count nothing.",
                List.of(),
                List.of(
                        Column.text("dataset", "Dataset"),
                        Column.date("day", "Day"),
                        Column.integer("received", "Received"),
                        Column.integer("accepted", "Accepted"),
                        Column.integer("rejected", "Rejected"),
                        Column.decimal("reject_rate", 4, "Reject rate").optional(),
                        Column.text("top_code", "Top code").optional()),
                datasets,
                datasets,
                RunCharts::dataQuality);
    }

    /**
     * Returns the report on how fast it came in.
     *
     * @param datasets names of all datasets
     */
    public static Report runTimes(List<String> datasets) {
        return new Report(
                "run-times",
                "Run times",
                "For each dataset and day of UTC on which runs started that are over, how many there were, the records"
                        + " that they received, the seconds from their starts to their ends, together, and the records"
                        + " per second, rounded half up to 1 decimal.",
                List.of(),
                List.of(
                        Column.text("dataset", "Dataset"),
                        Column.date("day", "Day"),
                        Column.integer("runs", "Runs"),
                        Column.integer("records", "Records"),
                        Column.decimal("seconds", 3, "Seconds"),
                        Column.decimal("records_per_second", 1, "Records per second")
                                .optional()),
                datasets,
                datasets,
                RunCharts::runTimes);
    }
}
