package dev.muster.application.ingest;

import dev.muster.domain.intake.RawBytes;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The details that are shown of the first rejected, unchanged, correcting and updated records of a run. Not thread safe. */
final class Excerpt {
    private final List<Rejection> rejections = new ArrayList<>();
    private final List<Object> unchangedKeys = new ArrayList<>();
    private final Shown<Ingested.Corrected> corrections = new Shown<>(Ingested.Corrected::bytes);
    private final Shown<Ingested.Change> changes = new Shown<>(Ingested.Change::bytes);

    void add(Applied.Done batch) {
        addUpToShown(
                rejections,
                batch.total().shown().stream()
                        .map(rejection -> rejection.withRaw(RawBytes.beyond(Ingested.SHOWN_RAW_BYTES, rejection.raw())))
                        .toList());
        addUpToShown(unchangedKeys, batch.total().unchanged());
        corrections.addAll(batch.total().corrected());
        changes.addAll(batch.total().changes());
    }

    private static <T> void addUpToShown(List<T> shown, List<T> more) {
        shown.addAll(more.subList(0, Math.min(more.size(), Ingested.SHOWN - shown.size())));
    }

    /** Adds an excerpt of later records. */
    void addAll(Excerpt later) {
        rejections.addAll(later.rejections);
        unchangedKeys.addAll(later.unchangedKeys);
        corrections.addAll(later.corrections);
        changes.addAll(later.changes);
    }

    void clear() {
        rejections.clear();
        unchangedKeys.clear();
        corrections.clear();
        changes.clear();
    }

    /** Returns the first rejection; empty if there is none yet. */
    Optional<Rejection> firstRejection() {
        return rejections.stream().findFirst();
    }

    Ingested of(Run run) {
        List<Rejection> told = RunInProgress.leavesNothingOpen(run)
                ? rejections.stream()
                        .map(rejection -> rejection.id().run().equals(run.id())
                                ? rejection.with(Rejection.Status.DISCARDED)
                                : rejection)
                        .toList()
                : rejections;
        return new Ingested(run, told, unchangedKeys, corrections.inOrder(), changes.inOrder());
    }
}
