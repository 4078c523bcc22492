package dev.muster.application.runs;

import dev.muster.application.Refusal;
import dev.muster.application.access.Acting;
import dev.muster.application.port.Claim;
import dev.muster.application.port.Database;
import dev.muster.application.port.DatasetStore;
import dev.muster.application.port.DatasetStore.BeforeImage;
import dev.muster.application.port.PortException;
import dev.muster.application.port.RejectionStore.Filter;
import dev.muster.application.port.RejectionStore.Heir;
import dev.muster.application.port.Slice;
import dev.muster.application.port.StoredRow;
import dev.muster.application.port.UnitOfWork.End;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Field;
import dev.muster.domain.dataset.Row;
import dev.muster.domain.dataset.ValueText;
import dev.muster.domain.intake.RecordValidator;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.intake.Verdict;
import dev.muster.domain.run.Counts;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import dev.muster.domain.run.RunStatus;
import dev.muster.domain.run.Source;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Takes back what a run did, in one transaction. Removes the rows that the run inserted, and puts back the rows that it
 * replaced. Leaves a row if a later run replaced it, or if a reference would lead nowhere.
 *
 * <p>The run is {@code undone} then, keeps its ledger and no longer counts in the summary. Its open rejections are
 * discarded. Rejections of other runs that it closed or superseded get their former status, unless something was done
 * about the same records since, or another run stores their keys now. Thread safe.
 */
public final class UndoRun {
    /** Most rows that are named among those that had to be left. */
    public static final int SHOWN = 100;

    private static final int PAGE = 10_000;

    private final Catalog catalog;
    private final Database database;
    private final InstantSource clock;

    public UndoRun(Catalog catalog, Database database, InstantSource clock) {
        this.catalog = catalog;
        this.database = database;
        this.clock = clock;
    }

    /**
     * What was taken back.
     *
     * @param removed number of rows that are no longer there
     * @param putBack number of rows that are as they were before
     * @param leftCount number of rows that had to be left
     * @param left the first {@value #SHOWN} of these
     * @param removedRows the first {@value #SHOWN} rows that are no longer there, fewer if they are large
     * @param putBackRows the first {@value #SHOWN} rows that are as they were before, fewer if they are large
     */
    public record Undone(
            Run run,
            long removed,
            long putBack,
            long leftCount,
            List<Left> left,
            List<Row> removedRows,
            List<PutBack> putBackRows) {
        public Undone {
            left = List.copyOf(left);
            removedRows = List.copyOf(removedRows);
            putBackRows = List.copyOf(putBackRows);
        }
    }

    /**
     * A row that is as it was before.
     *
     * @param replaced the row that the run had stored; null if it had removed the row
     */
    public record PutBack(@Nullable Row replaced, Row row) {}

    /** A row that had to be left as it is. */
    public record Left(Object key, Cause cause) {}

    /** Why a row had to be left as it is. */
    public enum Cause {
        /** A later run replaced it. */
        REPLACED_SINCE,
        /** Other rows refer to it. */
        REFERRED_TO,
        /** What it referred to before is no longer there. */
        REFERENCE_GONE;

        /** The public name in {@code kebab-case}. */
        public String code() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * Undoes a run that has ended.
     *
     * @throws Refusal {@code not-found}, or {@code conflict} if it has not ended or is undone already
     * @throws PortException if the database fails; nothing has changed then
     */
    public Undone undo(RunId id) {
        Acting.on(id);
        return database.unitOfWork().write(() -> takeBack(id));
    }

    /**
     * Works out what {@link #undo} would do now, and changes nothing. Takes as long, and keeps others from writing as long.
     *
     * @return what would be taken back; the run is as it is
     * @throws Refusal as {@link #undo} does
     * @throws PortException if the database fails
     */
    public Undone preview(RunId id) {
        Acting.changesNothing();
        return database.unitOfWork().decide(() -> {
            Run run = named(id);
            Undone undone = takeBack(id);
            return new End.Rollback<>(new Undone(
                    run,
                    undone.removed(),
                    undone.putBack(),
                    undone.leftCount(),
                    undone.left(),
                    undone.removedRows(),
                    undone.putBackRows()));
        });
    }

    private Run named(RunId id) {
        return database.runs()
                .find(id)
                .orElseThrow(() -> new Refusal(ProblemType.NOT_FOUND, "there is no run '%s'".formatted(id)));
    }

