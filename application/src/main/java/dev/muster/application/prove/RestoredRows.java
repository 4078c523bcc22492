package dev.muster.application.prove;

import dev.muster.application.port.Database;
import dev.muster.application.port.PortException;
import dev.muster.application.port.SectionStore;
import dev.muster.application.port.Slice;
import dev.muster.application.port.StoredRow;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.KeyOrder;
import dev.muster.domain.dataset.ValueText;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import dev.muster.domain.run.RunStatus;
import dev.muster.domain.run.Source;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The rows that the last restore of a dataset brought and no run has changed since. They come from the backup, whatever
 * the runs did that ended before. Use it within a transaction; not thread safe.
 */
final class RestoredRows {
    private static final int PAGE = 10_000;
    private static final int RUNS_AT_ONCE = 100;
    private static final int RUNS_REMEMBERED = 10_000;

    private final Database database;
    private final Dataset dataset;
    private final Run restore;
    private final SectionStore.Rows backup;
    private final Differences differences;
    private final Map<RunId, Optional<Run>> runs = new HashMap<>();
    private @Nullable StoredRow next;

    private RestoredRows(
            Database database, Dataset dataset, Run restore, SectionStore.Rows backup, Differences differences) {
        this.database = database;
        this.dataset = dataset;
        this.restore = restore;
        this.backup = backup;
        this.differences = differences;
    }

    /** Returns the last restore of a dataset that was not undone; null if there is none. */
    static @Nullable Run lastRestore(Database database, Dataset dataset) {
        RunId last = null;
        for (List<Run> page;
                !(page = database.runs().list(dataset.name(), RunStatus.SUCCEEDED, last, RUNS_AT_ONCE)).isEmpty(); ) {
            for (Run run : page) {
                if (run.source().kind() == Source.Kind.BACKUP) {
                    return run;
                }
            }
            last = page.getLast().id();
        }
        return null;
    }

    /**
     * Compares the rows with the backup.
     *
     * @param backups opens the rows of a dataset in a backup by its id; empty if there is no such backup any more
     * @param differences takes what differs
     * @return the number of rows that are as the backup has them; empty if the backup is gone
     */
    static Optional<Long> prove(
            Database database,
            Dataset dataset,
            Run restore,
            BiFunction<String, Dataset, Optional<SectionStore.Rows>> backups,
            Differences differences) {
        return backups.apply(String.valueOf(restore.source().name()), dataset).map(rows -> {
            try (rows) {
                return new RestoredRows(database, dataset, restore, rows, differences).prove();
            } catch (PortException e) {
                if (e.kind() != PortException.Kind.CORRUPT || e.part() != PortException.Part.STORAGE) {
                    throw e;
                }
                differences.add(new Difference(
                        dataset.name(),
                        Difference.Kind.RAW_DIFFERS,
                        restore.id(),
                        null,
                        null,
                        null,
                        "the backup that was restored is damaged: " + e.getMessage()));
                return 0L;
            }
        });
    }

    /** Returns whether what a run did was done when the restore ended. */
    static boolean isBefore(Run run, Run restore) {
        Instant end = run.finishedAt();
        Instant restored = restore.finishedAt();
        return end != null && restored != null && !end.isAfter(restored);
    }

    private long prove() {
        long proved = 0;
        Object last = null;
        boolean more = true;
        advance();
        while (more) {
            Slice<StoredRow> page = database.datasets().list(dataset, Map.of(), last, PAGE);
            for (StoredRow row : page.items()) {
                last = row.row().key(dataset);
                passMissing(last);
                StoredRow inBackup = next != null && next.row().key(dataset).equals(last) ? next : null;
                if (inBackup != null) {
                    advance();
                }
                if (row.equals(inBackup)) {
                    proved++;
                } else if (!isSince(row)) {
                    differs(row, inBackup != null);
                }
            }
            more = page.more();
        }
        passMissing(null);
        return proved;
    }

    private void advance() {
        next = backup.hasNext() ? stored(backup.next()) : null;
    }

    private StoredRow stored(@Nullable Object[] values) {
        return StoredRow.of(dataset, values);
    }

    /** Passes over rows of the backup with lesser keys, or all if {@code key} is null: these are not there. */
    private void passMissing(@Nullable Object key) {
        for (StoredRow row;
                (row = next) != null
                        && (key == null || KeyOrder.compare(row.row().key(dataset), key) < 0); ) {
            boolean isUndone =
                    run(row.run()).map(run -> run.status() == RunStatus.UNDONE).orElse(false);
            if (!isUndone) {
                add(Difference.Kind.ROW_MISSING, row, "the backup that was restored has a row that is not there");
            }
            advance();
        }
    }

    private void differs(StoredRow row, boolean hasKey) {
        if (hasKey) {
            add(Difference.Kind.ROW_DIFFERS, row, "the row is not as the backup has it that was restored");
        } else {
            add(
                    Difference.Kind.ROW_UNEXPLAINED,
                    row,
                    "neither the backup that was restored nor a record since has this row");
        }
    }

    private void add(Difference.Kind kind, StoredRow row, String detail) {
        differences.add(new Difference(
                dataset.name(),
                kind,
                row.run(),
                row.recordNumber(),
                ValueText.of(row.row().key(dataset)),
                null,
                detail));
    }

    private boolean isSince(StoredRow row) {
        return run(row.run()).map(run -> !isBefore(run, restore)).orElse(false);
    }

    private Optional<Run> run(RunId id) {
        if (runs.size() > RUNS_REMEMBERED) {
            runs.clear();
        }
        return runs.computeIfAbsent(id, database.runs()::find);
    }
}
