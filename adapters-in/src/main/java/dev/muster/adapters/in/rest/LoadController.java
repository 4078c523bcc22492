package dev.muster.adapters.in.rest;

import dev.muster.adapters.in.json.Problems;
import dev.muster.adapters.in.json.Views;
import dev.muster.application.Refusal;
import dev.muster.application.ingest.IngestRecords;
import dev.muster.application.ingest.Ingested;
import dev.muster.application.ingest.Ingestion;
import dev.muster.application.ingest.Input;
import dev.muster.application.ingest.LoadRequest;
import dev.muster.application.port.Database;
import dev.muster.application.port.RejectionStore;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunStatus;
import dev.muster.domain.run.Source;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Takes records in. */
@Controller("/api/v1/datasets/{dataset}/records")
@ExecuteOn(TaskExecutors.IO)
final class LoadController {
    private final IngestRecords ingest;
    private final Database database;
    private final Datasets datasets;
    private final Loaders loaders;
    private final RestSettings settings;

    LoadController(IngestRecords ingest, Database database, Datasets datasets, Loaders loaders, RestSettings settings) {
        this.ingest = ingest;
        this.database = database;
        this.datasets = datasets;
        this.loaders = loaders;
        this.settings = settings;
    }

    /** Which content types a dataset takes is for the request's own problem to say, after the dataset was found. */
    @Post
    @Consumes(MediaType.ALL)
    HttpResponse<?> load(HttpRequest<?> request, String dataset) throws IOException {
        Dataset target = datasets.named(dataset);
        LoadRequest load = LoadRequests.of(request, target);
        refuseTooLarge(request);
        Ingestion ingestion;
        try (InputStream body = RequestBody.of(request)) {
            ingestion = ingest.land(load, new Input(Source.Kind.UPLOAD, null, body));
        }
        CompletableFuture<Loaders.Outcome> outcome = loaders.load(ingestion);
        // A dry run is not on record: there is nowhere to ask for it later.
        return answer(
                load,
                ingestion,
                load.dryRun()
                        ? outcome.join()
                        : loaders.within(Patience.of(request).seconds(), outcome));
    }

    /** Where the sender says how much will come, nothing of it needs to be read. */
    private void refuseTooLarge(HttpRequest<?> request) {
        long max = settings.maxUploadBytes();
        if (request.getContentLength() > max) {
            throw new Refusal(new Problem(
                            ProblemType.PAYLOAD_TOO_LARGE,
                            "the body has %d bytes, more than %d, the most allowed"
                                    .formatted(request.getContentLength(), max))
                    .with("allowed", max));
        }
    }

    private HttpResponse<?> answer(LoadRequest load, Ingestion ingestion, Loaders.@Nullable Outcome outcome) {
        return switch (outcome) {
            case null -> underWay(ingestion.run());
            case Loaders.Outcome.Broken(Problem problem) ->
                Answers.problem(
                        load.dryRun()
                                ? problem
                                : problem.with("run", ingestion.run().id().toString()));
            case Loaders.Outcome.Ended(Ingested ingested) -> answer(load, ingested);
        };
    }

    private HttpResponse<?> answer(LoadRequest load, Ingested ingested) {
        Run run = ingested.run();
        if (!run.status().ended()) {
            return underWay(run);
        }
        if (run.status() == RunStatus.FAILED && run.error() != null) {
            return Answers.problem(
                    Views.failed(ingested, run.error(), load.dryRun()),
                    Problems.status(run.error().type()));
        }
        return Answers.json(load.dryRun() ? Views.rehearsed(ingested, load.dataset()) : Views.ingested(ingested));
    }

    private HttpResponse<?> underWay(Run begun) {
        Run run = database.runs().find(begun.id()).orElse(begun);
        RejectionStore.Filter ofRun = new RejectionStore.Filter(run.id(), null, null, null);
        Map<String, @Nullable Object> view = Views.ingested(new Ingested(
                run, database.rejections().listOldestFirst(ofRun, null, Ingested.SHOWN), List.of(), List.of()));
        return Answers.json(202, view).header(HttpHeaders.LOCATION, "/api/v1/runs/" + run.id());
    }
}
