package dev.muster.adapters.in.rest;

import dev.muster.adapters.in.json.JsonObject;
import dev.muster.adapters.in.json.MappingView;
import dev.muster.adapters.in.rest.http.AnswerMemory;
import dev.muster.adapters.in.rest.http.Answers;
import dev.muster.adapters.in.rest.http.JsonBody;
import dev.muster.adapters.in.rest.http.MinimumRole;
import dev.muster.adapters.in.rest.http.Operation;
import dev.muster.adapters.in.rest.http.Query;
import dev.muster.application.arguments.Datasets;
import dev.muster.application.arguments.MappingArguments;
import dev.muster.application.arguments.PageRequest;
import dev.muster.application.arguments.TextArguments;
import dev.muster.application.mappings.ManageMappings;
import dev.muster.domain.access.Role;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Mapping;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Put;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Keeps mappings of datasets. */
@Controller("/api/v1/datasets/{dataset}/mappings")
@MinimumRole(Role.OPERATOR)
@ExecuteOn(TaskExecutors.IO)
record MappingController(ManageMappings mappings, Datasets datasets, JsonBody bodies, AnswerMemory memory) {

    @Get
    @Operation("list-mappings")
    HttpResponse<?> list(HttpRequest<?> request, String dataset) {
        Dataset source = datasets.named(dataset);
        TextArguments query = Query.of(request, PageRequest.parameters());
        PageRequest<String> page =
                PageRequest.of(query, name -> Optional.of(name).filter(Mapping::isName), "the next of an earlier part");
        return Answers.json(memory.answer(
                request,
                AnswerMemory.FOR_PAGE,
                out -> Page.write(
                        "mappings",
                        mappings.list(source, page.after(), page.limit()),
                        MappingView::of,
                        Mapping::name,
                        out)));
    }

    @Get("/{name}")
    @Operation("show-mapping")
    HttpResponse<?> show(HttpRequest<?> request, String dataset, String name) {
        Dataset source = datasets.named(dataset);
        Query.of(request, List.of());
        return Answers.json(MappingView.of(mappings.named(source, name)));
    }

    @Put("/{name}")
    @Operation("put-mapping")
    @Consumes(MediaType.ALL)
    HttpResponse<?> put(HttpRequest<?> request, String dataset, String name) throws IOException {
        Dataset target = datasets.named(dataset);
        Query.of(request, List.of());
        Mapping mapping = MappingArguments.of(target, name, JsonObject.members(bodies.bytes(request)));
        return Answers.json(mappings.put(target, mapping) ? 201 : 200, MappingView.of(mapping));
    }

    @Delete("/{name}")
    @Operation("delete-mapping")
    @Consumes(MediaType.ALL)
    HttpResponse<?> delete(HttpRequest<?> request, String dataset, String name) {
        Dataset target = datasets.named(dataset);
        Query.of(request, List.of());
        mappings.delete(target, name);
        return HttpResponse.noContent();
    }
}