    private Undone takeBack(RunId id) {
        Run run = named(id);
        Claim claim = database.runs()
                .takeOverEnded(id)
                .orElseThrow(() -> new Refusal(
                        ProblemType.CONFLICT,
                        run.status().ended()
                                ? "run %s is undone already".formatted(id)
                                : "run %s is still %s; cancel it first"
                                        .formatted(id, run.status().code())));
        Dataset dataset = catalog.get(run.dataset());
        Tally tally = new Tally(run, dataset);
        if (run.source().kind() == Source.Kind.BACKUP) {
            refuseIfRestoredSince(run);
            tally.takeBackRestored();
        } else {
            tally.takeBackRows();
        }
        leaveToLaterRuns(id, dataset);
        database.rejections().giveBack(id);
        discardRejections(run);
        Run undone = run.undone();
        database.runs().save(claim, undone);
        database.datasets().touch(dataset, clock.instant());
        return tally.result(undone);
    }

    /** Two restores are undone in the opposite order: each knows only what it found. */
    private void refuseIfRestoredSince(Run run) {
        RunId after = null;
        for (List<Run> page;
                !(page = database.runs().list(run.dataset(), RunStatus.SUCCEEDED, after, PAGE)).isEmpty(); ) {
            for (Run later : page) {
                if (later.id().compareTo(run.id()) <= 0) {
                    return;
                }
                if (later.source().kind() == Source.Kind.BACKUP) {
                    throw new Refusal(
                            ProblemType.CONFLICT,
                            "%s was restored again since, by run %s; undo that one first"
                                    .formatted(run.dataset(), later.id()));
                }
            }
            after = page.getLast().id();
        }
    }

    /** Keeps rejections superseded whose keys are stored by other runs since. */
    private void leaveToLaterRuns(RunId id, Dataset dataset) {
        String last = null;
        for (List<String> page; !(page = database.rejections().keysSuperseded(id, last, PAGE)).isEmpty(); ) {
            Map<String, Heir> heirs = new HashMap<>();
            List<Object> keys = page.stream()
                    .flatMap(text -> key(dataset, text, clock.instant()).stream())
                    .toList();
            database.datasets().find(dataset, keys, row -> {
                if (!row.run().equals(id)) {
                    heirs.put(ValueText.of(row.row().key(dataset)), new Heir(row.run(), row.recordNumber()));
                }
            });
            database.rejections().leaveTo(id, heirs);
            last = page.getLast();
        }
    }

    private static Optional<Object> key(Dataset dataset, String text, Instant now) {
        return switch (RecordValidator.validate(dataset.keyField(), text, now)) {
            case Verdict.Accepted(Row row) -> Optional.ofNullable(row.get(0));
            case Verdict.Rejected rejected -> Optional.empty();
        };
    }

    private void discardRejections(Run run) {
        Filter open = new Filter(run.id(), null, null, Rejection.Status.OPEN);
        for (List<Rejection.Id> page; !(page = database.rejections().ids(open, null, PAGE)).isEmpty(); ) {
            database.rejections().close(run.dataset(), page, Rejection.Status.DISCARDED, run.id());
        }
    }

    /** Takes back the rows that can be taken back, and remembers the others. */
    private final class Tally {
        private final Run run;
        private final Dataset dataset;
        private final DatasetStore store = database.datasets();
        private final List<Left> left = new ArrayList<>();
        private final List<Row> removedRows = new ArrayList<>();
        private final List<PutBack> putBackRows = new ArrayList<>();
        private long shownBytes;
        private long removed;
        private long putBack;
        private long leftCount;

        Tally(Run run, Dataset dataset) {
            this.run = run;
            this.dataset = dataset;
        }

        void takeBackRows() {
            Object last = null;
            for (List<Object> page; !(page = store.storedBy(run.id(), dataset, last, PAGE)).isEmpty(); ) {
                takeBack(page);
                last = page.getLast();
            }
            DatasetStore.Replaced replaced = store.replaced(run.id(), dataset, SHOWN);
            leftCount += replaced.count();
            replaced.keys().forEach(key -> show(key, Cause.REPLACED_SINCE));
        }

        private void takeBack(List<Object> page) {
            Set<Object> inserted = new HashSet<>(page);
            Map<Object, Cause> causes = new HashMap<>();
            store.kept(run.id(), dataset, page, before -> {
                inserted.removeAll(before.keySet());
                putBack(page, before, causes);
            });
            referredTo(inserted).forEach(key -> causes.put(key, Cause.REFERRED_TO));
            inserted.removeAll(causes.keySet());
            List<Object> first = first(page, inserted, removedRows);
            Map<Object, Row> rows = stored(first);
            first.forEach(key -> showRemoved(rows.get(key)));
            store.takeBack(run.id(), dataset, inserted, Map.of());
            removed += inserted.size();
            leftCount += causes.size();
            for (Object key : page) {
                Cause cause = causes.get(key);
                if (cause != null) {
                    show(key, cause);
                }
            }
        }

