package dev.muster.domain.run;

import dev.muster.domain.dataset.Dataset;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The load of one source into one dataset. Immutable: the methods that move it on return changed copies.
 *
 * @param dataset name of the dataset
 * @param datasetFingerprint {@link Dataset#fingerprint()} of the descriptor with which the run began; null for an old
 *     run that did not keep it
 * @param options how the input is read and committed
 * @param counts the ledger of the committed batches
 * @param rejectionsByCode rejected records by reason code, each record once per code; sorted by code
 * @param checkpoint the place up to which records have an outcome
 * @param bytesRead number of bytes as received, out of {@link Source#bytes()}, that were read for the outcomes so far
 * @param startedAt when the records were received
 * @param finishedAt when the run ended; null until then
 * @param error why it failed; null unless it did
 */
public record Run(
        RunId id,
        String dataset,
        @Nullable String datasetFingerprint,
        Mode mode,
        LoadOptions options,
        RunStatus status,
        Source source,
        @Nullable String actor,
        Counts counts,
        Map<String, Long> rejectionsByCode,
        Checkpoint checkpoint,
        long bytesRead,
        Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable Problem error) {

    public Run {
        rejectionsByCode = Map.copyOf(rejectionsByCode);
        if (status.ended() != (finishedAt != null)) {
            throw new IllegalArgumentException(
                    "run %s is %s but finished at %s".formatted(id, status.code(), finishedAt));
        }
    }

    /** Returns a run that is about to begin. */
    public static Run started(RunId id, Dataset dataset, Mode mode, LoadOptions options, Source source, Instant at) {
        return new Run(
                id,
                dataset.name(),
                dataset.fingerprint(),
                mode,
                options,
                RunStatus.RUNNING,
                source,
                null,
                Counts.ZERO,
                Map.of(),
                Checkpoint.START,
                0,
                at,
                null,
                null);
    }

    /** Returns this run, asked for by someone; null if nobody did. */
    public Run by(@Nullable String itsActor) {
        return new Run(
                id,
                dataset,
                datasetFingerprint,
                mode,
                options,
                status,
                source,
                itsActor,
                counts,
                rejectionsByCode,
                checkpoint,
                bytesRead,
                startedAt,
                finishedAt,
                error);
    }

    /** Rejected records by reason code, sorted by code. */
    @Override
    public Map<String, Long> rejectionsByCode() {
        return new TreeMap<>(rejectionsByCode);
    }

    /** Returns this run after one more batch. */
    public Run advanced(Counts batch, Map<String, Long> batchRejectionsByCode, Checkpoint to, long newBytesRead) {
        return with(
                status, counts.plus(batch), sum(rejectionsByCode, batchRejectionsByCode), to, newBytesRead, null, null);
    }

    /** Returns this run with so many bytes read, though the outcomes so far are of fewer. */
    public Run reading(long newBytesRead) {
        return with(status, counts, rejectionsByCode, checkpoint, newBytesRead, finishedAt, error);
    }

    /**
     * Returns this run, under way, with an empty ledger. It stored nothing, but keeps what it read and why it rejected
     * records.
     */
    public Run withoutRecords() {
        return with(RunStatus.RUNNING, Counts.ZERO, rejectionsByCode, checkpoint, bytesRead, null, null);
    }

    /** Returns this run, which has succeeded, under way again: its stream goes on. */
    public Run reopened() {
        if (status != RunStatus.SUCCEEDED) {
            throw new IllegalStateException("run %s is %s".formatted(id, status.code()));
        }
        return with(RunStatus.RUNNING, counts, rejectionsByCode, checkpoint, bytesRead, null, null);
    }

    /** Returns this run, ended without a fault. */
    public Run succeeded(Instant at) {
        return ended(RunStatus.SUCCEEDED, at, null);
    }

    /** Returns this run, ended by a fault. */
    public Run failed(Instant at, Problem problem) {
        return ended(RunStatus.FAILED, at, problem);
    }

    /** Returns this run, ended on request. */
    public Run cancelled(Instant at) {
        return ended(RunStatus.CANCELLED, at, null);
    }

    /** This run, which has ended, after what it did was taken back. Its ledger stays, as a record of what once was. */
    public Run undone() {
        if (!status.ended() || status == RunStatus.UNDONE) {
            throw new IllegalStateException("run %s is %s".formatted(id, status.code()));
        }
        return with(RunStatus.UNDONE, counts, rejectionsByCode, checkpoint, bytesRead, finishedAt, error);
    }

    private Run ended(RunStatus newStatus, Instant at, @Nullable Problem problem) {
        if (status.ended()) {
            throw new IllegalStateException("run %s is %s already".formatted(id, status.code()));
        }
        return with(newStatus, counts, rejectionsByCode, checkpoint, bytesRead, at, problem);
    }

    private Run with(
            RunStatus newStatus,
            Counts newCounts,
            Map<String, Long> newRejectionsByCode,
            Checkpoint newCheckpoint,
            long newBytesRead,
            @Nullable Instant newFinishedAt,
            @Nullable Problem newError) {
        return new Run(
                id,
                dataset,
                datasetFingerprint,
                mode,
                options,
                newStatus,
                source,
                actor,
                newCounts,
                newRejectionsByCode,
                newCheckpoint,
                newBytesRead,
                startedAt,
                newFinishedAt,
                newError);
    }

    private static Map<String, Long> sum(Map<String, Long> a, Map<String, Long> b) {
        Map<String, Long> sum = new TreeMap<>(a);
        b.forEach((code, count) -> sum.merge(code, count, Long::sum));
        return sum;
    }
}
