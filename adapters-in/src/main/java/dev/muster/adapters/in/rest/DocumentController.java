package dev.muster.adapters.in.rest;

import dev.muster.adapters.in.rest.http.Operation;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import jakarta.annotation.security.PermitAll;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Serves the description of this API. */
@Controller
@PermitAll
final class DocumentController {
    private static final String YAML = "application/yaml";

    private final byte[] document;

    DocumentController() throws IOException {
        try (InputStream in = DocumentController.class.getResourceAsStream("/openapi.yaml")) {
            if (in == null) {
                throw new IllegalStateException("openapi.yaml is not part of this build");
            }
            document = OpenApi.completed(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .getBytes(StandardCharsets.UTF_8);
        }
    }

    @Get("/openapi.yaml")
    @Operation("show-document")
    @Produces(YAML)
    HttpResponse<?> document() {
        return HttpResponse.ok(document);
    }
}
