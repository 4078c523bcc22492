package dev.muster.adapters.in.web;

import dev.muster.adapters.in.rest.http.Answers;
import dev.muster.adapters.in.rest.http.Visitor;
import dev.muster.domain.run.Problem;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.web.router.RouteAttributes;
import io.micronaut.web.router.RouteInfo;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells people in a page what programs are told as JSON. */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
final class PageProblems implements Ordered {
    private static final String API = "/api/";
    private static final List<String> KEPT = List.of(HttpHeaders.RETRY_AFTER, HttpHeaders.ALLOW);

    /** What went wrong. */
    record Told(String title, String detail) {}

    /** Sees what those behind it refuse, and before others add to every answer. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE + 2;
    }

    @ResponseFilter
    @Nullable
    MutableHttpResponse<?> show(HttpRequest<?> request, MutableHttpResponse<?> response) {
        Optional<Problem> problem = Answers.problemOf(response);
        if (problem.isEmpty() || !wantsPage(request)) {
            return null;
        }
        MutableHttpResponse<?> page = Html.page(
                response.code(),
                new Frame(
                        problem.get().type().title(), "", Visitor.known(request).orElse(null)),
                "error",
                new Told(problem.get().type().title(), problem.get().detail()));
        KEPT.forEach(name -> response.getHeaders().getAll(name).forEach(value -> page.header(name, value)));
        return page;
    }

    private static boolean wantsPage(HttpRequest<?> request) {
        Optional<RouteInfo<?>> route = RouteAttributes.getRouteInfo(request);
        return route.map(some -> some.getProduces().contains(MediaType.TEXT_HTML_TYPE))
                .orElseGet(() -> !request.getPath().startsWith(API)
                        && request.getHeaders().getAll(HttpHeaders.ACCEPT).stream()
                                .anyMatch(accepted -> accepted.contains(MediaType.TEXT_HTML)));
    }
}
