package dev.muster.application.events;

import dev.muster.domain.backup.Backup;
import dev.muster.domain.pipeline.PipelineRun;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Something that happened and that others are told of. */
public sealed interface Occurrence {

    /** Returns what kind of thing happened. */
    EventType type();

    /** Returns the address of what it happened to, below {@code /api/v1}. */
    String subject();

    /** A run ended, however it did, or was undone after its end. */
    record RunEnded(Run run) implements Occurrence {
        @Override
        public EventType type() {
            return EventType.RUN_ENDED;
        }

        @Override
        public String subject() {
            return "runs/" + run.id();
        }
    }

    /**
     * A run ended that left rejections open, or a run of a stream rejected some.
     *
     * @param count number of records that it rejected
     * @param byCode these by reason code, each once per code
     */
    record RejectionsOpened(RunId run, String dataset, long count, Map<String, Long> byCode) implements Occurrence {
        public RejectionsOpened {
            byCode = Map.copyOf(byCode);
        }

        @Override
        public EventType type() {
            return EventType.REJECTIONS_OPENED;
        }

        @Override
        public String subject() {
            return "runs/" + run;
        }
    }

    /** A run of a pipeline ended, however it did. One that failed may go on later, and end again. */
    record PipelineEnded(PipelineRun run) implements Occurrence {
        @Override
        public EventType type() {
            return EventType.PIPELINE_ENDED;
        }

        @Override
        public String subject() {
            return "pipeline-runs/" + run.id();
        }
    }

    /**
     * The making of a backup ended.
     *
     * @param backup null if it could not be made
     * @param problem why it could not be made; null if it was
     */
    record BackupEnded(
            String id, @Nullable Backup backup, @Nullable Problem problem) implements Occurrence {
        @Override
        public EventType type() {
            return EventType.BACKUP_ENDED;
        }

        @Override
        public String subject() {
            return "backups/" + id;
        }
    }
}
