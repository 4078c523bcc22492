package dev.muster.application.work;

import dev.muster.application.port.Database;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Watches how runs get on. It looks at what is on record, because another process may load a run: once for all who watch the run,
 * on one thread for all runs, and only while somebody watches. Thread safe.
 */
public final class WatchRuns implements AutoCloseable {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

    private final Database database;
    private final UnaryOperator<Run> progress;
    private final Map<RunId, Watched> watched = new ConcurrentHashMap<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("watch-runs").daemon().factory());

    /** @param progress adds to a run that is on record how far it is */
    public WatchRuns(Database database, UnaryOperator<Run> progress) {
        this.database = database;
        this.progress = progress;
        thread.scheduleWithFixedDelay(
                () -> watched.keySet().forEach(this::look),
                BETWEEN_LOOKS.toMillis(),
                BETWEEN_LOOKS.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** Somebody who watches a run. Must not block. */
    public interface Watcher {
        /** How the run stands: at first, and after each change that was seen. Nothing follows on a run that has ended. */
        void seen(Run run);

        /** The run cannot be looked at; nothing follows. */
        void failed(RuntimeException fault);
    }

    /** A run that is watched, and how it stood; touched by the one thread only, but for its watchers. */
    private static final class Watched {
        private final List<Watcher> watchers = new CopyOnWriteArrayList<>();
        private @Nullable Run last;
    }

    /**
     * Watches a run.
     *
     * @return ends it; may be called more than once
     */
    public Runnable watch(RunId id, Watcher watcher) {
        watched.compute(id, (run, before) -> {
            Watched one = before == null ? new Watched() : before;
            one.watchers.add(watcher);
            return one;
        });
        thread.execute(() -> begin(id, watcher));
        return () -> watched.computeIfPresent(id, (run, one) -> {
            one.watchers.remove(watcher);
            return one.watchers.isEmpty() ? null : one;
        });
    }

    /** Tells somebody who is new how the run stands. */
    private void begin(RunId id, Watcher watcher) {
        Watched one = watched.get(id);
        Run last = one == null ? null : one.last;
        if (last == null) {
            look(id);
        } else {
            watcher.seen(last);
        }
    }

    private void look(RunId id) {
        Watched one = watched.get(id);
        if (one == null) {
            return;
        }
        try {
            database.runs()
                    .find(id)
                    .map(progress)
                    .filter(run -> !run.equals(one.last))
                    .ifPresent(run -> {
                        one.last = run;
                        if (run.status().ended()) {
                            watched.remove(id, one);
                        }
                        one.watchers.forEach(watcher -> watcher.seen(run));
                    });
        } catch (RuntimeException fault) {
            watched.remove(id, one);
            one.watchers.forEach(watcher -> watcher.failed(fault));
        }
    }

    /** How many runs somebody watches. */
    public int watching() {
        return watched.size();
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
