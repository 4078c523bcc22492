package dev.muster.adapters.in.web;

import dev.muster.adapters.in.rest.http.MinimumRole;
import dev.muster.adapters.in.rest.http.Operation;
import dev.muster.adapters.in.rest.http.Query;
import dev.muster.application.backup.Backups;
import dev.muster.application.port.Database;
import dev.muster.domain.access.Role;
import dev.muster.domain.backup.Backup;
import dev.muster.domain.backup.Manifest.FileEntry;
import dev.muster.domain.pipeline.Pipeline;
import dev.muster.domain.pipeline.PipelineCatalog;
import dev.muster.domain.pipeline.PipelineRun;
import dev.muster.domain.pipeline.Step;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.List;
import java.util.Optional;

/** What goes on by itself, as pages: pipelines and backups. */
@Controller
@MinimumRole(Role.OPERATOR)
@ExecuteOn(TaskExecutors.IO)
@Produces(MediaType.TEXT_HTML)
record WorkPages(PipelineCatalog pipelines, Database database, Backups backups) {
    private static final int RUNS = 10;

    /** A pipeline and its last runs, the newest first. */
    record Shown(Pipeline pipeline, List<PipelineRun> runs) {
        String steps() {
            return String.join(" → ", pipeline.steps().stream().map(Step::name).toList());
        }

        Optional<PipelineRun> last() {
            return runs.stream().findFirst();
        }
    }

    @Get("/pipelines")
    @Operation("show-pipelines")
    HttpResponse<?> pipelines(HttpRequest<?> request) {
        Query.of(request, List.of());
        return Html.page(
                request,
                "/pipelines",
                "Pipelines",
                "pipelines",
                pipelines.all().stream()
                        .map(pipeline ->
                                new Shown(pipeline, database.pipelineRuns().list(pipeline.name(), null, RUNS)))
                        .toList());
    }

    @Get("/backups")
    @Operation("show-backups")
    HttpResponse<?> backups(HttpRequest<?> request) {
        Query.of(request, List.of());
        return Html.page(request, "/backups", "Backups", "backups", backups.list());
    }

    /** Returns how many rows a backup has. */
    static long rows(Backup backup) {
        return backup.manifest().datasets().stream().mapToLong(FileEntry::rows).sum();
    }

    /** Returns how many bytes the files of a backup have. */
    static long bytes(Backup backup) {
        return backup.manifest().datasets().stream().mapToLong(FileEntry::bytes).sum()
                + backup.manifest().ledger().stream()
                        .mapToLong(FileEntry::bytes)
                        .sum();
    }
}
