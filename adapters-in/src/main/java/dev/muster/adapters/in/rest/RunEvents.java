package dev.muster.adapters.in.rest;

import dev.muster.adapters.in.json.Json;
import dev.muster.adapters.in.json.RunView;
import dev.muster.adapters.in.rest.http.FaultHandler;
import dev.muster.application.port.Database;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Tells how runs get on, as server-sent events. What is on record is looked at, because a run may be another process's; once
 * for all who listen to a run, on one thread for all runs. Who goes away is let go, and who is slow misses what is past.
 * Thread safe.
 */
@Singleton
final class RunEvents {
    private static final Duration LOOKS = Duration.ofMillis(250);

    /** Between comments: who forwards events, and our own rules, take a connection without any for one that is forgotten. */
    private static final Duration COMMENTS = Duration.ofSeconds(15);

    private static final byte[] COMMENT = ":\n\n".getBytes(StandardCharsets.US_ASCII);

    private final long looksPerComment;
    private final Database database;
    private final Scheduler thread = Schedulers.newSingle("run-events", true);
    private final Map<RunId, Flux<Run>> watched = new ConcurrentHashMap<>();

    @Inject
    RunEvents(Database database) {
        this(database, COMMENTS);
    }

    /** @param comments longest time in which nothing is sent */
    RunEvents(Database database, Duration comments) {
        this.database = database;
        this.looksPerComment = comments.dividedBy(LOOKS);
    }

    /**
     * The events of a run from now on, each as it is sent, beginning with how the run stands; while that does not change,
     * comments.
     */
    Publisher<byte[]> of(RunId id) {
        return Flux.defer(() -> {
            AtomicReference<@Nullable Run> told = new AtomicReference<>();
            return watched.computeIfAbsent(id, this::watch)
                    .onBackpressureLatest()
                    .map(run -> run.equals(told.getAndSet(run)) ? COMMENT : event(run));
        });
    }

    /** How many runs are looked at. */
    int watching() {
        return watched.size();
    }

    private Flux<Run> watch(RunId id) {
        return Flux.interval(Duration.ZERO, LOOKS, thread)
                .onBackpressureDrop()
                .concatMap(tick -> Flux.fromStream(() -> look(id, tick / looksPerComment).stream()))
                .distinctUntilChanged()
                .map(Look::seen)
                .takeUntil(run -> run.status().ended())
                .doOnError(fault -> FaultHandler.of(fault, "events of run " + id))
                .doFinally(end -> watched.remove(id))
                .replay(1)
                .refCount();
    }

    /** @param period in which it was, counted from 0: each has something to tell, if only that nothing has changed */
    private record Look(Run seen, long period) {}

    private Optional<Look> look(RunId id, long period) {
        return database.runs().find(id).map(run -> new Look(run, period));
    }

    private static byte[] event(Run run) {
        ByteArrayOutputStream event = new ByteArrayOutputStream();
        event.writeBytes((run.status().ended() ? "event: end\ndata: " : "event: progress\ndata: ")
                .getBytes(StandardCharsets.US_ASCII));
        event.writeBytes(Json.bytes(RunView.of(run)));
        event.writeBytes("\n\n".getBytes(StandardCharsets.US_ASCII));
        return event.toByteArray();
    }

    @PreDestroy
    void close() {
        thread.dispose();
    }
}
