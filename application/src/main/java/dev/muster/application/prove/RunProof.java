package dev.muster.application.prove;

import dev.muster.application.ingest.DerivedRecords.Bytes;
import dev.muster.application.ingest.DerivedRecords.Derived;
import dev.muster.application.port.Database;
import dev.muster.application.port.StoredRow;
import dev.muster.application.prove.Portion.OfKey;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Row;
import dev.muster.domain.dataset.ValueText;
import dev.muster.domain.intake.Reason;
import dev.muster.domain.intake.ReasonCode;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.intake.Verdict;
import dev.muster.domain.run.Counts;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunStatus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The proof of one run: compares its records, as they are derived, with the rows and rejections that it stored. In memory
 * it has two bits for each record, and little else. Use it within a transaction; not thread safe.
 */
final class RunProof {
    private final Run run;
    private final Dataset dataset;
    private final Database database;
    private final boolean rowsToo;
    private final boolean missingToo;
    private final AbsentRows absent;
    private final StoredRejections stored;
    private final Differences found = new Differences();
    private Differences differences = found;

    /** The differences of the records that are being compared, in the order in which a database gives their rows. */
    private final List<Difference> unsorted = new ArrayList<>();

    /** The numbers of the records that have their rows, be these equal or not. */
    private final BitSet withRow = new BitSet();

    /** The numbers of the records that have a rejection. */
    private final BitSet withRejection = new BitSet();

    /** The first records that name a rejection and have no outcome of their own. */
    private final List<Difference> firstLeft = new ArrayList<>();

    private long left;
    private long rejections;
    private long open;

    /**
     * @param rowsToo whether to compare rows: those that a restore brought since are not the run's
     * @param missingToo whether a row that is not there is a difference: a restore may have removed it
     * @param absent takes accepted records whose keys have no row, if that may have to do with an undone run
     */
    RunProof(Run run, Dataset dataset, Database database, boolean rowsToo, boolean missingToo, AbsentRows absent) {
        this.run = run;
        this.dataset = dataset;
        this.database = database;
        this.rowsToo = rowsToo;
        this.missingToo = missingToo;
        this.absent = absent;
        this.stored = new StoredRejections(database.rejections(), run.id());
    }

    Differences differences() {
        return differences;
    }

    /** Returns the number of records that have their rows, be these equal or not. */
    long rowsOfRecords() {
        return withRow.cardinality();
    }

    /** Returns the number of rejections of the run. */
    long rejections() {
        return rejections;
    }

    /** Returns how many of these are open. */
    long open() {
        return open;
    }

    /** Compares the next records. */
    void take(Portion portion) {
        for (Derived record : portion.records()) {
            Rejection rejection = rejectionOf(record.number());
            if (rejection != null) {
                withRejection.set(Math.toIntExact(record.number()));
                compare(record, rejection);
            } else if (record.verdict() instanceof Verdict.Rejected) {
                withoutRejection(record);
            }
        }
        if (rowsToo && !portion.accepted().isEmpty()) {
            compareRows(portion.accepted());
        }
        tellSorted();
    }

    private void tellSorted() {
        unsorted.sort(Comparator.comparing(Difference::recordNumber));
        unsorted.forEach(found::add);
        unsorted.clear();
    }

    private void withoutRejection(Derived record) {
        Difference missing = difference(
                Difference.Kind.REJECTION_MISSING,
                record.number(),
                null,
                null,
                "the record was rejected, and no rejection is kept");
        if (record.namesRejection()) {
            leave(missing);
        } else {
            unsorted.add(missing);
        }
    }

