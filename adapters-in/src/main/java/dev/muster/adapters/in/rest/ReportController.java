package dev.muster.adapters.in.rest;

import dev.muster.adapters.in.json.Views;
import dev.muster.application.Refusal;
import dev.muster.application.port.ReportWriter;
import dev.muster.application.port.Slice;
import dev.muster.application.port.StoredRow;
import dev.muster.application.reports.ComputeReport;
import dev.muster.application.reports.Figure;
import dev.muster.application.reports.HiringWorkbook;
import dev.muster.application.reports.ReportFormats;
import dev.muster.application.reports.Summarise;
import dev.muster.application.runs.TraceRecord;
import dev.muster.application.runs.TraceRecord.Lineage;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.report.Parameter;
import dev.muster.domain.report.Report;
import dev.muster.domain.report.ReportResult;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** Shows reports in every format, the records behind their figures, and the summary. */
@Controller("/api/v1")
@ExecuteOn(TaskExecutors.IO)
final class ReportController {
    /** Most bytes of raw records in an answer. */
    private static final long MAX_RAW_BYTES = 16 << 20;

    private final ComputeReport reports;
    private final ReportFormats formats;
    private final HiringWorkbook workbook;
    private final TraceRecord traces;
    private final Summarise summarise;
    private final InstantSource clock;

    ReportController(
            ComputeReport reports,
            ReportFormats formats,
            HiringWorkbook workbook,
            TraceRecord traces,
            Summarise summarise,
            InstantSource clock) {
        this.reports = reports;
        this.formats = formats;
        this.workbook = workbook;
        this.traces = traces;
        this.summarise = summarise;
        this.clock = clock;
    }

    @Get("/summary")
    HttpResponse<?> summary(HttpRequest<?> request) {
        Query.of(request, List.of());
        return Answers.json(Views.summary(summarise.summary()));
    }

    @Get("/reports")
    HttpResponse<?> list(HttpRequest<?> request) {
        Query query = Query.of(request, Query.listParameters());
        return Answers.json(Page.of("reports", reports.reports(), query, Views::reportDescription, Report::name));
    }

    /** Which formats there are is for the report's own answer to say. */
    @Get("/reports/{report:[^./]+}")
    @Produces(MediaType.ALL)
    HttpResponse<?> show(HttpRequest<?> request, String report) {
        Report asked = reports.report(report);
        ReportWriter writer = Accepted.by(request)
                .best(formats.all(), ReportWriter::mediaType)
                .orElseThrow(() -> new Refusal(new Problem(
                                ProblemType.NOT_ACCEPTABLE, "reports are given in none of the types that are accepted")
                        .with(
                                "allowed",
                                formats.all().stream()
                                        .map(ReportWriter::mediaType)
                                        .toList())));
        return answer(request, asked, writer).header(HttpHeaders.VARY, HttpHeaders.ACCEPT);
    }

    @Get("/reports/{report:[^./]+}.{format:[^/]+}")
    @Produces(MediaType.ALL)
    HttpResponse<?> show(HttpRequest<?> request, String report, String format) {
        Report asked = reports.report(report);
        ReportWriter writer = Download.format(formats, "reports", format);
        return answer(request, asked, writer);
    }

    private MutableHttpResponse<?> answer(HttpRequest<?> request, Report report, ReportWriter writer) {
        ReportRequest asked = ReportRequest.of(report, writer, allowed -> Query.of(request, allowed));
        ReportResult result = reports.compute(report.name(), asked.parameters());
        return Tag.of(result.receipt().dataVersion(), writer.format())
                .answer(
                        request,
                        () -> Download.of(
                                Download.name(report.name(), result.arguments(), writer.format()),
                                writer.mediaType(),
                                out -> writer.write(result, asked.options(), out)));
    }

    /** {@code limit} is the list's, also where the report itself has one: it has no bearing on what is behind a figure. */
    @Get("/reports/{report:[^./]+}/records")
    HttpResponse<?> records(HttpRequest<?> request, String report) {
        Query query = Query.of(request);
        Map<String, String> keys = query.texts();
        keys.keySet().removeAll(Query.listParameters());
        Figure figure = reports.figure(report, keys);
        Dataset dataset = figure.dataset();
        int limit = query.limit();
        Object after = query.parsed(
                        "after", text -> Cursor.key(dataset, text, clock.instant()), "what a list gave as next")
                .orElse(null);
        Slice<StoredRow> rows = reports.records(figure, after, limit);
        List<StoredRow> shown = rows.items();
        List<Lineage> lineages = traces.trace(shown, MAX_RAW_BYTES);
        String next = rows.more() ? Cursor.of(shown.getLast().row().key(dataset)) : null;
        return Answers.json(Views.recordsOfFigure(dataset, shown, lineages, next));
    }

    @Get("/workbooks/hiring.xlsx")
    @Produces(MediaType.ALL)
    HttpResponse<?> workbook(HttpRequest<?> request) {
        List<ReportResult> results = workbook.compute(
                Query.of(request, List.of(Parameter.YEAR.name())).texts());
        String format = workbook.format().format();
        return Tag.of(results.getFirst().receipt().dataVersion(), format)
                .answer(
                        request,
                        () -> Download.of(
                                Download.name("hiring", results.getFirst().arguments(), format),
                                workbook.format().mediaType(),
                                out -> workbook.write(results, out)));
    }
}
