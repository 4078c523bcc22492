package dev.muster.application.rejections;

import dev.muster.application.Refusal;
import dev.muster.application.port.Database;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.ProblemType;
import java.time.InstantSource;
import java.util.List;

/** Decides that a rejected record is not needed. Thread safe. */
public final class DiscardRejection {
    private final Catalog catalog;
    private final Database database;
    private final InstantSource clock;

    public DiscardRejection(Catalog catalog, Database database, InstantSource clock) {
        this.catalog = catalog;
        this.database = database;
        this.clock = clock;
    }

    /**
     * Discards an open rejection.
     *
     * @return the rejection as it is now
     * @throws Refusal {@code not-found}, or {@code conflict} if the rejection is closed
     */
    public Rejection discard(Rejection.Id id) {
        return database.unitOfWork().write(() -> {
            Rejection found = OpenRejection.find(database.rejections(), id);
            if (database.rejections()
                    .close(found.dataset(), List.of(id), Rejection.Status.DISCARDED, null)
                    .isEmpty()) {
                throw OpenRejection.closed(database.rejections().find(id).orElse(found));
            }
            database.datasets().touch(catalog.get(found.dataset()), clock.instant());
            return database.rejections()
                    .find(id)
                    .orElseThrow(() -> new Refusal(ProblemType.NOT_FOUND, "there is no rejection '%s'".formatted(id)));
        });
    }
}
