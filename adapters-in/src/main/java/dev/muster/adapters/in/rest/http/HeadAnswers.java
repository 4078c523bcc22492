package dev.muster.adapters.in.rest.http;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.web.router.RouteAttributes;
import java.io.Closeable;
import java.io.IOException;

/** Closes what answers to HEAD would be read from: the server only puts it aside, and it may hold a place or a file. */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
final class HeadAnswers {
    @ResponseFilter
    void close(HttpResponse<?> response) throws IOException {
        if (RouteAttributes.getHeadBody(response).orElse(null) instanceof Closeable body) {
            body.close();
        }
    }
}
