package dev.muster.application.backup;

import dev.muster.application.Refusal;
import dev.muster.application.access.Acting;
import dev.muster.application.access.KeepAudit;
import dev.muster.application.port.PortException;
import dev.muster.application.work.WorkLog;
import dev.muster.domain.access.AuditEntry.Outcome;
import dev.muster.domain.backup.Backup;
import dev.muster.domain.backup.Manifest.FileEntry;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.dataset.Dataset;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes the backups that a schedule asks for: all datasets, drilled if wanted; then deletes those that are to be kept no
 * longer. Thread safe.
 */
public final class BackUpRegularly {
    private final Catalog catalog;
    private final CreateBackup create;
    private final DrillBackup drill;
    private final Backups backups;
    private final Retention retention;
    private final boolean drilled;
    private final InstantSource clock;
    private final KeepAudit audit;
    private final WorkLog log;

    /** @param drilled whether each backup is restored on trial */
    public BackUpRegularly(
            Catalog catalog,
            CreateBackup create,
            DrillBackup drill,
            Backups backups,
            Retention retention,
            boolean drilled,
            InstantSource clock,
            KeepAudit audit,
            WorkLog log) {
        this.catalog = catalog;
        this.create = create;
        this.drill = drill;
        this.backups = backups;
        this.retention = retention;
        this.drilled = drilled;
        this.clock = clock;
        this.audit = audit;
        this.log = log;
    }

    /**
     * Does what one time of the schedule asks for, but for what was done since. Backups are deleted only after a new one
     * is there.
     *
     * @throws PortException if the database or the storage fails
     * @throws Refusal {@code bad-backup} if the backup could not be read back, or not be restored on trial
     */
    public void run(Instant due) {
        Backup backup = backups.list().stream()
                .filter(found -> isDue(found, due))
                .findFirst()
                .orElseGet(this::create);
        String id = backup.manifest().id();
        try {
            if (drilled && backup.drill() == null) {
                drill(id);
            }
        } finally {
            retention.superfluous(backups.list(), clock.instant()).forEach(this::delete);
        }
    }

    /** Whether a backup is what a time asks for: whoever made it may have ended before that was on record. */
    private boolean isDue(Backup backup, Instant due) {
        Set<String> datasets =
                backup.manifest().datasets().stream().map(FileEntry::section).collect(Collectors.toSet());
        return !backup.manifest().createdAt().isBefore(due)
                && catalog.all().stream().map(Dataset::name).allMatch(datasets::contains);
    }

    private Backup create() {
        Backup backup = create.create(create.newId(), catalog.all(), BackupProgress.NONE);
        audit.record(Acting.scheduled("create-backup", backup.manifest().id()), Outcome.DONE);
        log.done("backup %s is verified".formatted(backup.manifest().id()));
        return backup;
    }

    private void drill(String id) {
        Backup.Drill result = drill.drill(id, BackupProgress.NONE).drill();
        audit.record(Acting.scheduled("drill-backup", id), Outcome.DONE);
        if (result != null && result.passed()) {
            log.done("backup %s was restored on trial and equals the data".formatted(id));
        } else {
            log.wrong("backup %s was restored on trial and differs from the data".formatted(id));
        }
    }

    private void delete(Backup backup) {
        String id = backup.manifest().id();
        try {
            backups.delete(id);
            audit.record(Acting.scheduled("delete-backup", id), Outcome.DONE);
            log.done("backup %s is deleted: it need not be kept".formatted(id));
        } catch (Refusal | PortException e) {
            log.failed("backup %s is not deleted".formatted(id), e);
        }
    }
}
