package dev.muster.adapters.in.json;

import dev.muster.application.events.Occurrence;
import dev.muster.application.port.Event;
import dev.muster.domain.backup.Backup;
import dev.muster.domain.pipeline.PipelineRun;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.RunId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Events as CloudEvents 1.0 in JSON. They hold nothing that a record holds: a record may tell of a person. */
public final class JsonEvents {
    private JsonEvents() {}

    private record CloudEvent(
            String specversion,
            String id,
            String source,
            String type,
            String subject,
            Instant time,
            String datacontenttype,
            JsonText data) {}

    /** Returns an event as it is sent. */
    public static byte[] bytes(Event event) {
        return Json.bytes(new CloudEvent(
                "1.0",
                event.id(),
                "/api/v1",
                event.type(),
                event.subject(),
                event.time(),
                "application/json",
                new JsonText(event.data())));
    }

    /** Returns the data of an event that tells of an occurrence. */
    public static String data(Occurrence occurrence) {
        Record data = switch (occurrence) {
            case Occurrence.RunEnded ended ->
                new EndedRun(
                        RunView.Standing.of(ended.run()), Fault.of(ended.run().error()));
            case Occurrence.RejectionsOpened opened ->
                new OpenedRejections(
                        opened.run().toString(), opened.dataset(), opened.count(), new TreeMap<>(opened.byCode()));
            case Occurrence.PipelineEnded ended -> EndedPipeline.of(ended.run());
            case Occurrence.BackupEnded ended -> EndedBackup.of(ended);
        };
        return new String(Json.bytes(data), StandardCharsets.UTF_8);
    }

    private record EndedRun(
            @Member(unwrapped = true) RunView.Standing standing,
            @Nullable Fault error) {}

    private record OpenedRejections(String runId, String dataset, long count, Map<String, Long> byCode) {}

    private record EndedPipeline(
            String id,
            String pipeline,
            PipelineRun.Status status,
            List<EndedStep> steps,
            List<String> runs,
            Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable Fault error) {

        private static EndedPipeline of(PipelineRun run) {
            return new EndedPipeline(
                    run.id().toString(),
                    run.pipeline(),
                    run.status(),
                    run.steps().stream().map(EndedStep::of).toList(),
                    run.runs().stream().map(RunId::toString).toList(),
                    run.startedAt(),
                    run.finishedAt(),
                    Fault.of(run.error()));
        }
    }

    private record EndedStep(
            String name,
            PipelineRun.StepStatus status,
            int attempts,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable Fault error) {

        private static EndedStep of(PipelineRun.StepRun step) {
            return new EndedStep(
                    step.name(),
                    step.status(),
                    step.attempts(),
                    step.startedAt(),
                    step.finishedAt(),
                    Fault.of(step.error()));
        }
    }

    /**
     * What the files of a backup are, without their schemas, which are long.
     *
     * @param createdAt null if there is no backup
     */
    private record EndedBackup(
            String id,
            @Nullable Instant createdAt,
            BackupView.Status status,
            List<File> datasets,
            @Nullable Fault error) {

        private static EndedBackup of(Occurrence.BackupEnded ended) {
            Backup backup = ended.backup();
            return new EndedBackup(
                    ended.id(),
                    backup == null ? null : backup.manifest().createdAt(),
                    backup == null ? BackupView.Status.FAILED : BackupView.Status.VERIFIED,
                    backup == null
                            ? List.of()
                            : backup.manifest().datasets().stream()
                                    .map(file -> new File(
                                            file.section(), file.file(), file.rows(), file.bytes(), file.sha256()))
                                    .toList(),
                    Fault.of(ended.problem()));
        }
    }

    private record File(String dataset, String file, long rows, long bytes, String sha256) {}

    /** A problem without its detail, which may repeat what a record holds. */
    private record Fault(String type, String title) {
        private static @Nullable Fault of(@Nullable Problem problem) {
            return problem == null
                    ? null
                    : new Fault(
                            "/problems/" + problem.type().slug(), problem.type().title());
        }
    }
}
