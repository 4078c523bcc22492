package dev.muster.adapters.in.rest;

import dev.muster.adapters.in.json.DiscardedView;
import dev.muster.adapters.in.json.GroupView;
import dev.muster.adapters.in.json.Json;
import dev.muster.adapters.in.json.MappingView;
import dev.muster.adapters.in.json.PageView;
import dev.muster.adapters.in.json.RejectionView;
import dev.muster.adapters.in.rest.http.AnswerMemory;
import dev.muster.adapters.in.rest.http.Answers;
import dev.muster.adapters.in.rest.http.JsonBody;
import dev.muster.adapters.in.rest.http.MinimumRole;
import dev.muster.adapters.in.rest.http.Operation;
import dev.muster.adapters.in.rest.http.Query;
import dev.muster.application.Refusal;
import dev.muster.application.arguments.Datasets;
import dev.muster.application.arguments.Filters;
import dev.muster.application.arguments.PageRequest;
import dev.muster.application.arguments.TextArguments;
import dev.muster.application.ingest.RememberValues;
import dev.muster.application.port.Database;
import dev.muster.application.port.RejectionStore.Filter;
import dev.muster.application.port.Slice;
import dev.muster.application.rejections.DiscardRejections;
import dev.muster.application.rejections.GroupRejections;
import dev.muster.application.rejections.GroupRejections.Remedied;
import dev.muster.application.rejections.ReplayRejections;
import dev.muster.application.work.AnalyticReads;
import dev.muster.application.work.Lane;
import dev.muster.application.work.LoadQueue;
import dev.muster.domain.access.Role;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.Mode;
import dev.muster.domain.run.ProblemType;
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
import java.util.Map;
import java.util.Objects;

/** Shows rejections, and sends rejected records through again. */
@Controller("/api/v1")
@MinimumRole(Role.OPERATOR)
@ExecuteOn(TaskExecutors.IO)
record RejectionController(
        Database database,
        Datasets datasets,
        ReplayRejections replayRejections,
        DiscardRejections discardRejections,
        GroupRejections groupRejections,
        RememberValues rememberValues,
        AnalyticReads analyticReads,
        LoadQueue queue,
        LongOperations operations,
        JsonBody bodies,
        AnswerMemory memory) {
    private static final List<String> GROUP_PARAMETERS = PageRequest.parameters("dataset");
    private static final List<String> MODE = List.of("mode");
    private static final List<String> REASON = List.of("reason");

    @Get("/rejections")
    @Operation("list-rejections")
    HttpResponse<?> list(HttpRequest<?> request) {
        TextArguments query = Query.of(request, Filters.ofRejections("limit", "after"));
        PageRequest<Rejection.Id> page = PageRequest.of(query, Rejection.Id::parse, "the id of a rejection");
        Filter filter = Filters.rejections(query, datasets);
        return Answers.json(memory.answer(
                request,
                AnswerMemory.FOR_PAGE,
                out -> Page.write(
                        "rejections",
                        database.rejections().list(filter, page.after(), page.limit()),
                        RejectionView::listed,
                        rejection -> rejection.id().toString(),
                        out)));
    }

    @Get("/rejections/{id}")
    @Operation("show-rejection")
    HttpResponse<?> show(HttpRequest<?> request, String id) {
        Query.of(request, List.of());
        return Answers.json(memory.answer(
                request,
                AnswerMemory.FOR_RECORD,
                out -> Json.write(
                        RejectionView.of(database.rejections().find(id(id)).orElseThrow(() -> unknown(id))), out)));
    }

    @Get("/rejections/groups")
    @Operation("group-rejections")
    HttpResponse<?> groups(HttpRequest<?> request) {
        TextArguments query = Query.of(request, GROUP_PARAMETERS);
        PageRequest<Long> page = PageRequest.byPosition(query);
        String dataset = datasets.in(query).map(Dataset::name).orElse(null);
        Slice<Remedied> groups = analyticReads.run(() -> groupRejections.groups(dataset, page));
        return Answers.json(PageView.of(
                "groups",
                groups.items().stream().map(GroupView::of).toList(),
                groups.more() ? GroupRejections.next(page) : null));
    }

    @Post("/rejections/{id}/discard")
    @Operation("discard-rejection")
    @Consumes(MediaType.ALL)
    HttpResponse<?> discard(HttpRequest<?> request, String id) throws IOException {
        Query.of(request, List.of());
        Rejection.Id rejection = id(id);
        String reason = bodies.texts(request, REASON).text("reason").orElse(null);
        return Answers.json(memory.answer(
                request,
                AnswerMemory.FOR_RECORD,
                out -> Json.write(RejectionView.of(discardRejections.discard(rejection, reason)), out)));
    }

    /** What stands for what in the file that had the record, for the files that have its columns, too. */
    @Post("/rejections/{id}/remember")
    @Operation("remember-values")
    @Consumes(MediaType.ALL)
    HttpResponse<?> remember(HttpRequest<?> request, String id) throws IOException {
        Query.of(request, List.of());
        Map<String, Map<String, String>> values = Objects.requireNonNullElse(
                bodies.order(request, ValuesOrder.class).values(), Map.of());
        return Answers.json(MappingView.of(rememberValues.remember(id(id), values)));
    }

    /** All that are open, of a run, of a dataset or with a fault, as the members of the body say. */
    @Post("/rejections/discard")
    @Operation("discard-rejections")
    @Consumes(MediaType.ALL)
    HttpResponse<?> discardAll(HttpRequest<?> request) throws IOException {
        Query.of(request, List.of());
        JsonBody.Order<RejectionsOrder> body = bodies.order(request, RejectionsOrder.class, REASON);
        Filter filter = Filters.rejections(body.order().texts(), datasets);
        return Answers.json(new DiscardedView(
                discardRejections.discard(filter, body.further().text("reason").orElse(null))));
    }

    /** As it was received, or, with a body, as the JSON object in it. */
    @Post("/rejections/{id}/replay")
    @Operation("replay-rejection")
    @Consumes(MediaType.ALL)
    HttpResponse<?> replay(HttpRequest<?> request, String id) throws IOException {
        Mode mode = Query.of(request, MODE).oneOf("mode", Mode.class).orElse(null);
        Rejection.Id rejection = id(id);
        byte[] corrected = bodies.bytes(request);
        queue.refuseIfFull(Lane.LARGE);
        return memory.held(
                request,
                share -> operations.load(
                        request,
                        corrected.length == 0
                                ? replayRejections.replay(rejection, mode)
                                : replayRejections.replay(rejection, corrected, mode),
                        share));
    }

    /** All that are open, of a run, of a dataset or with a reason, as the members of the body say. */
    @Post("/rejections/replay")
    @Operation("replay-rejections")
    @Consumes(MediaType.ALL)
    HttpResponse<?> replayAll(HttpRequest<?> request) throws IOException {
        Mode mode = Query.of(request, MODE).oneOf("mode", Mode.class).orElse(null);
        ReplayOrder order = bodies.order(request, ReplayOrder.class);
        Filter filter = Filters.rejections(order.texts(), datasets);
        Map<String, Map<String, String>> values = Objects.requireNonNullElse(order.values(), Map.of());
        queue.refuseIfFull(Lane.LARGE);
        return memory.held(
                request, share -> operations.load(request, replayRejections.replay(filter, mode, values), share));
    }

    private static Rejection.Id id(String text) {
        return Rejection.Id.parse(text).orElseThrow(() -> unknown(text));
    }

    private static Refusal unknown(String id) {
        return new Refusal(ProblemType.NOT_FOUND, "there is no rejection '%s'".formatted(id));
    }
}
