package dev.muster.application.events;

import dev.muster.application.port.Claim;
import dev.muster.application.port.Database;
import dev.muster.application.port.RejectionStore;
import dev.muster.application.port.RunBatch;
import dev.muster.application.port.RunStore;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.Mode;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import dev.muster.domain.run.RunStatus;
import dev.muster.domain.run.Source;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs whose ends are announced, whoever ends them and however: every end is put on record here. */
public final class AnnouncedRuns implements RunStore {
    private final RunStore runs;
    private final RejectionStore rejections;
    private final AnnounceEvents events;

    private AnnouncedRuns(RunStore runs, RejectionStore rejections, AnnounceEvents events) {
        this.runs = runs;
        this.rejections = rejections;
        this.events = events;
    }

    /** Returns a database that announces each end of a run, of a pipeline's too, in the transaction that puts it on record. */
    public static Database in(Database database, AnnounceEvents events) {
        return database.with(new AnnouncedRuns(database.runs(), database.rejections(), events))
                .with(new AnnouncedPipelineRuns(database.pipelineRuns(), events));
    }

    @Override
    public void save(Claim claim, Run run) {
        boolean ofStream = run.source().kind() == Source.Kind.KAFKA;
        Run before = ofStream || run.status().ended() ? runs.find(run.id()).orElse(null) : null;
        runs.save(claim, run);
        if (before == null) {
            return;
        }
        if (ofStream) {
            // Its run lasts a day, so what it rejects is announced as it comes.
            announceRejections(run, before);
        }
        if (run.status().ended() && run.status() != before.status()) {
            events.announce(new Occurrence.RunEnded(run));
            if (!ofStream && run.status() != RunStatus.UNDONE && leavesRejectionsOpen(run)) {
                events.announce(new Occurrence.RejectionsOpened(
                        run.id(), run.dataset(), run.counts().rejected(), run.rejectionsByCode()));
            }
        }
    }

    private void announceRejections(Run run, Run before) {
        long opened = run.counts().rejected() - before.counts().rejected();
        if (opened > 0) {
            Map<String, Long> byCode = new HashMap<>();
            run.rejectionsByCode().forEach((code, count) -> {
                long more = count - before.rejectionsByCode().getOrDefault(code, 0L);
                if (more > 0) {
                    byCode.put(code, more);
                }
            });
            events.announce(new Occurrence.RejectionsOpened(run.id(), run.dataset(), opened, byCode));
        }
    }

    private boolean leavesRejectionsOpen(Run run) {
        RejectionStore.Filter open = new RejectionStore.Filter(run.id(), null, null, Rejection.Status.OPEN);
        return run.counts().rejected() > 0 && !rejections.ids(open, null, 1).isEmpty();
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
}
