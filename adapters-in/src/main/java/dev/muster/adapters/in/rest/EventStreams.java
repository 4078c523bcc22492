package dev.muster.adapters.in.rest;

import dev.muster.adapters.in.json.JsonEvents;
import dev.muster.application.events.WatchEvents;
import dev.muster.application.port.EventLog.Logged;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;

/** Tells what happens, as server-sent events. A slow reader gets each all the same, and costs no memory. Thread safe. */
@Singleton
record EventStreams(WatchEvents watchEvents) {
    private static final byte[] COMMENT = ":\n\n".getBytes(StandardCharsets.US_ASCII);

    /** Returns what happens as bytes to send: each event from {@code start} on, and comments if there is none for long. */
    Publisher<byte[]> from(WatchEvents.Start start) {
        return Flux.concat(Flux.just(beginning(start)), Flux.<byte[]>create(sink -> {
            WatchEvents.Watch watch = watchEvents.watch(start.position(), new Reader(sink));
            sink.onRequest(more -> watch.ready());
            sink.onDispose(watch::end);
        }));
    }

    /** A reader that is cut off before its first event goes on from here: an id without data is kept, and tells nothing. */
    private static byte[] beginning(WatchEvents.Start start) {
        return start.id() == null
                ? COMMENT
                : ":\nid: %s\n\n".formatted(start.id()).getBytes(StandardCharsets.US_ASCII);
    }

    private record Reader(FluxSink<byte[]> sink) implements WatchEvents.Watcher {
        @Override
        public long room() {
            return sink.requestedFromDownstream();
        }

        @Override
        public void event(Logged event) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.writeBytes("id: %s\ndata: ".formatted(event.event().id()).getBytes(StandardCharsets.US_ASCII));
            out.writeBytes(JsonEvents.bytes(event.event()));
            out.writeBytes("\n\n".getBytes(StandardCharsets.US_ASCII));
            sink.next(out.toByteArray());
        }

        @Override
        public void quiet() {
            sink.next(COMMENT);
        }

        @Override
        public void ended() {
            sink.complete();
        }
    }
}
