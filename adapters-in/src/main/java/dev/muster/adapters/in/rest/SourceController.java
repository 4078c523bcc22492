package dev.muster.adapters.in.rest;

import dev.muster.adapters.in.rest.http.AnswerMemory;
import dev.muster.adapters.in.rest.http.Answers;
import dev.muster.adapters.in.rest.http.JsonBody;
import dev.muster.adapters.in.rest.http.MinimumRole;
import dev.muster.adapters.in.rest.http.Operation;
import dev.muster.adapters.in.rest.http.Query;
import dev.muster.application.Refusal;
import dev.muster.application.arguments.Datasets;
import dev.muster.application.arguments.PageRequest;
import dev.muster.application.arguments.TextArguments;
import dev.muster.application.ingest.FileKind;
import dev.muster.application.ingest.Ingestion;
import dev.muster.application.ingest.KeyedIngestion;
import dev.muster.application.ingest.LoadArguments;
import dev.muster.application.ingest.LoadFromSource;
import dev.muster.application.ingest.LoadFromSource.Listing;
import dev.muster.application.ingest.LoadFromSource.Place;
import dev.muster.application.ingest.LoadParameter;
import dev.muster.application.ingest.LoadRequest;
import dev.muster.application.ingest.RequestKey;
import dev.muster.application.port.RecordSource;
import dev.muster.application.work.Lane;
import dev.muster.application.work.LoadQueue;
import dev.muster.application.work.UploadMemory;
import dev.muster.domain.access.Role;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.run.LoadOptions.Format;
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
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Takes in records from places that the service can read. */
@Controller("/api/v1")
@MinimumRole(Role.OPERATOR)
@ExecuteOn(TaskExecutors.IO)
record SourceController(
        LoadFromSource loadFromSource,
        Datasets datasets,
        LoadQueue queue,
        LongOperations operations,
        RepeatedRequests repeated,
        JsonBody bodies,
        UploadMemory room,
        AnswerMemory memory) {
    @Get("/sources")
    @Operation("list-sources")
    HttpResponse<?> list(HttpRequest<?> request) {
        TextArguments query = Query.of(request, PageRequest.parameters());
        return Answers.json(Page.of("sources", loadFromSource.sources(), query, Listing::of, RecordSource::prefix));
    }

    @Post("/runs")
    @Operation("load-from-source")
    @Consumes(MediaType.ALL)
    HttpResponse<?> load(HttpRequest<?> request) throws IOException {
        Query.of(request, List.of());
        JsonBody.Order<LoadOrder> body = bodies.order(request, LoadOrder.class, LoadParameter.codes());
        LoadOrder order = body.order();
        Dataset dataset = datasets.named(order.dataset());
        LoadArguments arguments = LoadArguments.of(body.further());
        Place place = loadFromSource.place(order.source());
        // The file is named by the request, not a part of it: it may be another when the request comes again.
        RequestKey key = RepeatedRequests.key(request)
                .filter(sent -> !arguments.dryRun())
                .map(sent -> new RequestKey(
                        sent.key(),
                        "%s %s %s"
                                .formatted(
                                        sent.request(),
                                        order,
                                        new TreeMap<>(body.further().texts())),
                        false))
                .orElse(null);
        queue.refuseIfFull(Lane.LARGE);
        KeyedIngestion landed;
        try (UploadMemory.Place taken = room.enter()) {
            landed = loadFromSource.land(() -> request(dataset, place.name(), arguments), place, key, taken);
            if (arguments.dryRun() && landed instanceof KeyedIngestion.First(Ingestion ingestion)) {
                return memory.held(request, share -> operations.rehearse(ingestion, dataset, share));
            }
        }
        return memory.held(request, share -> repeated.answer(request, key, landed, share));
    }

    private static LoadRequest request(Dataset dataset, String fileName, LoadArguments arguments) {
        FileKind kind = FileKind.of(fileName);
        Format format = Optional.ofNullable(arguments.format())
                .or(kind::format)
                .orElseThrow(() -> new Refusal(new Problem(
                                ProblemType.UNSUPPORTED_MEDIA_TYPE,
                                "the file's name tells no format: " + FileKind.adviceFor(fileName, "give a format"))
                        .with("field", "source")));
        return arguments.request(dataset, format, null, kind.gzip());
    }
}