        /**
         * Takes back what a restore did. Its rows have the provenance of the runs that once stored them, so what it did
         * is told by the rows that were kept for it. None were kept if the dataset had no rows before.
         */
        void takeBackRestored() {
            Restored restored = new Restored();
            DatasetStore.Exchange exchange = store.exchange(dataset, false);
            String last = null;
            boolean any = false;
            for (List<BeforeImage> page;
                    !(page = store.images(run.id(), dataset, last, PAGE).items()).isEmpty();
                    last = page.getLast().keyText()) {
                any = true;
                takeBack(page, restored, exchange);
            }
            Counts counts = run.counts();
            if (!any && run.status() == RunStatus.SUCCEEDED && counts.inserted() == counts.received()) {
                takeBackAll(restored, exchange);
            }
            if (!exchange.end()) {
                throw new IllegalStateException("an exchange of single rows cannot be barred");
            }
        }

        private void takeBack(List<BeforeImage> page, Restored restored, DatasetStore.Exchange exchange) {
            Map<Object, StoredRow> present = new HashMap<>();
            store.find(
                    dataset,
                    page.stream().map(BeforeImage::key).toList(),
                    row -> present.put(row.row().key(dataset), row));
            Map<Object, Cause> causes = new HashMap<>();
            Set<Object> inserted = new HashSet<>();
            Map<Object, StoredRow> before = new HashMap<>();
            for (BeforeImage image : page) {
                StoredRow now = present.get(image.key());
                StoredRow then = image.row();
                if (now != null && restored.isSince(now)) {
                    causes.put(image.key(), Cause.REPLACED_SINCE);
                } else if (then != null) {
                    before.put(image.key(), then);
                } else if (now != null) {
                    inserted.add(image.key());
                }
            }
            Set<Object> unfit = withoutReference(before.values());
            if (!unfit.isEmpty()) {
                refuseBeforeParents();
            }
            unfit.forEach(key -> {
                before.remove(key);
                causes.put(key, Cause.REFERENCE_GONE);
            });
            referredTo(inserted).forEach(key -> causes.put(key, Cause.REFERRED_TO));
            inserted.removeAll(causes.keySet());
            for (BeforeImage image : page) {
                StoredRow now = present.get(image.key());
                StoredRow then = before.get(image.key());
                if (then != null) {
                    showPutBack(now == null ? null : now.row(), then.row());
                } else if (now != null && inserted.contains(image.key())) {
                    showRemoved(now.row());
                }
            }
            exchange.remove(inserted);
            exchange.insert(before.values().stream()
                    .filter(row -> !present.containsKey(row.row().key(dataset)))
                    .toList());
            exchange.replace(before.values().stream()
                    .filter(row -> present.containsKey(row.row().key(dataset)))
                    .toList());
            removed += inserted.size();
            putBack += before.size();
            page.forEach(image -> leave(image.key(), causes.get(image.key())));
        }

        /** Rows cannot come back before those to which they refer, if the same restore took these away. */
        private void refuseBeforeParents() {
            for (Field field : dataset.fields()) {
                if (field.reference() != null) {
                    String parent = field.reference().dataset();
                    database.runs().list(parent, RunStatus.SUCCEEDED, null, PAGE).stream()
                            .filter(other -> other.source().kind() == Source.Kind.BACKUP
                                    && Objects.equals(
                                            other.source().name(), run.source().name()))
                            .findFirst()
                            .ifPresent(other -> {
                                throw new Refusal(
                                        ProblemType.CONFLICT,
                                        "rows of %s refer to rows of %s that the same restore removed; undo run %s first"
                                                .formatted(dataset, parent, other.id()));
                            });
                }
            }
        }

        /** Removes all rows that were not stored since the restore. */
        private void takeBackAll(Restored restored, DatasetStore.Exchange exchange) {
            Object last = null;
            boolean more = true;
            while (more) {
                Slice<StoredRow> page = store.list(dataset, Map.of(), last, PAGE);
                Map<Object, Cause> causes = new HashMap<>();
                Set<Object> keys = new HashSet<>();
                for (StoredRow row : page.items()) {
                    if (restored.isSince(row)) {
                        causes.put(row.row().key(dataset), Cause.REPLACED_SINCE);
                    } else {
                        keys.add(row.row().key(dataset));
                    }
                }
                referredTo(keys).forEach(key -> causes.put(key, Cause.REFERRED_TO));
                keys.removeAll(causes.keySet());
                exchange.remove(keys);
                removed += keys.size();
                for (StoredRow row : page.items()) {
                    last = row.row().key(dataset);
                    if (keys.contains(last)) {
                        showRemoved(row.row());
                    }
                    // What others stored since was never the restore's.
                    leave(last, causes.get(last) == Cause.REFERRED_TO ? Cause.REFERRED_TO : null);
                }
                more = page.more();
            }
        }

