package dev.muster.adapters.in.rest.http;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.web.router.RouteAttributes;
import java.io.Closeable;
import java.io.IOException;

/** Closes the bodies of answers to HEAD. The server only puts them aside, and they may hold a connection or a file. */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
final class HeadAnswers {
    @ResponseFilter
    void close(HttpResponse<?> response) throws IOException {
        if (RouteAttributes.getHeadBody(response).orElse(null) instanceof Closeable body) {
            body.close();
        }
    }
}