    private void compareRows(Map<Object, OfKey> accepted) {
        database.datasets().find(dataset, accepted.keySet(), stored -> {
            OfKey records = Objects.requireNonNull(accepted.get(stored.row().key(dataset)));
            records.meet();
            // A row of another record explains that there is none of this one: it came later, or was there before.
            for (OfKey one = stored.run().equals(run.id()) ? records : null; one != null; one = one.before()) {
                if (one.last().number() == stored.recordNumber() && !hasRejection(one.last())) {
                    compare(one, stored);
                }
            }
        });
        if (missingToo && run.status() != RunStatus.UNDONE) {
            for (OfKey records : accepted.values()) {
                for (OfKey one = records.isMet() ? null : records; one != null; one = one.before()) {
                    if (!hasRejection(one.last())) {
                        withoutRow(one.last(), one.row());
                    }
                }
            }
        }
    }

    private boolean hasRejection(Derived record) {
        return withRejection.get(Math.toIntExact(record.number()));
    }

    private void withoutRow(Derived record, Row row) {
        if (record.namesRejection()) {
            leave(AbsentRows.missing(dataset, run.id(), record.number(), row));
        } else if (run.counts().unchanged() > 0) {
            absent.add(run.id(), record.number(), row);
        } else {
            unsorted.add(AbsentRows.missing(dataset, run.id(), record.number(), row));
        }
    }

    private void compare(OfKey derived, StoredRow stored) {
        long number = derived.last().number();
        withRow.set(Math.toIntExact(number));
        if (derived.row().equals(stored.row())) {
            return;
        }
        for (int i = 0; i < derived.row().size(); i++) {
            if (!Objects.equals(derived.row().get(i), stored.row().get(i))) {
                String field = dataset.fields().get(i).name();
                unsorted.add(difference(
                        Difference.Kind.ROW_DIFFERS,
                        number,
                        ValueText.of(stored.row().key(dataset)),
                        field,
                        "the row has another %s than its record".formatted(field)));
            }
        }
    }

    /** Returns the rejection of a record; null if it has none. Rejections before it come from no record. */
    private @Nullable Rejection rejectionOf(long number) {
        for (Rejection next; (next = stored.peek()) != null && next.id().recordNumber() <= number; ) {
            takeRejection(next);
            if (next.id().recordNumber() == number) {
                return next;
            }
            unexplained(next);
        }
        return null;
    }

    private void takeRejection(Rejection rejection) {
        stored.take();
        rejections++;
        open += rejection.status() == Rejection.Status.OPEN ? 1 : 0;
    }

    private void unexplained(Rejection rejection) {
        unsorted.add(difference(
                Difference.Kind.REJECTION_UNEXPLAINED,
                rejection.id().recordNumber(),
                null,
                null,
                "the run has no outcome of such a record"));
    }

    private void compare(Derived record, Rejection rejection) {
        if (!Arrays.equals(record.raw(), rejection.raw())) {
            differs(rejection, "raw", "the rejection has other bytes than its record");
        }
        if (record.line() != rejection.line()) {
            differs(rejection, "line", "the record begins on line %s".formatted(record.line()));
        }
        Object key = switch (record.verdict()) {
            case Verdict.Accepted(Row row) -> row.key(dataset);
            case Verdict.Rejected(List<Reason> reasons, Object valid) -> valid;
        };
        // Null was kept for all before keys were.
        if (rejection.key() != null && (key == null || !rejection.key().equals(ValueText.of(key)))) {
            differs(rejection, "key", "the rejection has another key than its record");
        }
        boolean sameReasons = switch (record.verdict()) {
            case Verdict.Accepted(Row row) -> isRejectedByStore(row, rejection.reasons());
            case Verdict.Rejected(List<Reason> reasons, Object valid) -> reasons.equals(rejection.reasons());
        };
        if (!sameReasons) {
            differs(
                    rejection,
                    "reasons",
                    record.verdict() instanceof Verdict.Accepted
                            ? "the record shows no fault"
                            : "the rejection has other reasons than its record shows");
        }
    }

