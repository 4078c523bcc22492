package dev.muster.adapters.in.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.adapters.in.rest.TestServer.Answer;
import dev.muster.application.events.WatchEvents;
import dev.muster.domain.run.RunId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class EventsTest {
    private static final String EVENTS = "/api/v1/events";

    /** Somebody who listens on a connection of their own. */
    private static final class Listener implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader lines;

        /** Begins to listen, and returns when what happens from then on is told. */
        Listener(TestServer server, @Nullable String lastId) throws IOException {
            socket = server.connect();
            socket.getOutputStream()
                    .write("GET %s HTTP/1.1\r\nHost: localhost:%s\r\n%s\r\n"
                            .formatted(
                                    EVENTS,
                                    server.port(),
                                    lastId == null ? "" : "Last-Event-ID: %s\r\n".formatted(lastId))
                            .getBytes(StandardCharsets.US_ASCII));
            lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            skipTo(":");
        }

        private void skipTo(String wanted) throws IOException {
            for (String line; (line = lines.readLine()) != null; ) {
                if (line.equals(wanted)) {
                    return;
                }
            }
            throw new AssertionError("there is no line '%s'".formatted(wanted));
        }

        /** The next line that is not the length of a piece; null if there is none any more. */
        @Nullable
        String line() throws IOException {
            String line = lines.readLine();
            return line == null || line.equals("0") ? null : line.matches("[0-9a-f]+") ? line() : line;
        }

        /** The next event: its id and what it is. */
        String next() throws IOException {
            String id = "";
            for (String line; (line = line()) != null; ) {
                if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("data: ")) {
                    Object event = Yaml.parse(line.substring(6));
                    assertThat(Yaml.at(event, "id")).isEqualTo(id);
                    return "%s %s %s".formatted(id, Yaml.at(event, "type"), Yaml.at(event, "subject"));
                }
            }
            return "nothing more";
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static String event(int id, String type, int run) {
        return "%s dev.muster.%s runs/%s".formatted(new RunId(id), type, new RunId(run));
    }

    @Test
    void areToldWhole() throws IOException {
        try (TestServer server = TestServer.start();
                Listener listener = new Listener(server, null)) {
            Answer loaded = server.load("jobs", "1,Nurse\nx,Ty Hofer\n");
            assertThat(listener.line()).isEmpty();
            assertThat(listener.line()).isEmpty();
            assertThat(listener.line()).isEqualTo("id: 0000000000001");
            Map<String, Object> run =
                    server.get("/api/v1/runs/" + loaded.at("id")).json();
            assertThat(Yaml.parse(listener.line().substring("data: ".length())))
                    .isEqualTo(Map.of(
                            "specversion", "1.0",
                            "id", "0000000000001",
                            "source", "/api/v1",
                            "type", "dev.muster.run.ended",
                            "subject", "runs/0000000000001",
                            "time", run.get("finished_at"),
                            "datacontenttype", "application/json",
                            "data", run));
            assertThat(listener.line()).isEmpty();
            assertThat(listener.line()).isEmpty();
            assertThat(listener.line()).isEqualTo("id: 0000000000002");
            assertThat(Yaml.at(Yaml.parse(listener.line().substring("data: ".length())), "data"))
                    .isEqualTo(Map.of(
                            "run_id",
                            "0000000000001",
                            "dataset",
                            "jobs",
                            "count",
                            1,
                            "by_code",
                            Map.of("not-integer", 1)));
        }
    }

    @Test
    void beginNowOrWhereTheyStopped() throws IOException {
        try (TestServer server = TestServer.start()) {
            server.load("jobs", "1,Nurse\n");
            try (Listener listener = new Listener(server, null)) {
                // Whoever is cut off before the first event goes on from here.
                assertThat(listener.line()).isEqualTo("id: 0000000000001");
                server.load("jobs", "1x,Cook\n");
                assertThat(listener.next()).isEqualTo(event(2, "run.ended", 2));
                assertThat(listener.next()).isEqualTo(event(3, "rejections.opened", 2));
            }
            server.load("jobs", "3,Smith\n");
            try (Listener listener = new Listener(server, "0000000000002")) {
                assertThat(listener.next()).isEqualTo(event(3, "rejections.opened", 2));
                assertThat(listener.next()).isEqualTo(event(4, "run.ended", 3));
                server.load("jobs", "4,Baker\n");
                assertThat(listener.next()).isEqualTo(event(5, "run.ended", 4));
            }
        }
    }

    @Test
    void doNotBeginWhereNothingIs() {
        try (TestServer server = TestServer.start()) {
            for (String id : List.of("0000000000009", "nonsense", "-1")) {
                Answer answer = server.send("GET", EVENTS, Map.of("Last-Event-ID", id), null);
                assertThat(answer.status()).isEqualTo(400);
                assertThat(answer.at("type")).isEqualTo("/problems/bad-parameter");
                assertThat(answer.at("field")).isEqualTo("Last-Event-ID");
            }
            assertThat(server.get(EVENTS + "?x=1").status()).isEqualTo(400);
        }
    }

    @Test
    void areNotTheOnlyLines() throws IOException {
        try (TestServer server = TestServer.start();
                Listener listener = new Listener(server, null)) {
            listener.skipTo(":");
            listener.skipTo(":");
        }
    }

    @Test
    void areToldToAllWhoeverIsSlow() throws IOException {
        try (TestServer server = TestServer.start();
                Listener slow = new Listener(server, null);
                Listener quick = new Listener(server, null)) {
            for (int run = 1; run <= 150; run++) {
                server.load("jobs", run + ",Nurse\n");
            }
            for (Listener listener : List.of(quick, slow)) {
                for (int run = 1; run <= 150; run++) {
                    assertThat(listener.next()).isEqualTo(event(run, "run.ended", run));
                }
            }
            WatchEvents watchEvents = server.context().getBean(WatchEvents.class);
            assertThat(watchEvents.watching()).isEqualTo(2);
            quick.close();
            slow.close();
            Eventually.holds("nobody watches any more", () -> watchEvents.watching() == 0);
        }
    }

    @Test
    void areToldByEveryInstanceWhereverTheyHappen() throws IOException {
        try (TestServer one = TestServer.start();
                TestServer other = TestServer.start(one.database(), one.objects());
                Listener here = new Listener(one, null);
                Listener there = new Listener(other, null)) {
            one.load("jobs", "1,Nurse\n1x,Cook\n");
            for (Listener listener : List.of(here, there)) {
                assertThat(listener.next()).isEqualTo(event(1, "run.ended", 1));
                assertThat(listener.next()).isEqualTo(event(2, "rejections.opened", 1));
            }
            try (Listener moved = new Listener(other, new RunId(1).toString())) {
                assertThat(moved.next()).isEqualTo(event(2, "rejections.opened", 1));
            }
        }
    }

    @Test
    void endWithTheService() throws IOException {
        try (TestServer server = TestServer.start();
                Listener listener = new Listener(server, null)) {
            server.context().getBean(ServiceLife.class).shutdownGracefully();
            assertThat(listener.next()).isEqualTo("nothing more");
        }
    }

    /** What a record holds is in no event, however the run ended. */
    @Test
    void nameNobody() {
        try (TestServer server = TestServer.withHiring()) {
            server.load("hired_employees", "x,Ty Hofer,2021-05-30T05:43:46Z,8,9\n".repeat(1_000));
            server.post(
                    "/api/v1/datasets/users/records?strict=true",
                    "application/json",
                    "[{\"id\":1,\"name\":\"Ty Hofer\",\"username\":\"hofer\",\"email\":\"hofer\"}]"
                            .getBytes(StandardCharsets.UTF_8));
            server.load("jobs", "1,\"Ty Hofer");
            server.load("jobs", "Ty Hofer,job\n1,Ty Hofer\n");
            server.database()
                    .unitOfWork()
                    .write(() -> server.database().events().sequence(100));

            List<Object> told = server.database().events().after(0, 100).items().stream()
                    .map(logged -> logged.event().data())
                    .<Object>map(data -> Yaml.parse(data))
                    .toList();
            assertThat(told).hasSizeGreaterThan(6);
            assertThat(told.toString())
                    .doesNotContainIgnoringCase("hofer")
                    .doesNotContain("Mia Lund", "Eva Riis")
                    .contains("{type=/problems/wrong-file, title=");
            assertThat(told.stream()
                            .map(data -> ((Map<?, ?>) data).get("error"))
                            .filter(Objects::nonNull)
                            .map(error -> ((Map<?, ?>) error).keySet().toString()))
                    .hasSizeGreaterThan(2)
                    .allMatch(members -> members.equals("[type, title]"));
        }
    }

    @Test
    void tellOfBackups() throws IOException {
        try (TestServer server = TestServer.withHiring();
                Listener listener = new Listener(server, null)) {
            Answer backup = server.post("/api/v1/backups", "application/json", "{}".getBytes(StandardCharsets.UTF_8));
            assertThat(listener.next()).contains("dev.muster.backup.ended backups/" + backup.at("id"));
        }
    }

    /** Somebody who listens on a WebSocket. */
    private static final class Client implements WebSocket.Listener {
        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        private final StringBuilder text = new StringBuilder();

        static WebSocket open(TestServer server, Client client, String query, String origin) {
            return HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .header("Origin", origin)
                    .buildAsync(URI.create("ws://127.0.0.1:%s%s/ws%s".formatted(server.port(), EVENTS, query)), client)
                    .join();
        }

        static WebSocket open(TestServer server, Client client, String query) {
            return open(server, client, query, "http://127.0.0.1:" + server.port());
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                Object event = Yaml.parse(text.toString());
                text.setLength(0);
                heard.add(
                        "%s %s %s".formatted(Yaml.at(event, "id"), Yaml.at(event, "type"), Yaml.at(event, "subject")));
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onPing(WebSocket socket, ByteBuffer message) {
            heard.add("ping");
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            heard.add("closed " + status);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable fault) {
            heard.add("broken off");
        }

        String nextButPings() throws InterruptedException {
            String next;
            do {
                next = heard.poll(60, TimeUnit.SECONDS);
            } while ("ping".equals(next));
            return String.valueOf(next);
        }
    }

    @Test
    void areToldOverWebSockets() throws InterruptedException {
        try (TestServer server = TestServer.start()) {
            server.load("jobs", "1,Nurse\n");
            Client now = new Client();
            Client resumed = new Client();
            Client.open(server, now, "");
            Client.open(server, resumed, "?last_event_id=0000000000001");
            server.load("jobs", "1x,Cook\n");
            for (Client client : List.of(now, resumed)) {
                assertThat(client.nextButPings()).isEqualTo(event(2, "run.ended", 2));
                assertThat(client.nextButPings()).isEqualTo(event(3, "rejections.opened", 2));
            }
            Eventually.holds("there are pings", () -> now.heard.contains("ping"));

            server.context().getBean(ServiceLife.class).shutdownGracefully();
            assertThat(now.nextButPings()).isEqualTo("closed 1001");
        }
    }

    @Test
    void openWebSocketsForNoOtherPage() {
        try (TestServer server = TestServer.start()) {
            for (String wrong : List.of("?last_event_id=nonsense", "?last_event_id=", "?x=1")) {
                assertRefused(400, () -> Client.open(server, new Client(), wrong));
            }
            assertRefused(403, () -> Client.open(server, new Client(), "", "https://evil.example"));
            assertRefused(403, () -> Client.open(server, new Client(), "", "null"));
            Answer plain = server.get(EVENTS + "/ws");
            assertThat(plain.status()).isEqualTo(400);
            assertThat(plain.at("type")).isEqualTo("/problems/bad-request");
            assertThat(server.context().getBean(WatchEvents.class).watching()).isZero();
        }
    }

    private static void assertRefused(int status, Runnable opening) {
        assertThatThrownBy(opening::run)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        e -> assertThat(e.getResponse().statusCode()).isEqualTo(status));
    }

    @Test
    void doNotListen() throws InterruptedException, IOException {
        try (TestServer server = TestServer.start()) {
            Client quiet = new Client();
            WebSocket socket = Client.open(server, quiet, "");
            socket.sendText("hello", true).join();
            socket.sendBinary(ByteBuffer.wrap(new byte[100]), true).join();
            server.load("jobs", "1,Nurse\n");
            assertThat(quiet.nextButPings()).isEqualTo(event(1, "run.ended", 1));

            assertThat(said(server, frame(0x81, 1_025))).startsWith("Max frame length of 1024 has been exceeded");
        }
    }

    @Test
    void doNotKeepWhatIsSaid() throws IOException {
        try (TestServer server = TestServer.start();
                Socket socket = handshake(server)) {
            for (int part = 0; part < 1_000; part++) {
                socket.getOutputStream().write(frame(part == 0 ? 0x01 : 0x00, 1_000));
            }
            server.load("jobs", "1,Nurse\n");
            byte[] head = socket.getInputStream().readNBytes(2);
            while (head[0] == (byte) 0x89) {
                head = socket.getInputStream().readNBytes(2);
            }
            assertThat(head[0]).isEqualTo((byte) 0x81);
        }
    }

    /** A frame of zeros that are masked by zeros. */
    private static byte[] frame(int first, int length) {
        byte[] frame = new byte[8 + length];
        frame[0] = (byte) first;
        frame[1] = (byte) (0x80 | 126);
        frame[2] = (byte) (length >> 8);
        frame[3] = (byte) length;
        return frame;
    }

    private static Socket handshake(TestServer server) throws IOException {
        Socket socket = server.connect();
        socket.getOutputStream()
                .write(
                        "GET %s/ws HTTP/1.1\r\nHost: localhost:%s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n"
                                .formatted(EVENTS, server.port())
                                .getBytes(StandardCharsets.US_ASCII));
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) socket.getInputStream().read());
        }
        assertThat(head).startsWith("HTTP/1.1 101 ");
        return socket;
    }

    /** Why the service closes the connection when it is told this. */
    private static String said(TestServer server, byte[] frame) throws IOException {
        try (Socket socket = handshake(server)) {
            socket.getOutputStream().write(frame);
            byte[] head = socket.getInputStream().readNBytes(4);
            assertThat(head).startsWith(0x88).endsWith(1009 >> 8, 1009 & 0xff);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void areSentToWebhooks() {
        try (TestServer server = TestServer.start()) {
            Map<String, Object> webhook = new HashMap<>(Map.of(
                    "name",
                    "audit",
                    "url",
                    "https://example.org/hooks?***",
                    "types",
                    List.of("dev.muster.run.ended", "dev.muster.backup.ended"),
                    "delivered",
                    0,
                    "failed",
                    0));
            webhook.put("last_error", null);
            webhook.put("last_delivered_at", null);
            Map<String, Object> list = new HashMap<>(Map.of("webhooks", List.of(webhook)));
            list.put("next", null);
            assertThat(server.get("/api/v1/webhooks").json()).isEqualTo(list);
            assertThat(server.get("/api/v1/webhooks?limit=0").status()).isEqualTo(400);
        }
    }
}
