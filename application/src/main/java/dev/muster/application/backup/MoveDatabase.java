package dev.muster.application.backup;

import dev.muster.application.Refusal;
import dev.muster.application.port.Database;
import dev.muster.application.port.PortException;
import dev.muster.application.port.SectionStore;
import dev.muster.application.port.UnitOfWork.End;
import dev.muster.domain.backup.LedgerSections;
import dev.muster.domain.backup.Section;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.RunStatus;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Takes everything from one database to another that has none of Muster's rows. One transaction of the other database
 * does all of it, so that it has everything or nothing. Thread safe.
 */
public final class MoveDatabase {
    private final Catalog catalog;
    private final Database from;
    private final Database to;

    public MoveDatabase(Catalog catalog, Database from, Database to) {
        this.catalog = catalog;
        this.from = from;
        this.to = to;
    }

    /**
     * What was taken along.
     *
     * @param rows number of rows of datasets
     * @param ledger number of rows of everything else
     */
    public record Moved(long rows, long ledger) {}

    /**
     * Moves everything as it is at one moment. The database it comes from does not change.
     *
     * @throws Refusal {@code conflict} if the other database has rows of Muster, or runs are under way; nothing has
     *     changed then
     * @throws PortException if one of the databases fails; the same
     */
    public Moved move(BackupProgress progress) {
        refuseWhileRunning();
        return moved(true, progress)
                .or(() -> moved(false, progress))
                .orElseThrow(() -> new IllegalStateException("an exchange of single rows cannot be barred"));
    }

    private void refuseWhileRunning() {
        if (!from.runs().list(null, RunStatus.RUNNING, null, 1).isEmpty()
                || !from.runs().list(null, RunStatus.QUEUED, null, 1).isEmpty()) {
            throw new Refusal(
                    ProblemType.CONFLICT, "runs are under way; wait for their end, or cancel them, and move then");
        }
    }

    /** Returns what was moved; empty, with nothing changed, if the fastest way is barred. */
    private Optional<Moved> moved(boolean bulk, BackupProgress progress) {
        Collection<Dataset> datasets = catalog.all();
        return from.unitOfWork()
                .read(() -> to.unitOfWork().patient().decide(() -> {
                    refuseIfAnything(datasets);
                    Restoration restoration = new Restoration(catalog, to, bulk);
                    for (Dataset dataset : datasets) {
                        restoration.add(
                                dataset, null, () -> told(from.sections().scan(dataset), dataset.name(), progress));
                    }
                    if (!restoration.run()) {
                        return new End.Rollback<>(Optional.<Moved>empty());
                    }
                    long rows = datasets.stream()
                            .mapToLong(dataset -> restoration.counts(dataset).inserted())
                            .sum();
                    long ledger = 0;
                    for (Section section : LedgerSections.ALL) {
                        try (SectionStore.Rows scanned =
                                told(from.sections().scan(section, datasets), section.name(), progress)) {
                            ledger += to.sections().addAbsent(section, scanned);
                        }
                    }
                    return new End.Commit<>(Optional.of(new Moved(rows, ledger)));
                }));
    }

    private void refuseIfAnything(Collection<Dataset> datasets) {
        for (Dataset dataset : datasets) {
            refuseIfAny(dataset.name(), () -> to.sections().scan(dataset));
        }
        for (Section section : LedgerSections.ALL) {
            refuseIfAny(section.name(), () -> to.sections().scan(section, datasets));
        }
    }

    private static void refuseIfAny(String name, Supplier<SectionStore.Rows> scan) {
        try (SectionStore.Rows rows = scan.get()) {
            if (rows.hasNext()) {
                throw new Refusal(
                        ProblemType.CONFLICT,
                        "the other database has rows of Muster already, in %s; nothing was moved".formatted(name));
            }
        }
    }

    private static SectionStore.Rows told(SectionStore.Rows rows, String name, BackupProgress progress) {
        return new ToldRows(rows, rows::close, "moving " + name, progress);
    }
}
