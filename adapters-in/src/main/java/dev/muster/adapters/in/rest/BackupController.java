package dev.muster.adapters.in.rest;

import dev.muster.adapters.in.json.BackupView;
import dev.muster.adapters.in.json.RestoredView;
import dev.muster.adapters.in.rest.http.AnswerMemory;
import dev.muster.adapters.in.rest.http.Answers;
import dev.muster.adapters.in.rest.http.JsonBody;
import dev.muster.adapters.in.rest.http.MinimumRole;
import dev.muster.adapters.in.rest.http.Operation;
import dev.muster.adapters.in.rest.http.Query;
import dev.muster.application.Refusal;
import dev.muster.application.arguments.Datasets;
import dev.muster.application.arguments.PageRequest;
import dev.muster.application.backup.BackupProgress;
import dev.muster.application.backup.Backups;
import dev.muster.application.backup.Backups.Work;
import dev.muster.application.backup.CreateBackup;
import dev.muster.application.backup.DrillBackup;
import dev.muster.application.backup.RestoreBackup;
import dev.muster.application.backup.RestoreBackup.Begun;
import dev.muster.application.backup.VerifyBackup;
import dev.muster.application.port.Database;
import dev.muster.application.port.PortException;
import dev.muster.application.port.Slice;
import dev.muster.application.work.Lane;
import dev.muster.application.work.LoadQueue;
import dev.muster.domain.access.Role;
import dev.muster.domain.backup.Backup;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.Run;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes backups, shows them, and brings back what is in them. One thing at a time is done with each. */
@Controller("/api/v1/backups")
@MinimumRole(Role.OPERATOR)
@ExecuteOn(TaskExecutors.IO)
record BackupController(
        Database database,
        Datasets datasets,
        Backups backups,
        CreateBackup createBackup,
        VerifyBackup verifyBackup,
        RestoreBackup restoreBackup,
        DrillBackup drillBackup,
        LoadQueue queue,
        LongOperations operations,
        JsonBody bodies,
        AnswerMemory memory) {

    @Post
    @Operation("create-backup")
    @Consumes(MediaType.ALL)
    HttpResponse<?> create(HttpRequest<?> request) throws IOException {
        List<Dataset> chosen = datasets.chosen(ordered(request));
        queue.refuseIfFull(Lane.LARGE);
        String id = createBackup.newId();
        return answer(
                request, id, 201, queue.begin(Lane.LARGE, () -> createBackup.create(id, chosen, BackupProgress.NONE)));
    }

    @Get
    @Operation("list-backups")
    HttpResponse<?> list(HttpRequest<?> request) {
        List<Backup> all = backups.list();
        Slice<Backup> part = PageRequest.of(Query.of(request, PageRequest.parameters()), all, BackupController::id)
                .among(all);
        return Answers.json(memory.answer(
                request,
                AnswerMemory.FOR_PAGE,
                out -> Page.write("backups", part, this::view, BackupController::id, out)));
    }

    private static String id(Backup backup) {
        return backup.manifest().id();
    }

    @Get("/{id}")
    @Operation("get-backup")
    HttpResponse<?> show(HttpRequest<?> request, String id) {
        Query.of(request, List.of());
        return Answers.json(view(id));
    }

    @Delete("/{id}")
    @Operation("delete-backup")
    @MinimumRole(Role.ADMIN)
    @Consumes(MediaType.ALL)
    HttpResponse<?> delete(HttpRequest<?> request, String id) {
        Query.of(request, List.of());
        if (!backups.delete(id)) {
            throw new Refusal(ProblemType.NOT_FOUND, "there is no backup '%s'".formatted(id));
        }
        return HttpResponse.noContent();
    }

    @Post("/{id}/verify")
    @Operation("verify-backup")
    @Consumes(MediaType.ALL)
    HttpResponse<?> verify(HttpRequest<?> request, String id) {
        return read(request, id, Work.VERIFYING, verifyBackup::verify);
    }

    @Post("/{id}/drill")
    @Operation("drill-backup")
    @MinimumRole(Role.ADMIN)
    @Consumes(MediaType.ALL)
    HttpResponse<?> drill(HttpRequest<?> request, String id) {
        return read(request, id, Work.DRILLING, drillBackup::drill);
    }

    private HttpResponse<?> read(
            HttpRequest<?> request, String id, Work work, BiFunction<String, BackupProgress, Backup> reading) {
        Query.of(request, List.of());
        claim(id, work);
        return answer(request, id, 200, begin(id, () -> reading.apply(id, BackupProgress.NONE)));
    }

    @Post("/{id}/restore")
    @Operation("restore-backup")
    @MinimumRole(Role.ADMIN)
    @Consumes(MediaType.ALL)
    HttpResponse<?> restore(HttpRequest<?> request, String id) throws IOException {
        List<String> names = ordered(request);
        datasets.chosen(names);
        claim(id, Work.RESTORING);
        Begun begun = begun(id, names);
        List<Run> runs = List.copyOf(begun.runs().values());
        return operations.answer(
                request,
                begin(id, () -> restored(begun, runs.getFirst())),
                ended -> Answers.json(RestoredView.of(ended)),
                () -> Answers.json(
                                202,
                                RestoredView.of(runs.stream().map(this::now).toList()))
                        .header(HttpHeaders.LOCATION, LongOperations.address(runs.getFirst())));
    }

    private Begun begun(String id, @Nullable List<String> names) {
        try {
            return restoreBackup.begin(id, names);
        } catch (RuntimeException e) {
            backups.end(id);
            throw e;
        }
    }

    /** Restores; if that fails, tells the run. */
    private List<Run> restored(Begun begun, Run run) {
        try {
            return restoreBackup.restore(begun, BackupProgress.NONE);
        } catch (Refusal e) {
            throw new Refusal(e.problem().with("run", run.id().toString()));
        } catch (PortException e) {
            throw e.about(run.id());
        }
    }

    private Run now(Run run) {
        return database.runs().find(run.id()).orElse(run);
    }

    private @Nullable List<String> ordered(HttpRequest<?> request) throws IOException {
        Query.of(request, List.of());
        return bodies.order(request, DatasetsOrder.class).datasets();
    }

    /** Notes what is done with a backup, if there is one and nothing else is done with it. */
    private void claim(String id, Work work) {
        backups.get(id);
        queue.refuseIfFull(Lane.LARGE);
        backups.begin(id, work);
    }

    /** Begins what was claimed. */
    private <T> CompletableFuture<T> begin(String id, Supplier<T> work) {
        return queue.begin(Lane.LARGE, () -> {
            try {
                return work.get();
            } finally {
                backups.end(id);
            }
        });
    }

    private MutableHttpResponse<byte[]> answer(
            HttpRequest<?> request, String id, int status, CompletableFuture<Backup> work) {
        String address = "/api/v1/backups/" + id;
        return operations.answer(
                request,
                work,
                backup -> Answers.json(status, BackupView.of(backup)).header(HttpHeaders.LOCATION, address),
                () -> Answers.json(202, view(id)).header(HttpHeaders.LOCATION, address));
    }

    private BackupView view(String id) {
        if (backups.underWay(id).equals(Optional.of(Work.MAKING))) {
            return BackupView.making(id);
        }
        return backups.failure(id).map(why -> BackupView.failed(id, why)).orElseGet(() -> view(backups.get(id)));
    }

    private BackupView view(Backup backup) {
        boolean isRead = backups.underWay(id(backup))
                .filter(work -> work == Work.VERIFYING || work == Work.DRILLING)
                .isPresent();
        return isRead ? BackupView.running(backup) : BackupView.of(backup);
    }
}
