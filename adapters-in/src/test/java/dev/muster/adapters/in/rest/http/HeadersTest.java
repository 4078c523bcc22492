package dev.muster.adapters.in.rest.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.adapters.in.rest.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a header says, the answer is no fault of the service. */
class HeadersTest {
    private static final List<String> HEADERS = List.of(
            "Accept",
            "Accept-Charset",
            "Accept-Encoding",
            "Accept-Language",
            "Authorization",
            "Cache-Control",
            "Content-Disposition",
            "Content-Encoding",
            "Content-Type",
            "Cookie",
            "Date",
            "Expect",
            "Forwarded",
            "Idempotency-Key",
            "If-Match",
            "If-Modified-Since",
            "If-None-Match",
            "Origin",
            "Prefer",
            "Range",
            "Sec-Fetch-Mode",
            "Sec-Fetch-Site",
            "TE",
            "Upgrade",
            "X-Forwarded-For");

    private static final List<String> PIECES = List.of(
            ";",
            ",",
            "=",
            "/",
            "*",
            "\"",
            "\\",
            " ",
            "\t",
            ":",
            "(",
            "%",
            "q=",
            "q=0",
            "q=1.0005",
            "text",
            "json",
            "csv",
            "application/json",
            "text/csv",
            "multipart/form-data",
            "boundary",
            "charset",
            "charset=utf-16",
            "gzip",
            "wait",
            "wait=5",
            "respond-async",
            "W/",
            "bytes=0-",
            "filename",
            "cross-site",
            "navigate",
            "100-continue",
            "h2c",
            "0",
            "-1",
            "99999999999999999999",
            "\u00e4",
            "\u0080",
            "\u00ff",
            "a".repeat(2_000));

    private static TestServer server;

    @BeforeAll
    @BeforeContainer
    static void start() {
        if (server == null) {
            server = TestServer.withHiring();
        }
    }

    @AfterAll
    @AfterContainer
    static void stop() {
        if (server != null) {
            server.close();
            server = null;
        }
    }

    @Provide
    static Arbitrary<String> values() {
        return Arbitraries.of(PIECES).list().ofMaxSize(8).map(pieces -> String.join("", pieces));
    }

    @Provide
    static Arbitrary<String> headers() {
        return Combinators.combine(Arbitraries.of(HEADERS), values())
                .as((name, value) -> name + ": " + value + "\r\n")
                .list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .map(lines -> String.join("", lines));
    }

    @Property(tries = 300)
    void nothingInThemIsAFault(@ForAll("headers") String headers) throws IOException {
        for (String target : List.of("reports/hires-by-month?year=2021", "datasets/jobs/records?limit=1")) {
            assertNoFault("GET /api/v1/" + target, headers, "");
        }
        assertNoFault("POST /api/v1/datasets/jobs/records?dry_run=true", headers, "1,Nurse");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ";",
                ";;",
                "; ;q=1",
                ",",
                "/",
                "*",
                "a",
                "text/",
                "/csv",
                "text/csv;q",
                "text/csv;q=",
                "text/csv;=;",
                "\"",
                ";\""
            })
    void aValueIsReadWhateverItIs(String value) throws IOException {
        for (String header : HEADERS) {
            assertNoFault("GET /api/v1/reports/hires-by-month?year=2021", header + ": " + value + "\r\n", "");
            assertNoFault("POST /api/v1/datasets/jobs/records?dry_run=true", header + ": " + value + "\r\n", "1,Nurse");
        }
        for (String target : List.of("reports/hires-by-month?year=2021", "runs", "datasets/jobs/records.csv")) {
            assertNoFault("GET /api/v1/" + target, "Accept: " + value + "\r\n", "");
        }
        assertNoFault("POST /api/v1/datasets/jobs/records?dry_run=true", "Content-Type: " + value + "\r\n", "1,Nurse");
        assertNoFault("POST /api/v1/runs", "Content-Type: " + value + "\r\n", "{}");
    }

    @Property(tries = 200)
    void norIsAnythingInThoseOfAForm(@ForAll("values") String disposition, @ForAll("values") String type)
            throws IOException {
        for (String start : List.of("", "form-data; name=file; filename=")) {
            assertNoFault(
                    "POST /api/v1/datasets/jobs/records?dry_run=true",
                    "Content-Type: multipart/form-data; boundary=XX\r\n",
                    "--XX\r\nContent-Disposition: %s%s\r\nContent-Type: %s\r\n\r\n1,Nurse\r\n--XX--\r\n"
                            .formatted(start, disposition, type));
        }
    }

    private static void assertNoFault(String request, String headers, String body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes("%s HTTP/1.1\r\nHost: localhost:%s\r\nConnection: close\r\nContent-Length: %s\r\n%s\r\n%s"
                .formatted(request, server.port(), body.length(), headers, body)
                .getBytes(StandardCharsets.ISO_8859_1));
        try (Socket socket = server.connect()) {
            socket.getOutputStream().write(bytes.toByteArray());
            String status = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
            assertThat(status).as(request + " " + headers + body).matches("HTTP/1\\.[01] [1234][0-9][0-9]");
        }
    }
}
