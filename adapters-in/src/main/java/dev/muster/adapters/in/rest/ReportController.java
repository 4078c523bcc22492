package dev.muster.adapters.in.rest;

import dev.muster.adapters.in.json.Views;
import dev.muster.application.reports.ComputeReport;
import dev.muster.application.reports.Summarise;
import dev.muster.domain.report.Report;
import dev.muster.domain.report.ReportResult;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.Arrays;
import java.util.List;

/** Shows reports and the summary. */
@Controller("/api/v1")
@ExecuteOn(TaskExecutors.IO)
final class ReportController {
    private final ComputeReport reports;
    private final Summarise summarise;

    ReportController(ComputeReport reports, Summarise summarise) {
        this.reports = reports;
        this.summarise = summarise;
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

    @Get("/reports/{report}")
    HttpResponse<?> show(HttpRequest<?> request, String report) {
        ReportResult result = reports.compute(report, Query.of(request).texts());
        // Weak: the same numbers may be sent compressed or not.
        String tag = "W/\"%d\"".formatted(result.receipt().dataVersion());
        MutableHttpResponse<?> answer =
                isKnown(request, tag) ? HttpResponse.notModified() : Answers.json(Views.report(result));
        return answer.header(HttpHeaders.ETAG, tag).header(HttpHeaders.CACHE_CONTROL, "private, no-cache");
    }

    private static boolean isKnown(HttpRequest<?> request, String tag) {
        return request.getHeaders().getAll(HttpHeaders.IF_NONE_MATCH).stream()
                .flatMap(header -> Arrays.stream(header.split(",")))
                .map(String::strip)
                .anyMatch(known -> known.equals("*") || opaque(known).equals(opaque(tag)));
    }

    /** The tag without the mark of weakness, which If-None-Match does not look at. */
    private static String opaque(String tag) {
        return tag.startsWith("W/") ? tag.substring(2) : tag;
    }
}
