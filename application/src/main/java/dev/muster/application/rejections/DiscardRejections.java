package dev.muster.application.rejections;

import dev.muster.application.Refusal;
import dev.muster.application.access.Acting;
import dev.muster.application.arguments.Filters;
import dev.muster.application.port.Database;
import dev.muster.application.port.RejectionStore.Filter;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Field;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Decides that rejected records are not needed. Thread safe. */
public final class DiscardRejections {
    private static final int PAGE = 5_000;
    private static final Field REASON = Field.text("reason", "Reason");

    private final Catalog catalog;
    private final Database database;
    private final InstantSource clock;

    public DiscardRejections(Catalog catalog, Database database, InstantSource clock) {
        this.catalog = catalog;
        this.database = database;
        this.clock = clock;
    }

    /**
     * Discards an open rejection.
     *
     * @param reason why; null if that is not told
     * @return the rejection as it is now
     * @throws Refusal {@code not-found}, {@code conflict} if the rejection is closed, or {@code bad-parameter} if the
     *     reason cannot be kept
     */
    public Rejection discard(Rejection.Id id, @Nullable String reason) {
        String why = kept(reason);
        Acting.on(id);
        return database.unitOfWork().write(() -> {
            Rejection found = OpenRejection.find(database.rejections(), id);
            if (database.rejections().discard(found.dataset(), List.of(id), why).isEmpty()) {
                throw OpenRejection.closed(database.rejections().find(id).orElse(found));
            }
            database.datasets().touch(catalog.get(found.dataset()), clock.instant());
            return database.rejections()
                    .find(id)
                    .orElseThrow(() -> new Refusal(ProblemType.NOT_FOUND, "there is no rejection '%s'".formatted(id)));
        });
    }

    /**
     * Discards all open rejections that a filter finds, some thousands in a transaction, so that nobody waits long.
     *
     * @param filter the run, dataset or reason, of which it must name at least one; its status is ignored
     * @param reason why; null if that is not told
     * @return how many were discarded; 0 if none is open
     * @throws Refusal {@code bad-parameter} if the filter names nothing, or the reason cannot be kept
     */
    public long discard(Filter filter, @Nullable String reason) {
        String why = kept(reason);
        if (filter.isOfAll()) {
            throw new Refusal(new Problem(
                            ProblemType.BAD_PARAMETER,
                            "run, dataset, code, field or value is required: at least one of them")
                    .with("field", "dataset"));
        }
        Acting.on(Stream.of(filter.run(), filter.dataset(), filter.code(), filter.field())
                .filter(Objects::nonNull)
                .map(Object::toString)
                .collect(Collectors.joining(" ")));
        long discarded = 0;
        for (Dataset dataset : catalog.all()) {
            if (filter.dataset() == null || filter.dataset().equals(dataset.name())) {
                discarded += discard(dataset, filter, why);
            }
        }
        return discarded;
    }

    /** Returns a reason as it is kept. The rules are those of texts in records. */
    private static @Nullable String kept(@Nullable String reason) {
        return reason == null ? null : (String) Filters.value(REASON, reason, Instant.EPOCH);
    }

    private long discard(Dataset dataset, Filter filter, @Nullable String reason) {
        Filter open = filter.in(dataset.name()).open();
        long discarded = 0;
        Rejection.Id last = null;
        for (List<Rejection.Id> page;
                !(page = database.rejections().ids(open, last, PAGE)).isEmpty();
                last = page.getLast()) {
            List<Rejection.Id> some = page;
            discarded += database.unitOfWork().write(() -> {
                int closed = database.rejections()
                        .discard(dataset.name(), some, reason)
                        .size();
                if (closed > 0) {
                    database.datasets().touch(dataset, clock.instant());
                }
                return closed;
            });
        }
        return discarded;
    }
}
