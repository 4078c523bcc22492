package dev.muster.adapters.in.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.adapters.in.rest.TestServer.Answer;
import dev.muster.adapters.in.rest.http.ConnectionLimits;
import dev.muster.adapters.in.rest.http.MinimumRate;
import dev.muster.application.memory.InMemoryObjectStore;
import dev.muster.application.port.PortException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Datasets and rejections as files over HTTP. What is in the formats is for others to test. */
class ExportsTest {
    private static final String JOBS = "/api/v1/datasets/jobs/records.csv";

    /** Whoever does not read is not closed. */
    private static final ConnectionLimits UNHURRIED =
            new ConnectionLimits(100, Duration.ofMinutes(5), new MinimumRate(Duration.ofMinutes(5), 1));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "csv     | text/csv; charset=utf-8",
                "json    | application/json",
                "ndjson  | application/x-ndjson",
                "xlsx    | application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                "parquet | application/vnd.apache.parquet",
                "avro    | application/vnd.apache.avro",
            })
    void datasetsAreGivenInEveryFormat(String format, String type) {
        try (TestServer server = TestServer.withHiring()) {
            Answer all = server.get("/api/v1/datasets/jobs/records." + format);
            assertThat(all.body()).isEqualTo("[id, job]\n[1, Nurse]\n[2, Analyst]\n[3, Ätzer]\n");
            assertThat(all.header("Content-Type")).isEqualTo(type);
            assertThat(all.header("Content-Disposition")).endsWith("; filename=\"jobs.%s\"".formatted(format));
            assertThat(server.get("/api/v1/datasets/jobs/records." + format + "?job=%C3%84tzer&raw=true")
                            .body())
                    .isEqualTo("[id, job] raw\n[3, Ätzer]\n");
        }
    }

    @Test
    void aCsvMayBeginWithAByteOrderMark() {
        try (TestServer server = TestServer.withHiring()) {
            String csv = "/api/v1/datasets/jobs/records.csv";
            assertThat(server.get(csv + "?id=1&bom=true").body()).isEqualTo("[id, job] bom\n[1, Nurse]\n");
            assertThat(server.get(csv + "?id=1&bom=true&raw=true").body()).isEqualTo("[id, job] raw bom\n[1, Nurse]\n");
            assertThat(server.get(csv + "?id=1&bom=false").body()).isEqualTo("[id, job]\n[1, Nurse]\n");
        }
    }

    @Test
    void rejectionsAreGivenAsLinesAndAsASheet() {
        try (TestServer server = TestServer.withHiring()) {
            Answer lines = server.get("/api/v1/rejections.ndjson");
            assertThat(lines.header("Content-Type")).isEqualTo("application/x-ndjson");
            assertThat(lines.body())
                    .isEqualTo(server.get("/api/v1/rejections/0000000000003-3").body()
                            + "\n"
                            + server.get("/api/v1/rejections/0000000000003-5").body()
                            + "\n");
            assertThat(server.get("/api/v1/rejections.ndjson?code=required")
                            .body()
                            .lines())
                    .hasSize(1);
            assertThat(server.get("/api/v1/rejections.ndjson?dataset=jobs").body())
                    .isEmpty();
            assertThat(server.get("/api/v1/rejections.xlsx?code=unknown-reference&dataset=hired_employees")
                            .body())
                    .startsWith("""
                            [id, name, hire_datetime, department_id, job_id, rejection_id, codes, fields, messages, raw] raw bom
                            [5, Eva Riis, 2021-05-05T05:05:05Z, 13, 2, 0000000000003-5, unknown-reference, department_id, """);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/datasets/jobs/records.pdf, 404, not-found",
        "/api/v1/datasets/wages/records.csv, 404, unknown-dataset",
        "/api/v1/datasets/jobs/records.csv?id=x, 400, bad-parameter",
        "/api/v1/datasets/jobs/records.csv?limit=5, 400, bad-parameter",
        "/api/v1/datasets/jobs/records.csv?bom=yes, 400, bad-parameter",
        "/api/v1/datasets/jobs/records.xlsx?bom=true, 400, bad-parameter",
        "/api/v1/datasets/jobs/records.ndjson?bom=true, 400, bad-parameter",
        "/api/v1/datasets/jobs/records.csv.gz, 404, not-found",
        "/api/v1/rejections.ndjson?code=x, 400, bad-parameter",
        "/api/v1/rejections.xlsx?limit=5, 400, bad-parameter",
        "/api/v1/rejections.pdf, 404, not-found",
    })
    void whatIsAskedWronglyIsRefused(String target, int status, String slug) {
        try (TestServer server = TestServer.withHiring()) {
            assertThat(server.get(target).status()).isEqualTo(status);
            assertThat(server.get(target).at("type")).isEqualTo("/problems/" + slug);
        }
    }

    @Test
    void aReaderThatGoesAwayLeavesNothingOpen() throws Exception {
        AtomicLong open = new AtomicLong();
        try (TestServer server = endless(open, Long.MAX_VALUE)) {
            for (int i = 0; i < 2 * Exports.MOST; i++) {
                try (Socket socket = begin(server)) {
                    assertThat(open.get()).isEqualTo(1);
                }
                Eventually.holds("nothing is open any more", () -> open.get() == 0);
            }
        }
    }

    @Test
    void aFewAreGivenAtATime() throws Exception {
        AtomicLong open = new AtomicLong();
        List<Socket> readers = new ArrayList<>();
        try (TestServer server = endless(open, Long.MAX_VALUE, UNHURRIED)) {
            for (int i = 0; i < Exports.MOST; i++) {
                readers.add(begin(server));
            }
            assertThat(open.get()).isEqualTo(Exports.MOST);
            // Others are served meanwhile, and so are exports that are short.
            assertThat(server.get("/api/v1/datasets/jobs").status()).isEqualTo(200);
            assertThat(server.get("/api/v1/rejections.csv?dataset=jobs").status())
                    .isEqualTo(200);
            Answer further = server.get(JOBS);
            assertThat(further.status()).isEqualTo(429);
            assertThat(further.at("type")).isEqualTo("/problems/too-many-requests");
            assertThat(open.get()).isEqualTo(Exports.MOST);
            for (Socket reader : readers) {
                reader.close();
            }
            Eventually.holds("nothing is open any more", () -> open.get() == 0);
        }
    }

    /** Whoever asks and is gone before there is an answer takes no place with it. */
    @Test
    void thoseWhoDoNotWaitForTheAnswerLeaveNothingOpen() throws Exception {
        AtomicLong open = new AtomicLong();
        try (TestServer server = endless(open, Long.MAX_VALUE, UNHURRIED)) {
            for (int round = 0; round < 5; round++) {
                for (int i = 0; i < 2 * Exports.MOST; i++) {
                    try (Socket socket = server.connect()) {
                        ask(server, socket);
                    }
                }
            }
            try (Socket reader = begin(server)) {
                Eventually.holds("only the one who reads has something open", () -> open.get() == 1);
            }
        }
    }

    /** A byte now and then is no progress that anyone has to wait for. */
    @Test
    void whoReadsTooSlowlyOnAverageGivesItsPlaceUp() throws Exception {
        AtomicLong open = new AtomicLong();
        ConnectionLimits limits =
                new ConnectionLimits(100, Duration.ofMinutes(5), new MinimumRate(Duration.ofSeconds(1), 1 << 20));
        try (TestServer server = endless(open, Long.MAX_VALUE, limits);
                Socket socket = begin(server)) {
            assertThatThrownBy(() -> {
                        while (open.get() > 0) {
                            socket.getInputStream().readNBytes(2_000);
                            Thread.sleep(5);
                        }
                        lastBytes(socket);
                        throw new SocketException("given up");
                    })
                    .isInstanceOf(SocketException.class);
            Eventually.holds("nothing is open any more", () -> open.get() == 0);
        }
    }

    /** Places are for those who read: here all are taken by others, while rejections want one, too. */
    @Test
    void whoStopsReadingGivesItsPlaceUp() throws Exception {
        AtomicLong open = new AtomicLong();
        List<Socket> idle = new ArrayList<>();
        ConnectionLimits limits =
                new ConnectionLimits(100, Duration.ofMinutes(5), new MinimumRate(Duration.ofMillis(500), 1 << 20));
        try (TestServer server = endless(open, Long.MAX_VALUE, limits)) {
            for (int i = 0; i < Exports.MOST; i++) {
                idle.add(begin(server));
            }
            Eventually.holds("nothing is open any more", () -> open.get() == 0);
            for (String target :
                    List.of("rejections.csv?dataset=jobs", "rejections.ndjson", "rejections.xlsx?dataset=jobs")) {
                assertThat(server.get("/api/v1/" + target).status()).as(target).isEqualTo(200);
            }
            // What has been given so far breaks off: it has no end of the last chunk.
            for (Socket socket : idle) {
                assertThat(lastBytes(socket)).isNotEqualTo("0\r\n\r\n");
                socket.close();
            }
        }
    }

    /** The last five bytes before the connection is closed. */
    private static String lastBytes(Socket socket) throws IOException {
        byte[] last = new byte[0];
        try {
            for (byte[] next; (next = socket.getInputStream().readNBytes(1 << 16)).length > 0; ) {
                last = next;
            }
        } catch (SocketException e) {
            // Closed without a word.
        }
        String text = new String(last, StandardCharsets.ISO_8859_1);
        return text.substring(Math.max(0, text.length() - 5));
    }

    @Test
    void whoOnlyAsksForTheHeadersTakesNoPlace() {
        AtomicLong open = new AtomicLong();
        try (TestServer server = endless(open, Long.MAX_VALUE)) {
            for (int i = 0; i < 2 * Exports.MOST; i++) {
                Answer answer = server.send("HEAD", JOBS, Map.of(), null);
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.header("Content-Type")).isEqualTo("text/csv; charset=utf-8");
                assertThat(answer.header("Content-Disposition")).isEqualTo("attachment; filename=\"jobs.csv\"");
            }
            Eventually.holds("nothing is open any more", () -> open.get() == 0);
        }
    }

    @Test
    void whatFailsBeforeTheFirstByteIsAProblem() {
        AtomicLong open = new AtomicLong();
        try (TestServer server = endless(open, 0)) {
            Answer answer = server.get(JOBS);
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.at("type")).isEqualTo("/problems/database-unavailable");
            assertThat(open.get()).isZero();
        }
    }

    @Test
    void whatFailsLaterIsNotTakenForTheEnd() throws Exception {
        AtomicLong open = new AtomicLong();
        try (TestServer server = endless(open, 100_000)) {
            assertThatThrownBy(() -> server.get(JOBS))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasRootCauseInstanceOf(IOException.class);
            Eventually.holds("nothing is open any more", () -> open.get() == 0);
        }
    }

    private static TestServer endless(AtomicLong open, long faultAfter) {
        return endless(open, faultAfter, ConnectionLimits.USUAL);
    }

    private static TestServer endless(AtomicLong open, long faultAfter, ConnectionLimits connections) {
        return TestServer.start(
                EndlessRows.in(
                        open,
                        faultAfter,
                        new PortException(
                                PortException.Part.DATABASE,
                                PortException.Kind.UNAVAILABLE,
                                "the database is gone",
                                new IOException("gone"))),
                new InMemoryObjectStore(),
                connections);
    }

    /** Asks for an export and reads its beginning. */
    private static Socket begin(TestServer server) throws IOException {
        Socket socket = server.connect();
        ask(server, socket);
        assertThat(socket.getInputStream().readNBytes(100_000)).hasSize(100_000);
        return socket;
    }

    private static void ask(TestServer server, Socket socket) throws IOException {
        socket.getOutputStream()
                .write("GET %s HTTP/1.1\r\nHost: localhost:%s\r\n\r\n"
                        .formatted(JOBS, server.port())
                        .getBytes(StandardCharsets.US_ASCII));
    }
}
