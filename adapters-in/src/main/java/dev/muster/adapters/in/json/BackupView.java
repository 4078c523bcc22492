package dev.muster.adapters.in.json;

import dev.muster.domain.backup.Backup;
import dev.muster.domain.backup.Manifest;
import dev.muster.domain.backup.Manifest.FigureEntry;
import dev.muster.domain.backup.Manifest.FileEntry;
import dev.muster.domain.run.Problem;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A backup: its manifest, and what is known of it.
 *
 * @param createdAt the moment of its data; null if there is none yet
 * @param checkedAt when its files were last read as a whole; null if they never were
 * @param problem why it failed; null unless it did
 * @param drill the last time that it was restored on trial; null if it never was
 */
public record BackupView(
        String id,
        @Nullable Instant createdAt,
        int formatVersion,
        Status status,
        List<DatasetFile> datasets,
        List<TableFile> ledger,
        List<FigureEntry> figures,
        @Nullable Instant checkedAt,
        @Nullable String problem,
        @Nullable Drill drill) {

    /** How a backup stands. */
    public enum Status {
        RUNNING,
        VERIFIED,
        FAILED
    }

    /** The file of a dataset. */
    public record DatasetFile(
            String dataset, @Member(unwrapped = true) File about) {}

    /** The file of what is kept beside the datasets. */
    public record TableFile(
            String table, @Member(unwrapped = true) File about) {}

    /** @param schema Avro schema of its rows */
    public record File(String file, long rows, long bytes, String sha256, JsonText schema) {
        static File of(FileEntry entry) {
            return new File(entry.file(), entry.rows(), entry.bytes(), entry.sha256(), new JsonText(entry.schema()));
        }
    }

    /** A restore on trial. */
    public record Drill(Outcome status, Instant at, List<String> differences) {

        /** How a drill ended. */
        public enum Outcome {
            PASSED,
            FAILED
        }
    }

    public static BackupView of(Backup backup) {
        return of(backup, backup.status() == Backup.Status.VERIFIED ? Status.VERIFIED : Status.FAILED);
    }

    /** A backup whose files are being read. */
    public static BackupView running(Backup backup) {
        return of(backup, Status.RUNNING);
    }

    private static BackupView of(Backup backup, Status status) {
        Manifest manifest = backup.manifest();
        Backup.Drill drill = backup.drill();
        return new BackupView(
                manifest.id(),
                manifest.createdAt(),
                manifest.formatVersion(),
                status,
                manifest.datasets().stream()
                        .map(file -> new DatasetFile(file.section(), File.of(file)))
                        .toList(),
                manifest.ledger().stream()
                        .map(file -> new TableFile(file.section(), File.of(file)))
                        .toList(),
                manifest.figures(),
                backup.checkedAt(),
                backup.problem(),
                drill == null
                        ? null
                        : new Drill(
                                drill.passed() ? Drill.Outcome.PASSED : Drill.Outcome.FAILED,
                                drill.at(),
                                drill.differences()));
    }

    /** A backup that is being made. */
    public static BackupView making(String id) {
        return without(id, Status.RUNNING, null);
    }

    /** A backup that could not be made. */
    public static BackupView failed(String id, Problem why) {
        return without(id, Status.FAILED, why.detail());
    }

    private static BackupView without(String id, Status status, @Nullable String problem) {
        return new BackupView(
                id, null, Manifest.FORMAT_VERSION, status, List.of(), List.of(), List.of(), null, problem, null);
    }
}