    /** Returns whether a row that shows no fault may have been rejected for these reasons, by what was stored then. */
    private boolean isRejectedByStore(Row row, List<Reason> reasons) {
        return reasons.stream().allMatch(reason -> {
            int index = reason.field() == null
                    ? -1
                    : dataset.indexOf(reason.field()).orElse(-1);
            Object value = index < 0 ? null : row.get(index);
            boolean mayBe = reason.code() == ReasonCode.DUPLICATE_KEY && index == dataset.keyIndex()
                    || reason.code() == ReasonCode.UNKNOWN_REFERENCE
                            && index >= 0
                            && dataset.fields().get(index).reference() != null;
            return mayBe && value != null && Objects.equals(Reason.shown(value.toString()), reason.value());
        });
    }

    private void differs(Rejection rejection, String what, String detail) {
        unsorted.add(
                difference(Difference.Kind.REJECTION_DIFFERS, rejection.id().recordNumber(), null, what, detail));
    }

    private void leave(Difference difference) {
        left++;
        if (firstLeft.size() < Proof.SHOWN) {
            firstLeft.add(difference);
        }
    }

    /**
     * Compares what can be compared at the end of the run.
     *
     * @param bytes how the bytes of its input were found
     * @param storedRows number of rows that the run stored and that are there; 0 if those that come from no record are not to
     *     be looked for
     */
    void end(Bytes bytes, long storedRows) {
        boolean readable = switch (bytes) {
            case AS_RECEIVED, CHANGED -> true;
            case UNREADABLE, MISSING -> false;
        };
        for (Rejection next; (next = stored.peek()) != null; ) {
            takeRejection(next);
            if (readable) {
                unexplained(next);
                tellSorted();
            }
        }
        if (readable) {
            compareLeft();
            long unexplained = storedRows - withRow.cardinality();
            if (unexplained > 0) {
                new UnexplainedRows(database.datasets(), dataset, run.id())
                        .name(unexplained, withRow, "no record of the run is this row", found);
            }
        }
        differences = new Differences();
        addOfWholeRun(bytes);
        differences.addAll(found);
    }

    /**
     * Records that name rejections may have no outcome of their own: those that repeat what was rejected, which count as
     * rejected or unchanged, and in a replay those with which others dealt before, which do not count.
     */
    private void compareLeft() {
        Counts counts = run.counts();
        long explained = run.checkpoint().records()
                - counts.received()
                + Math.max(0, counts.rejected() - rejections)
                + counts.unchanged();
        long unexplained = Math.max(0, left - explained);
        firstLeft.stream().limit(unexplained).forEach(difference -> found.add(difference));
        found.addUntold(Math.max(0, unexplained - firstLeft.size()));
    }

    private void addOfWholeRun(Bytes bytes) {
        switch (bytes) {
            case AS_RECEIVED -> {}
            case CHANGED ->
                ofRun(
                        Difference.Kind.RAW_DIFFERS,
                        "the bytes are not those that were received: their digest is another");
            case UNREADABLE ->
                ofRun(
                        Difference.Kind.RAW_DIFFERS,
                        "the bytes are not those that were received: they cannot be read to their end");
            case MISSING -> ofRun(Difference.Kind.RAW_MISSING, "the bytes that were received are gone");
        }
        String judgedBy = run.datasetFingerprint();
        if (found.total() > 0 && judgedBy != null && !judgedBy.equals(dataset.fingerprint())) {
            ofRun(
                    Difference.Kind.DESCRIPTOR_CHANGED,
                    "the run was judged by version %s of the descriptor or its settings, and is derived by version %s"
                            .formatted(judgedBy, dataset.fingerprint()));
        }
    }

    private void ofRun(Difference.Kind kind, String detail) {
        differences.add(difference(kind, null, null, null, detail));
    }

    private Difference difference(
            Difference.Kind kind,
            @Nullable Long recordNumber,
            @Nullable String key,
            @Nullable String field,
            String detail) {
        return new Difference(dataset.name(), kind, run.id(), recordNumber, key, field, detail);
    }
}
