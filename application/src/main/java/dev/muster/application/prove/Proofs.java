package dev.muster.application.prove;

import dev.muster.application.port.IdSource;
import dev.muster.application.port.PortException;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The proofs that this process was asked for: those that have not ended, and the last {@value #KEPT}. A proof is about one
 * moment, so that nobody asks for an old one; they end with the process. Thread safe.
 */
public final class Proofs {
    private static final int KEPT = 100;

    private final InstantSource clock;
    private final IdSource ids;

    /** By id, oldest first. */
    private final Map<String, Asked> asked = new LinkedHashMap<>();

    public Proofs(InstantSource clock, IdSource ids) {
        this.clock = () -> clock.instant().truncatedTo(ChronoUnit.MILLIS);
        this.ids = ids;
    }

    /** Where a proof stands. */
    public enum Status {
        /** It waits for its turn, or is under way. */
        RUNNING,
        /** It has a result, whatever that is. */
        DONE,
        /** It could not be carried out. */
        FAILED;

        /** Returns the status of a proof with this result, or with this fault. */
        public static Status of(@Nullable Proof proof, @Nullable Problem error) {
            return proof != null ? DONE : error != null ? FAILED : RUNNING;
        }
    }

    /**
     * A proof that somebody asked for.
     *
     * @param finishedAt null until it has ended
     * @param proof its result; null until it has ended, or if it failed
     * @param error null unless it failed
     */
    public record Asked(
            String id,
            Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable Proof proof,
            @Nullable Problem error) {}

    /** Notes that somebody asks for a proof. */
    public synchronized Asked begin() {
        Iterator<Asked> oldest = asked.values().iterator();
        for (int spare = asked.size() - KEPT + 1; spare > 0 && oldest.hasNext(); ) {
            if (oldest.next().finishedAt() != null) {
                oldest.remove();
                spare--;
            }
        }
        Asked begun = new Asked(ids.nextRunId().toString(), clock.instant(), null, null, null);
        asked.put(begun.id(), begun);
        return begun;
    }

    /** Carries a proof out and notes how it ended. Throws what {@code work} throws. */
    public Asked end(Asked begun, Supplier<Proof> work) {
        try {
            return put(begun, work.get(), null);
        } catch (PortException e) {
            put(begun, null, e.problem());
            throw e;
        } catch (RuntimeException | Error e) {
            put(
                    begun,
                    null,
                    new Problem(ProblemType.INTERNAL_ERROR, "something unexpected happened; the log tells what"));
            throw e;
        }
    }

    private synchronized Asked put(Asked begun, @Nullable Proof proof, @Nullable Problem error) {
        Asked ended = new Asked(begun.id(), begun.startedAt(), clock.instant(), proof, error);
        asked.put(ended.id(), ended);
        return ended;
    }

    /** Returns a proof; empty if this process was not asked for it, or for many others since it ended. */
    public synchronized Optional<Asked> find(String id) {
        return Optional.ofNullable(asked.get(id));
    }
}
