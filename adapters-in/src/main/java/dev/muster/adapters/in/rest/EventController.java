package dev.muster.adapters.in.rest;

import dev.muster.adapters.in.json.WebhookView;
import dev.muster.adapters.in.rest.http.Answers;
import dev.muster.adapters.in.rest.http.KeyWatch;
import dev.muster.adapters.in.rest.http.MinimumRole;
import dev.muster.adapters.in.rest.http.Operation;
import dev.muster.adapters.in.rest.http.Query;
import dev.muster.application.arguments.PageRequest;
import dev.muster.application.arguments.TextArguments;
import dev.muster.application.events.DeliverEvents;
import dev.muster.application.events.WatchEvents;
import dev.muster.domain.access.Role;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.List;
import reactor.core.publisher.Flux;

/** Tells what happens, and who else is told. */
@Controller("/api/v1")
@MinimumRole(Role.OPERATOR)
@ExecuteOn(TaskExecutors.IO)
record EventController(WatchEvents watchEvents, EventStreams streams, DeliverEvents deliverEvents, KeyWatch keyWatch) {
    private static final String LAST_EVENT_ID = "Last-Event-ID";

    /** What happens, as server-sent events, until the reader goes. */
    @Get("/events")
    @Operation("watch-events")
    @Produces(MediaType.TEXT_EVENT_STREAM)
    HttpResponse<?> events(HttpRequest<?> request) {
        Query.of(request, List.of());
        String lastId = request.getHeaders().get(LAST_EVENT_ID);
        WatchEvents.Start start =
                watchEvents.start(lastId == null || lastId.isBlank() ? null : lastId.strip(), LAST_EVENT_ID);
        return HttpResponse.ok(Flux.from(streams.from(start)).takeUntilOther(keyWatch.over(request)))
                .contentType(MediaType.TEXT_EVENT_STREAM_TYPE);
    }

    @Get("/webhooks")
    @Operation("list-webhooks")
    HttpResponse<?> webhooks(HttpRequest<?> request) {
        TextArguments query = Query.of(request, PageRequest.parameters());
        return Answers.json(Page.of(
                "webhooks",
                deliverEvents.webhooks(),
                query,
                WebhookView::of,
                standing -> standing.webhook().name()));
    }
}
