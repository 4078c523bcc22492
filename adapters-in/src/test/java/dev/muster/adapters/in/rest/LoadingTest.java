package dev.muster.adapters.in.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.adapters.in.rest.TestServer.Answer;
import dev.muster.application.memory.InMemoryObjectStore;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@MicronautTest(contextBuilder = TestApplication.class, rebuildContext = true)
class LoadingTest {
    private static final String JOBS = "/api/v1/datasets/jobs/records";

    @Inject
    TestServer server;

    @Test
    void answersWithTheRunItsRejectionsAndUnchangedKeys() throws Exception {
        server.load("jobs", "1,Nurse\n");
        byte[] body = "1,Nurse\n2,Analyst\nx,Nobody\n1,Doctor\n".getBytes(StandardCharsets.UTF_8);
        Answer answer = server.post(JOBS, "text/csv", body);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("""
                        {"id":"0000000000002","dataset":"jobs","mode":"insert","status":"succeeded",\
                        "source":{"kind":"upload","name":null,"sha256":"%s","bytes":36},\
                        "actor":"local","mapping":null,\
                        "counts":{"received":4,"inserted":1,"updated":0,"unchanged":1,"rejected":2},\
                        "rejections_by_code":{"duplicate-key":1,"not-integer":1},"blank_lines":0,\
                        "progress":{"bytes_read":36,"bytes_total":36},\
                        "started_at":"2026-03-01T09:30:00.123Z","finished_at":"2026-03-01T09:30:00.123Z","error":null,\
                        "rejections":[{"id":"0000000000002-3","run_id":"0000000000002","dataset":"jobs","record_number":3,\
                        "line":3,"status":"open","reasons":[{"code":"not-integer","field":"id","value":"x",\
                        "message":"id must be a whole number"}],"raw":"x,Nobody","replay_of":null,"stream":null,\
                        "created_at":"2026-03-01T09:30:00.123Z"},{"id":"0000000000002-4","run_id":"0000000000002",\
                        "dataset":"jobs","record_number":4,"line":4,"status":"open","reasons":[{"code":"duplicate-key",\
                        "field":"id","value":"1","message":"id 1 is in jobs already with other values"}],\
                        "raw":"1,Doctor","replay_of":null,"stream":null,"created_at":"2026-03-01T09:30:00.123Z"}],\
                        "unchanged_keys":[1],"corrections":[]}""".formatted(HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(body))));
        assertThat(server.get("/api/v1/runs/0000000000002").body() + "REST")
                .isEqualTo(answer.body().replaceAll(",\"rejections\":.*", "}REST"));
    }

    @Test
    void aDryRunTellsTheChangesAndLeavesNothing() {
        server.load("jobs", "1,Nurse\n");
        Answer answer = server.post(
                JOBS + "?mode=upsert&dry_run=true",
                "text/csv",
                "1,Doctor\n2,Analyst\nx,Nobody\n".getBytes(StandardCharsets.UTF_8));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.at("id")).isNull();
        assertThat(answer.at("counts"))
                .isEqualTo(Map.of("received", 3, "inserted", 1, "updated", 1, "unchanged", 0, "rejected", 1));
        assertThat(answer.at("changes"))
                .isEqualTo(List.of(Map.of(
                        "key", 1, "old", Map.of("id", 1, "job", "Nurse"), "new", Map.of("id", 1, "job", "Doctor"))));
        assertThat(answer.at("rejections", 0, "id")).isNull();
        assertThat(answer.at("rejections", 0, "run_id")).isNull();
        assertThat(answer.at("rejections", 0, "raw")).isEqualTo("x,Nobody");
        assertThat(server.get("/api/v1/runs").json().get("runs")).asList().hasSize(1);
        assertThat(server.get(JOBS).at("records")).isEqualTo(List.of(Map.of("id", 1, "job", "Nurse")));
    }

    @Test
    void upsertReplaces() {
        server.load("jobs", "1,Nurse\n");
        Answer answer = server.post(JOBS + "?mode=upsert", "text/csv", "1,Doctor\n".getBytes(StandardCharsets.UTF_8));
        assertThat(answer.at("counts", "updated")).isEqualTo(1);
        assertThat(answer.json()).doesNotContainKey("changes");
        assertThat(server.get(JOBS + "/1").json()).isEqualTo(Map.of("id", 1, "job", "Doctor"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    text/csv                          |                    | utf-8        | 1,Ätzer\\n
                    text/csv; charset=utf-8           |                    | utf-8        | '\uFEFF1,Ätzer\\n'
                    text/csv; charset=UTF-16          |                    | utf-16       | 1,Ätzer\\n
                    text/csv; charset="ISO-8859-1"    |                    | iso-8859-1   | 1,Ätzer\\n
                    text/csv                          | ?charset=cp1252    | windows-1252 | 1,Ätzer\\n
                    text/csv; charset=utf-8           | ?charset=latin1    | iso-8859-1   | 1,Ätzer\\n
                    TEXT/CSV                          |                    | utf-8        | Job;Id\\nÄtzer;1\\n
                    text/csv                          | ?delimiter=pipe    | utf-8        | 1∣Ätzer\\n
                    text/csv                          | ?header=present    | utf-8        | id,job\\n1,Ätzer
                    text/csv                          | ?header=absent     | utf-8        | 1,Ätzer
                    application/octet-stream          | ?format=csv        | utf-8        | 1,Ätzer
                    application/x-ndjson              |                    | utf-8        | '{"id":1,"job":"Ätzer"}\\n'
                    application/json                  |                    | utf-8        | '{"id":1,"job":"\\u00c4tzer"}'
                    application/json; charset=utf-16  |                    | utf-16       | '[{"id":1,"job":"Ätzer"}]'
                    """)
    void readsEveryFormOfTheSameRecord(String contentType, String query, String charset, String text) {
        byte[] body = text.replace("\\n", "\n").replace('∣', '|').getBytes(Charset.forName(charset));
        Answer answer = server.post(JOBS + (query == null ? "" : query), contentType, body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(server.get(JOBS).at("records")).isEqualTo(List.of(Map.of("id", 1, "job", "Ätzer")));
    }

    @ParameterizedTest
    @CsvSource({"gzip", "x-gzip", "GZIP"})
    void keepsCompressedBodiesAsTheyCame(String encoding) throws Exception {
        byte[] body = gzip("1,Nurse\n2,Analyst\n".getBytes(StandardCharsets.UTF_8));
        Answer answer =
                server.send("POST", JOBS, Map.of("Content-Type", "text/csv", "Content-Encoding", encoding), body);
        assertThat(answer.at("counts", "inserted")).isEqualTo(2);
        assertThat(answer.at("source", "bytes")).isEqualTo(body.length);
        assertThat(answer.at("source", "sha256"))
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(body)));
    }

    @Test
    void takesBodiesOfUnknownLength() {
        Answer answer = server.sendFrom(
                "POST",
                JOBS,
                Map.of("Content-Type", "text/csv"),
                BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(jobs(100_000))));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.at("counts", "inserted")).isEqualTo(100_000);
    }

    @Test
    void stopsAtTheLimitWhereTheLengthIsUnknown() {
        Answer answer = server.sendFrom(
                "POST",
                JOBS,
                Map.of("Content-Type", "text/csv"),
                BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(jobs(300_000))));
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.at("type")).isEqualTo("/problems/payload-too-large");
        assertThat(answer.at("allowed")).isEqualTo(3_000_000);
        assertThat(server.get("/api/v1/runs").json().get("runs")).asList().isEmpty();
        assertThat(server.objects().list("")).isEmpty();
    }

    @Test
    void stopsAtTheLimitAfterDecompression() throws IOException {
        byte[] bomb = gzip(new byte[4_000_000]);
        assertThat(bomb).hasSizeLessThan(10_000);
        Answer answer = server.send("POST", JOBS, Map.of("Content-Type", "text/csv", "Content-Encoding", "gzip"), bomb);
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.at("type")).isEqualTo("/problems/decompressed-too-large");
    }

    @ParameterizedTest
    @CsvSource({"respond-async", "wait=0", "'respond-async, wait=0'", "'foo=bar; baz, wait = 0'"})
    void answersBeforeItIsDoneIfThatIsPreferred(String prefer) {
        try (BlockedDatabase blocked = new BlockedDatabase();
                TestServer slow = TestServer.start(blocked.database(), new InMemoryObjectStore())) {
            Answer answer = slow.send(
                    "POST",
                    JOBS,
                    Map.of("Content-Type", "text/csv", "Prefer", prefer),
                    "1,Nurse\nx,y\n".getBytes(StandardCharsets.UTF_8));
            assertThat(answer.status()).isEqualTo(202);
            assertThat(answer.header("Location")).isEqualTo("/api/v1/runs/0000000000001");
            assertThat(answer.at("status")).isEqualTo("running");
            assertThat(answer.at("rejections")).asList().isEmpty();
            assertThat(answer.at("unchanged_keys")).asList().isEmpty();
            assertThat(slow.get(answer.header("Location")).at("status")).isEqualTo("running");

            blocked.release();
            Eventually.holds(
                    "the run has succeeded",
                    () -> slow.get(answer.header("Location")).at("status").equals("succeeded"));
        }
    }

    private static byte[] jobs(int count) {
        StringBuilder csv = new StringBuilder();
        for (int i = 1; i <= count; i++) {
            csv.append(i).append(",Job ").append(i).append('\n');
        }
        return csv.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        }
        return out.toByteArray();
    }
}
