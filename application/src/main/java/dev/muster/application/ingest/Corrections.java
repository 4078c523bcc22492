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
 * Which records of a batch take the place of rejected ones. In an upload a record may name any rejection: one that cannot be
 * closed is ignored and the record is one like others. The records of a replay are those of rejections: where someone else
 * closed one meanwhile, the record is left out.
 */
final class Corrections {
    private final boolean replay;
    /** Numbers of the records that were the first to name a rejection. */
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
     * @param closing closes those of the given ones that are of the run's dataset and open, and tells which; it is given the
     *     numbers of the records that take their places, and belongs into the batch's transaction
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

    /** The batch without the records that are someone else's by now. */
    RecordBatch remaining(RecordBatch batch) {
        return replay && closed.size() < batch.entries().size()
                ? batch.keeping(entry -> closed.containsKey(entry.number()))
                : batch;
    }

    /** The rejection whose place a record took; null if none. */
    Rejection.@Nullable Id replayOf(RecordBatch.Entry entry) {
        return closed.get(entry.number());
    }

    /** Why a run that has come to its end did nothing; null if it did something or had nothing to do. */
    @Nullable
    Problem problem(Run run) {
        return replay && run.counts().received() == 0
                ? new Problem(
                        ProblemType.CONFLICT, "someone else has dealt with the rejections, or their input is gone")
                : null;
    }
}
