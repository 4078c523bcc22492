package dev.muster.adapters.in.web;

import dev.muster.adapters.in.rest.http.Operation;
import dev.muster.adapters.in.rest.http.Query;
import dev.muster.adapters.in.rest.http.Visitor;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import jakarta.annotation.security.PermitAll;
import java.util.List;

/** The reference of the API, for people. As the description that it shows, it is for anybody. */
@Controller("/docs")
@PermitAll
@Produces(MediaType.TEXT_HTML)
final class DocsController {
    /** That of the other pages, but for styles in attributes and pictures in styles, which Swagger UI makes. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
            + " img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    @Get
    @Operation("show-reference")
    HttpResponse<?> show(HttpRequest<?> request) {
        Query.of(request, List.of());
        return Html.page(
                200, POLICY, new Frame("API", "/docs", Visitor.known(request).orElse(null)), "docs", "/openapi.yaml");
    }
}
