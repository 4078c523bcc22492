package dev.muster.adapters.in.rest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.muster.adapters.in.rest.TestApplication;
import dev.muster.adapters.in.rest.TestServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that no well-behaved client sends, byte by byte. */
@MicronautTest(contextBuilder = TestApplication.class)
class RawRequestsTest {
    private static final String LOAD =
            "POST /api/v1/datasets/jobs/records HTTP/1.1\r\nHost: HERE\r\nContent-Type: text/csv\r\n";

    @Inject
    TestServer server;

    /** The status line and the body of the answer; HERE stands for the server's name and port, PORT for its port. */
    private String answer(String request) {
        String answer = server.exchange(
                request.replace("HERE", "127.0.0.1:" + server.port()).replace("PORT", String.valueOf(server.port())));
        int body = answer.indexOf("\r\n\r\n") + 4;
        return answer.substring(9, 12) + " " + answer.substring(body);
    }

    private static String problem(String slug) {
        return "\"type\":\"/problems/" + slug + "\"";
    }

    static Stream<Arguments> addresses() {
        return Stream.of(
                arguments("Host: HERE", "200"),
                arguments("Host: localhost:PORT", "200"),
                arguments("Host: LOCALHOST:PORT", "200"),
                arguments("Host: [::1]:PORT", "200"),
                arguments("Host: HERE\r\nOrigin: http://HERE", "200"),
                arguments("Host: HERE\r\nOrigin: http://localhost:PORT", "200"),
                arguments("Host: HERE\r\nOrigin: http://[::1]:PORT", "200"),
                arguments("Host: elsewhere.example", "403"),
                arguments("Host: elsewhere.example:PORT", "403"),
                arguments("Host: localhost.elsewhere.example:PORT", "403"),
                arguments("Host: elsewhere.example:80:PORT", "403"),
                arguments("Host: localhost", "403"),
                arguments("Host: localhost:1", "403"),
                arguments("Host: 127.0.0.2:PORT", "403"),
                arguments("Host: 0.0.0.0:PORT", "403"),
                arguments("Host: :PORT", "403"),
                arguments("Host: HERE\r\nOrigin: http://elsewhere.example", "403"),
                arguments("Host: HERE\r\nOrigin: http://localhost", "403"),
                arguments("Host: HERE\r\nOrigin: http://localhost:1", "403"),
                arguments("Host: HERE\r\nOrigin: https://HERE", "403"),
                arguments("Host: HERE\r\nOrigin: http://HERE.elsewhere.example", "403"),
                arguments("Host: HERE\r\nOrigin: HERE", "403"),
                arguments("Host: HERE\r\nOrigin: null", "403"),
                arguments("Host: HERE\r\nOrigin: ", "403"),
                arguments("Host: HERE\r\nOrigin: http://HERE\r\nOrigin: http://elsewhere.example", "403"),
                arguments("Host: HERE\r\nSec-Fetch-Site: same-origin", "200"),
                arguments("Host: HERE\r\nSec-Fetch-Site: none\r\nSec-Fetch-Mode: navigate", "200"),
                arguments("Host: HERE\r\nSec-Fetch-Site: cross-site", "403"),
                arguments("Host: HERE\r\nSec-Fetch-Site:  CROSS-SITE ", "403"),
                arguments("Host: HERE\r\nSec-Fetch-Site: same-site", "403"),
                arguments("Host: HERE\r\nSec-Fetch-Site: none\r\nSec-Fetch-Site: same-site", "403"),
                // None of these is a page.
                arguments("Host: HERE\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate", "403"),
                arguments("X: y", "400"),
                arguments("Host: HERE\r\nHost: elsewhere.example", "400"),
                arguments("Host: ", "400"));
    }

