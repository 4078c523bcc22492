package dev.muster.adapters.out.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.muster.application.egress.DestinationPolicy;
import dev.muster.application.port.Downloads;
import dev.muster.application.port.Downloads.Answer;
import dev.muster.application.port.PortException;
import dev.muster.application.port.PortException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HttpDownloadsTest {
    private final HttpPeer peer = HttpPeer.start();
    private final GuardedHttp http = GuardedHttp.with(
            DestinationPolicy.allowing(List.of("127.0.0.1")),
            new HttpTimeouts(Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(30)));
    private final Downloads downloads = http.downloads();

    @AfterEach
    void close() {
        http.close();
        peer.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", " [ ] \n", "[{\"id\":1}]\r\n", "[{\"a\":[1,{\"b\":\"\u00e4\\u0041\"}]},  2, null]"})
    void keepsArraysAsTheyCame(String body) {
        peer.on("/a", HttpPeer.json(body));

        assertEquals(body, array());
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json; charset=utf-8", "text/plain", "application/octet-stream"})
    void takesArraysUnderOtherTypes(String type) {
        peer.on("/a", HttpPeer.status(200, type, "[1]"));

        assertEquals("[1]", array());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | answers with what is no JSON array",
                "{} | answers with what is no JSON array",
                "{\"error\":\"busy\"} | answers with what is no JSON array",
                "3 | answers with what is no JSON array",
                "[{\"id\":1},{\"id\" | answers with what is no JSON",
                "[1,2 | answers with what is no JSON",
                "[1 2] | answers with what is no JSON",
                "[1] [2] | answers with more or less than a JSON array",
                "[1]] | answers with what is no JSON",
                "[{'id':1}] | answers with what is no JSON",
                "<!doctype html><p>Sorry | answers with what is no JSON"
            })
    void refusesWhatIsNoArray(String body, String fault) {
        peer.on("/a", HttpPeer.json(body));

        assertEquals("127.0.0.1 " + fault, fault(this::array).getMessage());
        assertEquals(Kind.FAULT, fault(this::array).kind());
    }

    @Test
    void refusesPages() {
        peer.on("/a", HttpPeer.html("[]"));

        assertEquals(
                "127.0.0.1 answers with a page of HTML, not with JSON",
                fault(this::array).getMessage());
    }

    @Test
    void refusesOtherEncodings() {
        byte[] latin = {'[', '"', (byte) 0xe4, '"', ']'};
        peer.on("/a", out -> {
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n".getBytes(UTF_8));
            out.write(latin);
        });

        assertEquals(
                "127.0.0.1 answers with what is no JSON", fault(this::array).getMessage());
    }

    @Test
    void refusesWhatIsCompressed() {
        peer.on("/a", HttpPeer.status(200, "application/json", "[]", "Content-Encoding: gzip"));

        assertEquals(
                "127.0.0.1 answers compressed, which was not asked for",
                fault(this::array).getMessage());
    }

    @Test
    void tellsOfArraysThatAreCut() {
        peer.on("/a", HttpPeer.cut("[1]"));

        assertEquals(Kind.UNAVAILABLE, fault(this::array).kind());
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 204, 400, 404, 408, 429, 500, 503})
    void givesOtherStatusesBack(int status) {
        peer.on("/a", HttpPeer.status(status, "application/json", "", "Retry-After: 3"));

        assertEquals(
                new Answer.Denied<Long>(status, "3"),
                downloads.getArray(peer.address("/a"), 100, new ByteArrayOutputStream()));
    }

    @Test
    void handsFilesOver() {
        peer.on("/a", HttpPeer.status(200, "text/csv", "1,x\n"));

        assertEquals(new Answer.Given<>("text/csv 1,x\n"), downloads.getFile(peer.address("/a"), 100, body -> {
            try {
                return body.contentType() + " " + new String(body.bytes().readAllBytes(), UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }));
    }

    private String array() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertEquals(
                Answer.Given.class,
                downloads.getArray(peer.address("/a"), 10_000, out).getClass());
        return out.toString(UTF_8);
    }

    private static PortException fault(Runnable work) {
        return assertThrows(PortException.class, work::run);
    }
}
