package dev.muster.adapters.in.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.muster.adapters.in.rest.TestServer.Answer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Files in forms. */
@Timeout(60)
@MicronautTest(contextBuilder = TestApplication.class, rebuildContext = true)
class FormsTest {
    private static final String JOBS = "/api/v1/datasets/jobs/records";
    private static final String FILE = "Content-Disposition: form-data; name=\"file\"; filename=\"jobs.csv\"\r\n";

    @Inject
    TestServer server;

    private Answer send(String query, String body) {
        return send(query, body.getBytes(StandardCharsets.ISO_8859_1));
    }

    private Answer send(String query, byte[] body) {
        return server.post(JOBS + query, "multipart/form-data; boundary=XX", body);
    }

    private static byte[] form(String headers, byte[] file) {
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        form.writeBytes(("--XX\r\n" + headers + "\r\n").getBytes(StandardCharsets.UTF_8));
        form.writeBytes(file);
        form.writeBytes("\r\n--XX--\r\n".getBytes(StandardCharsets.UTF_8));
        return form.toByteArray();
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    jobs.csv             |                                  |                | 1,Nurse\\r\\n2,Cook
                    JOBS.CSV             | application/vnd.ms-excel         |                | 1,Nurse\\n2,Cook\\n
                    jobs                 | text/csv                         |                | 1;Nurse\\n2;Cook\\n
                    jobs.ndjson          | application/octet-stream         |                | {"id":1,"job":"Nurse"}\\n{"id":2,"job":"Cook"}
                    jobs.jsonl           | text/plain                       |                | {"id":1,"job":"Nurse"}\\n{"id":2,"job":"Cook"}
                    jobs.json            | application/json                 |                | {"id":1,"job":"Nurse"}\\n{"id":2,"job":"Cook"}
                    jobs.json            |                                  |                | [{"id":1,"job":"Nurse"},{"id":2,"job":"Cook"}]
                    jobs.txt             | application/x-ndjson             |                | {"id":1,"job":"Nurse"}\\n{"id":2,"job":"Cook"}
                    jobs.txt             | text/plain                       |                | 1,Nurse\\n2,Cook
                    jobs.TSV             | text/tab-separated-values        |                | 1\\tNurse\\n2\\tCook
                    jobs.tsv             |                                  |                | 1\\tNurse\\n2\\tCook
                    jobs.csv             | application/json                 | ?format=csv    | 1,Nurse\\n2,Cook
                    jobs.csv             |                                  | ?header=absent&delimiter=pipe | 1∣Nurse\\n2∣Cook
                    """)
    void tellTheirFormatByTypeOrName(String name, String type, String query, String text) {
        String headers = "Content-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\n".formatted(name)
                + (type == null ? "" : "Content-Type: %s\r\n".formatted(type));
        byte[] file = text.replace("\\t", "\t")
                .replace("\\r", "\r")
                .replace("\\n", "\n")
                .replace('∣', '|')
                .getBytes(StandardCharsets.UTF_8);
        Answer answer = send(query == null ? "" : query, form(headers, file));

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.at("source", "name")).isEqualTo(name);
        assertThat(answer.at("source", "bytes")).isEqualTo(file.length);
        assertThat(server.get(JOBS).at("records"))
                .isEqualTo(List.of(Map.of("id", 1, "job", "Nurse"), Map.of("id", 2, "job", "Cook")));
    }

    static Stream<Arguments> names() {
        return Stream.of(
                arguments("form-data; name=file; filename=jobs.csv", "jobs.csv"),
                arguments("form-data; filename=\"C:\\jobs\\new jobs.csv\"; name=\"file\"", "new jobs.csv"),
                arguments("FORM-DATA; NAME=\"file\"; FileName=\"/home/ida/jobs.csv\"", "jobs.csv"),
                arguments("form-data; name=\"file\"; filename=\"a;b=\\\"c\\\".csv\"", "a;b=\"c\".csv"),
                arguments("form-data; name=\"file\"; filename=\"Tätigkeiten.csv\"", "Tätigkeiten.csv"),
                arguments(
                        "form-data; name=\"file\"; filename=\"" + "a".repeat(300) + ".csv\"",
                        "…" + "a".repeat(250) + ".csv"),
                arguments(
                        "form-data; name=\"file\"; filename=\"" + "\\\"".repeat(2_000) + ".csv\"",
                        "…" + "\"".repeat(250) + ".csv"),
                arguments(
                        "form-data; name=\"file\"; filename=\"\u0000a\u001f\u202eb\uffff.csv\"",
                        "\ufffda\ufffd\ufffdb\ufffd.csv"));
    }

    @ParameterizedTest
    @MethodSource("names")
    void nameTheSource(String disposition, String name) {
        Answer answer = send(
                "", form("Content-Disposition: " + disposition + "\r\n", "1,Nurse".getBytes(StandardCharsets.UTF_8)));
        assertThat(answer.at("source", "name")).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({"jobs.csv.gz, ''", "jobs.csv, gzip"})
    void mayBeCompressed(String name, String encoding) throws IOException {
        String headers = "Content-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\n".formatted(name)
                + (encoding.isEmpty() ? "" : "Content-Encoding: %s\r\n".formatted(encoding));
        assertThat(send("", form(headers, gzip("1,Nurse\n2,Cook\n"))).at("counts", "inserted"))
                .isEqualTo(2);
    }

    @Test
    void areReadByteForByteWhateverLooksLikeABoundary() {
        String tricky = "1,\"\r\n--X\r\n--\r\n-\r\r\n--XY\"\n".repeat(20_000);
        Answer answer = send("?dry_run=true", form(FILE, tricky.getBytes(StandardCharsets.UTF_8)));
        assertThat(answer.at("counts", "unchanged")).isEqualTo(19_999);

        byte[] noise = new byte[200_000];
        new Random(1).nextBytes(noise);
        Answer landed = send("?header=absent", form(FILE, noise));
        assertThat(landed.at("run")).isNotNull();
        assertThat(server.get("/api/v1/runs/" + landed.at("run")).at("source", "sha256"))
                .isEqualTo(sha256(noise));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    static Stream<Arguments> bad() {
        String end = "\r\n--XX--\r\n";
        String field = "--XX\r\nContent-Disposition: form-data; name=\"mode\"\r\n\r\nupsert\r\n";
        return Stream.of(
                arguments("no form", ""),
                arguments("another boundary", "--YY\r\n" + FILE + "\r\n1,Nurse\r\n--YY--\r\n"),
                arguments("nothing in it", "--XX--\r\n"),
                arguments("no file", field + "--XX--\r\n"),
                arguments("a field before the file", field + "--XX\r\n" + FILE + "\r\n1,Nurse" + end),
                arguments("a field after the file", "--XX\r\n" + FILE + "\r\n1,Nurse\r\n" + field + "--XX--\r\n"),
                arguments("two files", "--XX\r\n" + FILE + "\r\n1,Nurse\r\n--XX\r\n" + FILE + "\r\n2,Cook" + end),
                arguments("a file that is cut off", "--XX\r\n" + FILE + "\r\n1,Nurse\r\n2,Co"),
                arguments("a last boundary that is cut off", "--XX\r\n" + FILE + "\r\n1,Nurse\r\n--XX-"),
                arguments("headers that are cut off", "--XX\r\n" + FILE),
                arguments(
                        "headers that are too long",
                        "--XX\r\n" + FILE + "X: " + "x".repeat(9_000) + "\r\n\r\n1,N" + end),
                arguments("a header without a colon", "--XX\r\n" + FILE + "nonsense\r\n\r\n1,Nurse" + end),
                arguments("a part without a name", "--XX\r\nContent-Type: text/csv\r\n\r\n1,Nurse" + end),
                arguments("far more behind it", "--XX\r\n" + FILE + "\r\n1,Nurse" + end + "x".repeat(9_000)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bad")
    void areRefusedWholeIfTheFormIsNotAsItMustBe(String what, String body) {
        Answer answer = send("", body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.at("type")).isEqualTo("/problems/bad-multipart");
        assertThat(server.get("/api/v1/runs").at("runs")).isEqualTo(List.of());
        assertThat(server.objects().list("")).isEmpty();
    }

    @Test
    void leaveNothingWhenTheyAreLargeAndRefusedAtTheirEnd() {
        String cutOff = "--XX\r\n" + FILE + "\r\n" + "1,Nurse\r\n".repeat(250_000) + "--XX";
        assertThat(send("", cutOff).at("type")).isEqualTo("/problems/bad-multipart");
        assertThat(server.objects().list("")).isEmpty();
        String tooLarge = "--XX\r\n" + FILE + "\r\n" + "1,Nurse\r\n".repeat(333_400);
        assertThat(send("", tooLarge).at("type")).isEqualTo("/problems/payload-too-large");
        assertThat(server.objects().list("")).isEmpty();
    }

    @Test
    void nameABoundaryAndAKnownFormat() {
        byte[] form = form(FILE, "1,Nurse".getBytes(StandardCharsets.UTF_8));
        assertThat(server.post(JOBS, "multipart/form-data", form).at("type")).isEqualTo("/problems/bad-multipart");
        assertThat(server.post(JOBS, "multipart/form-data; boundary=" + "X".repeat(71), form)
                        .at("type"))
                .isEqualTo("/problems/bad-multipart");
        assertThat(server.send(
                                "POST",
                                JOBS,
                                Map.of("Content-Type", "multipart/form-data; boundary=XX", "Content-Encoding", "gzip"),
                                form)
                        .at("type"))
                .isEqualTo("/problems/unsupported-media-type");
        Answer unknown = send("", form("Content-Disposition: form-data; name=\"file\"\r\n", new byte[0]));
        assertThat(unknown.at("type")).isEqualTo("/problems/unsupported-media-type");
        assertThat(unknown.at("field")).isEqualTo("file");
    }
}
