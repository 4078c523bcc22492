package dev.muster.adapters.in.rest;

import dev.muster.adapters.in.json.LinkView;
import dev.muster.adapters.in.rest.http.AnswerMemory;
import dev.muster.adapters.in.rest.http.Answers;
import dev.muster.adapters.in.rest.http.Download;
import dev.muster.adapters.in.rest.http.JsonBody;
import dev.muster.adapters.in.rest.http.Links;
import dev.muster.adapters.in.rest.http.MinimumRole;
import dev.muster.adapters.in.rest.http.Operation;
import dev.muster.adapters.in.rest.http.Query;
import dev.muster.application.Refusal;
import dev.muster.application.access.Acting;
import dev.muster.application.access.RejectionLinks;
import dev.muster.application.access.RejectionLinks.Link;
import dev.muster.application.arguments.KeyArguments;
import dev.muster.application.export.ExportRejections;
import dev.muster.application.export.RejectionFormats;
import dev.muster.application.port.TableWriter;
import dev.muster.application.rejections.MendRejections;
import dev.muster.application.work.Lane;
import dev.muster.application.work.LoadQueue;
import dev.muster.domain.access.Role;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.RunId;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import jakarta.annotation.security.PermitAll;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Makes links to the rejections of a run, and takes what whoever follows one sends. */
@Controller("/api/v1")
@ExecuteOn(TaskExecutors.IO)
record LinkController(
        RejectionLinks links,
        Links visits,
        MendRejections mendRejections,
        ExportRejections rejections,
        RejectionFormats formats,
        Catalog catalog,
        Exports exports,
        LoadQueue queue,
        LongOperations operations,
        JsonBody bodies,
        AnswerMemory memory) {
    private static final List<String> EXPIRES_AT = List.of("expires_at");
    private static final List<String> DRY_RUN = List.of("dry_run");

    @Post("/runs/{id}/links")
    @Operation("create-link")
    @MinimumRole(Role.OPERATOR)
    @Consumes(MediaType.ALL)
    HttpResponse<?> create(HttpRequest<?> request, String id) throws IOException {
        Query.of(request, List.of());
        RejectionLinks.Made made = links.make(run(id), KeyArguments.expiresAt(bodies.texts(request, EXPIRES_AT)));
        return Answers.json(201, new LinkView(visits.address(request, made.text()), made.expiresAt()))
                .header(HttpHeaders.CACHE_CONTROL, "no-store");
    }

    @Delete("/runs/{id}/links")
    @Operation("end-links")
    @MinimumRole(Role.OPERATOR)
    @Consumes(MediaType.ALL)
    HttpResponse<?> end(HttpRequest<?> request, String id) {
        Query.of(request, List.of());
        links.end(run(id));
        return HttpResponse.noContent();
    }

    @Get("/links/{link}/rejections.csv")
    @Operation("export-linked-rejections")
    @PermitAll
    @Produces("text/csv")
    HttpResponse<?> export(HttpRequest<?> request, String link) {
        Query.of(request, List.of());
        HttpResponse<?> tooMany = visits.refusal(request);
        if (tooMany != null) {
            return tooMany;
        }
        Link followed = visits.follow(request, link);
        TableWriter writer = formats.get("csv");
        return Download.of(
                "rejections-%s.csv".formatted(followed.run().dataset()),
                writer.mediaType(),
                exports.answer(request, out -> rejections.export(followed.run(), writer, out)));
    }

    @Post("/links/{link}/corrections")
    @Operation("send-corrections")
    @PermitAll
    @Consumes(MediaType.ALL)
    HttpResponse<?> correct(HttpRequest<?> request, String link) throws IOException {
        Acting.changesNothing();
        boolean dryRun = Query.of(request, DRY_RUN).flag("dry_run");
        HttpResponse<?> tooMany = visits.refusal(request);
        if (tooMany != null) {
            return tooMany;
        }
        Link followed = visits.follow(request, link);
        Map<String, Map<String, String>> records = Objects.requireNonNullElse(
                bodies.order(request, CorrectionsOrder.class).records(), Map.of());
        queue.refuseIfFull(Lane.SMALL);
        return memory.held(
                request,
                share -> new Acting(
                                followed.actor(),
                                "send-corrections",
                                followed.run().id().toString())
                        .call(() -> {
                            var ingestion = mendRejections.mend(followed.run(), records, dryRun);
                            return dryRun
                                    ? operations.rehearse(
                                            ingestion,
                                            catalog.get(followed.run().dataset()),
                                            share)
                                    : operations.load(request, ingestion, share);
                        }));
    }

    private static RunId run(String id) {
        return RunId.parse(id)
                .orElseThrow(() -> new Refusal(ProblemType.NOT_FOUND, "there is no run '%s'".formatted(id)));
    }
}
