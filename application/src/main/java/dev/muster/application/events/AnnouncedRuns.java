package dev.muster.application.events;

import dev.muster.application.port.Claim;
import dev.muster.application.port.Database;
import dev.muster.application.port.ForwardingRunStore;
import dev.muster.application.port.RejectionStore;
import dev.muster.application.port.RunStore;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunStatus;
import dev.muster.domain.run.Source;
import java.util.HashMap;
import java.util.Map;

/** Runs whose ends are announced, whoever ends them and however: every end is put on record here. */
public final class AnnouncedRuns extends ForwardingRunStore {
    private final RejectionStore rejections;
    private final AnnounceEvents events;

    private AnnouncedRuns(RunStore runs, RejectionStore rejections, AnnounceEvents events) {
        super(runs);
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
        Run before = ofStream || run.status().ended() ? find(run.id()).orElse(null) : null;
        super.save(claim, run);
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
}
