package dev.muster.adapters.in.rest;

import dev.muster.adapters.in.json.RunView;
import dev.muster.adapters.in.json.UndoneView;
import dev.muster.adapters.in.rest.http.AnswerMemory;
import dev.muster.adapters.in.rest.http.Answers;
import dev.muster.adapters.in.rest.http.KeyWatch;
import dev.muster.adapters.in.rest.http.MinimumRole;
import dev.muster.adapters.in.rest.http.Operation;
import dev.muster.adapters.in.rest.http.Query;
import dev.muster.application.Refusal;
import dev.muster.application.access.Acting;
import dev.muster.application.arguments.Datasets;
import dev.muster.application.arguments.PageRequest;
import dev.muster.application.arguments.TextArguments;
import dev.muster.application.port.Database;
import dev.muster.application.port.Slice;
import dev.muster.application.runs.CancelRun;
import dev.muster.application.runs.UndoRun;
import dev.muster.application.work.Lane;
import dev.muster.application.work.LoadQueue;
import dev.muster.domain.access.Role;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import dev.muster.domain.run.RunStatus;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.List;
import reactor.core.publisher.Flux;

/** Shows runs, and stops them or takes them back. */
@Controller("/api/v1/runs")
@MinimumRole(Role.OPERATOR)
@ExecuteOn(TaskExecutors.IO)
record RunController(
        Database database,
        Datasets datasets,
        CancelRun cancelRun,
        UndoRun undoRun,
        LoadQueue queue,
        LongOperations operations,
        RunEvents events,
        KeyWatch keyWatch,
        AnswerMemory memory) {
    private static final List<String> UNDO_PARAMETERS = List.of("dry_run");
    private static final List<String> PARAMETERS = PageRequest.parameters("dataset", "status");

    @Get
    @Operation("list-runs")
    HttpResponse<?> list(HttpRequest<?> request) {
        TextArguments query = Query.of(request, PARAMETERS);
        PageRequest<RunId> page = PageRequest.of(query, RunId::parse, "the id of a run");
        String dataset = datasets.in(query).map(Dataset::name).orElse(null);
        RunStatus status = query.oneOf("status", List.of(RunStatus.values()), RunStatus::code)
                .orElse(null);
        return Answers.json(memory.answer(
                request,
                AnswerMemory.FOR_PAGE,
                out -> Page.write(
                        "runs",
                        // A run has few bytes, but for the first rejections that an error may tell.
                        Slice.of(
                                database.runs()
                                        .list(dataset, status, page.after(), page.limit() + 1)
                                        .iterator(),
                                page.limit(),
                                run -> 0),
                        RunView::of,
                        run -> run.id().toString(),
                        out)));
    }

    @Get("/{id}")
    @Operation("show-run")
    HttpResponse<?> show(HttpRequest<?> request, String id) {
        Query.of(request, List.of());
        return Answers.json(RunView.of(queue.withProgress(named(id))));
    }

    /** How a run gets on: an event for each change that is seen, then its end. */
    @Get("/{id}/events")
    @Operation("watch-run")
    @Produces(MediaType.TEXT_EVENT_STREAM)
    HttpResponse<?> events(HttpRequest<?> request, String id) {
        Query.of(request, List.of());
        return HttpResponse.ok(Flux.from(events.of(named(id).id())).takeUntilOther(keyWatch.over(request)))
                .contentType(MediaType.TEXT_EVENT_STREAM_TYPE);
    }

    @Post("/{id}/cancel")
    @Operation("cancel-run")
    @Consumes(MediaType.ALL)
    HttpResponse<?> cancel(HttpRequest<?> request, String id) {
        Query.of(request, List.of());
        RunId run = named(id).id();
        return Answers.json(RunView.of(queue.stopping(run, () -> cancelRun.cancel(run))));
    }

    @Post("/{id}/undo")
    @Operation("undo-run")
    @MinimumRole(Role.ADMIN)
    @Consumes(MediaType.ALL)
    HttpResponse<?> undo(HttpRequest<?> request, String id) {
        boolean dryRun = Query.of(request, UNDO_PARAMETERS).flag("dry_run");
        if (dryRun) {
            Acting.changesNothing();
        }
        Run run = named(id);
        if (dryRun) {
            return memory.held(
                    request,
                    share -> Answers.json(
                            200,
                            share.json(UndoneView.previewed(
                                    queue.await(Lane.LARGE, () -> undoRun.preview(run.id())),
                                    datasets.named(run.dataset())))));
        }
        if (!run.status().ended() || run.status() == RunStatus.UNDONE) {
            // Refused by the use case: at once, whatever else waits.
            return Answers.json(UndoneView.of(undoRun.undo(run.id())));
        }
        return operations.answer(
                request,
                queue.undo(run.id(), () -> undoRun.undo(run.id())),
                undone -> Answers.json(UndoneView.of(undone)),
                () -> Answers.json(202, RunView.of(named(id)))
                        .header(HttpHeaders.LOCATION, LongOperations.address(run)));
    }

    private Run named(String id) {
        return RunId.parse(id)
                .flatMap(database.runs()::find)
                .orElseThrow(() -> new Refusal(ProblemType.NOT_FOUND, "there is no run '%s'".formatted(id)));
    }
}
