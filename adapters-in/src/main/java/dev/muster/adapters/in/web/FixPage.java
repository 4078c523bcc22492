package dev.muster.adapters.in.web;

import dev.muster.adapters.in.rest.http.Links;
import dev.muster.adapters.in.rest.http.Operation;
import dev.muster.adapters.in.rest.http.Query;
import dev.muster.application.access.RejectionLinks.Link;
import dev.muster.application.port.Database;
import dev.muster.application.rejections.OpenOfRun;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Field;
import dev.muster.domain.intake.Rejection;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import jakarta.annotation.security.PermitAll;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Where somebody who was sent a link puts the rejections of one run right. */
@Controller("/fix")
@PermitAll
@ExecuteOn(TaskExecutors.IO)
@Produces(MediaType.TEXT_HTML)
record FixPage(Links links, Database database, Catalog catalog) {
    private static final int ROWS = 100;

    /**
     * What the page shows.
     *
     * @param file address of what the grid shows, as CSV
     * @param corrections address to which it sends what was put right
     * @param rejections the first ones, for those whose browser runs no script
     */
    record Shown(
            String source,
            Dataset dataset,
            Instant expiresAt,
            String file,
            String corrections,
            List<Rejection> rejections,
            boolean more) {

        /** The names of the fields, as the grid's columns. */
        String fields() {
            return String.join(",", dataset.fields().stream().map(Field::name).toList());
        }
    }

    @Get("/{link}")
    @Operation("show-link")
    HttpResponse<?> show(HttpRequest<?> request, String link) {
        HttpResponse<?> tooMany = links.refusal(request);
        if (tooMany != null) {
            return tooMany;
        }
        Link followed = links.follow(request, link);
        Query.of(request, List.of());
        List<Rejection> first = new ArrayList<>();
        OpenOfRun open = new OpenOfRun(database.rejections(), followed.run());
        while (first.size() < ROWS && open.hasNext()) {
            first.add(open.next());
        }
        String api = "/api/v1/links/" + PageText.encoded(link);
        return Html.page(
                        200,
                        new Frame("Records to put right", "", null),
                        "fix",
                        new Shown(
                                RunPages.sourceName(followed.run()),
                                catalog.get(followed.run().dataset()),
                                followed.expiresAt(),
                                api + "/rejections.csv",
                                api + "/corrections",
                                first,
                                open.hasNext()))
                .header("X-Robots-Tag", "noindex");
    }
}
