package dev.muster.adapters.in.rest;

import dev.muster.adapters.in.json.Views;
import dev.muster.application.Refusal;
import dev.muster.application.port.Database;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import dev.muster.domain.run.RunStatus;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.List;

/** Shows runs. */
@Controller("/api/v1/runs")
@ExecuteOn(TaskExecutors.IO)
final class RunController {
    private static final List<String> PARAMETERS = Query.listParameters("dataset", "status");

    private final Database database;
    private final Datasets datasets;

    RunController(Database database, Datasets datasets) {
        this.database = database;
        this.datasets = datasets;
    }

    @Get
    HttpResponse<?> list(HttpRequest<?> request) {
        Query query = Query.of(request, PARAMETERS);
        int limit = query.limit();
        List<Run> runs = database.runs()
                .list(
                        datasets.in(query).map(Dataset::name).orElse(null),
                        query.oneOf("status", List.of(RunStatus.values()), RunStatus::code)
                                .orElse(null),
                        query.parsed("after", RunId::parse, "the id of a run").orElse(null),
                        limit + 1);
        return Answers.json(
                Page.of("runs", runs, limit, Views::run, run -> run.id().toString()));
    }

    @Get("/{id}")
    HttpResponse<?> show(HttpRequest<?> request, String id) {
        Query.of(request, List.of());
        Run run = RunId.parse(id)
                .flatMap(database.runs()::find)
                .orElseThrow(() -> new Refusal(ProblemType.NOT_FOUND, "there is no run '%s'".formatted(id)));
        return Answers.json(Views.run(run));
    }
}
