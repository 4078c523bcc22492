package dev.muster.adapters.in.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.adapters.in.rest.TestServer.Answer;
import dev.muster.application.work.WatchRuns;
import dev.muster.domain.run.RunId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;

/** What can be done about runs: watch them, stop them, take them back. */
@Timeout(60)
class RunsTest {
    private static final String JOBS = "/api/v1/datasets/jobs/records";

    private static Answer begin(TestServer server, String csv) {
        return server.send(
                "POST",
                JOBS,
                Map.of("Content-Type", "text/csv", "Prefer", "respond-async"),
                csv.getBytes(StandardCharsets.UTF_8));
    }

    private static Answer post(TestServer server, String target, String... headers) {
        return server.send(
                "POST", target, headers.length == 0 ? Map.of() : Map.of(headers[0], headers[1]), new byte[0]);
    }

    /** Someone who listens to a run. */
    private static final class Listener implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader lines;

        Listener(TestServer server, String run) throws IOException {
            socket = server.connect();
            socket.getOutputStream()
                    .write("GET /api/v1/runs/%s/events HTTP/1.1\r\nHost: localhost:%s\r\n\r\n"
                            .formatted(run, server.port())
                            .getBytes(StandardCharsets.US_ASCII));
            lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        }

        /** The next event: its name and the run's status. */
        String next() throws IOException {
            String event = null;
            for (String line; (line = lines.readLine()) != null; ) {
                if (line.startsWith("event: ")) {
                    event = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    return event + " " + Yaml.at(Yaml.parse(line.substring(6)), "status");
                }
            }
            return "nothing more";
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void areWatchedByManyUntilTheyEnd() throws Exception {
        try (TestServer server = TestServer.start();
                TestServer.Release held = server.holdLoads()) {
            String run = (String) begin(server, "1,Nurse\nx,y\n").at("id");
            WatchRuns watchRuns = server.context().getBean(WatchRuns.class);
            List<Listener> listeners = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                listeners.add(new Listener(server, run));
            }
            for (Listener listener : listeners) {
                assertThat(listener.next()).isEqualTo("progress running");
            }
            assertThat(watchRuns.watching()).isEqualTo(1);
            for (Listener listener : listeners.subList(0, 99)) {
                listener.close();
            }
            held.close();
            assertThat(listeners.get(99).next()).isEqualTo("end succeeded");
            listeners.get(99).close();
            Eventually.holds("nobody watches any more", () -> watchRuns.watching() == 0);
        }
    }

    @Test
    void giveCommentsWhileNothingChanges() {
        try (TestServer server = TestServer.start();
                TestServer.Release held = server.holdLoads()) {
            String run = (String) begin(server, "x,y\n").at("id");
            RunEvents events = new RunEvents(server.context().getBean(WatchRuns.class), Duration.ofMillis(250));
            assertThat(Flux.from(events.of(RunId.parse(run).orElseThrow()))
                            .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                            .take(3)
                            .collectList()
                            .block(Duration.ofMinutes(1)))
                    .containsExactly(
                            "event: progress\ndata: %s\n\n"
                                    .formatted(server.get("/api/v1/runs/" + run).body()),
                            ":\n\n",
                            ":\n\n");
        }
    }

    @Test
    void areLetGoWhenNobodyWatchesAnyMore() throws Exception {
        try (TestServer server = TestServer.start();
                TestServer.Release held = server.holdLoads()) {
            String run = (String) begin(server, "x,y\n").at("id");
            WatchRuns watchRuns = server.context().getBean(WatchRuns.class);
            try (Listener listener = new Listener(server, run)) {
                assertThat(listener.next()).isEqualTo("progress running");
                assertThat(watchRuns.watching()).isEqualTo(1);
            }
            Eventually.holds("nobody watches any more", () -> watchRuns.watching() == 0);
        }
    }

    @Test
    void tellTheirEndAtOnceIfTheyHaveEnded() {
        try (TestServer server = TestServer.start()) {
            server.load("jobs", "1,Nurse\n");
            Answer answer = server.get("/api/v1/runs/0000000000001/events");
            assertThat(answer.header("Content-Type")).isEqualTo("text/event-stream");
            assertThat(answer.body())
                    .isEqualTo("event: end\ndata: %s\n\n"
                            .formatted(server.get("/api/v1/runs/0000000000001").body()));
        }
    }

