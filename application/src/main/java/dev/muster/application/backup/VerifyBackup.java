package dev.muster.application.backup;

import dev.muster.application.Refusal;
import dev.muster.application.access.Acting;
import dev.muster.application.port.BackupFormat;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.PortException;
import dev.muster.application.port.SectionStore;
import dev.muster.domain.backup.Backup;
import dev.muster.domain.backup.LedgerSections;
import dev.muster.domain.backup.Manifest;
import dev.muster.domain.backup.Manifest.FileEntry;
import dev.muster.domain.backup.Section;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.dataset.Dataset;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads backups as a whole, and says whether every byte is as it was written. Thread safe. */
public final class VerifyBackup {
    private final Catalog catalog;
    private final ObjectStore objects;
    private final BackupFormat format;
    private final Backups backups;
    private final InstantSource clock;

    public VerifyBackup(
            Catalog catalog, ObjectStore objects, BackupFormat format, Backups backups, InstantSource clock) {
        this.catalog = catalog;
        this.objects = objects;
        this.format = format;
        this.backups = backups;
        this.clock = clock;
    }

    /**
     * Verifies a backup, and records what was found.
     *
     * @throws Refusal {@code not-found}, or {@code bad-backup} if it is damaged
     * @throws PortException if the storage fails
     */
    public Backup verify(String id, BackupProgress progress) {
        Acting.on(id);
        Backup backup = backups.get(id);
        try {
            read(backup.manifest(), progress);
        } catch (PortException e) {
            throw recorded(backup, e);
        }
        Backup verified = backup.verified(clock.instant());
        backups.record(verified);
        return verified;
    }

    /** Records a backup as failed if that is what a failure says. Returns what to throw. */
    RuntimeException recorded(Backup backup, PortException failure) {
        RuntimeException thrown = Backups.refused(failure);
        if (thrown instanceof Refusal) {
            backups.record(backup.failed(clock.instant(), String.valueOf(failure.getMessage())));
        }
        return thrown;
    }

    /**
     * Reads all files of a backup.
     *
     * @throws PortException of kind {@code CORRUPT} if one is damaged
     */
    void read(Manifest manifest, BackupProgress progress) {
        List<Dataset> datasets = datasets(manifest);
        if (datasets.size() < manifest.datasets().size()) {
            throw BackupFile.damaged("the backup has a dataset twice, or one that is not known here");
        }
        read(manifest, datasets, progress);
    }

    /** Reads all files that a restore of these datasets needs. */
    void read(Manifest manifest, Collection<Dataset> datasets, BackupProgress progress) {
        for (Dataset dataset : datasets) {
            read(open(manifest, dataset, "reading", progress));
        }
        for (Section section : sections(manifest)) {
            read(open(manifest, section, "reading", progress));
        }
    }

    /** Returns the sections of the ledger that the backup must have. */
    static List<Section> sections(Manifest manifest) {
        return LedgerSections.OF_BACKUPS.stream()
                .filter(section -> !section.equals(LedgerSections.MAPPINGS)
                        || manifest.ledger().stream()
                                .anyMatch(file -> file.section().equals(section.name())))
                .toList();
    }

    private static void read(BackupFile file) {
        try (file) {
            while (file.hasNext()) {
                file.next();
            }
        }
    }

    /**
     * Opens the rows of a dataset in a backup, in key order; empty if there is no such backup, or it does not have the
     * dataset. Reading them to the end proves them.
     *
     * @throws PortException if the storage fails, of kind {@code CORRUPT} if the backup is damaged
     */
    public Optional<SectionStore.Rows> rows(String id, Dataset dataset) {
        return backups.find(id)
                .map(Backup::manifest)
                .filter(manifest -> manifest.dataset(dataset.name()).isPresent())
                .map(manifest -> open(manifest, dataset, "reading", BackupProgress.NONE));
    }

    /**
     * Opens the file of a dataset that the backup has.
     *
     * @param doing what is done with it, for people
     */
    BackupFile open(Manifest manifest, Dataset dataset, String doing, BackupProgress progress) {
        FileEntry entry = manifest.dataset(dataset.name()).orElseThrow();
        return open(manifest, Section.of(dataset), "", entry, dataset, doing, progress);
    }

    /** Opens the file of a section of the ledger. */
    BackupFile open(Manifest manifest, Section section, String doing, BackupProgress progress) {
        List<FileEntry> entries = manifest.ledger().stream()
                .filter(file -> file.section().equals(section.name()))
                .toList();
        if (entries.size() != 1) {
            throw BackupFile.damaged("the manifest names %s files of %s".formatted(entries.size(), section.name()));
        }
        return open(manifest, section, "ledger/", entries.getFirst(), null, doing, progress);
    }

    private BackupFile open(
            Manifest manifest,
            Section section,
            String folder,
            FileEntry entry,
            @Nullable Dataset dataset,
            String doing,
            BackupProgress progress) {
        String file = Backups.key(manifest.id(), CreateBackup.fileName(folder, section, format));
        // Nothing leads out of the backup's own folder.
        if (!entry.file().equals(file)) {
            throw BackupFile.damaged("the manifest names another file for %s".formatted(section.name()));
        }
        return new BackupFile(
                objects,
                format,
                section,
                entry,
                new RowCheck(section, dataset),
                "%s %s".formatted(doing, section.name()),
                progress);
    }

    /** Finds the datasets that a backup has and that are known here, in an order in which they can be loaded. */
    List<Dataset> datasets(Manifest manifest) {
        return catalog.all().stream()
                .filter(dataset -> manifest.dataset(dataset.name()).isPresent())
                .toList();
    }
}
