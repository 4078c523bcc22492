package dev.muster.application.work;

import dev.muster.application.Refusal;
import dev.muster.application.access.Acting;
import dev.muster.application.ingest.Ingested;
import dev.muster.application.ingest.Ingestion;
import dev.muster.application.port.Span;
import dev.muster.application.port.Tracing;
import dev.muster.application.tracing.Traced;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Loads landed inputs, a few of each lane at a time, whether or not anyone waits for them. When the service stops,
 * loads get a little time to end. Then they stop at their checkpoints, and whoever waits learns that the run is under
 * way, since it is on record. Thread safe.
 */
public final class LoadQueue implements AutoCloseable {
    /**
     * Loads at a time in each lane. Each load holds a few batches in memory, and more loads would only wait for each
     * other in the database. The size of SQLite's pool counts on this number.
     */
    public static final int AT_ONCE = 2;

    /** Most loads that wait in each lane. Their inputs are landed, so they take little memory. */
    public static final int MOST_WAITING = 1_000;

    private static final Duration TIME_TO_END = Duration.ofSeconds(10);
    private static final Duration TIME_TO_STOP = Duration.ofSeconds(10);
    private static final Problem STOPPED =
            new Problem(ProblemType.INTERNAL_ERROR, "the service stops; the run is on record and can be resumed");

    private final WorkLog log;
    private final Tracing tracing;
    private final Duration timeToEnd;
    private final Set<RunId> unwanted = ConcurrentHashMap.newKeySet();
    /** Why there is no answer to what would have changed nothing. */
    public static final Problem STOPPING =
            new Problem(ProblemType.INTERNAL_ERROR, "the service stops; nothing was stored, send it again");

    private final Set<RunId> undoing = ConcurrentHashMap.newKeySet();
    private final Map<RunId, Long> bytesRead = new ConcurrentHashMap<>();
    private final CompletableFuture<Void> stopping = new CompletableFuture<>();
    /** The work that was begun and has no outcome yet. */
    private final Set<CompletableFuture<?>> open = ConcurrentHashMap.newKeySet();

    private final Map<Lane, ThreadPoolExecutor> threads = new EnumMap<>(Lane.class);

    public LoadQueue(WorkLog log) {
        this(log, Tracing.NONE);
    }

    public LoadQueue(WorkLog log, Tracing tracing) {
        this(log, tracing, TIME_TO_END);
    }

    /** @param timeToEnd how long loads may go on when the service stops */
    public LoadQueue(WorkLog log, Tracing tracing, Duration timeToEnd) {
        this.log = log;
        this.tracing = tracing;
        this.timeToEnd = timeToEnd;
        for (Lane lane : Lane.values()) {
            String name = "load-%s-".formatted(lane.name().toLowerCase(Locale.ROOT));
            threads.put(
                    lane,
                    new ThreadPoolExecutor(
                            AT_ONCE,
                            AT_ONCE,
                            0,
                            TimeUnit.SECONDS,
                            new LinkedBlockingQueue<>(),
                            Thread.ofPlatform().name(name, 1).factory()));
        }
    }

    private ThreadPoolExecutor of(Lane lane) {
        return Objects.requireNonNull(threads.get(lane));
    }

    /** How a load ended. */
    public sealed interface Outcome {
        record Ended(Ingested ingested) implements Outcome {}

        /** Something outside the input failed. The run can be resumed, or has failed if the failure will not pass. */
        record Broken(Problem problem) implements Outcome {}
    }

    /**
     * Refuses more work than can wait in a lane.
     *
     * @throws Refusal {@code too-many-requests}
     */
    public void refuseIfFull(Lane lane) {
        if (of(lane).getQueue().size() >= MOST_WAITING) {
            throw new Refusal(new Problem(
                            ProblemType.TOO_MANY_REQUESTS,
                            "%s loads wait for their turn; nothing of this request was kept, so send it again a little later"
                                    .formatted(MOST_WAITING))
                    .with("allowed", MOST_WAITING));
        }
    }

    /** Returns how much work waits for its turn, in all lanes together. */
    public int waiting() {
        return threads.values().stream()
                .mapToInt(lane -> lane.getQueue().size())
                .sum();
    }

    /** Begins to load a run that somebody else left. It is a trace of its own: whoever sent it is long gone. */
    public CompletableFuture<Outcome> resume(Ingestion ingestion) {
        return Traced.during(tracing.begin(Span.Kind.INTERNAL, "resume"), span -> load(ingestion));
    }

    /** Begins to load as soon as the turn of the ingestion comes. The outcome is never an exception. */
    public CompletableFuture<Outcome> load(Ingestion ingestion) {
        Supplier<Outcome> work = () -> {
            try {
                return new Outcome.Ended(ingestion.load(this::progressed));
            } catch (Stopped e) {
                return new Outcome.Ended(Ingested.of(ingestion.run()));
            } catch (RuntimeException | Error e) {
                return new Outcome.Broken(problem(e, ingestion));
            } finally {
                bytesRead.remove(ingestion.run().id());
            }
        };
        return begin(Lane.of(ingestion), log.about(ingestion.run().id(), work))
                .exceptionally(givenUp -> new Outcome.Broken(STOPPED));
    }

