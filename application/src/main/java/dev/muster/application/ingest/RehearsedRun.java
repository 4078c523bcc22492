package dev.muster.application.ingest;

import dev.muster.application.port.RunListener;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.Run;
import java.time.InstantSource;
import java.util.Optional;

/** A run of which nothing is put on record. It only finds out what would happen. */
final class RehearsedRun extends RunInProgress {
    private final Rehearsal rehearsal;

    RehearsedRun(
            Run run, RunInput input, Catalog catalog, Rehearsal rehearsal, InstantSource clock, RunListener listener) {
        super(run, input, catalog, rehearsal, clock, listener);
        this.rehearsal = rehearsal;
    }

    @Override
    Applied attempt(RecordBatch batch) {
        rehearsal.begin();
        Applied applied = apply(batch, rehearsal);
        if (applied instanceof Applied.Done) {
            rehearsal.settle();
        }
        return applied;
    }

    @Override
    Optional<Rejection> firstRejection() {
        return excerpt().firstRejection();
    }

    @Override
    void save(Run state) {}
}
