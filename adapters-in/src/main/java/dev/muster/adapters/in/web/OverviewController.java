package dev.muster.adapters.in.web;

import dev.muster.adapters.in.rest.http.MinimumRole;
import dev.muster.adapters.in.rest.http.Operation;
import dev.muster.adapters.in.rest.http.Query;
import dev.muster.adapters.in.rest.http.Visitor;
import dev.muster.application.backup.Backups;
import dev.muster.application.port.Database;
import dev.muster.application.reports.ComputeReport;
import dev.muster.application.reports.Summarise;
import dev.muster.application.reports.Summarise.Summary;
import dev.muster.application.work.AnalyticReads;
import dev.muster.domain.access.Role;
import dev.muster.domain.backup.Backup;
import dev.muster.domain.pipeline.Pipeline;
import dev.muster.domain.pipeline.PipelineCatalog;
import dev.muster.domain.pipeline.PipelineRun;
import dev.muster.domain.report.Parameter;
import dev.muster.domain.report.Report;
import dev.muster.domain.run.LedgerDay;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunStatus;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The first page: what came in, what waits, and the reports by year as charts. */
@Controller
@MinimumRole(Role.READER)
@ExecuteOn(TaskExecutors.IO)
@Produces(MediaType.TEXT_HTML)
record OverviewController(
        Database database,
        ComputeReport reports,
        ReportCharts charts,
        Summarise summarise,
        Backups backups,
        PipelineCatalog pipelines,
        AnalyticReads analyticReads,
        InstantSource clock) {
    private static final int RUNS = 8;
    private static final int DAYS = 30;
    private static final Duration RECENT = Duration.ofDays(1);
    private static final Duration OLD_BACKUP = Duration.ofDays(7);

    /** Records that came in during a time. */
    record Intake(long received, long accepted, long rejected) {
        static Intake of(List<LedgerDay> days, Predicate<LedgerDay> wanted) {
            List<LedgerDay> some = days.stream().filter(wanted).toList();
            return new Intake(
                    some.stream().mapToLong(LedgerDay::received).sum(),
                    some.stream().mapToLong(LedgerDay::accepted).sum(),
                    some.stream().mapToLong(LedgerDay::rejected).sum());
        }
    }

    /** Something to do. */
    record Attention(String text, String address) {}

    /**
     * What the page shows.
     *
     * @param year the year of the charts; null if no report has data
     * @param verified null if no backup is verified
     */
    record Overview(
            Intake today,
            Intake month,
            Summary summary,
            List<Attention> attention,
            List<String> years,
            @Nullable String year,
            List<ReportCharts.Shown> charts,
            List<Run> runs,
            @Nullable Backup verified) {}

    @Get("/")
    @Operation("show-overview")
    HttpResponse<?> show(HttpRequest<?> request) {
        String asked = Query.of(request, List.of(Parameter.YEAR.name())).texts().get(Parameter.YEAR.name());
        Visitor visitor = Visitor.of(request);
        return Html.page(request, "/", "Overview", "overview", analyticReads.run(() -> overview(asked, visitor)));
    }

    private Overview overview(@Nullable String asked, Visitor visitor) {
        boolean operates = visitor.may(Role.OPERATOR);
        Instant now = clock.instant();
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        List<LedgerDay> days = database.ledger().days();
        List<Report> yearly = reports.reports().stream()
                .filter(report -> report.parameters().equals(List.of(Parameter.YEAR)))
                .toList();
        List<String> years = yearly.stream()
                .flatMap(report -> charts.years(report).stream())
                .distinct()
                .sorted()
                .toList()
                .reversed();
        String year = asked == null && !years.isEmpty() ? years.getFirst() : asked;
        Summary summary = summarise.summary();
        List<Run> runs = operates ? database.runs().list(null, null, null, RUNS) : List.of();
        Optional<Backup> verified =
                operates ? backups.newest(backup -> backup.status() == Backup.Status.VERIFIED) : Optional.empty();
        return new Overview(
                Intake.of(days, day -> day.day().equals(today)),
                Intake.of(days, day -> day.day().isAfter(today.minusDays(DAYS))),
                summary,
                operates ? attention(summary, runs, verified, now) : List.of(),
                years,
                year,
                year == null
                        ? List.of()
                        : yearly.stream()
                                .map(report -> charts.of(
                                        reports.compute(report.name(), Map.of(Parameter.YEAR.name(), year)),
                                        ReportCharts.SMALL,
                                        operates))
                                .toList(),
                runs,
                verified.orElse(null));
    }

    private List<Attention> attention(Summary summary, List<Run> runs, Optional<Backup> verified, Instant now) {
        List<Attention> all = new ArrayList<>();
        for (Summarise.Line line : summary.datasets()) {
            if (line.openRejections() > 0) {
                all.add(new Attention(
                        "%s of %s wait to be put right"
                                .formatted(
                                        PageText.count(line.openRejections(), "record", "records"),
                                        PageText.of(line.dataset())),
                        "/rejections?dataset=" + PageText.of(line.dataset())));
            }
        }
        runs.stream()
                .filter(run ->
                        run.status() == RunStatus.FAILED && run.startedAt().isAfter(now.minus(RECENT)))
                .forEach(run -> all.add(new Attention(
                        "a run into %s failed at %s".formatted(run.dataset(), PageText.minute(run.finishedAt())),
                        "/runs/" + run.id())));
        for (Pipeline pipeline : pipelines.all()) {
            database.pipelineRuns().list(pipeline.name(), null, 1).stream()
                    .filter(run -> run.status() == PipelineRun.Status.FAILED)
                    .forEach(run -> all.add(new Attention(
                            "the last run of pipeline %s failed".formatted(run.pipeline()), "/pipelines")));
        }
        if (summary.total().accepted() > 0
                && verified.filter(backup -> backup.manifest().createdAt().isAfter(now.minus(OLD_BACKUP)))
                        .isEmpty()) {
            all.add(new Attention(
                    verified.isEmpty()
                            ? "there is no verified backup"
                            : "the last verified backup is more than a week old",
                    "/backups"));
        }
        return all;
    }
}
