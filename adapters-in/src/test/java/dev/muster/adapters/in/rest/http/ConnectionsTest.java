package dev.muster.adapters.in.rest.http;

import static dev.muster.application.fixtures.Fixtures.CATALOG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.adapters.in.rest.Eventually;
import dev.muster.adapters.in.rest.TestServer;
import dev.muster.application.contract.TestDatabases;
import dev.muster.application.memory.InMemoryObjectStore;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
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
    /** Long enough for a busy machine to send a request, or to answer one. */
    private static final Duration SOON = Duration.ofSeconds(2);

    private static TestServer server(int most, Duration silence) {
        return TestServer.start(
                TestDatabases.empty(CATALOG),
                new InMemoryObjectStore(),
                new ConnectionLimits(most, silence, MinimumRate.OF_ANSWERS));
    }

    private static String request(TestServer server) {
        return "GET /health/liveness HTTP/1.1\r\nHost: localhost:%s\r\n\r\n".formatted(server.port());
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

    private static String begin(Socket socket) throws IOException {
        return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
    }

    @Test
    void oneWithoutARequestIsClosed() throws IOException {
        try (TestServer server = server(10, SOON);
                Socket silent = server.connect();
                Socket answered = server.connect()) {
            send(answered, request(server));
            assertThat(begin(answered)).isEqualTo("HTTP/1.1 200");
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
                    "POST /api/v1/datasets/jobs/records HTTP/1.1\r\nHost: localhost:%s\r\nContent-Type: text/csv\r\nPrefer: wait=60\r\nContent-Length: 7\r\n\r\n1,Nurse"
                            .formatted(server.port()));
            // One that came later and was silent is closed: this one has taken longer than that.
            try (Socket silent = server.connect()) {
                assertThat(ends(silent)).isTrue();
            }
            held.close();
            assertThat(begin(socket)).isEqualTo("HTTP/1.1 200");
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
                assertThat(begin(socket)).isEqualTo("HTTP/1.1 200");
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

    /** However many pieces a request comes in. */
    @Test
    void oneThatIsRefusedIsToldSoOnce() {
        List<Object> written = new ArrayList<>();
        EmbeddedChannel connection = new EmbeddedChannel(
                new ChannelOutboundHandlerAdapter() {
                    @Override
                    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
                        // It is not sent as long as pieces come.
                        written.add(message);
                    }
                },
                new Connections.Refusing(3));
        connection.writeInbound(Unpooled.wrappedBuffer(new byte[1]), Unpooled.wrappedBuffer(new byte[1]));
        assertThat(written).hasSize(1);
        connection.close();
    }
}