    @Test
    void areStoppedOnce() throws Exception {
        try (TestServer server = TestServer.start();
                TestServer.Release held = server.holdLoads()) {
            String run = (String) begin(server, "1,Nurse\n").at("id");
            Answer cancelled = post(server, "/api/v1/runs/" + run + "/cancel");
            assertThat(cancelled.status()).isEqualTo(200);
            assertThat(cancelled.at("status")).isEqualTo("cancelled");
            held.close();

            Answer again = post(server, "/api/v1/runs/" + run + "/cancel");
            assertThat(again.status()).isEqualTo(409);
            assertThat(again.at("type")).isEqualTo("/problems/conflict");
            assertThat(server.load("jobs", "2,Cook\n").at("counts", "inserted")).isEqualTo(1);
            assertThat(server.get("/api/v1/runs/" + run).at("status")).isEqualTo("cancelled");
            assertThat(server.get(JOBS + "/1").status()).isEqualTo(404);
            assertThat(post(server, "/api/v1/runs/x/cancel").status()).isEqualTo(404);
        }
    }

    private static Object status(TestServer server, int run) {
        return server.get(String.format(Locale.ROOT, "/api/v1/runs/%013d", run)).at("status");
    }

    @Test
    void areTakenBackWithWhatHadToBeLeft() {
        try (TestServer server = TestServer.withHiring()) {
            Answer undone = post(server, "/api/v1/runs/0000000000001/undo");
            assertThat(undone.status()).isEqualTo(200);
            assertThat(undone.at("status")).isEqualTo("undone");
            assertThat(undone.at("removed")).isEqualTo(0);
            assertThat(undone.at("put_back")).isEqualTo(0);
            assertThat(undone.at("left_count")).isEqualTo(2);
            assertThat(undone.at("left"))
                    .isEqualTo(List.of(
                            Map.of("key", 1, "cause", "referred-to"), Map.of("key", 2, "cause", "referred-to")));

            server.post(JOBS + "?mode=upsert", "text/csv", "1,Doctor\n9,Cook\n".getBytes(StandardCharsets.UTF_8));
            Answer preview = post(server, "/api/v1/runs/0000000000004/undo?dry_run=true");
            assertThat(preview.status()).isEqualTo(200);
            assertThat(preview.at("status")).isEqualTo("succeeded");
            assertThat(preview.at("removed")).isEqualTo(1);
            assertThat(preview.at("removed_rows")).isEqualTo(List.of(Map.of("id", 9, "job", "Cook")));
            assertThat(preview.at("put_back")).isEqualTo(1);
            assertThat(preview.at("put_back_rows"))
                    .isEqualTo(List.of(Map.of(
                            "key",
                            1,
                            "old",
                            Map.of("id", 1, "job", "Doctor"),
                            "new",
                            Map.of("id", 1, "job", "Nurse"))));
            assertThat(server.get(JOBS + "/1").at("job")).isEqualTo("Doctor");
            assertThat(status(server, 4)).isEqualTo("succeeded");

            Answer upsert = post(server, "/api/v1/runs/0000000000004/undo");
            assertThat(upsert.body()).doesNotContain("_rows");
            assertThat(upsert.at("removed")).isEqualTo(1);
            assertThat(upsert.at("put_back")).isEqualTo(1);
            assertThat(upsert.at("left")).isEqualTo(List.of());
            assertThat(server.get(JOBS + "/1").at("job")).isEqualTo("Nurse");
            assertThat(server.get(JOBS + "/9").status()).isEqualTo(404);

            assertThat(post(server, "/api/v1/runs/0000000000004/undo").status()).isEqualTo(409);
            assertThat(post(server, "/api/v1/runs/0000000000004/undo?dry_run=true")
                            .status())
                    .isEqualTo(409);
            assertThat(post(server, "/api/v1/runs/0000000000099/undo").status()).isEqualTo(404);
        }
    }

    @Test
    void areTakenBackWhileNobodyWaits() throws Exception {
        try (TestServer server = TestServer.withHiring()) {
            Answer begun = post(server, "/api/v1/runs/0000000000003/undo", "Prefer", "respond-async");
            assertThat(begun.status()).isIn(200, 202);
            if (begun.status() == 202) {
                assertThat(begun.header("Location")).isEqualTo("/api/v1/runs/0000000000003");
            }
            Eventually.holds("the run is undone", () -> status(server, 3).equals("undone"));
            assertThat(server.get("/api/v1/datasets/hired_employees").at("row_count"))
                    .isEqualTo(0);
            assertThat(server.get("/api/v1/rejections?status=open").at("rejections"))
                    .isEqualTo(List.of());
        }
    }
}
