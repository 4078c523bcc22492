package dev.muster.adapters.in.rest;

import dev.muster.adapters.in.json.RecordView;
import dev.muster.adapters.in.json.ReportView;
import dev.muster.adapters.in.json.SummaryView;
import dev.muster.adapters.in.rest.http.AcceptHeader;
import dev.muster.adapters.in.rest.http.AnswerMemory;
import dev.muster.adapters.in.rest.http.AnswerMemory.Made;
import dev.muster.adapters.in.rest.http.Answers;
import dev.muster.adapters.in.rest.http.Cursor;
import dev.muster.adapters.in.rest.http.Download;
import dev.muster.adapters.in.rest.http.ETag;
import dev.muster.adapters.in.rest.http.HttpProblemType;
import dev.muster.adapters.in.rest.http.MinimumRole;
import dev.muster.adapters.in.rest.http.Operation;
import dev.muster.adapters.in.rest.http.Query;
import dev.muster.application.Refusal;
import dev.muster.application.arguments.PageRequest;
import dev.muster.application.arguments.TextArguments;
import dev.muster.application.ingest.Ingested;
import dev.muster.application.port.ReportWriter;
import dev.muster.application.port.Slice;
import dev.muster.application.reports.ComputeReport;
import dev.muster.application.reports.ComputeWorkbook;
import dev.muster.application.reports.Figure;
import dev.muster.application.reports.ReportFormats;
import dev.muster.application.reports.ReportRequest;
import dev.muster.application.reports.Summarise;
import dev.muster.application.runs.TraceRecord;
import dev.muster.application.runs.TraceRecord.Traced;
import dev.muster.application.work.AnalyticReads;
import dev.muster.domain.access.Role;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.report.Parameter;
import dev.muster.domain.report.Report;
import dev.muster.domain.report.ReportResult;
import dev.muster.domain.report.Workbook;
import dev.muster.domain.run.Problem;
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
@MinimumRole(Role.READER)
@ExecuteOn(TaskExecutors.IO)
record ReportController(
        ComputeReport reports,
        ReportFormats formats,
        ComputeWorkbook workbooks,
        TraceRecord traces,
        Summarise summarise,
        AnalyticReads analyticReads,
        InstantSource clock,
        AnswerMemory memory) {

    @Get("/summary")
    @Operation("show-summary")
    HttpResponse<?> summary(HttpRequest<?> request) {
        Query.of(request, List.of());
        return Answers.json(SummaryView.of(analyticReads.run(summarise::summary)));
    }

    @Get("/reports")
    @Operation("list-reports")
    HttpResponse<?> list(HttpRequest<?> request) {
        TextArguments query = Query.of(request, PageRequest.parameters());
        return Answers.json(Page.of("reports", reports.reports(), query, ReportView.Description::of, Report::name));
    }

    /** Which formats there are is for the report's own answer to say. */
    @Get("/reports/{report:[^./]+}")
    @Operation("show-report")
    @Produces(MediaType.ALL)
    HttpResponse<?> show(HttpRequest<?> request, String report) {
        Report asked = reports.report(report);
        ReportWriter writer = AcceptHeader.by(request)
                .best(formats.all(), ReportWriter::mediaType)
                .orElseThrow(() -> new Refusal(new Problem(
                                HttpProblemType.NOT_ACCEPTABLE,
                                "reports are given in none of the types that are accepted")
                        .with(
                                "allowed",
                                formats.all().stream()
                                        .map(ReportWriter::mediaType)
                                        .toList())));
        return answer(request, asked, writer).header(HttpHeaders.VARY, HttpHeaders.ACCEPT);
    }

    @Get("/reports/{report:[^./]+}.{format:[^/]+}")
    @Operation("show-report-in-format")
    @Produces(MediaType.ALL)
    HttpResponse<?> show(HttpRequest<?> request, String report, String format) {
        Report asked = reports.report(report);
        ReportWriter writer = Download.format(formats, "reports", format);
        return answer(request, asked, writer);
    }

    private MutableHttpResponse<?> answer(HttpRequest<?> request, Report report, ReportWriter writer) {
        ReportRequest asked = ReportRequest.of(report, writer, allowed -> Query.of(request, allowed));
        String format = writer.format();
        return ETag.known(
                        request,
                        () -> ETag.of(
                                reports.version(report.name(), asked.parameters())
                                        .number(),
                                format))
                .orElseGet(() -> {
                    // Memory is not kept from others by those who wait to read.
                    Made<ReportResult> made =
                            analyticReads.run(() -> memory.make(request, AnswerMemory.FOR_REPORT, out -> {
                                ReportResult result = reports.compute(report.name(), asked.parameters());
                                writer.write(result, asked.options(), out);
                                return result;
                            }));
                    return answer(report.name(), writer.mediaType(), format, made);
                });
    }

    private static MutableHttpResponse<?> answer(
            String what, String mediaType, String format, Made<ReportResult> made) {
        String name = Download.name(what, made.from().arguments(), format);
        return ETag.of(made.from().receipt().dataVersion(), format).on(Download.of(name, mediaType, made.answer()));
    }

    /** {@code limit} is the list's, also where the report itself has one: it has no bearing on what is behind a figure. */
    @Get("/reports/{report:[^./]+}/records")
    @Operation("list-records-of-figure")
    @MinimumRole(Role.OPERATOR)
    HttpResponse<?> records(HttpRequest<?> request, String report) {
        TextArguments query = Query.of(request);
        Map<String, String> keys = query.texts();
        keys.keySet().removeAll(PageRequest.parameters());
        Figure figure = analyticReads.run(() -> reports.figure(report, keys));
        Dataset dataset = figure.dataset();
        PageRequest<Object> page = Cursor.page(query, dataset, clock.instant());
        return Answers.json(analyticReads.run(() -> memory.answer(request, AnswerMemory.FOR_PAGE, out -> {
            Slice<Traced> rows = traces.trace(
                    reports.records(figure, page.after(), page.limit()), Ingested.SHOWN_RAW_BYTES, AnswerMemory.PAGE);
            Page.write(
                    "records",
                    rows,
                    one -> RecordView.of(dataset, one.row().row(), one.lineage()),
                    one -> Cursor.of(one.row().row().key(dataset)),
                    out);
        })));
    }

    @Get("/workbooks/{workbook:[^./]+}.xlsx")
    @Operation("get-workbook")
    @Produces(MediaType.ALL)
    HttpResponse<?> workbook(HttpRequest<?> request, String workbook) {
        Workbook asked = workbooks.workbook(workbook);
        Map<String, String> parameters = Query.of(
                        request,
                        asked.parameters().stream().map(Parameter::name).toList())
                .texts();
        String format = workbooks.format().format();
        return ETag.known(
                        request,
                        () -> ETag.of(workbooks.version(asked, parameters).number(), format))
                .orElseGet(() -> {
                    Made<ReportResult> made =
                            analyticReads.run(() -> memory.make(request, AnswerMemory.FOR_REPORT, out -> {
                                List<ReportResult> results = workbooks.compute(asked, parameters);
                                workbooks.write(results, out);
                                return results.getFirst();
                            }));
                    return answer(workbook, workbooks.format().mediaType(), format, made);
                });
    }
}
