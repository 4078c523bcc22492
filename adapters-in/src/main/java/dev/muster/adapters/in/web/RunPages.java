package dev.muster.adapters.in.web;

import dev.muster.adapters.in.rest.http.MinimumRole;
import dev.muster.adapters.in.rest.http.Operation;
import dev.muster.adapters.in.rest.http.Query;
import dev.muster.application.Refusal;
import dev.muster.application.arguments.Datasets;
import dev.muster.application.arguments.PageRequest;
import dev.muster.application.arguments.TextArguments;
import dev.muster.application.port.Database;
import dev.muster.application.runs.UndoRun;
import dev.muster.application.runs.UndoRun.Undone;
import dev.muster.application.work.Lane;
import dev.muster.application.work.LoadQueue;
import dev.muster.domain.access.Role;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import dev.muster.domain.run.RunStatus;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.net.URI;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs as pages, which change by themselves while runs get on. */
@Controller("/runs")
@MinimumRole(Role.OPERATOR)
@ExecuteOn(TaskExecutors.IO)
@Produces(MediaType.TEXT_HTML)
record RunPages(Database database, Datasets datasets, UndoRun undoRun, LoadQueue queue) {
    private static final String SECTION = "/runs";
    private static final int RUNS = 50;

    /**
     * What the list shows.
     *
     * @param next address of the runs before these; null if there are none
     */
    record Listed(
            List<String> datasets,
            List<String> statuses,
            String dataset,
            String status,
            List<Run> runs,
            @Nullable String next) {}

    @Get
    @Operation("show-runs")
    HttpResponse<?> list(HttpRequest<?> request) {
        TextArguments query = Query.ofPage(request).among(PageRequest.parameters("dataset", "status"));
        RunId after = PageRequest.of(query, RunId::parse, "the id of a run").after();
        String dataset = datasets.in(query).map(Dataset::name).orElse(null);
        RunStatus status = query.oneOf("status", List.of(RunStatus.values()), RunStatus::code)
                .orElse(null);
        List<Run> runs = database.runs().list(dataset, status, after, RUNS + 1);
        List<Run> shown = runs.subList(0, Math.min(RUNS, runs.size()));
        String next = null;
        if (runs.size() > RUNS) {
            Map<String, String> further = new LinkedHashMap<>(query.texts());
            further.put("after", shown.getLast().id().toString());
            next = SECTION + PageText.query(further);
        }
        return Html.page(
                request,
                SECTION,
                "Runs",
                "runs",
                new Listed(
                        datasets.all().stream().map(Dataset::name).toList(),
                        Arrays.stream(RunStatus.values()).map(RunStatus::code).toList(),
                        dataset == null ? "" : dataset,
                        status == null ? "" : status.code(),
                        shown,
                        next));
    }

    @Get("/{id}")
    @Operation("show-run-page")
    HttpResponse<?> show(HttpRequest<?> request, String id) {
        Query.of(request, List.of());
        Run run = queue.withProgress(named(id));
        return Html.page(request, SECTION, "Run into " + run.dataset(), "run", run);
    }

    /** Shows what an undo would do. Once the run is undone, its own page tells that. */
    @Get("/{id}/undo")
    @Operation("show-undo-page")
    @MinimumRole(Role.ADMIN)
    HttpResponse<?> preview(HttpRequest<?> request, String id) {
        Query.of(request, List.of());
        Run run = named(id);
        if (run.status() == RunStatus.UNDONE) {
            return HttpResponse.seeOther(URI.create(SECTION + "/" + run.id()));
        }
        Undone preview = queue.await(Lane.LARGE, () -> undoRun.preview(run.id()));
        return Html.page(
                request,
                SECTION,
                "Undo a run into " + run.dataset(),
                "undo",
                UndoPreview.of(preview, datasets.named(run.dataset())));
    }

    private Run named(String id) {
        return RunId.parse(id)
                .flatMap(database.runs()::find)
                .orElseThrow(() -> new Refusal(ProblemType.NOT_FOUND, "there is no run '%s'".formatted(id)));
    }

    /** Returns what a run was read from. */
    static String sourceName(Run run) {
        String name = run.source().name();
        return name == null ? run.source().kind().code() : name;
    }
}
