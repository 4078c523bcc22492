package dev.muster.adapters.in.rest;

import dev.muster.adapters.in.json.PipelineRunView;
import dev.muster.adapters.in.json.PipelineView;
import dev.muster.adapters.in.rest.http.AnswerMemory;
import dev.muster.adapters.in.rest.http.Answers;
import dev.muster.adapters.in.rest.http.MinimumRole;
import dev.muster.adapters.in.rest.http.Operation;
import dev.muster.adapters.in.rest.http.Query;
import dev.muster.application.arguments.PageRequest;
import dev.muster.application.pipeline.EndPipelineRun;
import dev.muster.application.pipeline.StartPipeline;
import dev.muster.application.port.Database;
import dev.muster.application.port.Slice;
import dev.muster.domain.access.Role;
import dev.muster.domain.pipeline.Pipeline;
import dev.muster.domain.pipeline.PipelineCatalog;
import dev.muster.domain.pipeline.PipelineRun;
import dev.muster.domain.run.RunId;
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
import java.util.List;

/** Begins runs of pipelines, shows them, stops them, and has those that failed go on. */
@Controller("/api/v1")
@MinimumRole(Role.OPERATOR)
@ExecuteOn(TaskExecutors.IO)
record PipelineController(
        PipelineCatalog catalog,
        Database database,
        StartPipeline startPipeline,
        EndPipelineRun endPipelineRun,
        AnswerMemory memory) {

    @Get("/pipelines")
    @Operation("list-pipelines")
    HttpResponse<?> list(HttpRequest<?> request) {
        return Answers.json(Page.of(
                "pipelines", catalog.all(), Query.of(request, PageRequest.parameters()), this::view, Pipeline::name));
    }

    private PipelineView view(Pipeline pipeline) {
        return PipelineView.of(
                pipeline,
                database.pipelineRuns().list(pipeline.name(), null, 1).stream()
                        .findFirst()
                        .orElse(null));
    }

    @Post("/pipelines/{name}/runs")
    @Operation("start-pipeline")
    @Consumes(MediaType.ALL)
    HttpResponse<?> start(HttpRequest<?> request, String name) {
        Query.of(request, List.of());
        PipelineRun run = startPipeline.start(name);
        return Answers.json(202, PipelineRunView.of(run))
                .header(HttpHeaders.LOCATION, "/api/v1/pipeline-runs/" + run.id());
    }

    @Get("/pipelines/{name}/runs")
    @Operation("list-pipeline-runs")
    HttpResponse<?> runs(HttpRequest<?> request, String name) {
        PageRequest<RunId> page =
                PageRequest.of(Query.of(request, PageRequest.parameters()), RunId::parse, "the id of a pipeline run");
        Pipeline pipeline = startPipeline.named(name);
        return Answers.json(memory.answer(
                request,
                AnswerMemory.FOR_PAGE,
                out -> Page.write(
                        "runs",
                        Slice.of(
                                database.pipelineRuns()
                                        .list(pipeline.name(), page.after(), page.limit() + 1)
                                        .iterator(),
                                page.limit(),
                                run -> 0),
                        PipelineRunView::of,
                        run -> run.id().toString(),
                        out)));
    }

    @Get("/pipeline-runs/{id}")
    @Operation("get-pipeline-run")
    HttpResponse<?> show(HttpRequest<?> request, String id) {
        Query.of(request, List.of());
        return Answers.json(PipelineRunView.of(endPipelineRun.named(id)));
    }

    @Post("/pipeline-runs/{id}/cancel")
    @Operation("cancel-pipeline-run")
    @Consumes(MediaType.ALL)
    HttpResponse<?> cancel(HttpRequest<?> request, String id) {
        Query.of(request, List.of());
        return Answers.json(PipelineRunView.of(endPipelineRun.cancel(id)));
    }

    @Post("/pipeline-runs/{id}/retry")
    @Operation("retry-pipeline-run")
    @Consumes(MediaType.ALL)
    HttpResponse<?> retry(HttpRequest<?> request, String id) {
        Query.of(request, List.of());
        PipelineRun run = endPipelineRun.retry(id);
        return Answers.json(202, PipelineRunView.of(run))
                .header(HttpHeaders.LOCATION, "/api/v1/pipeline-runs/" + run.id());
    }
}
