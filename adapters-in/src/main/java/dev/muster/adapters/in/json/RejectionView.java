package dev.muster.adapters.in.json;

import dev.muster.domain.intake.Reason;
import dev.muster.domain.intake.Rejection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A rejection.
 *
 * @param id null if it is told of but not kept, as those of strict and of dry runs
 * @param runId null if the run is not kept either
 * @param stream where in a stream the record stood; null if it came from none
 * @param discardReason there if whoever discarded it said why
 * @param rawTruncated there, and true, if the received record is longer than what is shown
 */
public record RejectionView(
        @Nullable String id,
        @Nullable String runId,
        String dataset,
        long recordNumber,
        long line,
        Rejection.Status status,
        List<Reason> reasons,
        @Member(unwrapped = true) RawView.Kept raw,
        @Nullable String replayOf,
        @Nullable OriginView stream,
        Instant createdAt,
        Optional<String> discardReason,
        Optional<Boolean> rawTruncated) {

    /** A rejection by itself, with all of its raw record. */
    public static RejectionView of(Rejection rejection) {
        return of(rejection, OnRecord.BOTH, RawView.of(rejection.raw()), Optional.empty());
    }

    /** A rejection among others. */
    public static RejectionView listed(Rejection rejection) {
        return among(rejection, OnRecord.BOTH);
    }

    /** A rejection that is not kept, of a run that is. */
    static RejectionView unkept(Rejection rejection) {
        return among(rejection, OnRecord.RUN);
    }

    /** A rejection that there would be. */
    static RejectionView rehearsed(Rejection rejection) {
        return among(rejection, OnRecord.NEITHER);
    }

    /** What of a rejection and its run is on record. */
    private enum OnRecord {
        BOTH,
        RUN,
        NEITHER
    }

    private static RejectionView among(Rejection rejection, OnRecord kept) {
        return of(rejection, kept, RawView.shortened(rejection.raw()), RawView.truncated(rejection.raw()));
    }

    private static RejectionView of(Rejection rejection, OnRecord kept, RawView.Kept raw, Optional<Boolean> truncated) {
        Rejection.Id replayOf = rejection.replayOf();
        boolean named = replayOf != null
                && (kept == OnRecord.BOTH
                        || !replayOf.run().equals(rejection.id().run()));
        return new RejectionView(
                kept == OnRecord.BOTH ? rejection.id().toString() : null,
                kept == OnRecord.NEITHER ? null : rejection.id().run().toString(),
                rejection.dataset(),
                rejection.id().recordNumber(),
                rejection.line(),
                rejection.status(),
                rejection.reasons(),
                raw,
                named ? String.valueOf(replayOf) : null,
                rejection.stream() == null ? null : OriginView.of(rejection.stream()),
                rejection.createdAt(),
                Optional.ofNullable(rejection.discardReason()),
                truncated);
    }
}
