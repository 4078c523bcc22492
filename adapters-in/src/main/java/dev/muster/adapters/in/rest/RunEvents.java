package dev.muster.adapters.in.rest;

import dev.muster.adapters.in.json.Json;
import dev.muster.adapters.in.json.RunView;
import dev.muster.adapters.in.rest.http.FaultHandler;
import dev.muster.application.work.WatchRuns;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;

/** Tells how runs get on, as server-sent events. A slow reader misses intermediate states. Thread safe. */
@Singleton
final class RunEvents {
    /** The time between comments. Proxies, and our own limits, close a connection on which nothing is sent. */
    private static final Duration COMMENTS = Duration.ofSeconds(15);

    private static final byte[] COMMENT = ":\n\n".getBytes(StandardCharsets.US_ASCII);

    private final WatchRuns watchRuns;
    private final Duration comments;

    @Inject
    RunEvents(WatchRuns watchRuns) {
        this(watchRuns, COMMENTS);
    }

    /** @param comments time from one comment to the next */
    RunEvents(WatchRuns watchRuns, Duration comments) {
        this.watchRuns = watchRuns;
        this.comments = comments;
    }

    /** Returns the events of a run as bytes to send: its state now, each change from now on, and comments in between. */
    Publisher<byte[]> of(RunId id) {
        Flux<Run> changes = Flux.create(sink -> watch(id, sink), FluxSink.OverflowStrategy.LATEST);
        return changes.distinctUntilChanged()
                .takeUntil(run -> run.status().ended())
                .publish(shared -> Flux.merge(
                        shared.map(RunEvents::event),
                        Flux.interval(comments)
                                .onBackpressureDrop()
                                .map(tick -> COMMENT)
                                .takeUntilOther(shared.ignoreElements())));
    }

    private void watch(RunId id, FluxSink<Run> sink) {
        Runnable end = watchRuns.watch(id, new WatchRuns.Watcher() {
            @Override
            public void seen(Run run) {
                sink.next(run);
            }

            @Override
            public void failed(RuntimeException fault) {
                FaultHandler.of(fault, "events of run " + id);
                sink.error(fault);
            }
        });
        sink.onDispose(end::run);
    }

    private static byte[] event(Run run) {
        ByteArrayOutputStream event = new ByteArrayOutputStream();
        event.writeBytes((run.status().ended() ? "event: end\ndata: " : "event: progress\ndata: ")
                .getBytes(StandardCharsets.US_ASCII));
        event.writeBytes(Json.bytes(RunView.of(run)));
        event.writeBytes("\n\n".getBytes(StandardCharsets.US_ASCII));
        return event.toByteArray();
    }
}
