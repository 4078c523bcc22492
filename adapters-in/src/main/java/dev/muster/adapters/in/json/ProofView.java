package dev.muster.adapters.in.json;

import dev.muster.application.prove.Difference;
import dev.muster.application.prove.Proof;
import dev.muster.application.prove.Proofs.Asked;
import dev.muster.application.prove.Proofs.Status;
import dev.muster.domain.run.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A proof as it stands.
 *
 * @param id null if nobody can ask for it
 * @param equal whether all that is stored is what is derived; null until that is known, like all figures
 * @param rows number of stored rows that were compared
 * @param rejections number of stored rejections that were compared
 * @param differences the first ones
 * @param error null unless it failed
 */
public record ProofView(
        @Nullable String id,
        Status status,
        Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable Boolean equal,
        @Nullable Long rows,
        @Nullable Long rejections,
        List<Proof.OfDataset> datasets,
        @Nullable Long differencesTotal,
        List<DifferenceView> differences,
        @Nullable ProblemView error) {

    /** Something that is stored otherwise than it is derived. */
    public record DifferenceView(
            String dataset,
            Difference.Kind kind,
            @Nullable String run,
            @Nullable Long recordNumber,
            @Nullable String key,
            @Nullable String field,
            String detail) {

        static DifferenceView of(Difference difference) {
            return new DifferenceView(
                    difference.dataset(),
                    difference.kind(),
                    Optional.ofNullable(difference.run()).map(Object::toString).orElse(null),
                    difference.recordNumber(),
                    difference.key(),
                    difference.field(),
                    difference.detail());
        }
    }

    /** Returns the view of a proof that somebody asked for. */
    public static ProofView of(Asked asked) {
        return of(asked.id(), asked.startedAt(), asked.finishedAt(), asked.proof(), asked.error());
    }

    /** Returns the view of a proof that nobody keeps. */
    public static ProofView of(Proof proof, Instant startedAt, Instant finishedAt) {
        return of(null, startedAt, finishedAt, proof, null);
    }

    private static ProofView of(
            @Nullable String id,
            Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable Proof proof,
            @Nullable Problem error) {
        Optional<Proof> done = Optional.ofNullable(proof);
        return new ProofView(
                id,
                Status.of(proof, error),
                startedAt,
                finishedAt,
                done.map(Proof::equal).orElse(null),
                done.map(Proof::rows).orElse(null),
                done.map(Proof::rejections).orElse(null),
                done.map(Proof::datasets).orElse(List.of()),
                done.map(Proof::differencesTotal).orElse(null),
                done.map(Proof::differences).orElse(List.of()).stream()
                        .map(DifferenceView::of)
                        .toList(),
                error == null ? null : ProblemView.of(error));
    }
}
