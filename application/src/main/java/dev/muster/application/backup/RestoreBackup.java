package dev.muster.application.backup;

import dev.muster.application.Refusal;
import dev.muster.application.access.Acting;
import dev.muster.application.port.Claim;
import dev.muster.application.port.Database;
import dev.muster.application.port.IdSource;
import dev.muster.application.port.PortException;
import dev.muster.application.port.UnitOfWork.End;
import dev.muster.domain.backup.Backup;
import dev.muster.domain.backup.LedgerSections;
import dev.muster.domain.backup.Manifest;
import dev.muster.domain.backup.Section;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.Mode;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import dev.muster.domain.run.RunStatus;
import dev.muster.domain.run.Source;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Brings backups back. Afterwards each dataset equals the backup, provenance included. The ledger has what the backup
 * has of runs, batches, rejections and replaced rows, beside what it had; runs that were under way are cancelled. One
 * transaction does all of it: others see the old data or the new. A restore is on record as a run for each dataset, and
 * can be undone like one. Thread safe.
 */
public final class RestoreBackup {
    /** How a database takes rows that it could never have had. */
    private static final Set<PortException.Kind> SUSPICIOUS =
            Set.of(PortException.Kind.CONFLICT, PortException.Kind.FAULT);

    private static final Set<String> UNDER_WAY = Set.of(RunStatus.QUEUED.code(), RunStatus.RUNNING.code());

    private final Catalog catalog;
    private final Database database;
    private final Backups backups;
    private final VerifyBackup verify;
    private final InstantSource clock;
    private final IdSource ids;

    /** Runs of this process. */
    private final Set<RunId> underWay = ConcurrentHashMap.newKeySet();

    public RestoreBackup(
            Catalog catalog,
            Database database,
            Backups backups,
            VerifyBackup verify,
            InstantSource clock,
            IdSource ids) {
        this.catalog = catalog;
        this.database = database;
        this.backups = backups;
        this.verify = verify;
        this.clock = clock;
        this.ids = ids;
    }

    /**
     * A restore that has begun: its runs are on record.
     *
     * @param runs for each dataset, in an order in which they can be loaded
     */
    public record Begun(Backup backup, Map<Dataset, Run> runs, Map<Dataset, Claim> claims) {}

    /**
     * Begins a restore.
     *
     * @param datasets names of datasets; null for all that the backup has
     * @throws Refusal {@code not-found}, {@code bad-backup}, or {@code bad-parameter} if the backup does not have one of
     *     the datasets
     */
    public Begun begin(String id, @Nullable Collection<String> datasets) {
        Acting.on(id);
        Backup backup = backups.get(id);
        List<Dataset> chosen = chosen(backup.manifest(), datasets);
        Map<Dataset, Run> runs = new LinkedHashMap<>();
        Map<Dataset, Claim> claims = new LinkedHashMap<>();
        for (Dataset dataset : chosen) {
            Manifest.FileEntry file = backup.manifest().dataset(dataset.name()).orElseThrow();
            Run run = Run.started(
                            ids.nextRunId(),
                            dataset,
                            Mode.UPSERT,
                            LoadOptions.of(LoadOptions.Format.CSV),
                            new Source(Source.Kind.BACKUP, id, file.sha256(), file.bytes()),
                            clock.instant())
                    .by(Acting.currentActor());
            runs.put(dataset, run);
            underWay.add(run.id());
        }
        try {
            database.unitOfWork().write(() -> {
                runs.forEach(
                        (dataset, run) -> claims.put(dataset, database.runs().create(run)));
                return Boolean.TRUE;
            });
        } catch (RuntimeException e) {
            end(runs);
            throw e;
        }
        return new Begun(backup, runs, claims);
    }

    private void end(Map<Dataset, Run> runs) {
        runs.values().forEach(run -> underWay.remove(run.id()));
    }

    /** Returns whether a run is a restore that this process has begun and that has not ended. */
    public boolean isUnderWay(RunId run) {
        return underWay.contains(run);
    }

    private List<Dataset> chosen(Manifest manifest, @Nullable Collection<String> names) {
        List<Dataset> there = verify.datasets(manifest);
        if (names == null) {
            if (there.isEmpty() || there.size() < manifest.datasets().size()) {
                throw new Refusal(ProblemType.BAD_BACKUP, "the backup has no dataset, or one that is not known here");
            }
            return there;
        }
        Set<String> known = there.stream().map(Dataset::name).collect(Collectors.toSet());
        for (String name : names) {
            if (!known.contains(name)) {
                throw new Refusal(new Problem(
                                ProblemType.BAD_PARAMETER, "the backup does not have the dataset '%s'".formatted(name))
                        .with("field", "datasets")
                        .with("allowed", there.stream().map(Dataset::name).toList()));
            }
        }
        return there.stream().filter(dataset -> names.contains(dataset.name())).toList();
    }

    /**
     * Restores: changes everything or nothing, and nothing before every byte that a restore needs is verified.
     *
     * @return the runs, ended
     * @throws Refusal {@code bad-backup} if it is damaged, {@code conflict} if a reference would lead nowhere; the runs
     *     have failed then, and nothing else has changed
     * @throws PortException if the database or the storage fails; the same
     */
    public List<Run> restore(Begun begun, BackupProgress progress) {
        try {
            List<Run> restored = restored(begun, true, progress);
            return restored.isEmpty() ? restored(begun, false, progress) : restored;
        } catch (RuntimeException e) {
            RuntimeException reason = reason(begun, e);
            throw switch (reason) {
                case Refusal refusal -> failed(begun, refusal.problem(), reason);
                case PortException failure -> failed(begun, failure.problem(), reason);
                default ->
                    failed(
                            begun,
                            new Problem(ProblemType.INTERNAL_ERROR, "the restore failed; nothing has changed"),
                            reason);
            };
        } finally {
            end(begun.runs());
        }
    }

