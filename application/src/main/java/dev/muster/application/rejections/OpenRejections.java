package dev.muster.application.rejections;

import dev.muster.application.port.RejectionStore;
import dev.muster.application.port.RejectionStore.Filter;
import dev.muster.domain.intake.Rejection;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** The ids of the rejections that a filter finds, oldest first. Reads them page by page. */
final class OpenRejections implements Iterable<Rejection.Id> {
    private static final int PAGE = 10_000;

    private final RejectionStore rejections;
    private final Filter filter;

    OpenRejections(RejectionStore rejections, Filter filter) {
        this.rejections = rejections;
        this.filter = filter;
    }

    @Override
    public Iterator<Rejection.Id> iterator() {
        return new Iterator<>() {
            private final Queue<Rejection.Id> page = new ArrayDeque<>();
            private Rejection.@Nullable Id last;
            private boolean ended;

            @Override
            public boolean hasNext() {
                if (page.isEmpty() && !ended) {
                    page.addAll(rejections.ids(filter, last, PAGE));
                    ended = page.size() < PAGE;
                }
                return !page.isEmpty();
            }

            @Override
            public Rejection.Id next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                last = page.remove();
                return last;
            }
        };
    }
}
