package dev.muster.application.ingest;

import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.Run;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which records of a batch take the place of rejected ones. A record of an upload may name any rejection. If
 * that cannot be closed, the name is ignored and the record is like any other. A record of a replay is the record of a
 * rejection. If someone else closed that meanwhile, the record is left out.
 */
final class Corrections {
    private final boolean replay;
    /** The number of the first record that names a rejection. */
    private final Map<Rejection.Id, Long> named;

    private final Map<Long, Rejection.Id> closed = new HashMap<>();

    private Corrections(boolean replay, Map<Rejection.Id, Long> named) {
        this.replay = replay;
        this.named = named;
    }

    static Corrections of(RunInput input, RecordBatch batch) {
        String only = switch (input) {
            case RunInput.Landed landed -> landed.corrects();
            case RunInput.Listed listed -> null;
        };
        Map<Rejection.Id, Long> named = new HashMap<>();
        for (RecordBatch.Entry entry : batch.entries()) {
            String corrects = only != null && entry.number() == 1 ? only : entry.corrects();
            if (corrects != null) {
                Rejection.Id.parse(corrects).ifPresent(id -> named.putIfAbsent(id, entry.number()));
            }
        }
        return new Corrections(input.isReplay(), named);
    }

    /**
     * Closes the rejections that can be.
     *
     * @param closing closes the given rejections that belong to the run's dataset and are open, and returns them; it
     *     takes the numbers of the records that take their places, and runs in the batch's transaction
     */
    Corrections close(Function<Map<Rejection.Id, Long>, Set<Rejection.Id>> closing) {
        if (!named.isEmpty()) {
            Set<Rejection.Id> mine = closing.apply(named);
            named.forEach((id, number) -> {
                if (mine.contains(id)) {
                    closed.put(number, id);
                }
            });
        }
        return this;
    }

    boolean closeAny() {
        return !closed.isEmpty();
    }

    /** Returns the batch without the records of a replay whose rejections someone else closed. */
    RecordBatch remaining(RecordBatch batch) {
        return replay && closed.size() < batch.entries().size()
                ? batch.keeping(entry -> closed.containsKey(entry.number()))
                : batch;
    }

    /** Returns the rejection whose place a record took; null if none. */
    Rejection.@Nullable Id replayOf(RecordBatch.Entry entry) {
        return closed.get(entry.number());
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
