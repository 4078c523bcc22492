package dev.muster.adapters.in.rest;

import dev.muster.adapters.in.json.Json;
import dev.muster.adapters.in.json.PreviewView;
import dev.muster.adapters.in.rest.http.AnswerMemory;
import dev.muster.adapters.in.rest.http.Answers;
import dev.muster.adapters.in.rest.http.MinimumRole;
import dev.muster.adapters.in.rest.http.Operation;
import dev.muster.adapters.in.rest.http.Query;
import dev.muster.adapters.in.rest.http.RequestBody;
import dev.muster.adapters.in.rest.http.RestSettings;
import dev.muster.application.arguments.Datasets;
import dev.muster.application.ingest.LoadArguments;
import dev.muster.application.ingest.LoadParameter;
import dev.muster.application.ingest.PreviewFile;
import dev.muster.application.work.UploadMemory;
import dev.muster.domain.access.Role;
import dev.muster.domain.dataset.Dataset;
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

/** Shows how a file would be read. */
@Controller("/api/v1/datasets/{dataset}/preview")
@MinimumRole(Role.OPERATOR)
@ExecuteOn(TaskExecutors.IO)
record PreviewController(
        PreviewFile previews, Datasets datasets, RestSettings settings, UploadMemory room, AnswerMemory memory) {

    @Post
    @Operation("preview-file")
    @Consumes(MediaType.ALL)
    HttpResponse<?> preview(HttpRequest<?> request, String dataset) throws IOException {
        Dataset target = datasets.named(dataset);
        LoadArguments arguments = LoadArguments.of(Query.of(request, LoadParameter.codes()));
        PreviewView view;
        try (UploadMemory.Place place = room.enter();
                InputStream body = RequestBody.of(request, settings.minimumRate());
                SentRecords sent = SentRecords.in(request, body)) {
            view = PreviewView.of(previews.preview(sent.request(target, arguments), sent.bytes()));
        }
        return Answers.json(memory.answer(request, AnswerMemory.FOR_PAGE, out -> Json.write(view, out)));
    }
}
