package dev.muster.adapters.in.rest;

import dev.muster.adapters.in.rest.http.AnswerMemory;
import dev.muster.adapters.in.rest.http.MinimumRole;
import dev.muster.adapters.in.rest.http.Operation;
import dev.muster.adapters.in.rest.http.Query;
import dev.muster.adapters.in.rest.http.RequestBody;
import dev.muster.adapters.in.rest.http.RestSettings;
import dev.muster.application.Refusal;
import dev.muster.application.arguments.Datasets;
import dev.muster.application.ingest.Ingestion;
import dev.muster.application.ingest.Input;
import dev.muster.application.ingest.KeyedIngestion;
import dev.muster.application.ingest.LandOnce;
import dev.muster.application.ingest.LoadArguments;
import dev.muster.application.ingest.LoadParameter;
import dev.muster.application.ingest.LoadRequest;
import dev.muster.application.ingest.RequestKey;
import dev.muster.application.work.Lane;
import dev.muster.application.work.LoadQueue;
import dev.muster.application.work.UploadMemory;
import dev.muster.domain.access.Role;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.Source;
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

/** Takes records in. */
@Controller("/api/v1/datasets/{dataset}/records")
@MinimumRole(Role.OPERATOR)
@ExecuteOn(TaskExecutors.IO)
record LoadController(
        LandOnce landOnce,
        Datasets datasets,
        LoadQueue queue,
        LongOperations operations,
        RepeatedRequests repeated,
        RestSettings settings,
        UploadMemory room,
        AnswerMemory memory) {

    /** Which content types a dataset takes is for the request's own problem to say, after the dataset was found. */
    @Post
    @Operation("load-records")
    @Consumes(MediaType.ALL)
    HttpResponse<?> load(HttpRequest<?> request, String dataset) throws IOException {
        Dataset target = datasets.named(dataset);
        LoadArguments arguments = LoadArguments.of(Query.of(request, LoadParameter.codes()));
        RequestKey key = RepeatedRequests.key(request).orElse(null);
        refuseTooLarge(request);
        queue.refuseIfFull(Lane.of(request.getContentLength()));
        KeyedIngestion landed;
        try (UploadMemory.Place place = room.enter();
                InputStream body = RequestBody.of(request, settings.minimumRate());
                SentRecords sent = SentRecords.in(request, body)) {
            LoadRequest load = sent.request(target, arguments);
            Input input = new Input(Source.Kind.UPLOAD, sent.name(), sent.bytes(), place);
            landed = landOnce.land(load, input, key);
            if (load.dryRun() && landed instanceof KeyedIngestion.First(Ingestion rehearsal)) {
                // The input of a rehearsal is in memory until it is over, so its place is kept.
                return memory.held(request, share -> operations.rehearse(rehearsal, target, share));
            }
        }
        return memory.held(request, share -> repeated.answer(request, key, landed, share));
    }

    /** Where the sender says how much will come, nothing of it needs to be read. */
    private void refuseTooLarge(HttpRequest<?> request) {
        long max = settings.maxUploadBytes();
        if (request.getContentLength() > max) {
            throw new Refusal(new Problem(
                            ProblemType.PAYLOAD_TOO_LARGE,
                            "the body has %s bytes, more than %s, the most allowed"
                                    .formatted(request.getContentLength(), max))
                    .with("allowed", max));
        }
    }
}
