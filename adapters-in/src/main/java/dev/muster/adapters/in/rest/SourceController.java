package dev.muster.adapters.in.rest;

import dev.muster.adapters.in.rest.http.AnswerMemory;
import dev.muster.adapters.in.rest.http.Answers;
import dev.muster.adapters.in.rest.http.JsonBody;
import dev.muster.adapters.in.rest.http.Query;
import dev.muster.adapters.in.rest.http.RestSettings;
import dev.muster.adapters.in.rest.http.UploadMemory;
import dev.muster.application.Refusal;
import dev.muster.application.ingest.FileKind;
import dev.muster.application.ingest.Ingestion;
import dev.muster.application.ingest.KeyedIngestion;
import dev.muster.application.ingest.LoadFromSource;
import dev.muster.application.ingest.LoadFromSource.Place;
import dev.muster.application.ingest.RequestKey;
import dev.muster.application.port.PortException;
import dev.muster.application.port.RecordSource;
import dev.muster.application.work.Lane;
import dev.muster.application.work.LoadQueue;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Takes in records from places that the service can read. */
@Controller("/api/v1")
@ExecuteOn(TaskExecutors.IO)
final class SourceController {
    private static final String DATASET = "dataset";
    private static final String SOURCE = "source";
    private static final List<String> MEMBERS = Stream.concat(Stream.of(DATASET, SOURCE), LoadQuery.PARAMETERS.stream())
            .toList();

    /** Most files of a source that are listed. */
    private static final int MOST_FILES = 1_000;

    private final LoadFromSource loadFromSource;
    private final Datasets datasets;
    private final LoadQueue queue;
    private final LongOperations operations;
    private final RepeatedRequests repeated;
    private final RestSettings settings;
    private final UploadMemory room;
    private final AnswerMemory memory;

    SourceController(
            LoadFromSource loadFromSource,
            Datasets datasets,
            LoadQueue queue,
            LongOperations operations,
            RepeatedRequests repeated,
            RestSettings settings,
            UploadMemory room,
            AnswerMemory memory) {
        this.loadFromSource = loadFromSource;
        this.datasets = datasets;
        this.queue = queue;
        this.operations = operations;
        this.repeated = repeated;
        this.settings = settings;
        this.room = room;
        this.memory = memory;
    }

    @Get("/sources")
    HttpResponse<?> list(HttpRequest<?> request) {
        Query query = Query.of(request, Query.listParameters());
        return Answers.json(
                Page.of("sources", loadFromSource.sources(), query, SourceController::source, RecordSource::prefix));
    }

    private static Map<String, @Nullable Object> source(RecordSource source) {
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put(SOURCE, source.prefix());
        view.put("kind", source.kind().code());
        try {
            List<Map<String, Object>> files = source.list().stream()
                    .filter(file -> FileKind.of(file.name()).format().isPresent())
                    .limit(MOST_FILES + 1L)
                    .map(SourceController::file)
                    .toList();
            view.put("reachable", true);
            view.put("detail", null);
            view.put("files", files.subList(0, Math.min(files.size(), MOST_FILES)));
            view.put("more_files", files.size() > MOST_FILES);
        } catch (PortException e) {
            view.put("reachable", false);
            view.put("detail", e.getMessage());
            view.put("files", List.of());
            view.put("more_files", false);
        }
        return view;
    }

    private static Map<String, Object> file(RecordSource.Listed file) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("name", file.name());
        view.put("bytes", file.bytes());
        view.put("modified_at", file.modifiedAt());
        return view;
    }

    @Post("/runs")
    @Consumes(MediaType.ALL)
    HttpResponse<?> load(HttpRequest<?> request) throws IOException {
        Query.of(request, List.of());
        Map<String, String> members = JsonBody.asTexts(JsonBody.members(request, settings.minimumRate(), room));
        Query body = Query.of(members, MEMBERS);
        Dataset dataset = datasets.named(required(body, DATASET));
        LoadQuery query = LoadQuery.of(body);
        Place place = loadFromSource.place(required(body, SOURCE));
        // The file is named by the request, not a part of it: it may be another when the request comes again.
        RequestKey key = RepeatedRequests.key(request)
                .filter(sent -> !query.dryRun())
                .map(sent -> new RequestKey(sent.key(), sent.request() + " " + new TreeMap<>(members), false))
                .orElse(null);
        queue.refuseIfFull(Lane.LARGE);
        KeyedIngestion landed;
        try (UploadMemory.Place taken = room.enter()) {
            landed = loadFromSource.land(() -> query.request(dataset, place.name()), place, key, taken);
            if (query.dryRun() && landed instanceof KeyedIngestion.First(Ingestion ingestion)) {
                return memory.held(request, share -> operations.rehearse(ingestion, dataset, share));
            }
        }
        return memory.held(request, share -> switch (landed) {
            case KeyedIngestion.First(Ingestion ingestion) ->
                key == null
                        ? operations.load(request, ingestion, share)
                        : repeated.first(request, key, ingestion, share);
            case KeyedIngestion.Again again -> repeated.again(Objects.requireNonNull(key), again, share);
        });
    }

    private static String required(Query body, String name) {
        return body.text(name)
                .orElseThrow(() -> new Refusal(
                        new Problem(ProblemType.BAD_PARAMETER, "%s is required".formatted(name)).with("field", name)));
    }
}
