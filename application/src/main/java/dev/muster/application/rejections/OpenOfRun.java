package dev.muster.application.rejections;

import dev.muster.application.port.RejectionStore;
import dev.muster.application.port.RejectionStore.Filter;
import dev.muster.application.port.RejectionStore.Link;
import dev.muster.application.port.Slice;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.Run;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The rejections that are open of those of a run and of those that came of them or took their places. In the order of the
 * run's own, which it reads page by page. Not thread safe.
 */
public final class OpenOfRun implements Iterator<Rejection> {
    private static final int PAGE = 500;

    private final RejectionStore rejections;
    private final Run run;
    private final Queue<Rejection> open = new ArrayDeque<>();
    private Rejection.@Nullable Id last;
    private boolean more = true;

    public OpenOfRun(RejectionStore rejections, Run run) {
        this.rejections = rejections;
        this.run = run;
    }

    /** Returns whether a rejection is one of a run, or came of one. */
    static boolean isOf(Run run, Rejection rejection, RejectionStore rejections) {
        Optional<Rejection> came = Optional.of(rejection);
        while (came.isPresent() && !came.get().id().run().equals(run.id())) {
            came = Optional.ofNullable(came.get().replayOf()).flatMap(rejections::find);
        }
        return came.isPresent();
    }

    @Override
    public boolean hasNext() {
        while (open.isEmpty() && more) {
            Slice<Rejection> page =
                    rejections.listOldestFirst(new Filter(run.id(), run.dataset(), null, null), last, PAGE);
            add(page.items());
            more = page.more();
        }
        return !open.isEmpty();
    }

    private void add(List<Rejection> page) {
        if (page.isEmpty()) {
            return;
        }
        last = page.getLast().id();
        Map<Rejection.Id, List<Link>> successions = rejections.successions(
                run.dataset(), page.stream().map(Rejection::id).toList());
        for (Rejection rejection : page) {
            List<Link> succession = successions.getOrDefault(rejection.id(), List.of());
            if (!succession.isEmpty() && succession.getLast().status() == Rejection.Status.OPEN) {
                Rejection.Id newest = succession.getLast().id();
                if (newest.equals(rejection.id())) {
                    open.add(rejection);
                } else {
                    rejections
                            .find(newest)
                            .filter(found -> isOf(run, found, rejections))
                            .ifPresent(open::add);
                }
            }
        }
    }

    @Override
    public Rejection next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return open.remove();
    }
}
