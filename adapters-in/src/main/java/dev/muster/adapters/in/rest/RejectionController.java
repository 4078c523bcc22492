package dev.muster.adapters.in.rest;

import dev.muster.adapters.in.csv.RejectionsCsv;
import dev.muster.adapters.in.json.Views;
import dev.muster.application.Refusal;
import dev.muster.application.port.Database;
import dev.muster.application.port.RejectionStore.Filter;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.intake.ReasonCode;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.RunId;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.List;

/** Shows rejections. */
@Controller("/api/v1")
@ExecuteOn(TaskExecutors.IO)
final class RejectionController {
    private static final List<String> FILTER = List.of("run", "dataset", "code", "status");
    private static final List<String> PARAMETERS = Query.listParameters(FILTER.toArray(String[]::new));
    private static final String CSV = "text/csv";

    private final Database database;
    private final Datasets datasets;
    private final RejectionsCsv csv;

    RejectionController(Database database, Datasets datasets, RejectionsCsv csv) {
        this.database = database;
        this.datasets = datasets;
        this.csv = csv;
    }

    @Get("/rejections")
    HttpResponse<?> list(HttpRequest<?> request) {
        Query query = Query.of(request, PARAMETERS);
        int limit = query.limit();
        List<Rejection> rejections = database.rejections()
                .list(
                        filter(query),
                        query.parsed("after", Rejection.Id::parse, "the id of a rejection")
                                .orElse(null),
                        limit + 1);
        return Answers.json(Page.of(
                "rejections",
                rejections,
                limit,
                Views::rejection,
                rejection -> rejection.id().toString()));
    }

    @Get("/rejections/{id}")
    HttpResponse<?> show(HttpRequest<?> request, String id) {
        Query.of(request, List.of());
        Rejection rejection = Rejection.Id.parse(id)
                .flatMap(database.rejections()::find)
                .orElseThrow(() -> new Refusal(ProblemType.NOT_FOUND, "there is no rejection '%s'".formatted(id)));
        return Answers.json(Views.rejection(rejection));
    }

    @Get("/rejections.csv")
    @Produces(CSV)
    HttpResponse<?> csv(HttpRequest<?> request) {
        Query query = Query.of(request, FILTER);
        Filter filter = filter(query);
        if (filter.dataset() == null) {
            throw new Refusal(new Problem(
                            ProblemType.BAD_PARAMETER, "dataset is required: the columns are the fields of one dataset")
                    .with("field", "dataset")
                    .with("allowed", datasets.all().stream().map(Dataset::name).toList()));
        }
        return HttpResponse.ok(StreamedBody.of(out -> csv.write(filter, out)))
                .contentType("text/csv; charset=utf-8")
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        "attachment; filename=\"rejections-%s.csv\"".formatted(filter.dataset()));
    }

    private Filter filter(Query query) {
        return new Filter(
                query.parsed("run", RunId::parse, "the id of a run").orElse(null),
                datasets.in(query).map(Dataset::name).orElse(null),
                query.oneOf("code", List.of(ReasonCode.values()), ReasonCode::code)
                        .map(ReasonCode::code)
                        .orElse(null),
                query.oneOf("status", List.of(Rejection.Status.values()), Rejection.Status::code)
                        .orElse(null));
    }
}
