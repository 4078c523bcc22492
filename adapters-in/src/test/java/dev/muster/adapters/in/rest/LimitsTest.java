package dev.muster.adapters.in.rest;

import static dev.muster.application.fixtures.Fixtures.CATALOG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.adapters.in.rest.TestServer.Answer;
import dev.muster.adapters.in.rest.http.MinimumRate;
import dev.muster.application.memory.InMemoryDatabase;
import dev.muster.application.memory.InMemoryObjectStore;
import dev.muster.application.work.Lane;
import dev.muster.application.work.LoadQueue;
import dev.muster.application.work.UploadMemory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What senders may take up: time, memory and places. */
@Timeout(120)
class LimitsTest {
    private static final String JOBS = "/api/v1/datasets/jobs/records";
    /** As many as would take all the room if each got what it may need one day. */
    private static final int SILENT = 100;

    private static final MinimumRate QUICK = new MinimumRate(Duration.ofMillis(500), 10_000);

    private static TestServer server(MinimumRate pace) {
        return TestServer.start(new InMemoryDatabase(CATALOG).ports(), new InMemoryObjectStore(), pace);
    }

    private static void assertNothingKept(TestServer server) {
        assertThat(server.get("/api/v1/runs").at("runs")).isEqualTo(List.of());
        assertThat(server.objects().list("")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    a byte now and then  | text/csv                        |        | 1
                    nothing              | text/csv                        |        | 0
                    a form byte by byte  | multipart/form-data; boundary=X | --X\\r\\nContent-Disposition: | 1
                    """)
    void aBodyThatComesTooSlowlyIsGivenUp(String what, String type, String start, int bytesAtATime) throws Exception {
        try (TestServer server = server(QUICK);
                Socket socket = server.connect()) {
            OutputStream out = socket.getOutputStream();
            out.write("POST %s HTTP/1.1\r\nHost: localhost:%s\r\nContent-Type: %s\r\nContent-Length: 2000\r\n\r\n%s"
                    .formatted(
                            JOBS,
                            server.port(),
                            type,
                            start == null ? "" : start.replace("\\r", "\r").replace("\\n", "\n"))
                    .getBytes(StandardCharsets.US_ASCII));
            Thread sender = Thread.ofPlatform().daemon().start(() -> {
                try {
                    while (true) {
                        out.write(new byte[bytesAtATime]);
                        Thread.sleep(50);
                    }
                } catch (IOException | InterruptedException e) {
                    // The server has closed the connection.
                }
            });
            String answer = new String(socket.getInputStream().readNBytes(560), StandardCharsets.UTF_8);
            sender.interrupt();
            assertThat(answer)
                    .startsWith("HTTP/1.1 408")
                    .containsIgnoringCase("connection: close")
                    .contains("/problems/request-timeout", "at least 10000 bytes a second are needed");
            assertNothingKept(server);
        }
    }

    @Test
    void aLargeBodyThatStopsIsGivenUpAndLeavesNothing() throws Exception {
        try (TestServer server = server(QUICK);
                Socket socket = server.connect()) {
            OutputStream out = socket.getOutputStream();
            out.write(
                    "POST %s HTTP/1.1\r\nHost: localhost:%s\r\nContent-Type: text/csv\r\nContent-Length: 2900000\r\n\r\n"
                            .formatted(JOBS, server.port())
                            .getBytes(StandardCharsets.US_ASCII));
            out.write("1,Nurse\n".repeat(200_000).getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 408");
            assertNothingKept(server);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSenderThatGoesAwayLeavesNothing(boolean form) throws Exception {
        try (TestServer server = server(MinimumRate.OF_BODIES)) {
            try (Socket socket = server.connect()) {
                OutputStream out = socket.getOutputStream();
                out.write(
                        "POST %s HTTP/1.1\r\nHost: localhost:%s\r\nContent-Type: %s\r\nContent-Length: 2900000\r\n\r\n%s"
                                .formatted(
                                        JOBS,
                                        server.port(),
                                        form ? "multipart/form-data; boundary=X" : "text/csv",
                                        form
                                                ? "--X\r\nContent-Disposition: form-data; name=file; filename=a.csv\r\n\r\n"
                                                : "")
                                .getBytes(StandardCharsets.US_ASCII));
                out.write("1,Nurse\n".repeat(250_000).getBytes(StandardCharsets.US_ASCII));
            }
            assertThat(server.load("departments", "1,Support\n").status()).isEqualTo(200);
            assertThat(server.get("/api/v1/runs").at("runs")).asList().hasSize(1);
            // That the sender is gone may be noticed after the next request is answered.
            Eventually.holds(
                    "nothing is left", () -> server.objects().list("").findAny().isEmpty());
        }
    }

    @Test
    void aFileThatOpensToTooMuchIsRefusedInAFormToo() throws IOException {
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        form.writeBytes("--X\r\nContent-Disposition: form-data; name=file; filename=jobs.csv.gz\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII));
        try (GZIPOutputStream gzip = new GZIPOutputStream(form)) {
            gzip.write(new byte[4_000_000]);
        }
        form.writeBytes("\r\n--X--\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(form.size()).isLessThan(10_000);
        try (TestServer server = server(MinimumRate.OF_BODIES)) {
            Answer answer = server.post(JOBS, "multipart/form-data; boundary=X", form.toByteArray());
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.at("type")).isEqualTo("/problems/decompressed-too-large");
            assertNothingKept(server);
        }
    }

    @Test
    void moreThanCanWaitIsToldToComeBack() throws Exception {
        try (TestServer server = server(MinimumRate.OF_BODIES);
                TestServer.Release held = server.holdLoads()) {
            LoadQueue queue = server.context().getBean(LoadQueue.class);
            List<CompletableFuture<Integer>> waiting = new ArrayList<>();
            for (int i = 0; i < LoadQueue.MOST_WAITING; i++) {
                int number = i;
                waiting.add(queue.begin(Lane.SMALL, () -> number));
            }
            Answer answer = server.load("jobs", "1,Nurse\n");
            assertThat(answer.status()).isEqualTo(429);
            assertThat(answer.at("type")).isEqualTo("/problems/too-many-requests");
            assertThat(answer.header("Retry-After")).isEqualTo("5");
            assertNothingKept(server);

            held.close();
            for (CompletableFuture<Integer> each : waiting) {
                each.get(30, TimeUnit.SECONDS);
            }
            assertThat(server.load("jobs", "1,Nurse\n").status()).isEqualTo(200);
        }
    }

    /** In any order and whatever they have sent already: up to nothing, to a bit, to nearly all that is kept in memory. */
    @ParameterizedTest
    @ValueSource(ints = {0, 20_000, 1_000_000})
    void aSmallBodyDoesNotStandBehindThoseThatAreSilent(int sent) throws Exception {
        try (TestServer server = server(new MinimumRate(Duration.ofMinutes(10), 1))) {
            List<Socket> silent = new ArrayList<>();
            try {
                for (int i = 0; i < SILENT; i++) {
                    Socket socket = server.connect();
                    silent.add(socket);
                    OutputStream out = socket.getOutputStream();
                    out.write(
                            "POST %s HTTP/1.1\r\nHost: localhost:%s\r\nContent-Type: text/csv\r\nContent-Length: 2000000\r\n\r\n"
                                    .formatted(JOBS, server.port())
                                    .getBytes(StandardCharsets.US_ASCII));
                    out.write("\n".repeat(sent).getBytes(StandardCharsets.US_ASCII));
                }
                UploadMemory room = server.context().getBean(UploadMemory.class);
                Eventually.holds("all have a place", () -> room.occupied() == SILENT);
                assertThat(server.load("jobs", "1,Nurse of a ward with 40 beds\n")
                                .status())
                        .isEqualTo(200);
                assertThat(room.occupied()).isEqualTo(SILENT);

                // And each of those may go on.
                OutputStream first = silent.getFirst().getOutputStream();
                first.write("\n".repeat(2_000_000 - sent).getBytes(StandardCharsets.US_ASCII));
                assertThat(new String(silent.getFirst().getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                        .isEqualTo("HTTP/1.1 200");
            } finally {
                for (Socket socket : silent) {
                    socket.close();
                }
            }
        }
    }

    /** Bodies that are not records have nowhere to go but memory: they take it as they grow, from the same room. */
    @Test
    void aBodyOfJsonTakesRoomAsItGrows() throws Exception {
        try (TestServer server = server(new MinimumRate(Duration.ofMinutes(10), 1));
                Socket socket = server.connect()) {
            UploadMemory room = server.context().getBean(UploadMemory.class);
            OutputStream out = socket.getOutputStream();
            out.write(
                    "POST /api/v1/runs HTTP/1.1\r\nHost: localhost:%s\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n"
                            .formatted(server.port())
                            .getBytes(StandardCharsets.US_ASCII));
            out.write(" ".repeat(500_000).getBytes(StandardCharsets.US_ASCII));
            Eventually.holds("it has what it uses", () -> room.bytesTaken() >= 900_000);
            assertThat(room.bytesTaken()).isLessThan(1_100_000);
            assertThat(room.occupied()).isEqualTo(1);
            out.write(" ".repeat(500_000).getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 400");
            assertThat(room.bytesTaken()).isZero();
            assertThat(room.occupied()).isZero();
        }
    }

    @Test
    void aSmallInputDoesNotStandBehindThoseThatTakeLong() {
        try (TestServer server = server(MinimumRate.OF_BODIES);
                TestServer.Release held = server.holdLargeLoads()) {
            assertThat(server.load("jobs", "1,Nurse\n").status()).isEqualTo(200);
            Answer large = server.send(
                    "POST",
                    JOBS,
                    Map.of("Content-Type", "text/csv", "Prefer", "respond-async"),
                    ("2,Nurse\n" + "\n".repeat(1 << 20)).getBytes(StandardCharsets.US_ASCII));
            assertThat(large.status()).isEqualTo(202);
            assertThat(server.load("jobs", "3,Nurse\n").status()).isEqualTo(200);
            assertThat(server.get(large.header("Location")).at("status")).isEqualTo("running");
        }
    }

    @Test
    void manyAtOnceAllEndWell() {
        try (TestServer server = server(MinimumRate.OF_BODIES)) {
            List<CompletableFuture<Answer>> answers = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                // Much to receive, little to load.
                byte[] body = ("%s,Nurse\n".formatted(i + 1) + "\n".repeat(180_000)).getBytes(StandardCharsets.UTF_8);
                answers.add(CompletableFuture.supplyAsync(() ->
                        server.send("POST", JOBS, Map.of("Content-Type", "text/csv", "Prefer", "wait=100"), body)));
            }
            assertThat(answers.stream().map(CompletableFuture::join).map(Answer::status))
                    .containsOnly(200);
            assertThat(server.get("/api/v1/datasets/jobs").at("row_count")).isEqualTo(60);
        }
    }
}
