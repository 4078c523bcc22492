package dev.muster.application.rejections;

import dev.muster.application.Refusal;
import dev.muster.application.port.RejectionStore;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.ProblemType;

/** Finds an open rejection to close, or says why it cannot be closed. */
final class OpenRejection {
    private OpenRejection() {}

    /** @throws Refusal {@code not-found}, or {@code conflict} if the rejection is closed */
    static Rejection find(RejectionStore rejections, Rejection.Id id) {
        Rejection found = rejections
                .find(id)
                .orElseThrow(() -> new Refusal(ProblemType.NOT_FOUND, "there is no rejection '%s'".formatted(id)));
        if (found.status() != Rejection.Status.OPEN) {
            throw closed(found);
        }
        return found;
    }

    static Refusal closed(Rejection rejection) {
        return new Refusal(
                ProblemType.CONFLICT,
                "rejection %s is %s already"
                        .formatted(rejection.id(), rejection.status().code()));
    }
}
