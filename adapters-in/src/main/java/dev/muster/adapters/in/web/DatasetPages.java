package dev.muster.adapters.in.web;

import dev.muster.adapters.in.rest.http.Cursor;
import dev.muster.adapters.in.rest.http.MinimumRole;
import dev.muster.adapters.in.rest.http.Operation;
import dev.muster.adapters.in.rest.http.Query;
import dev.muster.application.Refusal;
import dev.muster.application.arguments.Datasets;
import dev.muster.application.arguments.Filters;
import dev.muster.application.arguments.PageRequest;
import dev.muster.application.arguments.TextArguments;
import dev.muster.application.export.ExportFormats;
import dev.muster.application.port.Database;
import dev.muster.application.port.Slice;
import dev.muster.application.port.StoredRow;
import dev.muster.application.port.TableWriter;
import dev.muster.application.runs.TraceRecord;
import dev.muster.application.runs.TraceRecord.Lineage;
import dev.muster.application.work.AnalyticReads;
import dev.muster.domain.access.Role;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Field;
import dev.muster.domain.dataset.Row;
import dev.muster.domain.run.ProblemType;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Datasets as pages: what they are, their records, and where each record came from. */
@Controller("/datasets")
@MinimumRole(Role.OPERATOR)
@ExecuteOn(TaskExecutors.IO)
@Produces(MediaType.TEXT_HTML)
record DatasetPages(
        Datasets datasets,
        Database database,
        ExportFormats formats,
        TraceRecord traces,
        AnalyticReads analyticReads,
        InstantSource clock) {
    private static final String SECTION = "/datasets";
    private static final int ROWS = 100;
    private static final int RAW_CHARACTERS = 4_096;

    /** A dataset among others. */
    record Listed(Dataset dataset, long rows, long open) {}

    /** A file of a dataset. */
    record File(String format, String address) {}

    /**
     * What the page of a dataset shows.
     *
     * @param filters values by name of field
     * @param next address of the records behind these; null if there are none
     */
    record Shown(
            Dataset dataset,
            long rows,
            List<Field> filterable,
            Map<String, String> filters,
            List<Line> records,
            @Nullable String next,
            List<File> files) {}

    /** A record. */
    record Line(String key, List<String> values) {}

    /** A value of a record. */
    record Value(Field field, String text, @Nullable String parent) {}

    /** What the page of a record shows. */
    record One(
            Dataset dataset,
            String key,
            List<Value> values,
            Lineage lineage,
            @Nullable String raw) {}

    @Get
    @Operation("show-datasets")
    HttpResponse<?> list(HttpRequest<?> request) {
        Query.of(request, List.of());
        Map<String, Long> open = database.rejections().countOpen();
        return Html.page(
                request,
                SECTION,
                "Datasets",
                "datasets",
                datasets.all().stream()
                        .map(dataset -> new Listed(
                                dataset, database.datasets().count(dataset), open.getOrDefault(dataset.name(), 0L)))
                        .toList());
    }

    @Get("/{dataset}")
    @Operation("show-dataset-page")
    HttpResponse<?> show(HttpRequest<?> request, String dataset) {
        Dataset asked = datasets.named(dataset);
        TextArguments query = Query.ofPage(request).among(Filters.ofRecords(asked, PageRequest.parameters()));
        return Html.page(request, SECTION, asked.title(), "dataset", analyticReads.run(() -> shown(asked, query)));
    }

    private Shown shown(Dataset dataset, TextArguments query) {
        Map<String, String> filters = new LinkedHashMap<>(query.texts());
        filters.keySet().removeAll(PageRequest.parameters());
        Object after = Cursor.page(query, dataset, clock.instant()).after();
        Slice<StoredRow> slice =
                database.datasets().list(dataset, Filters.records(dataset, query, clock.instant()), after, ROWS);
        String next = null;
        if (slice.more()) {
            Map<String, String> further = new LinkedHashMap<>(filters);
            further.put("after", Cursor.of(slice.items().getLast().row().key(dataset)));
            next = SECTION + "/" + dataset.name() + PageText.query(further);
        }
        return new Shown(
                dataset,
                database.datasets().count(dataset),
                dataset.fields(),
                filters,
                slice.items().stream()
                        .map(row -> new Line(PageText.of(row.row().key(dataset)), values(dataset, row.row())))
                        .toList(),
                next,
                formats.all().stream()
                        .map(writer -> file(dataset, writer, filters))
                        .toList());
    }

    private static File file(Dataset dataset, TableWriter writer, Map<String, String> filters) {
        return new File(
                writer.format(),
                "/api/v1/datasets/%s/records.%s".formatted(dataset.name(), writer.format()) + PageText.query(filters));
    }

    /** Returns the values of a row as texts, in the order of the fields. */
    static List<String> values(Dataset dataset, Row row) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < dataset.fields().size(); i++) {
            values.add(PageText.of(row.get(i)));
        }
        return values;
    }

    @Get("/{dataset}/records/{key}")
    @Operation("show-record-page")
    HttpResponse<?> record(HttpRequest<?> request, String dataset, String key) {
        Dataset asked = datasets.named(dataset);
        Query.of(request, List.of());
        return Html.page(
                request,
                SECTION,
                "%s %s".formatted(asked.title(), key),
                "record",
                Cursor.value(asked.keyField(), key, clock.instant())
                        .flatMap(value -> database.datasets()
                                .find(asked, value)
                                .flatMap(row -> traces.trace(asked, value).map(lineage -> one(asked, row, lineage))))
                        .orElseThrow(() -> new Refusal(
                                ProblemType.NOT_FOUND,
                                "%s has no record whose %s is '%s'"
                                        .formatted(asked, asked.keyField().name(), key))));
    }

    private static One one(Dataset dataset, StoredRow row, Lineage lineage) {
        List<Value> values = new ArrayList<>();
        for (int i = 0; i < dataset.fields().size(); i++) {
            Field field = dataset.fields().get(i);
            String text = PageText.of(row.row().get(i));
            values.add(new Value(
                    field,
                    text,
                    field.reference() == null || text.isEmpty()
                            ? null
                            : recordAddress(field.reference().dataset(), text)));
        }
        byte[] raw = lineage.raw();
        String text = raw == null ? null : new String(raw, StandardCharsets.UTF_8);
        return new One(
                dataset,
                PageText.of(row.row().key(dataset)),
                values,
                lineage,
                text == null || text.length() <= RAW_CHARACTERS ? text : text.substring(0, RAW_CHARACTERS) + " …");
    }

    /** Returns the address of the page of a record. */
    static String recordAddress(String dataset, String key) {
        return "%s/%s/records/%s".formatted(SECTION, dataset, PageText.encoded(key));
    }
}
