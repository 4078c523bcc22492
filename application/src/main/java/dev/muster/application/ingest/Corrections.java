package dev.muster.application.ingest;

import dev.muster.application.port.RejectionStore.Link;
import dev.muster.domain.intake.Reason;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.Counts;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decides what happens to the records of a batch that take the places of rejected ones, and to these.
 *
 * <p>A record of an upload may name any rejection. It takes the place of the newest one that came of it or took its
 * place. If that is closed, the record is like any other, unless it repeats the values of the rejected record: then
 * there is nothing to do. A record that repeats them leaves an open rejection as it is, unless it gets in.
 *
 * <p>A record of a replay is the record of a rejection. If someone else closed that meanwhile, the record is left out.
 */
final class Corrections {
    private final Rejections rejections;
    private final boolean replay;
    private final RecordBatch batch;

    /** The open rejections whose places records may take, by the number of the record. */
    private final Map<Long, Link> open = new HashMap<>();

    /** The records that are not applied, by number: they repeat what was rejected. */
    private final Set<Long> repeated = new HashSet<>();

    /** The rejections that were closed, by the number of the record that took their places. */
    private final Map<Long, Rejection.Id> closed = new HashMap<>();

    /** The rejections of one dataset, as a run sees and closes them. Use it within the batch's transaction. */
    interface Rejections {
        /** Returns what {@link dev.muster.application.port.RejectionStore#successions} returns. */
        Map<Rejection.Id, List<Link>> successions(Collection<Rejection.Id> ids);

        /**
         * Closes the rejections that belong to the dataset and are open, and returns them.
         *
         * @param records the number of the record that takes its place, by rejection
         */
        Set<Rejection.Id> close(Map<Rejection.Id, Long> records);

        /** Returns a rejection that is there. */
        Rejection get(Rejection.Id id);
    }

    private Corrections(Rejections rejections, boolean replay, RecordBatch batch) {
        this.rejections = rejections;
        this.replay = replay;
        this.batch = batch;
    }

    static Corrections of(RunInput input, RunId run, RecordBatch batch, Rejections rejections) {
        Corrections corrections = new Corrections(rejections, input.isReplay(), batch);
        Map<Long, Correction> named = new LinkedHashMap<>();
        for (RecordBatch.Entry entry : batch.entries()) {
            if (entry.correction() != null) {
                named.put(entry.number(), entry.correction());
            }
        }
        if (named.isEmpty()) {
            return corrections;
        }
        if (corrections.replay) {
            Map<Rejection.Id, Long> records = new HashMap<>();
            named.forEach((number, correction) -> records.putIfAbsent(correction.rejection(), number));
            corrections.close(records);
        } else {
            corrections.find(run, named);
        }
        return corrections;
    }

    private void close(Map<Rejection.Id, Long> records) {
        if (!records.isEmpty()) {
            Set<Rejection.Id> mine = rejections.close(records);
            records.forEach((id, number) -> {
                if (mine.contains(id)) {
                    closed.put(number, id);
                }
            });
        }
    }

    /** Finds the open rejections whose places records may take, and the records that there is no need to apply. */
    private void find(RunId run, Map<Long, Correction> named) {
        Map<Rejection.Id, List<Link>> successions = rejections.successions(
                named.values().stream().map(Correction::rejection).toList());
        Set<Rejection.Id> taken = new HashSet<>();
        named.forEach((number, correction) -> {
            // What the run itself rejected is no earlier state of the record: a batch sees what other batches of the
            // run did
            // as what it did itself.
            List<Link> succession = successions.getOrDefault(correction.rejection(), List.of()).stream()
                    .filter(link -> !link.id().run().equals(run))
                    .toList();
            if (succession.isEmpty()) {
                return;
            }
            Link newest = succession.getLast();
            boolean isOpen = newest.status() == Rejection.Status.OPEN && !taken.contains(newest.id());
            if (isOpen) {
                open.put(number, newest);
            }
            if (!correction.repeats()) {
                taken.add(newest.id());
            } else if (!isOpen || !correction.mayPass()) {
                repeated.add(number);
            }
        });
    }

    boolean closeAny() {
        return !closed.isEmpty();
    }

    /** Returns the batch without the records that are not applied. */
    RecordBatch remaining() {
        if (replay && closed.size() < batch.entries().size()) {
            return batch.keeping(entry -> closed.containsKey(entry.number()));
        }
        return repeated.isEmpty() ? batch : batch.keeping(entry -> !repeated.contains(entry.number()));
    }

    /**
     * A rejection that stays as it is, because a record repeats it.
     *
     * @param entry the record
     */
    record Repeated(RecordBatch.Entry entry, Link rejection) {}

