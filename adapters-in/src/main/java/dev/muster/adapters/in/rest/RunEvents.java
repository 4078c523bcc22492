package dev.muster.adapters.in.rest;

import dev.muster.adapters.in.json.Json;
import dev.muster.adapters.in.json.Views;
import dev.muster.application.port.Database;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
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

    private final Database database;
    private final Scheduler thread = Schedulers.newSingle("run-events", true);
    private final Map<RunId, Flux<Run>> watched = new ConcurrentHashMap<>();

    RunEvents(Database database) {
        this.database = database;
    }

    /** The events of a run from now on, each as it is sent, beginning with how the run stands. */
    Publisher<byte[]> of(RunId id) {
        return watched.computeIfAbsent(id, this::watch).onBackpressureLatest().map(RunEvents::event);
    }

    /** How many runs are looked at. */
    int watching() {
        return watched.size();
    }

    private Flux<Run> watch(RunId id) {
        return Flux.interval(Duration.ZERO, LOOKS, thread)
                .onBackpressureDrop()
                .concatMap(tick -> Flux.fromStream(() -> look(id).stream()))
                .distinctUntilChanged()
                .takeUntil(run -> run.status().ended())
                .doOnError(fault -> FaultHandler.of(fault, "events of run " + id))
                .doFinally(end -> watched.remove(id))
                .replay(1)
                .refCount();
    }

    private Optional<Run> look(RunId id) {
        return database.runs().find(id);
    }

    private static byte[] event(Run run) {
        ByteArrayOutputStream event = new ByteArrayOutputStream();
        event.writeBytes((run.status().ended() ? "event: end\ndata: " : "event: progress\ndata: ")
                .getBytes(StandardCharsets.US_ASCII));
        event.writeBytes(Json.bytes(Views.run(run)));
        event.writeBytes("\n\n".getBytes(StandardCharsets.US_ASCII));
        return event.toByteArray();
    }

    @PreDestroy
    void close() {
        thread.dispose();
    }
}