    /**
     * Does {@code work} on a run, and makes its load stop at the end of the batch if this queue loads it. A load that
     * is committed as a whole would otherwise hold the database until it is done. The outcome of the load then is the
     * run as it was when the load began.
     */
    public <T> T stopping(RunId run, Supplier<T> work) {
        unwanted.add(run);
        try {
            return work.get();
        } finally {
            unwanted.remove(run);
        }
    }

    /**
     * Returns a run with the bytes that this queue has read for it. What is on record may tell fewer: a load that is committed
     * as a whole is on record when it is done.
     */
    public Run withProgress(Run run) {
        long read = bytesRead.getOrDefault(run.id(), 0L);
        return run.status().ended() || read <= run.bytesRead() ? run : run.reading(read);
    }

    private void progressed(Run run) {
        bytesRead.put(run.id(), run.bytesRead());
        if (unwanted.contains(run.id()) && !run.status().ended()) {
            throw new Stopped();
        }
    }

    /** Makes a load leave off. */
    private static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1;

        Stopped() {
            super("stopped", null, false, false);
        }
    }

    /**
     * Begins to undo a run as soon as its turn comes, among large loads. The work is cancelled if the service stops before.
     *
     * @throws Refusal {@code conflict} if the run is being undone already
     */
    public <T> CompletableFuture<T> undo(RunId run, Supplier<T> work) {
        if (!undoing.add(run)) {
            throw new Refusal(ProblemType.CONFLICT, "run %s is being undone already".formatted(run));
        }
        Supplier<T> carried = Acting.carried(work);
        return begin(Lane.LARGE, log.about(run, () -> {
            try {
                return carried.get();
            } finally {
                undoing.remove(run);
            }
        }));
    }

    /** Begins any work as soon as its turn in {@code lane} comes. The work is cancelled if the service stops before. */
    public <T> CompletableFuture<T> begin(Lane lane, Supplier<T> work) {
        CompletableFuture<T> outcome = CompletableFuture.supplyAsync(Traced.carried(work), of(lane));
        open.add(outcome);
        outcome.whenComplete((result, fault) -> open.remove(outcome));
        return outcome;
    }

    /**
     * Does work as soon as its turn in {@code lane} comes, and waits for it however long that takes.
     *
     * @throws Refusal {@code internal-error} if the service stops before
     */
    public <T> T await(Lane lane, Supplier<T> work) {
        T result = within(Integer.MAX_VALUE, begin(lane, work));
        if (result == null) {
            throw new Refusal(STOPPING);
        }
        return result;
    }

    /**
     * Waits for the result of the work; null if the work takes longer than {@code seconds}, or the service stops
     * before. Throws what the work threw if it failed. A later failure, which nobody learns, is logged.
     */
    public <T> @Nullable T within(long seconds, CompletableFuture<T> work) {
        try {
            T result = CompletableFuture.anyOf(work, stopping)
                    .<@Nullable T>thenApply(first -> work.getNow(null))
                    .completeOnTimeout(null, seconds, TimeUnit.SECONDS)
                    .join();
            if (result == null) {
                work.whenComplete((ended, fault) -> {
                    if (fault instanceof CompletionException late && !(late.getCause() instanceof Refusal)) {
                        log.broken("work that nobody waited for", Objects.requireNonNull(late.getCause()));
                    }
                });
            }
            return result;
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException fault) {
                throw fault;
            }
            throw e;
        }
    }

    private Problem problem(Throwable fault, Ingestion ingestion) {
        if (of(Lane.of(ingestion)).isTerminating()) {
            log.done("run %s stops at its checkpoint".formatted(ingestion.run().id()));
            return STOPPED;
        }
        return log.broken("run " + ingestion.run().id(), fault);
    }

    /**
     * Gives loads some time to end. Whoever waits for an outcome learns it at the end of that time.
     *
     * @return what ends with the last of them, or with that time
     */
    public CompletionStage<?> stop() {
        stopping.completeOnTimeout(null, timeToEnd.toMillis(), TimeUnit.MILLISECONDS);
        CompletableFuture<?> all = CompletableFuture.allOf(open.toArray(CompletableFuture[]::new));
        return CompletableFuture.anyOf(stopping, all.handle((result, fault) -> Boolean.TRUE));
    }

    /** Stops loads at their checkpoints, unless they end soon. */
    @Override
    public void close() throws InterruptedException {
        stopping.complete(null);
        threads.values().forEach(lane -> {
            lane.shutdown();
            lane.getQueue().clear();
        });
        if (!haveEndedWithin(timeToEnd)) {
            threads.values().forEach(ThreadPoolExecutor::shutdownNow);
            if (!haveEndedWithin(TIME_TO_STOP)) {
                log.wrong("a load does not stop");
            }
        }
        open.forEach(outcome -> outcome.cancel(false));
    }

    /** Waits for all lanes together. */
    private boolean haveEndedWithin(Duration time) throws InterruptedException {
        long until = System.nanoTime() + time.toNanos();
        boolean ended = true;
        for (ThreadPoolExecutor lane : threads.values()) {
            ended &= lane.awaitTermination(until - System.nanoTime(), TimeUnit.NANOSECONDS);
        }
        return ended;
    }
}
