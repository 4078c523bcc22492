package dev.muster.adapters.in.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.adapters.in.rest.TestServer.Answer;
import dev.muster.application.ingest.IngestRecords;
import dev.muster.application.memory.InMemoryObjectStore;
import dev.muster.application.port.PortException;
import dev.muster.application.port.PortException.Kind;
import dev.muster.application.port.PortException.Part;
import dev.muster.application.port.RunListener;
import dev.muster.domain.run.RunId;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are sent again with the same {@code Idempotency-Key}. */
@Timeout(120)
class IdempotencyTest {
    private static final String JOBS = "/api/v1/datasets/jobs/records";

    private static Answer send(TestServer server, String target, String body, String... further) {
        Map<String, String> headers = new HashMap<>(Map.of("Content-Type", "text/csv", "Idempotency-Key", "k 1"));
        for (int i = 0; i < further.length; i += 2) {
            headers.put(further[i], further[i + 1]);
        }
        return server.send("POST", target, headers, body.getBytes(StandardCharsets.UTF_8));
    }

    private static List<?> runs(TestServer server) {
        return (List<?>) server.get("/api/v1/runs").at("runs");
    }

    private static void assertSame(Answer again, Answer first) {
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.status()).isEqualTo(first.status());
        for (String header : List.of("Content-Type", "Content-Length", "Location", "Cache-Control")) {
            assertThat(again.header(header)).as(header).isEqualTo(first.header(header));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    200 |                | 1,Nurse\\n1,Nurse\\nx,1\\n
                    422 | ?strict=true   | 1,Nurse\\nx,1\\n
                    422 | ?mode=upsert   | id,title\\n1,Nurse\\n
                    """)
    void areAnsweredAsTheFirstTime(int status, String query, String text) {
        try (TestServer server = TestServer.start()) {
            String target = JOBS + (query == null ? "" : query);
            String body = text.replace("\\n", "\n");
            Answer first = send(server, target, body);
            assertThat(first.status()).isEqualTo(status);
            assertSame(send(server, target, body), first);
            assertThat(runs(server)).hasSize(1);
        }
    }

    @Test
    void areAnsweredWithTheFirst202() {
        try (TestServer server = TestServer.start()) {
            TestServer.Release held = server.holdLoads();
            Answer first = send(server, JOBS, "x,1\n", "Prefer", "respond-async");
            assertThat(first.status()).isEqualTo(202);
            assertSame(send(server, JOBS, "x,1\n"), first);
            held.close();
            Eventually.holds(
                    "the run has succeeded",
                    () -> server.get(first.header("Location")).at("status").equals("succeeded"));
            assertSame(send(server, JOBS, "x,1\n"), first);
            assertThat(runs(server)).hasSize(1);
        }
    }

    @Test
    void areBusyWhileTheFirstIsUnderWay() throws Exception {
        try (TestServer server = TestServer.start()) {
            TestServer.Release held = server.holdLoads();
            CompletableFuture<Answer> first = CompletableFuture.supplyAsync(() -> send(server, JOBS, "x,1\n"));
            Eventually.holds("the first is on record", () -> !runs(server).isEmpty());
            Answer busy = send(server, JOBS, "x,1\n");
            assertThat(busy.status()).isEqualTo(409);
            assertThat(busy.at("type")).isEqualTo("/problems/busy");
            assertThat(busy.at("run")).isEqualTo("0000000000001");
            held.close();
            Answer answer = first.get(30, TimeUnit.SECONDS);
            assertThat(answer.status()).isEqualTo(200);
            assertSame(send(server, JOBS, "x,1\n", "X", "1"), answer);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    /api/v1/datasets/jobs/records                | 1,Cook
                    /api/v1/datasets/jobs/records?mode=insert    | 1,Nurse
                    /api/v1/datasets/departments/records         | 1,Nurse
                    """)
    void areRefusedIfTheyDiffer(String target, String body) {
        try (TestServer server = TestServer.start()) {
            Answer first = send(server, JOBS, "1,Nurse");
            Answer other = send(server, target, body);
            assertThat(other.status()).isEqualTo(422);
            assertThat(other.at("type")).isEqualTo("/problems/idempotency-mismatch");
            assertSame(send(server, JOBS, "1,Nurse"), first);
            assertThat(runs(server)).hasSize(1);
        }
    }

    @Test
    void areTheSameIfTheirFileIsWhateverSeparatesThePartsOfTheForm() {
        try (TestServer server = TestServer.start()) {
            Answer first = null;
            for (String boundary : List.of("first", "second")) {
                String form =
                        "--%s\r\nContent-Disposition: form-data; name=file; filename=jobs.csv\r\n\r\n1,Nurse\r\n--%s--\r\n"
                                .formatted(boundary, boundary);
                Answer answer = send(server, JOBS, form, "Content-Type", "multipart/form-data; boundary=" + boundary);
                assertThat(answer.status()).isEqualTo(200);
                first = first == null ? answer : first;
                assertSame(answer, first);
            }
        }
    }

    @Test
    void areNewIfTheFirstWasRefusedOrDry() {
        try (TestServer server = TestServer.start()) {
            assertThat(send(server, JOBS, "1,Nurse", "Content-Type", "text/plain")
                            .status())
                    .isEqualTo(415);
            assertThat(send(server, JOBS + "?dry_run=true", "1,Nurse").at("id")).isNull();
            assertThat(send(server, JOBS, "2,Cook").at("counts", "inserted")).isEqualTo(1);
        }
    }

    @Test
    void areAnsweredFromWhatIsOnRecordIfTheFirstAnswerWasLost() {
        BrokenBatches broken =
                new BrokenBatches(new PortException(Part.DATABASE, Kind.UNAVAILABLE, "it is down", null));
        try (TestServer server = TestServer.start(broken.database(), new InMemoryObjectStore())) {
            Answer lost = send(server, JOBS, "1,Nurse\nx,1\n");
            assertThat(lost.status()).isEqualTo(503);
            assertThat(lost.header("Retry-After")).isEqualTo("5");
            assertThat(send(server, JOBS, "1,Nurse\nx,1\n").at("type")).isEqualTo("/problems/busy");

            broken.mend();
            IngestRecords ingest = server.context().getBean(IngestRecords.class);
            ingest.resume(new RunId(1)).orElseThrow().load(RunListener.NONE);
            Answer answer = send(server, JOBS, "1,Nurse\nx,1\n");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.at("id")).isEqualTo(lost.at("run"));
            assertThat(answer.at("rejections", 0, "raw")).isEqualTo("x,1");
            assertSame(send(server, JOBS, "1,Nurse\nx,1\n"), answer);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "long"})
    void haveAKeyThatCanBeOne(String key) {
        try (TestServer server = TestServer.start()) {
            Answer answer =
                    send(server, JOBS, "1,Nurse", "Idempotency-Key", key.equals("long") ? "k".repeat(256) : key);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.at("field")).isEqualTo("Idempotency-Key");
        }
    }
}
