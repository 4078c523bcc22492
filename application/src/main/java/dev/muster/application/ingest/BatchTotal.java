package dev.muster.application.ingest;

import dev.muster.application.port.RejectionStore.Link;
import dev.muster.domain.intake.Reason;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.Counts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What became of a batch, portion by portion. Not thread safe. */
final class BatchTotal {
    private Counts counts = Counts.ZERO;
    private final Map<String, Long> byCode = new TreeMap<>();
    private final List<RecordBatch.Entry> rejected = new ArrayList<>();
    private final List<Rejection> shown = new ArrayList<>();
    private final List<Object> unchanged = new ArrayList<>();
    private final Shown<Ingested.Corrected> corrected = new Shown<>(Ingested.Corrected::bytes);
    private final Shown<Ingested.Change> changes = new Shown<>(Ingested.Change::bytes);
    private boolean closesRejections;

    /**
     * Adds the outcome of a portion.
     *
     * @param own the rejections of its rejected records
     */
    void add(Outcome outcome, List<Rejection> own, RecordBatch portion, Corrections corrections) {
        counts = counts.plus(outcome.counts());
        outcome.rejected().forEach(one -> {
            rejected.add(one.entry());
            count(one.reasons());
        });
        own.stream().limit(Ingested.SHOWN - shown.size()).forEach(shown::add);
        outcome.unchanged().stream().limit(Ingested.SHOWN - unchanged.size()).forEach(unchanged::add);
        changes.addAll(outcome.updates());
        closesRejections |= corrections.closeAny();
        for (RecordBatch.Entry entry : corrections.closeAny() ? portion.entries() : List.<RecordBatch.Entry>of()) {
            if (entry.correction() != null && corrections.replayOf(entry) != null) {
                corrected.add(
                        entry.number(),
                        new Ingested.Corrected(
                                entry.correction().rejection(),
                                entry.number(),
                                entry.line(),
                                entry.correction().beside()));
            }
        }
    }

    /** Adds a record that is rejected as it was before, for the same reasons. */
    void addRejectedAsBefore(RecordBatch.Entry entry, Link rejection, Corrections.Rejections rejections) {
        counts = counts.plus(Counts.of(0, 0, 0, 1));
        rejected.add(entry);
        count(rejection.reasons());
        if (shown.size() < Ingested.SHOWN) {
            rejections.find(rejection.id()).ifPresent(shown::add);
        }
    }

    /** Adds a record that was dealt with before. */
    void addDealtWith() {
        counts = counts.plus(Counts.of(0, 0, 1, 0));
    }

    private void count(List<Reason> reasons) {
        reasons.stream()
                .map(reason -> reason.code().code())
                .distinct()
                .forEach(code -> byCode.merge(code, 1L, Long::sum));
    }

    Counts counts() {
        return counts;
    }

    /** Returns the numbers of rejected records by the codes of their reasons, each record once for a code. */
    Map<String, Long> byCode() {
        return byCode;
    }

    /** Returns the rejected records, in input order. */
    List<RecordBatch.Entry> rejected() {
        return rejected;
    }

    /** Returns the rejections of the first rejected records, in input order: the batch's own, and those that records repeat. */
    List<Rejection> shown() {
        return shown;
    }

    /** Returns the keys of the first unchanged records, in input order. */
    List<Object> unchanged() {
        return unchanged;
    }

    /** Returns the first records that took places of rejections. */
    Shown<Ingested.Corrected> corrected() {
        return corrected;
    }

    /** Returns the first updates. */
    Shown<Ingested.Change> changes() {
        return changes;
    }

    boolean closesRejections() {
        return closesRejections;
    }
}
