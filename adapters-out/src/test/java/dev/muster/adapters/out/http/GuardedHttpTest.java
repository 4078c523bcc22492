package dev.muster.adapters.out.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.muster.application.Refusal;
import dev.muster.application.egress.DestinationPolicy;
import dev.muster.application.port.PortException;
import dev.muster.application.port.PortException.Kind;
import dev.muster.application.port.PortException.Part;
import dev.muster.domain.run.ProblemType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GuardedHttpTest {
    private static final HttpTimeouts PATIENT =
            new HttpTimeouts(Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(60));
    private static final HttpTimeouts SHORT =
            new HttpTimeouts(Duration.ofSeconds(10), Duration.ofMillis(200), Duration.ofSeconds(1));
    private static final long MAX_BYTES = 10_000;

    private final HttpPeer peer = HttpPeer.start();
    private final List<AutoCloseable> toClose = new ArrayList<>(List.of(peer));

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : toClose) {
            each.close();
        }
    }

    @Test
    void givesBodiesAsTheyCame() {
        peer.on("/a", HttpPeer.json("[1, 2]"));

        assertEquals("200 application/json [1, 2]", get(client(PATIENT, "127.0.0.1"), peer.address("/a")));
        assertEquals(List.of("GET /a HTTP/1.1"), peer.requests());
    }

    @Test
    void givesEveryStatus() {
        peer.on("/a", HttpPeer.status(503, "text/plain", "busy", "Retry-After: 7"));

        assertEquals(
                "503 7",
                client(PATIENT, "127.0.0.1")
                        .send(
                                HttpCall.get(peer.address("/a"), Map.of(), MAX_BYTES),
                                answer -> answer.status() + " "
                                        + answer.header("retry-after").orElseThrow()));
    }

    @Test
    void postsAndFollowsNoRedirectThen() {
        peer.on("/a", HttpPeer.status(204, "text/plain", "")).on("/b", HttpPeer.redirect(307, "/a"));
        GuardedHttp http = client(PATIENT, "127.0.0.1");

        assertEquals(204, post(http, "/a"));
        assertEquals(307, post(http, "/b"));
        assertEquals(List.of("POST /a HTTP/1.1", "POST /b HTTP/1.1"), peer.requests());
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void followsRedirectsWithinTheHost(int status) {
        peer.on("/a", HttpPeer.json("[]"))
                .on("/b", HttpPeer.redirect(status, "/a"))
                .on("/c", HttpPeer.redirect(status, peer.address("/b").toString()));

        assertEquals("200 application/json []", get(client(PATIENT, "127.0.0.1"), peer.address("/c")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:%s/a",
                "http://127.0.0.1:1/a",
                "https://127.0.0.1:%s/a",
                "http://169.254.169.254/latest/meta-data/",
                "http://[::1]:%s/a",
                "//example.org/",
                "file:///etc/passwd",
                "http://user@127.0.0.1:%s/a"
            })
    void refusesRedirectsToOtherHosts(String location) {
        peer.on("/a", HttpPeer.json("[]")).on("/b", HttpPeer.redirect(302, location.formatted(peer.port())));
        GuardedHttp http = client(PATIENT, "127.0.0.1", "localhost", "[::1]");

        assertRefused(() -> get(http, peer.address("/b")));
        assertEquals(List.of("GET /b HTTP/1.1"), peer.requests());
    }

    @Test
    void endsCirclesOfRedirects() {
        peer.on("/a", HttpPeer.redirect(302, "/a"));

        assertFailed(
                Kind.FAULT,
                "127.0.0.1 redirects more than 5 times",
                () -> get(client(PATIENT, "127.0.0.1"), peer.address("/a")));
    }

    /** All of these are this machine, in one spelling or another. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:%s/a",
                "http://localhost:%s/a",
                "http://LOCALHOST:%s/a",
                "http://0.0.0.0:%s/a",
                "http://[::1]:%s/a",
                "http://[::]:%s/a",
                "http://[::ffff:127.0.0.1]:%s/a",
                "http://[::ffff:7f00:1]:%s/a",
                "http://[64:ff9b::127.0.0.1]:%s/a",
                "http://2130706433:%s/a",
                "http://0x7f.1:%s/a",
                "http://0x7f000001:%s/a",
                "http://017700000001:%s/a",
                "http://127.1:%s/a",
                "http://0177.0.0.1:%s/a",
                "http://127.0.0.1.:%s/a",
                "http://innocent.0x7f:%s/a",
                "http://user@localhost:%s/a",
                "ftp://localhost:%s/a",
                "//localhost:%s/a"
            })
    void refusesThisMachine(String address) {
        peer.on("/a", HttpPeer.json("[]"));
        URI uri = URI.create(address.formatted(peer.port()));
        GuardedHttp http = client(PATIENT);

        assertRefused(() -> get(http, uri));
        assertRefused(() -> http.require(uri));
        assertEquals(List.of(), peer.requests());
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.1", "169.254.169.254", "192.168.1.1", "fd00::1", "fe80::1", "2002:7f00:1::", "100.64.0.1"})
    void refusesNamesOfPrivateAddresses(String resolved) {
        GuardedHttp http = client(PATIENT, lookUps(resolved));

        assertRefused(() -> get(http, URI.create("http://innocent.example/")));
    }

    @Test
    void refusesNamesThatHavePublicAndPrivateAddresses() {
        GuardedHttp http = client(PATIENT, lookUps("1.1.1.1 127.0.0.1"));

        assertRefused(() -> get(http, URI.create("http://innocent.example/")));
    }

    /** The check before changes nothing: what counts is the address that is connected to. */
    @Test
    void refusesNamesThatChangeBetweenCheckAndUse() {
        peer.on("/a", HttpPeer.json("[]"));
        GuardedHttp http = client(PATIENT, lookUps("1.1.1.1", "127.0.0.1"));
        URI address = URI.create("http://innocent.example:%s/a".formatted(peer.port()));

        assertDoesNotThrow(() -> http.require(address));
        assertRefused(() -> get(http, address));
        assertEquals(List.of(), peer.requests());
    }

    /** A name is looked up once for a connection, so that a second answer cannot slip in. */
    @Test
    void looksNamesUpOncePerConnection() {
        peer.on("/a", HttpPeer.json("[]"));
        List<String> asked = new ArrayList<>();
        GuardedHttp http = client(
                PATIENT,
                host -> {
                    asked.add(host);
                    return new InetAddress[] {InetAddress.getLoopbackAddress()};
                },
                "intranet.example");

        get(http, URI.create("http://intranet.example:%s/a".formatted(peer.port())));

        assertEquals(List.of("intranet.example"), asked);
    }

    @ParameterizedTest
    @CsvSource({"intranet.example, true", "INTRANET.example., true", "other.example, false"})
    void reachesHostsThatAreAllowedByName(String allowed, boolean reached) {
        peer.on("/a", HttpPeer.json("[]"));
        GuardedHttp http = client(PATIENT, lookUps("127.0.0.1"), allowed + ":" + peer.port());
        URI address = URI.create("http://intranet.example:%s/a".formatted(peer.port()));

        if (reached) {
            assertEquals("200 application/json []", get(http, address));
        } else {
            assertRefused(() -> get(http, address));
        }
    }

    @Test
    void judgesNamesThatDoNotResolveWhenTheyDo() {
        GuardedHttp http = client(PATIENT, host -> {
            throw new UnknownHostException(host);
        });
        URI address = URI.create("http://nowhere.example/");

        assertDoesNotThrow(() -> http.require(address));
        assertFailed(
                Kind.UNAVAILABLE,
                "nowhere.example cannot be reached or does not answer as it should",
                () -> get(http, address));
    }

    @Test
    void tellsOfServicesThatDoNotSpeakHttp() {
        peer.on("/nothing", _ -> {})
                .on("/noise", out -> out.write("hello\r\n\r\n".repeat(500).getBytes(UTF_8)));
        GuardedHttp http = client(PATIENT, "127.0.0.1");
        String message = "127.0.0.1 cannot be reached or does not answer as it should";

        assertFailed(Kind.UNAVAILABLE, message, () -> get(http, peer.address("/nothing")));
        assertFailed(Kind.UNAVAILABLE, message, () -> get(http, peer.address("/noise")));
        peer.close();
        assertFailed(Kind.UNAVAILABLE, message, () -> get(http, peer.address("/nothing")));
    }

    @Test
    void tellsOfBodiesThatAreCut() {
        peer.on("/length", HttpPeer.cut("[{}")).on("/chunks", HttpPeer.cutChunks("[{}"));
        GuardedHttp http = client(PATIENT, "127.0.0.1");
        String message = "127.0.0.1 cannot be reached or does not answer as it should";

        assertFailed(Kind.UNAVAILABLE, message, () -> get(http, peer.address("/length")));
        assertFailed(Kind.UNAVAILABLE, message, () -> get(http, peer.address("/chunks")));
    }

    @Test
    void endsBodiesThatDoNotEnd() {
        peer.on("/fast", HttpPeer.endless("[]")).on("/slow", HttpPeer.slow());

        assertFailed(
                Kind.FAULT,
                "127.0.0.1 answers more than 10000 bytes",
                () -> get(client(PATIENT, "127.0.0.1"), peer.address("/fast")));
        assertFailed(
                Kind.UNAVAILABLE,
                "127.0.0.1 did not end its answer within 1 s",
                () -> get(client(SHORT, "127.0.0.1"), peer.address("/slow")));
    }

    @Test
    void endsSilence() {
        peer.on("/a", peer.silent());

        assertFailed(
                Kind.UNAVAILABLE,
                "127.0.0.1 cannot be reached or does not answer as it should",
                () -> get(client(SHORT, "127.0.0.1"), peer.address("/a")));
    }

    private static HostAddresses lookUps(String... answers) {
        Deque<String> left = new ArrayDeque<>(List.of(answers));
        return _ -> {
            String[] each = (left.size() > 1 ? left.removeFirst() : left.getFirst()).split(" ");
            InetAddress[] addresses = new InetAddress[each.length];
            for (int i = 0; i < each.length; i++) {
                addresses[i] = InetAddress.getByName(each[i]);
            }
            return addresses;
        };
    }

    private GuardedHttp client(HttpTimeouts timeouts, String... allowed) {
        return client(timeouts, HostAddresses.OF_SYSTEM, allowed);
    }

    private GuardedHttp client(HttpTimeouts timeouts, HostAddresses addresses, String... allowed) {
        GuardedHttp http = GuardedHttp.with(DestinationPolicy.allowing(List.of(allowed)), timeouts, addresses);
        toClose.add(http);
        return http;
    }

    private static String get(GuardedHttp http, URI address) {
        return http.send(HttpCall.get(address, Map.of(), MAX_BYTES), answer -> {
            try {
                return "%s %s %s"
                        .formatted(
                                answer.status(),
                                answer.header("content-type").orElse("-"),
                                new String(answer.body().readAllBytes(), UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private int post(GuardedHttp http, String path) {
        return http.send(
                HttpCall.post(peer.address(path), Map.of("Content-Type", "text/plain"), "x".getBytes(UTF_8), 0),
                HttpAnswer::status);
    }

    private static void assertRefused(Runnable work) {
        Refusal refusal = assertThrows(Refusal.class, work::run);
        assertEquals(ProblemType.DESTINATION_NOT_ALLOWED, refusal.problem().type());
    }

    private static void assertFailed(Kind kind, String message, Runnable work) {
        PortException failure = assertThrows(PortException.class, work::run);
        assertEquals(
                List.of(Part.UPSTREAM, kind, message), List.of(failure.part(), failure.kind(), failure.getMessage()));
    }
}
