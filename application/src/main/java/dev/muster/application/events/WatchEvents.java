package dev.muster.application.events;

import dev.muster.application.Refusal;
import dev.muster.application.port.Database;
import dev.muster.application.port.EventLog.Logged;
import dev.muster.application.port.PortException;
import dev.muster.application.work.WorkLog;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Looks for events and hands them to those who watch, and has webhooks told. It looks at what is on record, because other
 * instances and commands announce events, too: once for all, on one thread, and only while somebody wants to know. Whoever
 * is slow costs no memory: what was not taken yet is read again when it is. Thread safe.
 */
public final class WatchEvents implements AutoCloseable {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);
    private static final int PAGE = 100;

    /** Most bytes of the newest events that are kept for all who watch. */
    private static final long MOST_RECENT = 1 << 20;

    private final Database database;
    private final DeliverEvents webhooks;
    private final WorkLog log;
    private final Duration quiet;
    private final Set<Watch> watches = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService thread = thread("watch-events");

    /** It waits for whoever writes to the database, while the other one goes on. */
    private final ScheduledExecutorService positions = thread("event-positions");

    // Touched by the one thread only.
    private final Deque<Logged> recent = new ArrayDeque<>();
    private long recentBytes;
    private long last = -1;

    /** Up to which position webhooks have been asked for; touched by the thread of the positions only. */
    private long told = -1;

    /** @param quiet the time without an event after which a watcher is told that there is none */
    public WatchEvents(Database database, DeliverEvents webhooks, WorkLog log, Duration quiet) {
        this.database = database;
        this.webhooks = webhooks;
        this.log = log;
        this.quiet = quiet;
        every(thread, guarded("events are not looked for", this::look));
        every(positions, guarded("events get no positions", this::givePositions));
    }

    private static ScheduledExecutorService thread(String name) {
        return Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name(name).daemon().factory());
    }

    private static void every(ScheduledExecutorService thread, Runnable work) {
        thread.scheduleWithFixedDelay(work, BETWEEN_LOOKS.toMillis(), BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A database that cannot be asked is asked again: nobody misses anything by that. The log tells a failure once. */
    private Runnable guarded(String ifItFails, Runnable work) {
        AtomicBoolean failed = new AtomicBoolean();
        return () -> {
            try {
                work.run();
                failed.set(false);
            } catch (Throwable e) {
                // A scheduler silently ends a task that throws.
                if (!thread.isShutdown() && !failed.getAndSet(true)) {
                    log.failed(ifItFails, e);
                }
            }
        };
    }

    /** Somebody who watches. Its methods are called one after the other, and must not block. */
    public interface Watcher {
        /** Returns how many calls it can take now, of {@link #event} or {@link #quiet}. */
        long room();

        /** Something happened. */
        void event(Logged event);

        /** Nothing has happened for a while. */
        void quiet();

        /** Nothing follows: the service ends. */
        void ended();
    }

    /**
     * Where to begin.
     *
     * @param position what comes behind it is given
     * @param id of the event at that position; null if there is none
     */
    public record Start(long position, @Nullable String id) {}

    /**
     * Returns where to begin.
     *
     * @param lastId the event after which to go on; null to begin with what comes from now on
     * @param parameter what the event was given as, for messages
     * @throws Refusal {@code bad-parameter} if the event is unknown, or known no longer
     * @throws PortException if the database fails
     */
    public Start start(@Nullable String lastId, String parameter) {
        if (lastId == null) {
            long now = EventPositions.upToNow(database, database.unitOfWork());
            return new Start(
                    now,
                    database.events().after(now - 1, 1).items().stream()
                            .map(logged -> logged.event().id())
                            .findFirst()
                            .orElse(null));
        }
        return database.events()
                .position(lastId)
                .map(position -> new Start(position, lastId))
                .orElseThrow(() -> new Refusal(new Problem(
                                ProblemType.BAD_PARAMETER,
                                "there is no event '%s'; events are kept for %s days, so ask without it and look at the runs for what was missed"
                                        .formatted(lastId, ForgetEvents.KEPT_FOR.toDays()))
                        .with("field", parameter)));
    }

    /** Watches from some position on. */
    public Watch watch(long position, Watcher watcher) {
        Watch watch = new Watch(position, watcher);
        watches.add(watch);
        watch.ready();
        return watch;
    }

    /** Returns how many watch. */
    public int watching() {
        return watches.size();
    }

    /** What one watcher has got. */
    public final class Watch {
        private final Watcher watcher;
        private final AtomicBoolean asked = new AtomicBoolean();
        private final Runnable serving = guarded("events cannot be read", () -> {
            asked.set(false);
            serve(this);
        });

        // Touched by the one thread only.
        private long position;
        private long toldAt = System.nanoTime();

        private Watch(long position, Watcher watcher) {
            this.position = position;
            this.watcher = watcher;
        }

        /** Says that the watcher has room again. */
        public void ready() {
            if (asked.compareAndSet(false, true)) {
                try {
                    thread.execute(serving);
                } catch (RejectedExecutionException e) {
                    // The service ends.
                    end();
                    watcher.ended();
                }
            }
        }

        /** Ends it; may be called more than once. */
        public void end() {
            watches.remove(this);
        }
    }

    private void givePositions() {
        if (watches.isEmpty() && webhooks.isIdle()) {
            return;
        }
        long newest = EventPositions.upToNow(database, database.unitOfWork().patient());
        if (newest != told && !webhooks.isIdle()) {
            database.unitOfWork().patient().write(() -> {
                webhooks.enqueue();
                return null;
            });
        }
        told = newest;
    }

    private void look() {
        if (watches.isEmpty()) {
            // Whoever comes next begins anew.
            recent.clear();
            recentBytes = 0;
            last = -1;
            return;
        }
        long newest = database.events().last();
        if (last < 0) {
            last = newest;
        }
        while (last < newest) {
            List<Logged> page = database.events().after(last, PAGE).items();
            if (page.isEmpty()) {
                break;
            }
            page.forEach(this::remember);
            last = page.getLast().position();
        }
        watches.forEach(this::serve);
    }

    private void remember(Logged event) {
        recent.addLast(event);
        recentBytes += event.bytes();
        while (recentBytes > MOST_RECENT && recent.size() > 1) {
            recentBytes -= recent.removeFirst().bytes();
        }
    }

    /** Gives a watcher what it has room for, a page at most; if there is more, others have their turn before. */
    private void serve(Watch watch) {
        long room = watches.contains(watch) ? watch.watcher.room() : 0;
        if (room <= 0) {
            return;
        }
        int most = (int) Math.min(room, PAGE);
        List<Logged> events = after(watch.position, most);
        long now = System.nanoTime();
        for (Logged event : events) {
            watch.watcher.event(event);
            watch.position = event.position();
            watch.toldAt = now;
        }
        if (events.isEmpty() && now - watch.toldAt >= quiet.toNanos()) {
            watch.watcher.quiet();
            watch.toldAt = now;
        }
        if (events.size() == most) {
            watch.ready();
        }
    }

    private List<Logged> after(long position, int most) {
        if (last >= 0 && position >= last) {
            return List.of();
        }
        if (recent.isEmpty() || recent.getFirst().position() > position + 1) {
            return database.events().after(position, most).items();
        }
        List<Logged> found = new ArrayList<>();
        for (Logged event : recent) {
            if (event.position() > position && found.size() < most) {
                found.add(event);
            }
        }
        return found;
    }

    @Override
    public void close() {
        thread.shutdownNow();
        positions.shutdownNow();
        watches.removeIf(watch -> {
            watch.watcher.ended();
            return true;
        });
    }
}
