package dev.muster.adapters.in.rest;

import dev.muster.adapters.in.rest.http.Answers;
import dev.muster.adapters.in.rest.http.Download;
import dev.muster.adapters.in.rest.http.JsonBody;
import dev.muster.adapters.in.rest.http.MinimumRole;
import dev.muster.adapters.in.rest.http.Operation;
import dev.muster.adapters.in.rest.http.Query;
import dev.muster.application.arguments.PageRequest;
import dev.muster.application.arguments.TextArguments;
import dev.muster.application.port.ReportWriter;
import dev.muster.application.reports.ComputeReport;
import dev.muster.application.reports.ReportFiles;
import dev.muster.application.reports.ReportFiles.ReportFile;
import dev.muster.application.reports.ReportFormats;
import dev.muster.application.reports.ReportRequest;
import dev.muster.application.work.AnalyticReads;
import dev.muster.domain.access.Role;
import dev.muster.domain.report.Report;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Keeps reports as files in the storage. */
@Controller("/api/v1")
@MinimumRole(Role.OPERATOR)
@ExecuteOn(TaskExecutors.IO)
record ReportFileController(
        ComputeReport reports, ReportFormats formats, ReportFiles files, AnalyticReads analyticReads, JsonBody bodies) {

    @Post("/reports/{report:[^./]+}/files")
    @Operation("write-report-file")
    @Consumes(MediaType.ALL)
    HttpResponse<?> write(HttpRequest<?> request, String report) throws IOException {
        Query.of(request, List.of());
        Report asked = reports.report(report);
        ReportFileOrder order = bodies.order(request, ReportFileOrder.class);
        ReportWriter writer = formats.get(Objects.requireNonNullElse(order.format(), ""));
        TextArguments parameters = TextArguments.of(Objects.requireNonNullElse(order.parameters(), Map.of()));
        ReportRequest what = ReportRequest.of(asked, writer, parameters::among);
        ReportFile file =
                analyticReads.run(() -> files.write(report, writer.format(), what.parameters(), what.options()));
        return Answers.json(201, file).header(HttpHeaders.LOCATION, "/api/v1/report-files/" + file.name());
    }

    @Get("/report-files")
    @Operation("list-report-files")
    HttpResponse<?> list(HttpRequest<?> request) {
        TextArguments query = Query.of(request, PageRequest.parameters());
        return Answers.json(Page.of("report_files", files.list(), query, file -> file, ReportFile::name));
    }

    @Get("/report-files/{name:[^/]+}")
    @Operation("get-report-file")
    @Produces(MediaType.ALL)
    HttpResponse<?> show(HttpRequest<?> request, String name) {
        Query.of(request, List.of());
        ReportFile file = files.get(name);
        InputStream bytes = files.read(file);
        return Download.of(
                request,
                file.name(),
                files.formatOf(file).map(ReportWriter::mediaType).orElse(MediaType.APPLICATION_OCTET_STREAM),
                bytes,
                file.bytes());
    }

    @Delete("/report-files/{name:[^/]+}")
    @Operation("delete-report-file")
    @MinimumRole(Role.ADMIN)
    @Consumes(MediaType.ALL)
    HttpResponse<?> delete(HttpRequest<?> request, String name) {
        Query.of(request, List.of());
        files.delete(name);
        return HttpResponse.noContent();
    }
}
