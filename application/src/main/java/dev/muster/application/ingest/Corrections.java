package dev.muster.application.ingest;

import dev.muster.application.port.RejectionStore.Link;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.Run;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides what happens to records that take the places of rejected ones, and to these.
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
    private final RecordBatch portion;

    /** What the only record of an upload says about a rejection; null if there are none or several records. */
    private final @Nullable Correction correction;

    /** The newest rejection of the record that is named; null if there is none. */
    private @Nullable Link newest;

    /** The rejections that were closed, by the number of the record that took their places. */
    private final Map<Long, Rejection.Id> closed = new HashMap<>();

    /** The rejections of one dataset, as a run sees and changes them. Use it within the batch's transaction. */
    interface Rejections {
        /**
         * Returns the rejection and those that took its place one after the other, oldest first; empty if the dataset has
         * no such rejection.
         */
        List<Link> succession(Rejection.Id id);

        /**
         * Closes the rejections that belong to the dataset and are open, and returns them.
         *
         * @param records the number of the record that takes its place, by rejection
         */
        Set<Rejection.Id> close(Map<Rejection.Id, Long> records);

        /** Returns a rejection; empty if it is not stored. */
        Optional<Rejection> find(Rejection.Id id);

        /**
         * Stores what became of records.
         *
         * @param rejected rejections of the run
         * @param stored returns the number of the first record that stored values under a key, by the text of the key
         */
        void store(List<Rejection> rejected, Supplier<Map<String, Long>> stored);
    }

    /**
     * @param portion records of a batch; a record of an upload that names a rejection is alone in it, because what becomes
     *     of it depends on what became of all records before
     */
    Corrections(RunInput input, RecordBatch portion, Rejections rejections) {
        this.rejections = rejections;
        this.replay = input.isReplay();
        this.portion = portion;
        if (replay) {
            this.correction = null;
            closeReplayed();
        } else {
            this.correction = portion.correction();
            findNewest();
        }
    }

    private void closeReplayed() {
        Map<Rejection.Id, Long> records = new HashMap<>();
        for (RecordBatch.Entry entry : portion.entries()) {
            if (entry.correction() != null) {
                records.putIfAbsent(entry.correction().rejection(), entry.number());
            }
        }
        if (!records.isEmpty()) {
            Set<Rejection.Id> mine = rejections.close(records);
            records.forEach((id, number) -> {
                if (mine.contains(id)) {
                    closed.put(number, id);
                }
            });
        }
    }

    private void findNewest() {
        if (correction != null) {
            List<Link> succession = rejections.succession(correction.rejection());
            newest = succession.isEmpty() ? null : succession.getLast();
        }
    }

    private boolean isOpen() {
        return newest != null && newest.status() == Rejection.Status.OPEN;
    }

    /** Returns whether the record repeats what was rejected, and there is no need to apply it. */
    private boolean isRepeated() {
        return newest != null && correction != null && correction.repeats() && !(isOpen() && correction.mayPass());
    }

    /** Returns the records that are to be applied. */
    RecordBatch remaining() {
        if (replay && closed.size() < portion.entries().size()) {
            return portion.keeping(entry -> closed.containsKey(entry.number()));
        }
        return isRepeated() ? portion.keeping(entry -> false) : portion;
    }

    /** What became of the record that names a rejection. */
    enum Fate {
        /** What the outcome says. */
        APPLIED,
        /** It is rejected as it was before. */
        REJECTED_AS_BEFORE,
        /** It was dealt with before. */
        DEALT_WITH
    }

    /** Closes the rejection whose place the record took. {@code outcome} is that of the remaining records. */
    Fate settle(Outcome outcome) {
        if (correction == null || newest == null) {
            return Fate.APPLIED;
        }
        boolean fails = isRepeated() || !outcome.rejected().isEmpty();
        if (!isOpen()) {
            return correction.repeats() && fails ? Fate.DEALT_WITH : Fate.APPLIED;
        }
        if (correction.repeats() && fails) {
            return Fate.REJECTED_AS_BEFORE;
        }
        long number = portion.entries().getFirst().number();
        // Another run may close it at the same time. Then what took its place is the newest.
        while (isOpen() && closed.isEmpty()) {
            Rejection.Id id = newest.id();
            if (rejections.close(Map.of(id, number)).contains(id)) {
                closed.put(number, id);
            } else {
                findNewest();
            }
        }
        return Fate.APPLIED;
    }

    /** Returns the rejection that stays as it is, because the record repeats it. Only for {@link Fate#REJECTED_AS_BEFORE}. */
    Link asBefore() {
        if (newest == null) {
            throw new IllegalStateException("the record repeats no rejection");
        }
        return newest;
    }

    boolean closeAny() {
        return !closed.isEmpty();
    }

    /** Returns the rejection whose place a record took; null if none. */
    Rejection.@Nullable Id replayOf(RecordBatch.Entry entry) {
        return closed.get(entry.number());
    }

    /** Says why a run that has come to its end did nothing; null if it did something or had nothing to do. */
    static @Nullable Problem problem(RunInput input, Run run) {
        return input.isReplay() && run.counts().received() == 0
                ? new Problem(
                        ProblemType.CONFLICT, "someone else has dealt with the rejections, or their input is gone")
                : null;
    }
}
