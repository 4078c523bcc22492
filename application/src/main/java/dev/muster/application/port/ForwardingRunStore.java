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

/** Runs of another store. Whoever extends this says what is different. */
public abstract class ForwardingRunStore implements RunStore {
    private final RunStore runs;

    protected ForwardingRunStore(RunStore runs) {
        this.runs = runs;
    }

    @Override
    public void save(Claim claim, Run run) {
        runs.save(claim, run);
    }

    @Override
    public Optional<Run> lastLoaded(String dataset, Source.Kind kind, String name) {
        return runs.lastLoaded(dataset, kind, name);
    }

    @Override
    public Optional<Held> holdStream(String topic, String dataset, Mode mode, Instant since) {
        return runs.holdStream(topic, dataset, mode, since);
    }

    @Override
    public List<Run> streams() {
        return runs.streams();
    }

    @Override
    public Claim create(Run run) {
        return runs.create(run);
    }

    @Override
    public Optional<Claim> takeOver(RunId run) {
        return runs.takeOver(run);
    }

    @Override
    public void begun(Claim claim) {
        runs.begun(claim);
    }

    @Override
    public void release(Claim claim) {
        runs.release(claim);
    }

    @Override
    public List<Unfinished> unfinished() {
        return runs.unfinished();
    }

    @Override
    public Optional<Claim> takeOverEnded(RunId run) {
        return runs.takeOverEnded(run);
    }

    @Override
    public void addBatch(RunBatch batch) {
        runs.addBatch(batch);
    }

    @Override
    public Optional<byte[]> rawOf(RunId run, long recordNumber) {
        return runs.rawOf(run, recordNumber);
    }

    @Override
    public Optional<RunBatch> batchOf(RunId run, long recordNumber) {
        return runs.batchOf(run, recordNumber);
    }

    @Override
    public Optional<Run> find(RunId run) {
        return runs.find(run);
    }

    @Override
    public List<Run> list(@Nullable String dataset, @Nullable RunStatus status, @Nullable RunId after, int limit) {
        return runs.list(dataset, status, after, limit);
    }

    @Override
    public List<LedgerTotal> totals() {
        return runs.totals();
    }

    @Override
    public Map<RunStatus, Long> countByStatus() {
        return runs.countByStatus();
    }
}
