package dev.muster.adapters.in.rest;

import dev.muster.adapters.in.json.ProofView;
import dev.muster.adapters.in.rest.http.Answers;
import dev.muster.adapters.in.rest.http.JsonBody;
import dev.muster.adapters.in.rest.http.MinimumRole;
import dev.muster.adapters.in.rest.http.Operation;
import dev.muster.adapters.in.rest.http.Query;
import dev.muster.application.Refusal;
import dev.muster.application.arguments.Datasets;
import dev.muster.application.prove.Proofs;
import dev.muster.application.prove.Proofs.Asked;
import dev.muster.application.prove.ProveData;
import dev.muster.application.work.Lane;
import dev.muster.application.work.LoadQueue;
import dev.muster.domain.access.Role;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.run.ProblemType;
import io.micronaut.http.HttpHeaders;
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

/** Proves that what is stored is what comes of the bytes that were received. */
@Controller("/api/v1")
@MinimumRole(Role.OPERATOR)
@ExecuteOn(TaskExecutors.IO)
record ProofController(
        Datasets datasets,
        ProveData proveData,
        Proofs proofs,
        LoadQueue queue,
        LongOperations operations,
        JsonBody bodies) {

    @Post("/prove")
    @Operation("prove")
    @Consumes(MediaType.ALL)
    HttpResponse<?> prove(HttpRequest<?> request) throws IOException {
        Query.of(request, List.of());
        List<Dataset> chosen =
                datasets.chosen(bodies.order(request, DatasetsOrder.class).datasets());
        queue.refuseIfFull(Lane.LARGE);
        Asked asked = proofs.begin();
        return operations.answer(
                request,
                queue.begin(
                        Lane.LARGE, () -> proofs.end(asked, () -> proveData.prove(chosen, ProveData.Listener.NONE))),
                ended -> Answers.json(ProofView.of(ended)),
                () -> Answers.json(202, ProofView.of(asked))
                        .header(HttpHeaders.LOCATION, "/api/v1/proofs/" + asked.id()));
    }

    @Get("/proofs/{id}")
    @Operation("show-proof")
    HttpResponse<?> show(HttpRequest<?> request, String id) {
        Query.of(request, List.of());
        return Answers.json(ProofView.of(proofs.find(id)
                .orElseThrow(() -> new Refusal(ProblemType.NOT_FOUND, "there is no proof '%s'".formatted(id)))));
    }
}
