package dev.muster.application.port;

import dev.muster.domain.run.Mode;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import dev.muster.domain.run.RunStatus;
import dev.muster.domain.run.Source;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Runs, their batches and the sums over them. All methods throw {@link PortException} if the database fails. Thread
 * safe.
 */
public interface RunStore {

    /**
     * Puts a new run on record.
     *
     * @return the first claim on it
     * @throws PortException of kind {@code CONFLICT} if it is a stream's, and the stream has a run of this dataset, mode and
     *     UTC day under way
     */
    Claim create(Run run);

    /**
     * Stores those parts of a claimed run that change while it is under way.
     *
     * @throws PortException of kind {@code CONFLICT} if someone else has a newer claim; the transaction must not commit
     */
    void save(Claim claim, Run run);

    /** Takes a run over from whoever has it; empty if there is no such run or it has ended. */
    Optional<Claim> takeOver(RunId run);

    /**
     * Notes that the loading of a run that was taken over begins. It counts as one of the {@link Claim#takeOvers()}
     * until the run is saved with a greater checkpoint, or released. Does nothing if someone else has a newer claim.
     */
    void begun(Claim claim);

    /**
     * Lets go of a run that has not ended, for a reason that is not the run's fault. Then {@link Holder#NOBODY} has it,
     * and its take-overs are forgotten. Does nothing if someone else has a newer claim.
     */
    void release(Claim claim);

    /**
     * Finds the run of a stream and locks it until the transaction ends: any number of processes may have the run, one
     * after the other. Empty if there is none that is under way or has succeeded.
     *
     * @param topic name of the stream's topic
     * @param since the newest run that began at this time or later is found
     */
    Optional<Held> holdStream(String topic, String dataset, Mode mode, Instant since);

    /** A run of a stream, locked, and the newest claim on it. */
    record Held(Run run, Claim claim) {}

    /** Returns the runs of streams that have not ended, oldest first. */
    List<Run> streams();

    /**
     * Returns the runs that have not ended and who has them, oldest first, without those of streams, which nobody has for
     * long. Whoever creates or takes over a run has it.
     */
    List<Unfinished> unfinished();

    /** A run that has not ended. */
    record Unfinished(RunId run, Holder holder) {}

    /** Which process has a run. */
    enum Holder {
        THIS_PROCESS,
        /** Another process, which is alive. */
        ANOTHER_PROCESS,
        /** A process that is gone, or none. */
        NOBODY
    }

    /**
     * Takes over a run that has ended, to undo it; empty if there is no such run, it has not ended or is undone
     * already.
     */
    Optional<Claim> takeOverEnded(RunId run);

    /** Adds a batch to its run. */
    void addBatch(RunBatch batch);

    /**
     * Returns the bytes as received from which a record, by its number from 1, was read; empty if the run's input is
     * landed as an object, or there is no such run.
     */
    Optional<byte[]> rawOf(RunId run, long recordNumber);

    /** Returns the batch of a record, by its number from 1, without raw bytes; empty if there is none. */
    Optional<RunBatch> batchOf(RunId run, long recordNumber);

    Optional<Run> find(RunId run);

    /**
     * Returns the newest run that succeeded, and was not undone, in loading a source of this kind and name into a dataset;
     * empty if there is none.
     */
    Optional<Run> lastLoaded(String dataset, Source.Kind kind, String name);

    /**
     * Runs, newest first.
     *
     * @param dataset only runs of this dataset; null for all
     * @param status only runs with this status; null for all
     * @param after only runs older than this one; null from the newest
     * @param limit most runs to give, at least 1
     */
    List<Run> list(@Nullable String dataset, @Nullable RunStatus status, @Nullable RunId after, int limit);

    /**
     * Returns the sums over the runs of each dataset that has any, by name of dataset. Strict runs that failed have
     * empty ledgers. Runs that were undone do not count, nor do restores, which bring back what came in before.
     */
    List<LedgerTotal> totals();

    /** Returns how many runs there are with each status; those that no run has are left out. */
    Map<RunStatus, Long> countByStatus();

    /**
     * What came in for a dataset over all time.
     *
     * @param accepted inserted, updated and unchanged
     */
    record LedgerTotal(String dataset, long received, long accepted, long rejected) {}
}
