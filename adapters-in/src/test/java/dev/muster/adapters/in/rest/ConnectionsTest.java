package dev.muster.adapters.in.rest;

import static dev.muster.application.fixtures.Fixtures.CATALOG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.application.contract.TestDatabases;
import dev.muster.application.memory.InMemoryObjectStore;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections that take up more than they are worth. */
@Timeout(120)
class ConnectionsTest {
    private static final Duration SOON = Duration.ofMillis(300);

    private static TestServer server(int most, Duration silence) {
        return new TestServer(
                TestDatabases.empty(CATALOG),
                new InMemoryObjectStore(),
                new ConnectionLimits(most, silence, Pace.OF_ANSWERS));
    }

    private static String request(TestServer server) {
        return "GET /health/liveness HTTP/1.1\r\nHost: localhost:%d\r\n\r\n".formatted(server.port());
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Whether the other side ends the connection; what it says before is passed over. */
    private static boolean ends(Socket socket) throws IOException {
        try {
            socket.getInputStream().readAllBytes();
        } catch (SocketException e) {
            return true;
        }
        return true;
    }

    @Test
    void oneWithoutARequestIsClosed() throws IOException {
        try (TestServer server = server(10, SOON);
                Socket silent = server.connect();
                Socket answered = server.connect()) {
            send(answered, request(server));
            assertThat(ends(silent)).isTrue();
            assertThat(ends(answered)).isTrue();
        }
    }

    /** However many bytes of a head come, it has to end. */
    @Test
    void oneWhoseHeadDoesNotEndIsClosed() throws Exception {
        try (TestServer server = server(10, SOON);
                Socket slow = server.connect()) {
            send(slow, request(server).strip() + "\r\nX: ");
            Thread sender = Thread.ofVirtual().start(() -> {
                try {
                    while (true) {
                        send(slow, "x");
                        Thread.sleep(10);
                    }
                } catch (IOException | InterruptedException e) {
                    // It is closed, which is what is waited for.
                }
            });
            assertThat(ends(slow)).isTrue();
            sender.interrupt();
            sender.join();
        }
    }

    @Test
    void oneWhoseAnswerTakesLongerThanThatIsNot() throws IOException {
        try (TestServer server = server(10, SOON);
                Socket socket = server.connect();
                TestServer.Release held = server.holdLoads()) {
            send(
                    socket,
                    "POST /api/v1/datasets/jobs/records HTTP/1.1\r\nHost: localhost:%d\r\nContent-Type: text/csv\r\nPrefer: wait=2\r\nContent-Length: 7\r\n\r\n1,Nurse"
                            .formatted(server.port()));
            assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 202");
            held.close();
        }
    }

    @Test
    void moreThanThereMayBeAreToldSo() throws Exception {
        try (TestServer server = server(3, Duration.ofMinutes(1))) {
            List<Socket> sockets = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Socket socket = server.connect();
                sockets.add(socket);
                send(socket, request(server));
                assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                        .isEqualTo("HTTP/1.1 200");
            }
            assertThat(server.exchange(request(server)))
                    .startsWith("HTTP/1.1 429 ")
                    .contains("\r\nRetry-After: 5\r\n")
                    .contains("\"type\":\"/problems/too-many-requests\"")
                    .contains("3 connections are open, the most at a time")
                    .endsWith("\"allowed\":3}");
            for (Socket socket : sockets) {
                socket.close();
            }
            Eventually.holds(
                    "the places are free again",
                    () -> server.context().getBean(Connections.class).open() == 0);
            assertThat(server.get("/health/liveness").status()).isEqualTo(200);
        }
    }
}