        private void leave(Object key, @Nullable Cause cause) {
            if (cause != null) {
                leftCount++;
                show(key, cause);
            }
        }

        /** Tells the rows that were stored since the restore from those that it brought. */
        private final class Restored {
            private static final int REMEMBERED = 10_000;

            private final Map<RunId, Boolean> since = new HashMap<>();

            boolean isSince(StoredRow row) {
                if (since.size() > REMEMBERED) {
                    since.clear();
                }
                return since.computeIfAbsent(
                        row.run(),
                        id -> database.runs()
                                .find(id)
                                .map(other -> isAfter(other))
                                .orElse(false));
            }

            /** A run that went on after the restore may have stored any of its rows since. */
            private boolean isAfter(Run other) {
                Instant end = run.finishedAt();
                Instant otherEnd = other.finishedAt();
                return end != null && (otherEnd == null || otherEnd.isAfter(end));
            }
        }

        /** Puts back the rows that can be put back, and notes why the others cannot. */
        private void putBack(List<Object> page, Map<Object, StoredRow> before, Map<Object, Cause> causes) {
            Set<Object> unfit = withoutReference(before.values());
            unfit.forEach(key -> causes.put(key, Cause.REFERENCE_GONE));
            Map<Object, StoredRow> fit = new HashMap<>(before);
            fit.keySet().removeAll(unfit);
            List<Object> first = first(page, fit.keySet(), putBackRows);
            Map<Object, Row> rows = stored(first);
            for (Object key : first) {
                StoredRow row = fit.get(key);
                if (row != null) {
                    showPutBack(rows.get(key), row.row());
                }
            }
            store.takeBack(run.id(), dataset, Set.of(), fit);
            putBack += fit.size();
        }

        /** Returns the keys to which rows of other datasets refer. */
        private Set<Object> referredTo(Set<Object> keys) {
            Set<Object> needed = new HashSet<>();
            for (Dataset child : catalog.all()) {
                for (int i = 0; i < child.fields().size(); i++) {
                    Field field = child.fields().get(i);
                    if (field.reference() != null && catalog.parentOf(field).equals(dataset) && !keys.isEmpty()) {
                        needed.addAll(store.present(child, i, keys));
                    }
                }
            }
            return needed;
        }

        /** Returns the keys of the rows that refer to a row that does not exist. */
        private Set<Object> withoutReference(Collection<StoredRow> rows) {
            Set<Object> unfit = new HashSet<>();
            for (int i = 0; i < dataset.fields().size(); i++) {
                Field field = dataset.fields().get(i);
                if (field.reference() != null) {
                    int index = i;
                    Set<Object> parents = rows.stream()
                            .map(row -> row.row().get(index))
                            .filter(key -> key != null)
                            .collect(Collectors.toSet());
                    Set<Object> gone = store.missingKeys(catalog.parentOf(field), parents);
                    rows.stream()
                            .filter(row -> isOneOf(gone, row.row().get(index)))
                            .forEach(row -> unfit.add(row.row().key(dataset)));
                }
            }
            return unfit;
        }

        private static boolean isOneOf(Set<Object> keys, @Nullable Object key) {
            return key != null && keys.contains(key);
        }

        /** Returns the first keys of a page that are among some, as many as there is room for in a list. */
        private static List<Object> first(List<Object> page, Set<Object> keys, List<?> shown) {
            return page.stream()
                    .filter(keys::contains)
                    .limit(SHOWN - (long) shown.size())
                    .toList();
        }

        /** Returns stored rows by their keys, as many as are shown. */
        private Map<Object, Row> stored(List<Object> keys) {
            Map<Object, Row> rows = new HashMap<>();
            AtomicLong bytes = new AtomicLong(shownBytes);
            store.find(dataset, keys, row -> {
                if (bytes.getAndAdd(row.bytes()) < Slice.BYTES) {
                    rows.put(row.row().key(dataset), row.row());
                }
            });
            return rows;
        }

        private void showRemoved(@Nullable Row row) {
            if (row != null && removedRows.size() < SHOWN && shownBytes < Slice.BYTES) {
                shownBytes += row.bytes();
                removedRows.add(row);
            }
        }

        private void showPutBack(@Nullable Row replaced, Row row) {
            if (putBackRows.size() < SHOWN && shownBytes < Slice.BYTES) {
                shownBytes += row.bytes() + (replaced == null ? 0 : replaced.bytes());
                putBackRows.add(new PutBack(replaced, row));
            }
        }

        private void show(Object key, Cause cause) {
            if (left.size() < SHOWN) {
                left.add(new Left(key, cause));
            }
        }

        Undone result(Run undone) {
            return new Undone(undone, removed, putBack, leftCount, left, removedRows, putBackRows);
        }
    }
}
