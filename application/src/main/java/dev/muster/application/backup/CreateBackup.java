package dev.muster.application.backup;

import dev.muster.application.ReadAhead;
import dev.muster.application.Refusal;
import dev.muster.application.Sha256;
import dev.muster.application.access.Acting;
import dev.muster.application.events.AnnounceEvents;
import dev.muster.application.events.Occurrence;
import dev.muster.application.port.BackupFormat;
import dev.muster.application.port.Database;
import dev.muster.application.port.IdSource;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.PortException;
import dev.muster.application.port.SectionStore;
import dev.muster.application.reports.ComputeReport;
import dev.muster.application.work.WorkLog;
import dev.muster.domain.backup.Backup;
import dev.muster.domain.backup.LedgerSections;
import dev.muster.domain.backup.Manifest;
import dev.muster.domain.backup.Manifest.FigureEntry;
import dev.muster.domain.backup.Manifest.FileEntry;
import dev.muster.domain.backup.Section;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes backups. A backup is the state of its datasets, and of everything that is kept beside them, at one moment, even
 * while loads go on. It counts only after each of its files was read back and decoded. Thread safe.
 */
public final class CreateBackup {
    private static final int ROWS_AT_ONCE = 1_000;

    private final Database database;
    private final ObjectStore objects;
    private final BackupFormat format;
    private final Backups backups;
    private final VerifyBackup verify;
    private final ComputeReport reports;
    private final AnnounceEvents events;
    private final InstantSource clock;
    private final IdSource ids;
    private final WorkLog log;

    public CreateBackup(
            Database database,
            ObjectStore objects,
            BackupFormat format,
            Backups backups,
            VerifyBackup verify,
            ComputeReport reports,
            AnnounceEvents events,
            InstantSource clock,
            IdSource ids,
            WorkLog log) {
        this.database = database;
        this.objects = objects;
        this.format = format;
        this.backups = backups;
        this.verify = verify;
        this.reports = reports;
        this.events = events;
        this.clock = clock;
        this.ids = ids;
        this.log = log;
    }

    /** Returns the id of a new backup, whose making begins. */
    public String newId() {
        String id = ids.nextRunId().toString();
        Acting.on(id);
        backups.begin(id, Backups.Work.MAKING);
        return id;
    }

    /**
     * Makes a backup. If that fails, leaves nothing behind but {@link Backups#failure}.
     *
     * @param id a {@link #newId()}
     * @param datasets in an order in which they can be loaded
     * @throws PortException if the database or the storage fails
     * @throws Refusal {@code bad-backup} if what was written could not be read back
     */
    public Backup create(String id, Collection<Dataset> datasets, BackupProgress progress) {
        Backup backup = made(id, datasets, progress);
        announce(new Occurrence.BackupEnded(id, backup, null));
        return backup;
    }

    private Backup made(String id, Collection<Dataset> datasets, BackupProgress progress) {
        try {
            Manifest manifest = database.unitOfWork().read(() -> written(id, datasets, progress));
            verify.read(manifest, progress);
            Backup backup = new Backup(manifest, Backup.Status.VERIFIED, clock.instant(), null, null);
            backups.record(backup);
            backups.write(manifest);
            return backup;
        } catch (PortException e) {
            RuntimeException thrown = Backups.refused(e);
            failed(id, thrown instanceof Refusal refusal ? refusal.problem() : e.problem(), e);
            throw thrown;
        } catch (Refusal e) {
            failed(id, e.problem(), e);
            throw e;
        } catch (RuntimeException | Error e) {
            failed(id, new Problem(ProblemType.INTERNAL_ERROR, "the backup could not be made"), e);
            throw e;
        } finally {
            backups.end(id);
        }
    }

    private void failed(String id, Problem problem, Throwable failure) {
        backups.failed(id, problem);
        try {
            backups.deleteFiles(id);
        } catch (PortException e) {
            // They have no manifest, and are removed later.
            failure.addSuppressed(e);
        }
        announce(new Occurrence.BackupEnded(id, null, problem));
    }

    /** A backup is what it is also if the database cannot keep that just now. */
    private void announce(Occurrence.BackupEnded ended) {
        try {
            database.unitOfWork().write(() -> {
                events.announce(ended);
                return null;
            });
        } catch (PortException e) {
            log.failed("the end of backup %s is not announced".formatted(ended.id()), e);
        }
    }

    private Manifest written(String id, Collection<Dataset> datasets, BackupProgress progress) {
        Instant now = clock.instant();
        List<FigureEntry> figures = FigureDigests.of(reports, datasets);
        SectionStore sections = database.sections();
        List<FileEntry> ofDatasets = new ArrayList<>();
        for (Dataset dataset : datasets) {
            ofDatasets.add(written(id, Section.of(dataset), "", sections.scan(dataset), progress));
        }
        List<FileEntry> ledger = new ArrayList<>();
        for (Section section : LedgerSections.OF_BACKUPS) {
            ledger.add(written(id, section, "ledger/", sections.scan(section, datasets), progress));
        }
        return new Manifest(id, now, Manifest.FORMAT_VERSION, ofDatasets, ledger, figures);
    }

    private FileEntry written(
            String id, Section section, String folder, SectionStore.Rows scanned, BackupProgress progress) {
        String key = Backups.key(id, fileName(folder, section, format));
        MessageDigest digest = Sha256.begin();
        ReadAhead<@Nullable Object[]> ahead =
                new ReadAhead<>(scanned, scanned::close, ROWS_AT_ONCE, Section::bytes, "backup");
        try (ToldRows rows = new ToldRows(ahead, ahead::close, "writing " + section.name(), progress);
                ObjectStore.Upload upload = objects.create(key)) {
            Counted out = new Counted(new DigestOutputStream(upload.body(), digest));
            long written = format.write(section, rows, out);
            out.flush();
            upload.commit();
            return new FileEntry(section.name(), key, written, out.bytes, Sha256.hex(digest), format.schema(section));
        } catch (IOException e) {
            throw new UncheckedIOException("an object store says itself what failed", e);
        }
    }

    /** The name of a section's file in the folder of a backup. */
    static String fileName(String folder, Section section, BackupFormat format) {
        return "%s%s.%s".formatted(folder, section.name(), format.extension());
    }

    private static final class Counted extends FilterOutputStream {
        private long bytes;

        Counted(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            bytes++;
        }

        @Override
        public void write(byte[] buffer, int offset, int length) throws IOException {
            out.write(buffer, offset, length);
            bytes += length;
        }
    }
}
