package dev.muster.adapters.in.rest;

import dev.muster.adapters.in.rest.http.MinimumRole;
import dev.muster.adapters.in.rest.http.Operation;
import dev.muster.domain.access.Role;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.nio.charset.StandardCharsets;

/** Shows the metrics to Prometheus. */
@Controller("/prometheus")
@MinimumRole(Role.READER)
@ExecuteOn(TaskExecutors.IO)
record MetricsController(Metrics metrics) {
    private static final String TEXT_FORMAT = "text/plain; version=0.0.4; charset=utf-8";

    @Get
    @Operation("show-metrics")
    HttpResponse<?> scrape() {
        byte[] text = metrics.scrape().getBytes(StandardCharsets.UTF_8);
        return HttpResponse.ok(text).contentType(TEXT_FORMAT).contentLength(text.length);
    }
}
