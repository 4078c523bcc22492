package dev.muster.adapters.in.web;

import dev.muster.adapters.in.rest.http.Cursor;
import dev.muster.adapters.in.rest.http.MinimumRole;
import dev.muster.adapters.in.rest.http.Operation;
import dev.muster.adapters.in.rest.http.Query;
import dev.muster.adapters.in.rest.http.Visitor;
import dev.muster.application.arguments.PageRequest;
import dev.muster.application.arguments.TextArguments;
import dev.muster.application.port.ReportWriter;
import dev.muster.application.port.Slice;
import dev.muster.application.reports.ComputeReport;
import dev.muster.application.reports.DrillDown;
import dev.muster.application.reports.Figure;
import dev.muster.application.reports.ReportFormats;
import dev.muster.application.runs.TraceRecord;
import dev.muster.application.runs.TraceRecord.Traced;
import dev.muster.application.work.AnalyticReads;
import dev.muster.domain.access.Role;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.report.Column;
import dev.muster.domain.report.Parameter;
import dev.muster.domain.report.Receipt;
import dev.muster.domain.report.Report;
import dev.muster.domain.report.ReportResult;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reports as pages, and the records behind each of their figures. */
@Controller("/reports")
@MinimumRole(Role.READER)
@ExecuteOn(TaskExecutors.IO)
@Produces(MediaType.TEXT_HTML)
record ReportPages(
        ComputeReport reports,
        ReportCharts charts,
        ReportFormats formats,
        TraceRecord traces,
        AnalyticReads analyticReads,
        InstantSource clock) {
    private static final String SECTION = "/reports";
    private static final int ROWS = 100;
    private static final int RAW_BYTES = 1024;
    private static final long PAGE_BYTES = 1L << 20;

    /** More rows make no page that anybody reads; files have them all. */
    private static final int MOST_ROWS = 5_000;

    /** A cell of a report's table. */
    record Cell(String text, boolean number, String records) {}

    /** A file of a report. */
    record File(String format, String address) {}

    /**
     * What the page of a report shows.
     *
     * @param chart null if there is no data, as everything below
     */
    record Shown(
            Report report,
            List<String> years,
            @Nullable String year,
            Map<String, String> others,
            ReportCharts.@Nullable Shown chart,
            List<Column> columns,
            List<List<Cell>> rows,
            int allRows,
            Map<String, String> facts,
            @Nullable Receipt receipt,
            List<File> files) {}

    /** Records behind a figure. */
    record Behind(
            Report report,
            Dataset dataset,
            Map<String, String> keys,
            List<Record> records,
            @Nullable String next) {}

    /** A record and where it came from. */
    record Record(
            String key,
            List<String> values,
            String run,
            String source,
            @Nullable Long line) {}

    @Get
    @Operation("show-reports")
    HttpResponse<?> list(HttpRequest<?> request) {
        Query.of(request, List.of());
        return Html.page(request, SECTION, "Reports", "reports", reports.reports());
    }

    @Get("/{report:[^./]+}")
    @Operation("show-report-page")
    HttpResponse<?> show(HttpRequest<?> request, String report) {
        Report asked = reports.report(report);
        Map<String, String> given = Query.of(
                        request,
                        asked.parameters().stream().map(Parameter::name).toList())
                .texts();
        boolean operates = Visitor.of(request).may(Role.OPERATOR);
        return Html.page(
                request,
                SECTION,
                asked.title(),
                "figures",
                analyticReads.run(() -> charts.compute(asked, given)
                        .map(result -> shown(result, given, operates))
                        .orElseGet(() -> empty(asked))));
    }

    private static Shown empty(Report report) {
        return new Shown(report, List.of(), null, Map.of(), null, List.of(), List.of(), 0, Map.of(), null, List.of());
    }

    private Shown shown(ReportResult result, Map<String, String> given, boolean operates) {
        Report report = result.report();
        Map<String, String> parameters = ReportCharts.texts(result);
        String year = parameters.get(Parameter.YEAR.name());
        List<String> years = new ArrayList<>(charts.years(report));
        if (year != null && !years.contains(year)) {
            years.addFirst(year);
        }
        Map<String, String> others = new LinkedHashMap<>(given);
        others.remove(Parameter.YEAR.name());
        List<List<Cell>> rows = new ArrayList<>();
        for (int row = 0; row < Math.min(MOST_ROWS, result.rows().size()); row++) {
            rows.add(cells(result, row, operates));
        }
        Map<String, String> facts = new LinkedHashMap<>();
        result.facts().forEach((name, value) -> facts.put(PageText.title(name), PageText.of(value)));
        return new Shown(
                report,
                years,
                year,
                others,
                charts.of(result, ReportCharts.LARGE, operates),
                report.columns(),
                rows,
                result.rows().size(),
                facts,
                result.receipt(),
                formats.all().stream()
                        .map(writer -> file(report, writer, parameters))
                        .toList());
    }

    private static File file(Report report, ReportWriter writer, Map<String, String> parameters) {
        return new File(
                writer.format(),
                "/api/v1/reports/%s.%s".formatted(report.name(), writer.format()) + PageText.query(parameters));
    }

    private static List<Cell> cells(ReportResult result, int row, boolean operates) {
        List<Cell> cells = new ArrayList<>();
        List<Column> columns = result.report().columns();
        for (int i = 0; i < columns.size(); i++) {
            Object value = result.rows().get(row).get(i);
            Optional<Map<String, String>> keys =
                    operates && value != null && !value.equals(0L) ? DrillDown.keys(result, row, i) : Optional.empty();
            cells.add(new Cell(
                    PageText.of(value),
                    isNumber(columns.get(i)),
                    keys.map(some -> ReportCharts.records(result.report().name(), some))
                            .orElse("")));
        }
        return cells;
    }

    static boolean isNumber(Column column) {
        return switch (column.type()) {
            case INTEGER, DECIMAL -> true;
            case TEXT, DATE, INSTANT -> false;
        };
    }

    @Get("/{report:[^./]+}/records")
    @Operation("show-records-of-figure")
    @MinimumRole(Role.OPERATOR)
    HttpResponse<?> records(HttpRequest<?> request, String report) {
        Report asked = reports.report(report);
        TextArguments query = Query.of(request);
        Map<String, String> keys = new LinkedHashMap<>(query.texts());
        keys.keySet().removeAll(PageRequest.parameters());
        return Html.page(
                request,
                SECTION,
                "Records behind " + asked.title(),
                "behind",
                analyticReads.run(() -> behind(asked, keys, query)));
    }

    private Behind behind(Report report, Map<String, String> keys, TextArguments query) {
        Figure figure = reports.figure(report.name(), keys);
        Dataset dataset = figure.dataset();
        Object after = Cursor.page(query, dataset, clock.instant()).after();
        Slice<Traced> slice = traces.trace(reports.records(figure, after, ROWS), RAW_BYTES, PAGE_BYTES);
        List<Record> records = slice.items().stream()
                .map(traced -> new Record(
                        PageText.of(traced.row().row().key(dataset)),
                        DatasetPages.values(dataset, traced.row().row()),
                        traced.lineage().run().id().toString(),
                        RunPages.sourceName(traced.lineage().run()),
                        traced.lineage().line()))
                .toList();
        Map<String, String> further = new LinkedHashMap<>(keys);
        String next = null;
        if (slice.more()) {
            further.put("after", Cursor.of(slice.items().getLast().row().row().key(dataset)));
            next = ReportCharts.records(report.name(), further);
        }
        return new Behind(report, dataset, keys, records, next);
    }
}
