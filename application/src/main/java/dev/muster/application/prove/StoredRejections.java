package dev.muster.application.prove;

import dev.muster.application.port.RejectionStore;
import dev.muster.application.port.RejectionStore.Filter;
import dev.muster.application.port.Slice;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.RunId;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rejections of a run in the order of its records, a few at a time in memory. Not thread safe. */
final class StoredRejections {
    private static final int AT_ONCE = 1_000;

    private final RejectionStore store;
    private final Filter filter;
    private Iterator<Rejection> page = List.<Rejection>of().iterator();
    private boolean more = true;
    private Rejection.@Nullable Id last;
    private @Nullable Rejection next;

    StoredRejections(RejectionStore store, RunId run) {
        this.store = store;
        this.filter = new Filter(run, null, null, null);
    }

    /** Returns the next one without taking it; null after the last one. */
    @Nullable
    Rejection peek() {
        if (next == null && !page.hasNext() && more) {
            Slice<Rejection> slice = store.listOldestFirst(filter, last, AT_ONCE);
            page = slice.items().iterator();
            more = slice.more();
        }
        if (next == null && page.hasNext()) {
            next = page.next();
            last = next.id();
        }
        return next;
    }

    /** Takes the next one, which must have been seen. */
    void take() {
        next = null;
    }
}