    /**
     * Returns why a restore failed. Rows are handed on before the file that they are from has been read to its end, so
     * what looks like a conflict may come of a damaged file.
     */
    private RuntimeException reason(Begun begun, RuntimeException failure) {
        RuntimeException reason =
                failure instanceof PortException broken ? verify.recorded(begun.backup(), broken) : failure;
        if (reason != failure || failure instanceof PortException broken && !SUSPICIOUS.contains(broken.kind())) {
            return reason;
        }
        try {
            verify.read(begun.backup().manifest(), begun.runs().keySet(), BackupProgress.NONE);
            return failure;
        } catch (PortException e) {
            return verify.recorded(begun.backup(), e);
        }
    }

    private RuntimeException failed(Begun begun, Problem problem, RuntimeException thrown) {
        try {
            database.unitOfWork().write(() -> {
                begun.runs()
                        .forEach((dataset, run) -> database.runs()
                                .save(
                                        Objects.requireNonNull(begun.claims().get(dataset)),
                                        run.failed(clock.instant(), problem)));
                return Boolean.TRUE;
            });
        } catch (PortException e) {
            // Whoever takes the runs over ends them.
            thrown.addSuppressed(e);
        }
        return thrown;
    }

    /** Returns the runs, ended; empty, with nothing changed, if the fastest way is barred. */
    private List<Run> restored(Begun begun, boolean bulk, BackupProgress progress) {
        return database.unitOfWork().patient().decide(() -> {
            Manifest manifest = begun.backup().manifest();
            Restoration restoration = new Restoration(catalog, database, bulk);
            begun.runs()
                    .forEach((dataset, run) -> restoration.add(
                            dataset, run.id(), () -> verify.open(manifest, dataset, "restoring", progress)));
            if (!restoration.run()) {
                return new End.Rollback<>(List.of());
            }
            for (Section section : VerifyBackup.sections(manifest)) {
                add(manifest, section, begun.runs().keySet(), progress);
            }
            List<Run> ended = new ArrayList<>();
            begun.runs().forEach((dataset, run) -> {
                Run restored = run.advanced(
                                restoration.counts(dataset),
                                Map.of(),
                                run.checkpoint(),
                                run.source().bytes())
                        .succeeded(clock.instant());
                database.runs().save(Objects.requireNonNull(begun.claims().get(dataset)), restored);
                database.datasets().touch(dataset, clock.instant());
                ended.add(restored);
            });
            return new End.Commit<>(ended);
        });
    }

    private void add(Manifest manifest, Section section, Set<Dataset> datasets, BackupProgress progress) {
        Set<String> names = datasets.stream().map(Dataset::name).collect(Collectors.toSet());
        try (BackupFile rows = verify.open(manifest, section, "restoring", progress);
                RunsOf runs =
                        new RunsOf(verify.open(manifest, LedgerSections.RUNS, "reading", BackupProgress.NONE), names)) {
            database.sections()
                    .addAbsent(section, ended(section, new Chosen(rows, belongs(section, names, runs)), manifest));
        }
    }

    /**
     * Returns rows of the ledger as a restore has them: what was under way at the moment of the backup is cancelled then,
     * so that nobody goes on with it.
     */
    static Iterator<@Nullable Object[]> ended(Section section, Iterator<@Nullable Object[]> rows, Manifest manifest) {
        if (!section.equals(LedgerSections.RUNS)) {
            return rows;
        }
        int status = section.index("status");
        int finishedAt = section.index("finished_at");
        Instant moment = manifest.createdAt().truncatedTo(ChronoUnit.MILLIS);
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return rows.hasNext();
            }

            @Override
            public @Nullable Object[] next() {
                @Nullable Object[] row = rows.next();
                if (UNDER_WAY.contains(String.valueOf(row[status]))) {
                    row[status] = RunStatus.CANCELLED.code();
                    row[finishedAt] = moment;
                }
                return row;
            }
        };
    }

    /** Returns how to tell whether a row of the ledger belongs to one of these datasets, and to a run of the backup. */
    private static Predicate<@Nullable Object[]> belongs(Section section, Set<String> names, RunsOf runs) {
        if (section.equals(LedgerSections.RUNS)) {
            int dataset = section.index("dataset");
            return row -> row[dataset] instanceof String name && names.contains(name);
        }
        if (section.equals(LedgerSections.STREAM_OFFSETS) || section.equals(LedgerSections.MAPPINGS)) {
            int dataset = section.index("dataset");
            return row -> row[dataset] instanceof String name && names.contains(name);
        }
        int run = section.index("run");
        return row -> runs.have(row[run]);
    }

    /** The ids of the runs of some datasets. They are asked for in ascending order. Not thread safe. */
    private static final class RunsOf implements AutoCloseable {
        private final BackupFile runs;
        private final Set<String> names;
        private @Nullable Object current;
        private boolean chosen;

        RunsOf(BackupFile runs, Set<String> names) {
            this.runs = runs;
            this.names = names;
        }

        boolean have(@Nullable Object id) {
            while ((current == null || RowCheck.compare(current, id) < 0) && runs.hasNext()) {
                @Nullable Object[] run = runs.next();
                current = run[LedgerSections.RUNS.index("id")];
                chosen = run[LedgerSections.RUNS.index("dataset")] instanceof String name && names.contains(name);
            }
            return chosen && current != null && current.equals(id);
        }

        @Override
        public void close() {
            runs.close();
        }
    }
}
