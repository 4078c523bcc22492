package dev.muster.adapters.in.rest;

import dev.muster.adapters.in.rest.http.Answers;
import dev.muster.adapters.in.rest.http.Download;
import dev.muster.adapters.in.rest.http.JsonBody;
import dev.muster.adapters.in.rest.http.Query;
import dev.muster.adapters.in.rest.http.RestSettings;
import dev.muster.adapters.in.rest.http.UploadMemory;
import dev.muster.application.Refusal;
import dev.muster.application.port.ReportWriter;
import dev.muster.application.reports.ComputeReport;
import dev.muster.application.reports.ReportFiles;
import dev.muster.application.reports.ReportFiles.ReportFile;
import dev.muster.application.reports.ReportFormats;
import dev.muster.domain.report.Report;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
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
import org.jspecify.annotations.Nullable;

/** Keeps reports as files in the storage. */
@Controller("/api/v1")
@ExecuteOn(TaskExecutors.IO)
final class ReportFileController {
    private static final String FORMAT = "format";
    private static final String PARAMETERS = "parameters";

    private final ComputeReport reports;
    private final ReportFormats formats;
    private final ReportFiles files;
    private final AnalyticReads analyticReads;
    private final RestSettings settings;
    private final UploadMemory room;

    ReportFileController(
            ComputeReport reports,
            ReportFormats formats,
            ReportFiles files,
            AnalyticReads analyticReads,
            RestSettings settings,
            UploadMemory room) {
        this.reports = reports;
        this.formats = formats;
        this.files = files;
        this.analyticReads = analyticReads;
        this.settings = settings;
        this.room = room;
    }

    /** {@code parameters} are what the report's own address takes as its query. */
    @Post("/reports/{report:[^./]+}/files")
    @Consumes(MediaType.ALL)
    HttpResponse<?> write(HttpRequest<?> request, String report) throws IOException {
        Query.of(request, List.of());
        Report asked = reports.report(report);
        Map<String, Object> members = JsonBody.members(request, settings.minimumRate(), room);
        Map<String, String> parameters = parameters(members.get(PARAMETERS));
        Query body = Query.of(JsonBody.asTexts(members), List.of(FORMAT, PARAMETERS));
        // No format is none of those there are.
        ReportWriter writer = formats.get(body.text(FORMAT).orElse(""));
        ReportRequest order = ReportRequest.of(asked, writer, allowed -> Query.of(parameters, allowed));
        ReportFile file =
                analyticReads.run(() -> files.write(report, writer.format(), order.parameters(), order.options()));
        return Answers.json(201, file).header(HttpHeaders.LOCATION, "/api/v1/report-files/" + file.name());
    }

    @Get("/report-files")
    HttpResponse<?> list(HttpRequest<?> request) {
        Query query = Query.of(request, Query.listParameters());
        return Answers.json(Page.of("report_files", files.list(), query, file -> file, ReportFile::name));
    }

    @Get("/report-files/{name:[^/]+}")
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
    @Consumes(MediaType.ALL)
    HttpResponse<?> delete(HttpRequest<?> request, String name) {
        Query.of(request, List.of());
        files.delete(name);
        return HttpResponse.noContent();
    }

    private static Map<String, String> parameters(@Nullable Object given) {
        return switch (given) {
            case null -> Map.of();
            case Map<?, ?> members -> JsonBody.asTexts(members);
            default ->
                throw new Refusal(new Problem(ProblemType.BAD_PARAMETER, "parameters must be an object")
                        .with("field", PARAMETERS));
        };
    }
}
