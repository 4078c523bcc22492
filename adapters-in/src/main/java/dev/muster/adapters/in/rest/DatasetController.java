package dev.muster.adapters.in.rest;

import dev.muster.adapters.in.json.Json;
import dev.muster.adapters.in.json.LineageView;
import dev.muster.adapters.in.json.RecordView;
import dev.muster.adapters.in.json.TableSchema;
import dev.muster.adapters.in.rest.http.AnswerMemory;
import dev.muster.adapters.in.rest.http.Answers;
import dev.muster.adapters.in.rest.http.Cursor;
import dev.muster.adapters.in.rest.http.MinimumRole;
import dev.muster.adapters.in.rest.http.Operation;
import dev.muster.adapters.in.rest.http.Query;
import dev.muster.application.Refusal;
import dev.muster.application.arguments.Datasets;
import dev.muster.application.arguments.Filters;
import dev.muster.application.arguments.PageRequest;
import dev.muster.application.arguments.TextArguments;
import dev.muster.application.port.Database;
import dev.muster.application.port.StoredRow;
import dev.muster.application.runs.TraceRecord;
import dev.muster.domain.access.Role;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Field;
import dev.muster.domain.run.ProblemType;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Shows datasets and their records. */
@Controller("/api/v1/datasets")
@MinimumRole(Role.OPERATOR)
@ExecuteOn(TaskExecutors.IO)
record DatasetController(
        Catalog catalog,
        Database database,
        Datasets datasets,
        TraceRecord trace,
        InstantSource clock,
        AnswerMemory memory) {
    /** Of {@code /api/v1/datasets/{dataset}/records/{key}}, split at its slashes. */
    private static final int KEY_SEGMENT = 6;

    @Get
    @Operation("list-datasets")
    HttpResponse<?> list(HttpRequest<?> request) {
        TextArguments query = Query.of(request, PageRequest.parameters());
        return Answers.json(Page.of("datasets", datasets.all(), query, this::view, Dataset::name));
    }

    @Get("/{dataset}")
    @Operation("show-dataset")
    HttpResponse<?> show(HttpRequest<?> request, String dataset) {
        Query.of(request, List.of());
        return Answers.json(view(datasets.named(dataset)));
    }

    @Get("/{dataset}/records")
    @Operation("list-records")
    HttpResponse<?> records(HttpRequest<?> request, String dataset) {
        Dataset source = datasets.named(dataset);
        TextArguments query = Query.of(request, Filters.ofRecords(source, PageRequest.parameters()));
        PageRequest<Object> page = Cursor.page(query, source, clock.instant());
        Map<Integer, Object> equal = Filters.records(source, query, clock.instant());
        return Answers.json(memory.answer(
                request,
                AnswerMemory.FOR_PAGE,
                out -> Page.write(
                        "records",
                        database.datasets().list(source, equal, page.after(), page.limit()),
                        row -> RecordView.of(source, row.row()),
                        row -> Cursor.of(row.row().key(source)),
                        out)));
    }

    @Get("/{dataset}/records/{key:[^/]+}")
    @Operation("show-record")
    HttpResponse<?> record(HttpRequest<?> request, String dataset, String key) {
        return about(
                request,
                dataset,
                (source, value) -> database.datasets()
                        .find(source, value)
                        .map(StoredRow::row)
                        .map(row -> RecordView.of(source, row)));
    }

    @Get("/{dataset}/records/{key:[^/]+}/lineage")
    @Operation("trace-record")
    HttpResponse<?> lineage(HttpRequest<?> request, String dataset, String key) {
        return about(
                request, dataset, (source, value) -> trace.trace(source, value).map(LineageView::of));
    }

    /** An answer about the record whose key is in the address, which is read as it came: the server takes a plus for a blank. */
    private HttpResponse<?> about(
            HttpRequest<?> request, String dataset, BiFunction<Dataset, Object, Optional<?>> view) {
        Dataset source = datasets.named(dataset);
        Query.of(request, List.of());
        String encoded = request.getPath().split("/")[KEY_SEGMENT];
        String text = URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
        Field field = source.keyField();
        return Answers.json(memory.answer(
                request,
                AnswerMemory.FOR_RECORD,
                out -> Json.write(
                        Cursor.value(field, text, clock.instant())
                                .flatMap(value -> view.apply(source, value))
                                .orElseThrow(() -> new Refusal(
                                        ProblemType.NOT_FOUND,
                                        "%s has no record whose %s is '%s'".formatted(source, field.name(), text))),
                        out)));
    }

    private Map<String, @Nullable Object> view(Dataset dataset) {
        return TableSchema.of(catalog, dataset, database.datasets().count(dataset));
    }
}
