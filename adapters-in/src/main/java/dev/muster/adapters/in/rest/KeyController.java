package dev.muster.adapters.in.rest;

import dev.muster.adapters.in.json.KeyView;
import dev.muster.adapters.in.rest.http.Answers;
import dev.muster.adapters.in.rest.http.JsonBody;
import dev.muster.adapters.in.rest.http.MinimumRole;
import dev.muster.adapters.in.rest.http.Operation;
import dev.muster.adapters.in.rest.http.Query;
import dev.muster.application.access.ManageKeys;
import dev.muster.application.arguments.KeyArguments;
import dev.muster.application.arguments.TextArguments;
import dev.muster.domain.access.Role;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.IOException;
import java.util.List;

/** Gives keys, shows what is known of them, and takes them back. */
@Controller("/api/v1/keys")
@MinimumRole(Role.ADMIN)
@ExecuteOn(TaskExecutors.IO)
record KeyController(ManageKeys keys, JsonBody bodies) {

    @Post
    @Operation("create-key")
    @Consumes(MediaType.ALL)
    HttpResponse<?> create(HttpRequest<?> request) throws IOException {
        Query.of(request, List.of());
        TextArguments wanted = bodies.texts(request, KeyArguments.names());
        ManageKeys.Made made =
                keys.create(KeyArguments.role(wanted), KeyArguments.label(wanted), KeyArguments.expiresAt(wanted));
        return Answers.json(201, KeyView.Made.of(made)).header(HttpHeaders.CACHE_CONTROL, "no-store");
    }

    @Get
    @Operation("list-keys")
    HttpResponse<?> list(HttpRequest<?> request) {
        Query.of(request, List.of());
        return Answers.json(KeyView.All.of(keys.list()));
    }

    @Delete("/{id}")
    @Operation("revoke-key")
    @Consumes(MediaType.ALL)
    HttpResponse<?> revoke(HttpRequest<?> request, String id) {
        Query.of(request, List.of());
        return Answers.json(KeyView.of(keys.revoke(id)));
    }
}