    /**
     * The outcome of a batch with the records that were not applied.
     *
     * @param counts of all records of the batch
     * @param rejected the records that are rejected and get rejections of their own, in input order
     * @param repeated the records that are rejected as they were before, in input order
     */
    record Settled(Counts counts, List<Outcome.RejectedEntry> rejected, List<Repeated> repeated) {

        /** Returns the 0-based index in the batch of the rejected record at {@code position}, from 0, among the rejected ones. */
        int indexOfRejected(int position, RecordBatch batch) {
            List<RecordBatch.Entry> entries = Stream.concat(
                            rejected.stream().map(Outcome.RejectedEntry::entry),
                            repeated.stream().map(Repeated::entry))
                    .sorted(Comparator.comparingLong(RecordBatch.Entry::number))
                    .toList();
            return batch.entries().indexOf(entries.get(position));
        }

        /** Counts the rejected records by the codes of their reasons, once for each code. */
        Map<String, Long> byCode() {
            Map<String, Long> counts = new TreeMap<>();
            rejected.forEach(one -> count(one.reasons(), counts));
            repeated.forEach(one -> count(one.rejection().reasons(), counts));
            return counts;
        }

        private static void count(List<Reason> reasons, Map<String, Long> counts) {
            reasons.stream()
                    .map(reason -> reason.code().code())
                    .distinct()
                    .forEach(code -> counts.merge(code, 1L, Long::sum));
        }

        /**
         * Returns the rejections of the first rejected records, in input order.
         *
         * @param own those of the records that get rejections of their own
         */
        List<Rejection> shown(List<Rejection> own, Rejections rejections) {
            if (repeated.isEmpty()) {
                return own.subList(0, Math.min(own.size(), Ingested.SHOWN));
            }
            SortedMap<Long, Supplier<Rejection>> all = new TreeMap<>();
            own.forEach(rejection -> all.put(rejection.id().recordNumber(), () -> rejection));
            repeated.forEach(one -> all.put(
                    one.entry().number(), () -> rejections.get(one.rejection().id())));
            return all.values().stream()
                    .limit(Ingested.SHOWN)
                    .map(Supplier::get)
                    .toList();
        }
    }

    /** Closes the rejections whose places records took. {@code outcome} is that of the remaining records. */
    Settled settle(Outcome outcome) {
        if (open.isEmpty() && repeated.isEmpty()) {
            return new Settled(outcome.counts(), outcome.rejected(), List.of());
        }
        Map<Long, Outcome.RejectedEntry> rejected = new HashMap<>();
        outcome.rejected().forEach(one -> rejected.put(one.entry().number(), one));
        Map<Rejection.Id, Long> takers = new HashMap<>();
        List<Repeated> again = new ArrayList<>();
        long nothingToDo = 0;
        for (RecordBatch.Entry entry : batch.entries()) {
            Correction correction = entry.correction();
            if (correction == null) {
                continue;
            }
            long number = entry.number();
            Link rejection = open.get(number);
            boolean fails = repeated.contains(number) || rejected.containsKey(number);
            if (rejection != null && !takers.containsKey(rejection.id())) {
                if (!fails || !correction.repeats()) {
                    takers.put(rejection.id(), number);
                } else {
                    again.add(new Repeated(entry, rejection));
                    rejected.remove(number);
                }
            } else if (correction.repeats() && fails) {
                nothingToDo++;
                rejected.remove(number);
            }
        }
        close(takers);
        List<Outcome.RejectedEntry> own = outcome.rejected().stream()
                .filter(one -> rejected.containsKey(one.entry().number()))
                .toList();
        Counts applied = outcome.counts();
        return new Settled(
                Counts.of(
                        applied.inserted(),
                        applied.updated(),
                        applied.unchanged() + nothingToDo,
                        (long) own.size() + again.size()),
                own,
                again);
    }

    /** Returns the rejection whose place a record took; null if none. */
    Rejection.@Nullable Id replayOf(RecordBatch.Entry entry) {
        return closed.get(entry.number());
    }

    /** Returns what is told of the records that took places of rejections, in input order. */
    List<Ingested.Corrected> corrected() {
        return closed.isEmpty()
                ? List.of()
                : batch.entries().stream()
                        .filter(entry -> closed.containsKey(entry.number()))
                        .flatMap(entry -> Stream.ofNullable(entry.correction())
                                .map(correction -> new Ingested.Corrected(
                                        correction.rejection(), entry.number(), entry.line(), correction.beside())))
                        .limit(Ingested.SHOWN)
                        .toList();
    }

    /** Says why a run that has come to its end did nothing; null if it did something or had nothing to do. */
    @Nullable
    Problem problem(Run run) {
        return replay && run.counts().received() == 0
                ? new Problem(
                        ProblemType.CONFLICT, "someone else has dealt with the rejections, or their input is gone")
                : null;
    }
}
