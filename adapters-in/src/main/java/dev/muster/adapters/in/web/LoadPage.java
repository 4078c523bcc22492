package dev.muster.adapters.in.web;

import dev.muster.adapters.in.rest.http.MinimumRole;
import dev.muster.adapters.in.rest.http.Operation;
import dev.muster.adapters.in.rest.http.Query;
import dev.muster.adapters.in.rest.http.RestSettings;
import dev.muster.application.arguments.Datasets;
import dev.muster.domain.access.Role;
import dev.muster.domain.dataset.Dataset;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import java.util.List;

/** The page on which people load a file. What it does, it does by the API. */
@Controller("/load")
@MinimumRole(Role.OPERATOR)
@Produces(MediaType.TEXT_HTML)
record LoadPage(Datasets datasets, RestSettings settings) {

    /**
     * What the page shows.
     *
     * @param chosen the name of the dataset to begin with
     */
    record Shown(List<Dataset> datasets, String chosen, long maxBytes) {
        /** Returns the fields of a dataset as a script reads them: {@code id!,name!,note}, with ! behind those that are required. */
        static String fields(Dataset dataset) {
            return String.join(
                    ",",
                    dataset.fields().stream()
                            .map(field -> field.name() + (field.required() && field.defaultText() == null ? "!" : ""))
                            .toList());
        }
    }

    @Get
    @Operation("show-load")
    HttpResponse<?> show(HttpRequest<?> request) {
        String chosen = datasets.in(Query.of(request, List.of("dataset")))
                .map(Dataset::name)
                .orElse("");
        return Html.page(
                request, "/load", "Load a file", "load", new Shown(datasets.all(), chosen, settings.maxUploadBytes()));
    }
}
