package dev.muster.adapters.in.rest;

import dev.muster.adapters.in.json.RejectionLines;
import dev.muster.adapters.in.rest.http.Download;
import dev.muster.adapters.in.rest.http.MinimumRole;
import dev.muster.adapters.in.rest.http.Operation;
import dev.muster.adapters.in.rest.http.Query;
import dev.muster.application.Refusal;
import dev.muster.application.arguments.Datasets;
import dev.muster.application.arguments.Filters;
import dev.muster.application.arguments.TextArguments;
import dev.muster.application.export.ExportFormats;
import dev.muster.application.export.ExportRecords;
import dev.muster.application.export.ExportRejections;
import dev.muster.application.export.RejectionFormats;
import dev.muster.application.port.Database;
import dev.muster.application.port.RejectionStore;
import dev.muster.application.port.TableWriter;
import dev.muster.domain.access.Role;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** Gives whole datasets, and what was not let in, as files. */
@Controller("/api/v1")
@MinimumRole(Role.OPERATOR)
@ExecuteOn(TaskExecutors.IO)
record ExportController(
        Database database,
        Datasets datasets,
        InstantSource clock,
        ExportFormats formats,
        RejectionFormats rejectionFormats,
        ExportRecords records,
        ExportRejections rejections,
        Exports exports) {
    private static final String RAW = "raw";
    private static final String BOM = "bom";
    private static final String CSV = "text/csv";

    @Get("/datasets/{dataset}/records.{format:[^/]+}")
    @Operation("export-records")
    @Produces(MediaType.ALL)
    HttpResponse<?> records(HttpRequest<?> request, String dataset, String format) {
        Dataset source = datasets.named(dataset);
        TableWriter writer = Download.format(formats, "records", format);
        TextArguments query =
                Query.of(request, Filters.ofRecords(source, format.equals("csv") ? List.of(RAW, BOM) : List.of(RAW)));
        Map<Integer, Object> equal = Filters.records(source, query, clock.instant());
        TableWriter.Options options = new TableWriter.Options(query.flag(RAW), query.flag(BOM));
        return Download.of(
                source.name() + "." + format,
                writer.mediaType(),
                exports.answer(request, out -> records.export(source, equal, writer, options, out)));
    }

    @Get("/rejections.csv")
    @Operation("export-rejections")
    @Produces(CSV)
    HttpResponse<?> rejectionsAsCsv(HttpRequest<?> request) {
        return rejections(request, "csv");
    }

    @Get("/rejections.xlsx")
    @Operation("export-rejections-as-sheet")
    @Produces(MediaType.ALL)
    HttpResponse<?> rejectionsAsSheet(HttpRequest<?> request) {
        return rejections(request, "xlsx");
    }

    /** As they were received, to be corrected and sent again. */
    private HttpResponse<?> rejections(HttpRequest<?> request, String format) {
        RejectionStore.Filter filter = Filters.rejections(Query.of(request, Filters.ofRejections()), datasets);
        if (filter.dataset() == null) {
            throw new Refusal(new Problem(
                            ProblemType.BAD_PARAMETER, "dataset is required: the columns are the fields of one dataset")
                    .with("field", "dataset")
                    .with("allowed", datasets.names()));
        }
        TableWriter writer = rejectionFormats.get(format);
        return Download.of(
                "rejections-%s.%s".formatted(filter.dataset(), format),
                writer.mediaType(),
                exports.answer(request, out -> rejections.export(filter, writer, out)));
    }

    /** Not a table: each line is what the rejection's own address gives. */
    @Get("/rejections.ndjson")
    @Operation("export-rejections-as-lines")
    @Produces(MediaType.ALL)
    HttpResponse<?> rejectionsAsLines(HttpRequest<?> request) {
        RejectionStore.Filter filter = Filters.rejections(Query.of(request, Filters.ofRejections()), datasets);
        return Download.of(
                "rejections.ndjson",
                "application/x-ndjson",
                exports.answer(request, out -> RejectionLines.write(database.rejections(), filter, out)));
    }
}
