package dev.muster.adapters.in.rest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.muster.adapters.in.rest.TestServer.Answer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Files as people and their programs write them. */
@Timeout(120)
@MicronautTest(contextBuilder = TestApplication.class, rebuildContext = true)
class ReceivedFilesTest {
    private static final String JOBS = "/api/v1/datasets/jobs/records";

    @Inject
    TestServer server;

    private Answer send(String query, String contentType, byte[] body) {
        return server.post(JOBS + query, contentType, body);
    }

    private static byte[] bytes(String text) {
        return text.replace("\\n", "\n").replace("\\t", "\t").replace('∣', '|').getBytes(UTF_8);
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        }
        return out.toByteArray();
    }

    private static byte[] zip(String name) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(bytes("1,Nurse\n"));
        }
        return out.toByteArray();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Arrays.stream(parts).forEach(all::writeBytes);
        return all.toByteArray();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    text/csv                  | ''                      | ' Id ,JOB\\n1,Nurse\\n'                    | 0
                    text/csv                  | ''                      | id,job,,\\n1,Nurse,,\\n,,,\\n,\\n           | 2
                    text/csv                  | ''                      | sep=;\\n1;Nurse                            | 0
                    text/csv                  | ''                      | sep=:\\nJob:Id\\nNurse:1                   | 0
                    text/csv                  | ?skip=1                 | Made 2024\\njob∣id\\nNurse∣1               | 0
                    text/csv                  | ?header=absent&skip=2   | Jobs\\n\\n1,Nurse                          | 0
                    text/tab-separated-values | ''                      | 1\\tNurse                                  | 0
                    application/jsonl         | ''                      | '{"id":1,"job":"Nurse"}'                  | 0
                    application/ndjson        | ''                      | '{"id":1,"job":"Nurse"}'                  | 0
                    """)
    void areReadAsTheyAreMeant(String contentType, String query, String text, int blankLines) {
        Answer answer = send(query, contentType, bytes(text));

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.at("blank_lines")).isEqualTo(blankLines);
        assertThat(server.get(JOBS).at("records")).isEqualTo(List.of(Map.of("id", 1, "job", "Nurse")));
    }

    static List<Arguments> marked() {
        return List.of(
                arguments("text/csv", "", "\uFEFFid\tjob\r\n1\tÄrztin\r\n"),
                arguments("application/x-ndjson", "", "\uFEFF{\"id\":1,\"job\":\"Ärztin\"}"),
                arguments("application/json", "", "\uFEFF{\"id\":1,\"job\":\"Ärztin\"}"));
    }

    /** As spreadsheet programs write "Unicode text". */
    @ParameterizedTest
    @MethodSource("marked")
    void areInUtf16IfTheirFirstBytesSaySo(String contentType, String query, String text) throws IOException {
        for (byte[] body :
                List.of(text.getBytes(StandardCharsets.UTF_16LE), text.getBytes(StandardCharsets.UTF_16BE))) {
            Answer plain = send(query, contentType, body);
            Answer compressed = server.send(
                    "POST", JOBS, Map.of("Content-Type", contentType, "Content-Encoding", "gzip"), gzip(body));

            assertThat(plain.status()).as(plain.body()).isEqualTo(200);
            assertThat(compressed.status()).as(compressed.body()).isEqualTo(200);
        }
        assertThat(server.get(JOBS).at("records")).isEqualTo(List.of(Map.of("id", 1, "job", "Ärztin")));
    }

    @Test
    void areInTheCharacterSetThatIsNamedWhateverTheirFirstBytesSay() {
        Answer answer = send("", "text/csv; charset=iso-8859-1", "1,Nurse".getBytes(StandardCharsets.UTF_16));

        assertThat(answer.at("rejections_by_code")).isEqualTo(Map.of("not-integer", 1, "control-character", 1));
    }

    static Stream<Arguments> others() throws IOException {
        String text = "the input is %s, not CSV: ";
        byte[] old = new byte[600];
        System.arraycopy("\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1".getBytes(ISO_8859_1), 0, old, 0, 8);
        return Stream.of(
                arguments(
                        gzip(bytes("1,Nurse\n")),
                        text.formatted("gzip data")
                                + "give its file a name that ends in .gz, or send it with the header Content-Encoding: gzip"),
                arguments(zip("jobs.csv"), text.formatted("a zip archive") + "unpack it and send the files in it"),
                arguments(
                        zip("[Content_Types].xml"),
                        text.formatted("a workbook")
                                + "send it under a name that ends in .xlsx, with the content type application/vnd.openxmlformats-officedocument.spreadsheetml.sheet, or as format=xlsx"),
                arguments(
                        old,
                        text.formatted("a document of an old Office program, or one with a password")
                                + "save it as XLSX without a password, or as CSV in UTF-8, and send that"),
                arguments(
                        bytes("%PDF-1.7\n1,2"),
                        text.formatted("a PDF document")
                                + "send the data that it was made from as CSV, JSON or NDJSON"),
                arguments(
                        bytes("\uFEFF \n<!DOCTYPE html><p>Please log in"),
                        text.formatted("an HTML page")
                                + "it may tell why the file was not to be had; send the data as CSV, JSON or NDJSON"),
                arguments(
                        bytes("<?xml version=\"1.0\"?><Workbook/>"),
                        text.formatted("an XML document") + "send the data as CSV, JSON or NDJSON"));
    }

    @ParameterizedTest
    @MethodSource("others")
    void thatAreSomethingElseAreRefusedForWhatTheyAre(byte[] body, String detail) throws IOException {
        byte[] form = joined(
                bytes("--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"jobs.csv\"\r\n\r\n"),
                body,
                bytes("\r\n--XX--\r\n"));
        String large = "?batch_size=7";
        List<Answer> answers = List.of(
                send("", "text/csv", body),
                send("?dry_run=true", "text/csv", body),
                send(large, "text/csv", joined(body, new byte[2_000_000])),
                server.post(JOBS, "multipart/form-data; boundary=XX", form),
                server.send("POST", JOBS, Map.of("Content-Type", "text/csv", "Idempotency-Key", "once"), body));

        for (Answer answer : answers) {
            assertThat(answer.status()).as(answer.body()).isEqualTo(415);
            assertThat(answer.at("type")).isEqualTo("/problems/unsupported-media-type");
            assertThat(answer.at("detail")).isEqualTo(detail);
        }
        assertThat(send("", "application/json", body).at("detail")).isEqualTo(detail.replace("not CSV", "not JSON"));
        assertThat(server.get("/api/v1/runs").at("runs")).asList().isEmpty();
        assertThat(server.objects().list("")).isEmpty();
    }

    @Test
    void thatAreSomethingElseInsideAreRefusedForWhatTheyAre() throws IOException {
        Map<String, String> headers = Map.of("Content-Type", "text/csv", "Content-Encoding", "gzip");

        Answer twice = server.send("POST", JOBS, headers, gzip(gzip(bytes("1,Nurse\n"))));
        Answer page = server.send("POST", JOBS, headers, gzip(bytes("<html>")));

        assertThat(twice.at("detail")).isEqualTo("the decompressed input is gzip data, not CSV: decompress it once");
        assertThat(page.at("detail")).asString().startsWith("the decompressed input is an HTML page, not CSV: ");
        assertThat(server.get("/api/v1/runs").at("runs")).asList().isEmpty();
    }

    static Stream<Arguments> tails() throws IOException {
        byte[] whole = gzip(bytes("1,Nurse\n"));
        byte[] next = gzip(bytes("2,Cook\n"));
        byte[] damaged = next.clone();
        damaged[next.length - 1] ^= 1;
        return Stream.of(
                arguments("text", joined(whole, bytes("2,Cook\n")), 422),
                arguments("a header that is cut", joined(whole, Arrays.copyOf(next, 4)), 422),
                arguments("a member that is cut", joined(whole, Arrays.copyOf(next, next.length - 1)), 422),
                arguments("a member that is damaged", joined(whole, damaged), 422),
                arguments("zeros and text", joined(whole, new byte[512], bytes("2")), 422),
                arguments("zeros", joined(whole, new byte[512]), 200),
                arguments("a whole member", joined(whole, next), 200));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tails")
    void loseNothingBehindAGzipMember(String what, byte[] body, int status) {
        Answer answer = server.send("POST", JOBS, Map.of("Content-Type", "text/csv", "Content-Encoding", "gzip"), body);

        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        if (status == 422) {
            assertThat(answer.at("type")).isEqualTo("/problems/malformed-gzip");
            assertThat(server.get(JOBS).at("records")).asList().isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Report of jobs\\nid,job\\n1,Nurse          | 1 | line 1 holds nothing but words
                    Made 2024\\nid,job\\n1,Nurse                | 2 | line 2 is a header, but stands behind other records; leave the lines before it out with skip=1
                    Made 2024;;\\nx9;y;\\nJob;Id;\\nNurse;1;    | 3 | line 3 is a header, but stands behind other records; leave the lines before it out with skip=2
                    id,job,\\n1,Nurse,9                         | 2 | column 3 has no name, but a value on line 2
                    """)
    void whoseHeaderIsNotTheirFirstRecordEndAndLeaveNothingOpen(String text, int line, String detail) {
        Answer answer = send("", "text/csv", bytes(text));

        assertThat(answer.status()).as(answer.body()).isEqualTo(422);
        assertThat(answer.at("type")).isEqualTo("/problems/bad-header");
        assertThat(answer.at("line")).isEqualTo(line);
        assertThat(answer.at("detail")).asString().startsWith(detail);
        assertThat(server.get(JOBS).at("records")).asList().isEmpty();
        assertThat(server.get("/api/v1/rejections?status=open").at("rejections"))
                .asList()
                .isEmpty();
    }

    @Test
    void thatAreJoinedEndAtTheSecondHeaderAndKeepWhatWasBefore() {
        Answer answer = send("", "text/csv", bytes("id,job\n1,Nurse\nx,Nobody\nid,job\n2,Cook\n"));

        assertThat(answer.at("detail")).isEqualTo("line 4 is a header once more; take it out");
        assertThat(server.get(JOBS).at("records")).isEqualTo(List.of(Map.of("id", 1, "job", "Nurse")));
        assertThat(server.get("/api/v1/rejections?status=open").at("rejections"))
                .asList()
                .hasSize(1);
    }

    @Test
    void areReadAgainAsTheyWereReadAtFirst() {
        server.load("jobs", "1,Nurse\n");
        byte[] hires = bytes("Made 2024\n7,NULL,2021-01-01T00:00:00Z,1,1\n8,Bo,2021-01-01T00:00:00Z,5,1\n");
        String query = "?skip=1&null=" + URLEncoder.encode("NULL,\\N", UTF_8);
        Answer loaded = server.post("/api/v1/datasets/hired_employees/records" + query, "text/csv", hires);
        assertThat(loaded.at("rejections_by_code")).isEqualTo(Map.of("required", 1, "unknown-reference", 1));
        assertThat(loaded.at("rejections", 0, "reasons", 0, "message")).isEqualTo("name is required");

        server.load("departments", "1,Law\n5,Sales\n");
        Answer replayed = server.post(
                "/api/v1/rejections/replay", "application/json", bytes("{\"run\":\"%s\"}".formatted(loaded.at("id"))));

        assertThat(replayed.at("counts", "inserted")).isEqualTo(1);
        assertThat(replayed.at("rejections", 0, "reasons", 0, "message")).isEqualTo("name is required");
        assertThat(server.get("/api/v1/datasets/hired_employees/records/8/lineage")
                        .at("line"))
                .isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    text/csv         | ?null=NULL,,   | null     | null 'NULL,,' is not a list of texts separated by commas
                    text/csv         | ?skip=-1       | skip     | skip must be a whole number from 0 to 1000000, not '-1'
                    application/json | ?skip=1        | skip     | skip is for CSV and XLSX only
                    application/json | ?null=NULL     | null     | null is for CSV and XLSX only
                    application/json | ?header=absent | header   | header is for CSV and XLSX only
                    application/json | ?sheet=Jobs    | sheet    | sheet is for XLSX only
                    text/csv         | ?sheet=        | sheet    | the parameter 'sheet' has no value; leave it out or give it one
                    """)
    void areReadOnlyInWaysThatFitThem(String contentType, String query, String field, String detail) {
        Answer answer = send(query, contentType, bytes("[]"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.at("field")).isEqualTo(field);
        assertThat(answer.at("detail")).isEqualTo(detail);
    }

    private static byte[] ofFloats() {
        StringBuilder csv = new StringBuilder("id,name,datetime,department_id,job_id\n");
        for (int i = 1; i <= 1_050; i++) {
            csv.append(i).append(",N,2021-01-01T00:00:00Z,1.0,2.0\n");
        }
        return bytes(csv.toString());
    }

    @ParameterizedTest
    @CsvSource({"''", "?batch_size=300", "?strict=true", "?dry_run=true"})
    void ofSomethingElseTellWhyAndLeaveNothingOpen(String query) {
        String target = "/api/v1/datasets/hired_employees/records";
        // The same record, which waits for its department.
        server.post(target, "text/csv", bytes("3,N,2021-01-01T00:00:00Z,1.0,2.0\n"));
        Answer answer = server.post(target + query, "text/csv", ofFloats());

        assertThat(answer.status()).as(answer.body()).isEqualTo(422);
        assertThat(answer.at("type")).isEqualTo("/problems/wrong-file");
        assertThat(answer.at("detail"))
                .isEqualTo(
                        "the first 1,000 records were all rejected, the one on line 2 because department_id must be a whole number: 1 instead of 1.0; job_id must be a whole number: 2 instead of 2.0");
        assertThat(answer.at("rejections_by_code")).isEqualTo(Map.of("not-integer", 1_000));
        assertThat(answer.at("rejections")).asList().hasSize(10);
        assertThat(answer.at("rejections", 9, "line")).isEqualTo(11);
        assertThat(answer.at("rejections", 0, "status")).isEqualTo("discarded");
        assertThat(server.get("/api/v1/rejections?status=open").at("rejections", 0, "line"))
                .isEqualTo(1);
        assertThat(server.get("/api/v1/rejections?status=open").at("rejections"))
                .asList()
                .hasSize(1);
        assertThat(server.get("/api/v1/summary").at("open_rejections")).isEqualTo(1);
        if (!query.equals("?dry_run=true")) {
            assertThat(server.get("/api/v1/runs/" + answer.at("run")).at("error", "rejections_by_code"))
                    .isEqualTo(Map.of("not-integer", 1_000));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    application/json     | ''                | {"data":[{"id":1,"job":"Nurse"}]} | 'data' is no field of jobs; if it holds the records, send the array under data
                    application/x-ndjson | ''                | [{"id":1,"job":"Nurse"}]          | a record must be a JSON object, not an array; NDJSON has an object on each line, and other JSON is sent as application/json or in a file that ends in .json
                    application/x-ndjson | ''                | {\\n"id":1}                       | the line ends before its JSON does; NDJSON has an object on each line, and other JSON is sent as application/json or in a file that ends in .json
                    text/csv             | ?header=absent    | 1\u00A0,Nurse                     | id must be a whole number; it holds the invisible character U+00A0
                    text/csv             | ''                | 1,\u200B\u00A0                    | job is required
                    text/csv             | ''                | 1.0,Nurse                         | id must be a whole number: 1 instead of 1.0
                    """)
    void areToldWhatToDo(String contentType, String query, String text, String message) {
        Answer answer = send(query, contentType, bytes(text));

        assertThat(answer.at("rejections", 0, "reasons"))
                .asList()
                .extracting("message")
                .contains(message);
    }

    @Test
    void tellHowADecimalIsWritten() {
        Answer answer = server.post(
                "/api/v1/datasets/transactions/records",
                "text/csv",
                bytes("external_id;amount;currency;source_channel\nT0;12,50;usd;web\n"));

        assertThat(answer.at("rejections", 0, "reasons", 0, "message"))
                .isEqualTo("amount must be a decimal number with a point: 12.50 instead of 12,50");
    }
}