    @ParameterizedTest
    @MethodSource("addresses")
    void answersToItsOwnNamesAndPagesOnly(String headers, String status) {
        for (String target : new String[] {"/health/liveness", "/openapi.yaml", "/api/v1/runs"}) {
            assertThat(answer("GET " + target + " HTTP/1.1\r\n" + headers + "\r\nConnection: close\r\n\r\n"))
                    .startsWith(status);
        }
        String nothing = answer("GET /nothing HTTP/1.1\r\n" + headers + "\r\nConnection: close\r\n\r\n");
        assertThat(nothing).startsWith(status.equals("200") ? "404" : status);
        if (status.equals("403")) {
            assertThat(nothing).contains(problem("forbidden"));
        }
    }

    static Stream<Arguments> malformed() {
        String here = " HTTP/1.1\r\nHost: HERE\r\nConnection: close\r\n";
        return Stream.of(
                arguments("GET /api/v1/runs/%zz" + here + "\r\n", "400", "bad-request"),
                arguments("GET /api/v1/runs/%4" + here + "\r\n", "400", "bad-request"),
                arguments("GET /api/v1/runs?limit=%zz" + here + "\r\n", "400", "bad-request"),
                arguments("GET /api/v1/runs/a|b" + here + "\r\n", "400", "bad-request"),
                arguments("GET /api/v1/ru ns" + here + "\r\n", "400", "bad-request"),
                arguments("GET /api/v1/../v1/runs" + here + "\r\n", "404", "not-found"),
                arguments("GET //elsewhere.example/x" + here + "\r\n", "404", "not-found"),
                arguments("GET /api/v1/runs/%00" + here + "\r\n", "404", "not-found"),
                arguments("GET /api/v1/runs/%FF%ED%A0%80" + here + "\r\n", "404", "not-found"),
                arguments("GET /api/v1/runs/\u00C3\u00A4" + here + "\r\n", "404", "not-found"),
                arguments("GET http://elsewhere.example/api/v1/runs" + here + "\r\n", "403", "forbidden"),
                arguments("GET http://HERE.elsewhere.example/api/v1/runs" + here + "\r\n", "403", "forbidden"),
                arguments("GET http://ida@HERE/api/v1/runs" + here + "\r\n", "403", "forbidden"),
                arguments("GET http:///api/v1/runs" + here + "\r\n", "403", "forbidden"),
                arguments("GET http://HERE/nothing" + here + "\r\n", "404", "not-found"),
                arguments("GET *" + here + "\r\n", "404", "not-found"),
                arguments("BREW /api/v1/runs" + here + "\r\n", "405", "method-not-allowed"),
                arguments("hello\r\n\r\n", "400", "bad-request"),
                arguments("\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n", "400", "bad-request"),
                arguments("GET /health" + here + "Not A Header: x\r\n\r\n", "400", "bad-request"),
                arguments("GET /api/v1/runs?x=" + "a".repeat(17_000) + here + "\r\n", "414", "uri-too-long"),
                arguments(
                        "GET /api/v1/runs" + here + "X: " + "a".repeat(17_000) + "\r\n\r\n",
                        "431",
                        "headers-too-large"),
                arguments(LOAD + "Content-Length: -5\r\n\r\n1,a\n", "400", "bad-request"),
                arguments(LOAD + "Content-Length: few\r\n\r\n1,a\n", "400", "bad-request"),
                arguments(LOAD + "Content-Length: 4\r\nContent-Length: 5\r\n\r\n1,a\n", "400", "bad-request"),
                arguments(
                        LOAD + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                        "400",
                        "bad-request"),
                arguments(LOAD + "Transfer-Encoding: chunked\r\n\r\n4\r\n1,a\n\r\nzz\r\n", "400", "bad-request"),
                arguments(LOAD + "Transfer-Encoding: chunked\r\n\r\n4\r\n1,a\nXX0\r\n\r\n", "400", "bad-request"));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void answersWithAProblemToWhatIsMalformed(String request, String status, String slug) {
        int before = server.database().runs().list(null, null, null, 1_000).size();
        assertThat(answer(request)).startsWith(status).contains(problem(slug)).contains("\"status\":" + status);
        assertThat(server.database().runs().list(null, null, null, 1_000)).hasSize(before);
    }

    @Test
    void refusesWhatIsTooLargeWithoutReadingIt() {
        String tooLarge = "Content-Length: 3000001\r\n";
        assertThat(answer(LOAD + tooLarge + "Expect: 100-continue\r\n\r\n"))
                .isEqualTo(
                        "413 {\"type\":\"/problems/payload-too-large\",\"title\":\"The body is too large\",\"status\":413,"
                                + "\"detail\":\"the body has 3000001 bytes, more than 3000000, the most allowed\","
                                + "\"allowed\":3000000}");
        assertThat(answer(LOAD + "Content-Length: 99999999999999\r\nExpect: 100-continue\r\n\r\n"))
                .startsWith("413");
    }

    @Test
    void tellsToGoOnWhereTheBodyIsWanted() throws IOException {
        try (Socket socket = server.connect()) {
            send(
                    socket,
                    LOAD.replace("HERE", "localhost:" + server.port())
                            + "Content-Length: 8\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n");
            InputStream in = socket.getInputStream();
            assertThat(new String(in.readNBytes(25), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            send(socket, "8,Potter");
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 200")
                    .contains("\"inserted\":1");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 100\r\n\r\n7,Baker\n",
                "Transfer-Encoding: chunked\r\n\r\n8\r\n7,Baker\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\nff\r\n7,Baker\n"
            })
    void keepsNothingOfABodyThatBreaksOff(String start) throws IOException {
        int before = server.database().runs().list(null, null, null, 1_000).size();
        try (Socket socket = server.connect()) {
            send(socket, LOAD.replace("HERE", "localhost:" + server.port()) + start);
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        }
        assertThat(server.database().runs().list(null, null, null, 1_000)).hasSize(before);
        assertThat(server.objects().list("")).isEmpty();
    }

    /** As {@code nc -N} and some HTTP clients do. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 8\r\n\r\n9,Brewer",
                "Transfer-Encoding: chunked\r\n\r\n8\r\n9,Brewer\r\n0\r\n\r\n"
            })
    void answersAClientThatClosesItsDirectionOnceItHasSentARequest(String rest) throws IOException {
        try (Socket socket = server.connect()) {
            send(
                    socket,
                    LOAD.replace("HERE", "localhost:" + server.port()).replace("Connection: close\r\n", "") + rest);
            socket.shutdownOutput();
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 200")
                    .contains("\"received\":1");
        }
    }

    @Test
    void endsAConnectionThatTheClientClosesBetweenRequests() throws IOException {
        try (Socket socket = server.connect()) {
            socket.shutdownOutput();
            assertThat(socket.getInputStream().readAllBytes()).isEmpty();
        }
    }

    @Test
    void headersOfAHeadAreThoseOfAGet() {
        String request = " /api/v1/datasets/jobs HTTP/1.1\r\nHost: localhost:%s\r\nConnection: close\r\n\r\n"
                .formatted(server.port());
        String get = server.exchange("GET" + request);
        String head = server.exchange("HEAD" + request);
        assertThat(head).endsWith("\r\n\r\n");
        assertThat(headers(head)).isEqualTo(headers(get)).contains("content-length: 516");
        assertThat(server.exchange("HEAD" + request.replace("jobs", "nope"))).startsWith("HTTP/1.1 404");
    }

    @Test
    void optionsTellWhatIsAllowed() {
        String request = " HTTP/1.1\r\nHost: localhost:%s\r\nConnection: close\r\n\r\n".formatted(server.port());
        assertThat(server.exchange("OPTIONS /api/v1/datasets/jobs/records" + request))
                .startsWith("HTTP/1.1 204")
                .contains("\r\nAllow: GET, HEAD, OPTIONS, POST\r\n")
                .doesNotContain("Access-Control");
        assertThat(server.exchange("OPTIONS /nothing" + request)).startsWith("HTTP/1.1 404");
    }

    private static Set<String> headers(String answer) {
        return Arrays.stream(answer.substring(0, answer.indexOf("\r\n\r\n")).split("\r\n"))
                .map(header -> header.toLowerCase(Locale.ROOT))
                .filter(header -> !header.startsWith("date: ") && !header.startsWith("server-timing: "))
                .collect(Collectors.toSet());
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }
}
