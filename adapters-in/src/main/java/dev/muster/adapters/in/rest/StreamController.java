package dev.muster.adapters.in.rest;

import dev.muster.adapters.in.json.StreamView;
import dev.muster.adapters.in.rest.http.Answers;
import dev.muster.adapters.in.rest.http.MinimumRole;
import dev.muster.adapters.in.rest.http.Operation;
import dev.muster.adapters.in.rest.http.Query;
import dev.muster.application.streams.Streams;
import dev.muster.domain.access.Role;
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

/** Shows how far topics are read, pauses them and lets them go on. */
@Controller("/api/v1/streams")
@MinimumRole(Role.OPERATOR)
@ExecuteOn(TaskExecutors.IO)
record StreamController(Streams streams) {

    @Get
    @Operation("list-streams")
    HttpResponse<?> list(HttpRequest<?> request) {
        Query.of(request, List.of());
        return Answers.json(StreamView.All.of(streams.list()));
    }

    @Post("/{topic}/pause")
    @Operation("pause-stream")
    @Consumes(MediaType.ALL)
    HttpResponse<?> pause(HttpRequest<?> request, String topic) {
        Query.of(request, List.of());
        return Answers.json(StreamView.of(streams.pause(topic, true)));
    }

    @Post("/{topic}/resume")
    @Operation("resume-stream")
    @Consumes(MediaType.ALL)
    HttpResponse<?> resume(HttpRequest<?> request, String topic) {
        Query.of(request, List.of());
        return Answers.json(StreamView.of(streams.pause(topic, false)));
    }
}
