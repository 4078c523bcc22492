package dev.muster.adapters.in.rest;

import dev.muster.adapters.in.json.Views;
import dev.muster.application.Refusal;
import dev.muster.application.port.Database;
import dev.muster.application.port.StoredRow;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Field;
import dev.muster.domain.intake.RecordValidator;
import dev.muster.domain.intake.Verdict;
import dev.muster.domain.run.Problem;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shows datasets and their records. */
@Controller("/api/v1/datasets")
@ExecuteOn(TaskExecutors.IO)
final class DatasetController {
    private final Catalog catalog;
    private final Database database;
    private final Datasets datasets;
    private final InstantSource clock;

    DatasetController(Catalog catalog, Database database, Datasets datasets, InstantSource clock) {
        this.catalog = catalog;
        this.database = database;
        this.datasets = datasets;
        this.clock = clock;
    }

    @Get
    HttpResponse<?> list(HttpRequest<?> request) {
        Query query = Query.of(request, Query.listParameters());
        return Answers.json(Page.of("datasets", datasets.all(), query, this::view, Dataset::name));
    }

    @Get("/{dataset}")
    HttpResponse<?> show(HttpRequest<?> request, String dataset) {
        Query.of(request, List.of());
        return Answers.json(view(datasets.named(dataset)));
    }

    @Get("/{dataset}/records")
    HttpResponse<?> records(HttpRequest<?> request, String dataset) {
        Dataset source = datasets.named(dataset);
        String[] fields = source.fields().stream().map(Field::name).toArray(String[]::new);
        Query query = Query.of(request, Query.listParameters(fields));
        int limit = query.limit();
        Object after = query.parsed(
                        "after", text -> Cursor.key(source, text, clock.instant()), "what a list gave as next")
                .orElse(null);
        List<StoredRow> rows = database.datasets().list(source, filter(source, query), after, limit + 1);
        return Answers.json(Page.of(
                "records",
                rows,
                limit,
                row -> Views.record(source, row.row()),
                row -> Cursor.of(row.row().key(source))));
    }

    /** The key is read off the address as it came: the server would take a plus in it for a blank. */
    @Get("/{dataset}/records/{key:[^/]+}")
    HttpResponse<?> record(HttpRequest<?> request, String dataset, String key) {
        Dataset source = datasets.named(dataset);
        Query.of(request, List.of());
        String path = request.getPath();
        String text = URLDecoder.decode(
                path.substring(path.lastIndexOf('/') + 1).replace("+", "%2B"), StandardCharsets.UTF_8);
        Field field = source.keyField();
        StoredRow found = Cursor.value(field, text, clock.instant())
                .flatMap(value -> database.datasets().find(source, value))
                .orElseThrow(() -> new Refusal(
                        ProblemType.NOT_FOUND,
                        "%s has no record whose %s is '%s'".formatted(source, field.name(), text)));
        return Answers.json(Views.record(source, found.row()));
    }

    private Map<String, @Nullable Object> view(Dataset dataset) {
        return Views.dataset(catalog, dataset, database.datasets().count(dataset));
    }

    private Map<Integer, Object> filter(Dataset dataset, Query query) {
        Map<Integer, Object> equal = new LinkedHashMap<>();
        for (int i = 0; i < dataset.fields().size(); i++) {
            Field field = dataset.fields().get(i);
            String text = query.given(field.name());
            if (text != null) {
                switch (RecordValidator.validate(field, text, clock.instant())) {
                    case Verdict.Accepted(var row) when row.get(0) != null -> equal.put(i, row.get(0));
                    case Verdict.Accepted blank -> throw badFilter(field, field.name() + " is blank");
                    case Verdict.Rejected(var reasons) ->
                        throw badFilter(field, reasons.getFirst().message());
                }
            }
        }
        return equal;
    }

    private static Refusal badFilter(Field field, String detail) {
        return new Refusal(new Problem(ProblemType.BAD_PARAMETER, detail).with("field", field.name()));
    }
}
