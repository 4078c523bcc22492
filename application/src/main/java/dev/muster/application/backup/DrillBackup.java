package dev.muster.application.backup;

import dev.muster.application.Refusal;
import dev.muster.application.access.Acting;
import dev.muster.application.port.Database;
import dev.muster.application.port.IdSource;
import dev.muster.application.port.PortException;
import dev.muster.application.port.ScratchDatabases;
import dev.muster.application.port.ScratchDatabases.OpenDatabase;
import dev.muster.application.port.SectionStore;
import dev.muster.application.reports.ComputeReport;
import dev.muster.domain.backup.Backup;
import dev.muster.domain.backup.LedgerSections;
import dev.muster.domain.backup.Manifest;
import dev.muster.domain.backup.Manifest.FigureEntry;
import dev.muster.domain.backup.Section;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.report.ReportCatalog;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Restores backups on trial into a scratch database, and compares what is there then with what the backup recorded.
 * Thread safe.
 */
public final class DrillBackup {
    /** Most differences that are recorded. */
    public static final int SHOWN = 100;

    private final Catalog catalog;
    private final ReportCatalog reports;
    private final ScratchDatabases scratches;
    private final Backups backups;
    private final VerifyBackup verify;
    private final InstantSource clock;
    private final IdSource ids;

    public DrillBackup(
            Catalog catalog,
            ReportCatalog reports,
            ScratchDatabases scratches,
            Backups backups,
            VerifyBackup verify,
            InstantSource clock,
            IdSource ids) {
        this.catalog = catalog;
        this.reports = reports;
        this.scratches = scratches;
        this.backups = backups;
        this.verify = verify;
        this.clock = clock;
        this.ids = ids;
    }

    /**
     * Drills a backup, and records what was found.
     *
     * @throws Refusal {@code not-found}, {@code bad-backup} if it is damaged, {@code conflict} if a part of it cannot be
     *     restored without the rest; the drill is recorded as failed then
     * @throws PortException if the storage fails
     */
    public Backup drill(String id, BackupProgress progress) {
        Acting.on(id);
        Backup backup = backups.get(id);
        try (OpenDatabase scratch = scratches.open()) {
            RestoreBackup restore = new RestoreBackup(catalog, scratch.database(), backups, verify, clock, ids);
            RestoreBackup.Begun begun = restore.begin(id, null);
            restore.restore(begun, progress);
            Set<Object> ofDrill =
                    begun.runs().values().stream().map(run -> run.id().value()).collect(Collectors.toSet());
            List<String> differences = differences(backup.manifest(), scratch.database(), ofDrill, progress);
            Backup verified = backup.verified(clock.instant());
            Backup drilled = verified.with(new Backup.Drill(differences.isEmpty(), clock.instant(), differences));
            backups.record(drilled);
            return drilled;
        } catch (Refusal e) {
            String why = e.problem().detail();
            backups.record(backups.get(id).with(new Backup.Drill(false, clock.instant(), List.of(why))));
            throw e;
        }
    }

    private List<String> differences(
            Manifest manifest, Database scratch, Set<Object> ofDrill, BackupProgress progress) {
        return scratch.unitOfWork().read(() -> {
            Differences differences = new Differences();
            List<Dataset> datasets = verify.datasets(manifest);
            SectionStore sections = scratch.sections();
            for (Dataset dataset : datasets) {
                try (BackupFile written = verify.open(manifest, dataset, "comparing", progress);
                        SectionStore.Rows restored = sections.scan(dataset)) {
                    differences.compare(Section.of(dataset), written, restored);
                }
            }
            for (Section section : VerifyBackup.sections(manifest)) {
                try (BackupFile written = verify.open(manifest, section, "comparing", progress);
                        SectionStore.Rows restored = sections.scan(section, datasets)) {
                    differences.compare(
                            section,
                            RestoreBackup.ended(section, written, manifest),
                            withoutDrill(section, restored, ofDrill));
                }
            }
            differences.compare(
                    manifest.figures(), FigureDigests.of(new ComputeReport(catalog, reports, scratch), datasets));
            return differences.first;
        });
    }

    /** Leaves out the runs of the drill itself. */
    private static Iterator<@Nullable Object[]> withoutDrill(
            Section section, SectionStore.Rows rows, Set<Object> ofDrill) {
        if (!section.equals(LedgerSections.RUNS)) {
            return rows;
        }
        int id = section.index("id");
        return new Chosen(rows, row -> !ofDrill.contains(row[id]));
    }

    /** What was found to differ. Not thread safe. */
    private static final class Differences {
        private final List<String> first = new ArrayList<>();

        void compare(Section section, Iterator<@Nullable Object[]> written, Iterator<@Nullable Object[]> restored) {
            for (long row = 1; written.hasNext() || restored.hasNext(); row++) {
                if (!written.hasNext() || !restored.hasNext()) {
                    add("%s has %s than %s rows"
                            .formatted(section.name(), restored.hasNext() ? "more" : "less", row - 1));
                    while (written.hasNext()) {
                        written.next();
                    }
                    return;
                }
                if (!RowCheck.same(written.next(), restored.next())) {
                    add("row %s of %s differs".formatted(row, section.name()));
                }
            }
        }

        void compare(List<FigureEntry> written, List<FigureEntry> restored) {
            Map<String, FigureEntry> now =
                    restored.stream().collect(Collectors.toMap(FigureEntry::title, Function.identity()));
            for (FigureEntry figure : written) {
                if (!figure.equals(now.remove(figure.title()))) {
                    add("report %s differs".formatted(figure.title()));
                }
            }
            now.keySet().forEach(title -> add("report %s was not recorded".formatted(title)));
        }

        private void add(String difference) {
            if (first.size() < SHOWN) {
                first.add(difference);
            }
        }
    }
}
