package dev.muster.adapters.in.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.adapters.in.rest.TestServer.Answer;
import dev.muster.application.Refusal;
import dev.muster.application.memory.InMemoryObjectStore;
import dev.muster.application.port.PortException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
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
            assertThat(server.get("/api/v1/rejections.xlsx?code=unknown-reference&raw=true")
                            .body())
                    .startsWith("""
                            [id, run_id, dataset, record_number, line, status, codes, fields, messages, raw, replay_of, created_at] raw
                            [0000000000003-5, 0000000000003, hired_employees, 5, 5, open, unknown-reference, department_id, """);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/datasets/jobs/records.pdf, 404, not-found",
        "/api/v1/datasets/wages/records.csv, 404, unknown-dataset",
        "/api/v1/datasets/jobs/records.csv?id=x, 400, bad-parameter",
        "/api/v1/datasets/jobs/records.csv?limit=5, 400, bad-parameter",
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
                awaitClosed(open);
            }
        }
    }

    @Test
    void whoAsksForTheHeadOnlyLeavesNothingOpen() throws Exception {
        AtomicLong open = new AtomicLong();
        try (TestServer server = endless(open, Long.MAX_VALUE)) {
            for (int i = 0; i < 2 * Exports.MOST; i++) {
                Answer head = server.send("HEAD", JOBS, Map.of(), null);
                assertThat(head.status()).isEqualTo(200);
                assertThat(head.header("Content-Disposition")).isEqualTo("attachment; filename=\"jobs.csv\"");
                awaitClosed(open);
            }
        }
    }

    @Test
    void aFewAreGivenAtATime() throws Exception {
        AtomicLong open = new AtomicLong();
        List<Socket> readers = new ArrayList<>();
        Exports exports = new Exports(Duration.ZERO);
        try (TestServer server = endless(open, Long.MAX_VALUE)) {
            for (int i = 0; i < Exports.MOST; i++) {
                readers.add(begin(server));
            }
            assertThat(open.get()).isEqualTo(Exports.MOST);
            // Others are served meanwhile.
            assertThat(server.get("/api/v1/datasets/jobs").status()).isEqualTo(200);
            for (Socket reader : readers) {
                reader.close();
            }
            awaitClosed(open);
        }
        List<StreamedBody> bodies = new ArrayList<>();
        for (int i = 0; i < Exports.MOST; i++) {
            bodies.add(exports.begin(out -> {
                while (true) {
                    out.write('x');
                }
            }));
        }
        assertThatThrownBy(() -> exports.begin(out -> {}))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.problem().type().slug()).isEqualTo("too-many-requests"));
        bodies.forEach(StreamedBody::close);
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
            awaitClosed(open);
        }
    }

    private static TestServer endless(AtomicLong open, long faultAfter) {
        return new TestServer(
                EndlessRows.in(
                        open,
                        faultAfter,
                        new PortException(
                                PortException.Part.DATABASE,
                                PortException.Kind.UNAVAILABLE,
                                "the database is gone",
                                new IOException("gone"))),
                new InMemoryObjectStore());
    }

    /** Asks for an export and reads its beginning. */
    private static Socket begin(TestServer server) throws IOException {
        Socket socket = server.connect();
        socket.getOutputStream()
                .write("GET %s HTTP/1.1\r\nHost: localhost:%d\r\n\r\n"
                        .formatted(JOBS, server.port())
                        .getBytes(StandardCharsets.US_ASCII));
        assertThat(socket.getInputStream().readNBytes(100_000)).hasSize(100_000);
        return socket;
    }

    private static void awaitClosed(AtomicLong open) throws InterruptedException {
        for (int i = 0; i < 100 && open.get() > 0; i++) {
            Thread.sleep(100);
        }
        assertThat(open.get()).isZero();
    }
}
