package dev.muster.application.reports;

import dev.muster.application.Refusal;
import dev.muster.application.port.DataVersion;
import dev.muster.application.port.DatasetStore;
import dev.muster.application.port.LedgerMetrics;
import dev.muster.application.port.RecordQuery.Condition;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.dataset.CodePointOrder;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.report.Arguments;
import dev.muster.domain.report.Report;
import dev.muster.domain.run.LedgerDay;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.RunReports;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reports on the runs of each dataset and day: how good the data was, and how fast it came in. */
final class LedgerReport implements ReportQuery {
    private static final Comparator<LedgerDay> ORDER = Comparator.comparing(
                    LedgerDay::dataset, CodePointOrder.BY_CODE_POINT)
            .thenComparing(LedgerDay::day);

    private final Report report;
    private final Predicate<LedgerDay> shown;
    private final Function<LedgerDay, @Nullable Object[]> values;
    private final LedgerMetrics metrics;
    private final DatasetStore datasets;
    private final Catalog catalog;

    private LedgerReport(
            Report report,
            Predicate<LedgerDay> shown,
            Function<LedgerDay, @Nullable Object[]> values,
            LedgerMetrics metrics,
            DatasetStore datasets,
            Catalog catalog) {
        this.report = report;
        this.shown = shown;
        this.values = values;
        this.metrics = metrics;
        this.datasets = datasets;
        this.catalog = catalog;
    }

    static LedgerReport dataQuality(LedgerMetrics metrics, DatasetStore datasets, Catalog catalog) {
        return new LedgerReport(
                RunReports.dataQuality(names(catalog)),
                day -> true,
                day -> new @Nullable Object[] {
                    day.dataset(),
                    day.day(),
                    day.received(),
                    day.accepted(),
                    day.rejected(),
                    day.rejectRate(),
                    day.topCode()
                },
                metrics,
                datasets,
                catalog);
    }

    static LedgerReport runTimes(LedgerMetrics metrics, DatasetStore datasets, Catalog catalog) {
        return new LedgerReport(
                RunReports.runTimes(names(catalog)),
                day -> day.endedRuns() > 0,
                day -> new @Nullable Object[] {
                    day.dataset(), day.day(), day.endedRuns(), day.endedRecords(), day.seconds(), day.recordsPerSecond()
                },
                metrics,
                datasets,
                catalog);
    }

    private static List<String> names(Catalog catalog) {
        return catalog.all().stream().map(Dataset::name).toList();
    }

    @Override
    public Report report() {
        return report;
    }

    @Override
    public Answer answer(Arguments arguments) {
        List<Line> rows = metrics.days().stream()
                .filter(shown)
                .sorted(ORDER)
                .map(day -> Line.of(
                        Map.of("dataset", day.dataset(), "day", day.day().toString()), values.apply(day)))
                .toList();
        // All stored rows came with a run, and all runs are in the numbers.
        return new Answer(
                rows,
                Map.of(),
                catalog.all().stream().mapToLong(datasets::count).sum());
    }

    /** Runs count even if they leave all rows as they are. */
    @Override
    public DataVersion version(DataVersion ofDatasets) {
        DataVersion ofRuns = metrics.version();
        return new DataVersion(
                ofDatasets.number() + ofRuns.number(),
                ofDatasets.at().isAfter(ofRuns.at()) ? ofDatasets.at() : ofRuns.at());
    }

    @Override
    public Figure figure(Arguments arguments, FigureKeys keys) {
        String name = FigureKeys.required("dataset", keys.text("dataset"));
        Dataset dataset = catalog.find(name)
                .orElseThrow(
                        () -> new Refusal(ProblemType.UNKNOWN_DATASET, "there is no dataset '%s'".formatted(name)));
        Figure all = Figure.of(dataset);
        return keys.parsed("day", LedgerReport::day, "a day such as 2021-11-07")
                .map(day -> all.and(new Condition.RunStarted(midnight(day), midnight(day.plusDays(1)))))
                .orElse(all);
    }

    private static Instant midnight(LocalDate day) {
        return day.atStartOfDay().toInstant(ZoneOffset.UTC);
    }

    private static Optional<LocalDate> day(String text) {
        try {
            return text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}") ? Optional.of(LocalDate.parse(text)) : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
