package dev.muster.adapters.in.rest;

import dev.muster.adapters.in.json.JsonEvents;
import dev.muster.adapters.in.rest.http.KeyWatch;
import dev.muster.adapters.in.rest.http.MinimumRole;
import dev.muster.adapters.in.rest.http.Operation;
import dev.muster.adapters.in.rest.http.Query;
import dev.muster.application.arguments.TextArguments;
import dev.muster.application.events.WatchEvents;
import dev.muster.application.port.EventLog.Logged;
import dev.muster.domain.access.Role;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.websocket.CloseReason;
import io.micronaut.websocket.WebSocketSession;
import io.micronaut.websocket.annotation.OnClose;
import io.micronaut.websocket.annotation.OnError;
import io.micronaut.websocket.annotation.OnMessage;
import io.micronaut.websocket.annotation.OnOpen;
import io.micronaut.websocket.annotation.ServerWebSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/** Tells what happens over a WebSocket, an event a message. What a client says is not looked at. Thread safe. */
@ServerWebSocket(EventSocket.PATH)
@Operation("open-event-socket")
@MinimumRole(Role.OPERATOR)
final class EventSocket {
    static final String PATH = "/api/v1/events/ws";

    /** Most bytes of a frame that a client sends. */
    private static final int MOST_BYTES = 1 << 10;

    private static final String START = "muster.events.start";
    private static final String LAST_EVENT_ID = "last_event_id";

    private final WatchEvents watchEvents;
    private final KeyWatch keyWatch;
    private final Map<String, Open> open = new ConcurrentHashMap<>();

    EventSocket(WatchEvents watchEvents, KeyWatch keyWatch) {
        this.watchEvents = watchEvents;
        this.keyWatch = keyWatch;
    }

    /**
     * A session.
     *
     * @param key ends it with its key
     */
    private record Open(WatchEvents.Watch watch, Disposable key) {}

    /** Finds out before the handshake where to begin, so that a wrong id is answered as anywhere else. */
    @ServerFilter(PATH)
    record Handshake(WatchEvents watchEvents) {
        @RequestFilter
        @ExecuteOn(TaskExecutors.IO)
        void start(HttpRequest<?> request) {
            TextArguments query = Query.of(request, List.of(LAST_EVENT_ID));
            request.setAttribute(
                    START, watchEvents.start(query.text(LAST_EVENT_ID).orElse(null), LAST_EVENT_ID));
        }
    }

    @OnOpen
    void open(WebSocketSession session, HttpRequest<?> request) {
        WatchEvents.Start start =
                request.getAttribute(START, WatchEvents.Start.class).orElseThrow();
        Reader reader = new Reader(session);
        WatchEvents.Watch watch = watchEvents.watch(start.position(), reader);
        Disposable key = keyWatch.over(request).subscribe(tick -> failed(session));
        open.put(session.getId(), new Open(watch, key));
        reader.watch = watch;
        watch.ready();
    }

    @OnMessage(maxPayloadLength = MOST_BYTES)
    void message(byte[] ignored) {
        // It does not get here.
    }

    @OnClose
    void close(WebSocketSession session) {
        Open closed = open.remove(session.getId());
        if (closed != null) {
            closed.watch().end();
            closed.key().dispose();
        }
    }

    @OnError
    void failed(WebSocketSession session, Throwable fault) {
        failed(session);
    }

    private void failed(WebSocketSession session) {
        close(session);
        session.close(CloseReason.POLICY_VIOLATION);
    }

    /** Sends one message after the other, so that a slow client costs no memory. */
    private static final class Reader implements WatchEvents.Watcher {
        private final WebSocketSession session;
        private volatile WatchEvents.@Nullable Watch watch;
        private volatile boolean sending;

        Reader(WebSocketSession session) {
            this.session = session;
        }

        @Override
        public long room() {
            return watch == null || sending ? 0 : 1;
        }

        @Override
        public void event(Logged event) {
            send(() -> session.sendAsync(new String(JsonEvents.bytes(event.event()), StandardCharsets.UTF_8)));
        }

        @Override
        public void quiet() {
            send(() -> session.sendPingAsync(new byte[0]));
        }

        private void send(Supplier<CompletableFuture<?>> message) {
            sending = true;
            message.get().whenComplete((sent, fault) -> {
                sending = false;
                WatchEvents.Watch mine = watch;
                if (mine == null) {
                    return;
                }
                if (fault == null) {
                    mine.ready();
                } else {
                    mine.end();
                }
            });
        }

        @Override
        public void ended() {
            session.close(CloseReason.GOING_AWAY);
        }
    }
}
