package dev.muster.adapters.in.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.adapters.in.rest.TestServer.Answer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Workbooks as they are sent, and what becomes of their rows. */
@Timeout(120)
@MicronautTest(contextBuilder = TestApplication.class, rebuildContext = true)
class WorkbooksTest {
    private static final String XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    private static final String JOBS = "/api/v1/datasets/jobs/records";
    private static final String HIRES = "/api/v1/datasets/hired_employees/records";
    private static final String OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private static final String PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships";
    private static final String MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private static final byte[] ONE_JOB = workbook("id | job", "1 | Nurse");

    @Inject
    TestServer server;

    /**
     * Returns a workbook whose second sheet, Data, has these rows, with cells separated by {@code |}: numbers, errors that begin
     * with {@code #}, dates that begin with {@code @}, and texts. The first sheet, Notes, has one text.
     */
    private static byte[] workbook(String... rows) {
        return zip(parts(rows));
    }

    private static Map<String, String> parts(String... rows) {
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("_rels/.rels", relations("officeDocument xl/workbook.xml"));
        parts.put(
                "xl/workbook.xml",
                "<workbook xmlns='%s' xmlns:r='%s'><sheets><sheet name='Data' sheetId='1' r:id='r1'/><sheet name='Notes' sheetId='2' r:id='r2'/></sheets></workbook>"
                        .formatted(MAIN, OFFICE));
        parts.put("xl/_rels/workbook.xml.rels", relations("worksheet 1.xml", "worksheet 2.xml", "styles 3.xml"));
        parts.put("xl/1.xml", sheet(rows));
        parts.put("xl/2.xml", sheet("2 | Cook"));
        parts.put(
                "xl/3.xml",
                "<styleSheet xmlns='%s'><cellXfs><xf/><xf numFmtId='22'/></cellXfs></styleSheet>".formatted(MAIN));
        return parts;
    }

    private static String relations(String... typesAndTargets) {
        StringBuilder xml = new StringBuilder("<Relationships xmlns='%s'>".formatted(PACKAGE));
        for (int i = 0; i < typesAndTargets.length; i++) {
            String[] parts = typesAndTargets[i].split(" ");
            xml.append(
                    "<Relationship Id='r%s' Type='%s/%s' Target='%s'/>".formatted(i + 1, OFFICE, parts[0], parts[1]));
        }
        return xml + "</Relationships>";
    }

    private static String sheet(String... rows) {
        return "<worksheet xmlns='%s'><sheetData>%s</sheetData></worksheet>"
                .formatted(
                        MAIN,
                        Stream.of(rows)
                                .map(row -> Stream.of(row.split("\\|", -1))
                                        .map(cell -> cell(cell.strip()))
                                        .collect(Collectors.joining("", "<row>", "</row>")))
                                .collect(Collectors.joining()));
    }

    private static String cell(String value) {
        if (value.matches("-?[0-9.]+")) {
            return "<c><v>%s</v></c>".formatted(value);
        }
        return switch (value.isEmpty() ? ' ' : value.charAt(0)) {
            case ' ' -> "<c/>";
            case '#' -> "<c t='e'><v>%s</v></c>".formatted(value);
            case '@' -> "<c s='1'><v>%s</v></c>".formatted(value.substring(1));
            default -> "<c t='inlineStr'><is><t>%s</t></is></c>".formatted(value);
        };
    }

    private static byte[] zip(Map<String, String> parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, String> part : parts.entrySet()) {
                zip.putNextEntry(new ZipEntry(part.getKey()));
                zip.write(part.getValue().getBytes(UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        }
        return out.toByteArray();
    }

    private static byte[] form(String head, byte[] file) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(("--XX\r\nContent-Disposition: form-data; name=\"file\"" + head + "\r\n\r\n").getBytes(UTF_8));
        all.writeBytes(file);
        all.writeBytes("\r\n--XX--\r\n".getBytes(UTF_8));
        return all.toByteArray();
    }

    private Object jobs() {
        return server.get(JOBS).at("records");
    }

    @Test
    void areTakenHoweverTheyAreSent() throws IOException {
        List<Answer> answers = List.of(
                server.post(JOBS, XLSX, ONE_JOB),
                server.post(JOBS + "?format=xlsx", "application/octet-stream", ONE_JOB),
                server.send("POST", JOBS, Map.of("Content-Type", XLSX, "Content-Encoding", "gzip"), gzip(ONE_JOB)),
                server.post(JOBS, "multipart/form-data; boundary=XX", form("; filename=\"a.XLSX\"", ONE_JOB)),
                server.post(JOBS, "multipart/form-data; boundary=XX", form("; filename=\"a.xlsx.gz\"", gzip(ONE_JOB))),
                server.post(JOBS, "multipart/form-data; boundary=XX", form("\r\nContent-Type: " + XLSX, ONE_JOB)),
                server.post(JOBS + "?sheet=Data&dry_run=true", XLSX, ONE_JOB));

        for (Answer answer : answers) {
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            assertThat(answer.at("counts", "received")).isEqualTo(1);
        }
        assertThat(jobs()).isEqualTo(List.of(Map.of("id", 1, "job", "Nurse")));
    }

    @Test
    void haveSheetsOfWhichOneIsRead() {
        Answer other = server.post(JOBS + "?sheet=notes", XLSX, ONE_JOB);
        Answer none = server.post(JOBS + "?sheet=Jobs", XLSX, ONE_JOB);

        assertThat(other.at("counts", "inserted")).isEqualTo(1);
        assertThat(jobs()).isEqualTo(List.of(Map.of("id", 2, "job", "Cook")));
        assertThat(none.status()).isEqualTo(400);
        assertThat(none.at("type")).isEqualTo("/problems/bad-parameter");
        assertThat(none.at("field")).isEqualTo("sheet");
        assertThat(none.at("allowed")).isEqualTo(List.of("Data", "Notes"));
        assertThat(none.at("detail")).isEqualTo("there is no sheet 'Jobs'; there are Data, Notes");
        assertThat(server.get("/api/v1/runs").at("runs")).asList().hasSize(1);
    }

    @Test
    void giveRecordsThatLeadBackToTheirRows() {
        server.load("jobs", "1,Nurse\n");
        Answer loaded = server.post(
                HIRES + "?skip=1&null=none",
                XLSX,
                workbook(
                        "Hires of 2021",
                        "job_id | department_id | Name | Id | Datetime",
                        "1 | 5 | Ida | 7 | @44404.668148148152",
                        "1.0 | #N/A | none | 8 | @60",
                        "1 | 5 | Bo, Jr. | 9 | 2021-07-27T16:02:08+02:00"));
        assertThat(loaded.status()).as(loaded.body()).isEqualTo(200);
        assertThat(loaded.at("rejections_by_code"))
                .isEqualTo(Map.of("unknown-reference", 2, "wrong-type", 1, "required", 1, "datetime-invalid", 1));
        assertThat(loaded.at("rejections", 1, "line")).isEqualTo(4);
        assertThat(loaded.at("rejections", 1, "raw")).isEqualTo("1,#N/A,none,8,1900-02-29T00:00:00Z");
        assertThat(loaded.at("rejections", 1, "reasons"))
                .asList()
                .contains(Map.of(
                        "code", "wrong-type",
                        "field", "department_id",
                        "value", "#N/A",
                        "message", "department_id must be a number, not an error value"));

        server.load("departments", "5,Sales\n");
        Answer replayed = server.post(
                "/api/v1/rejections/replay",
                "application/json",
                "{\"run\":\"%s\"}".formatted(loaded.at("id")).getBytes(UTF_8));

        assertThat(replayed.at("counts", "inserted")).isEqualTo(2);
        assertThat(server.get(HIRES + "/7").at("hire_datetime")).isEqualTo("2021-07-27T16:02:08Z");
        assertThat(server.get(HIRES + "/9/lineage").at("line")).isEqualTo(5);
        assertThat(server.get(HIRES + "/9/lineage").at("raw")).isEqualTo("1,5,\"Bo, Jr.\",9,2021-07-27T16:02:08+02:00");
        assertThat(server.get("/api/v1/rejections.csv?dataset=hired_employees").body())
                .contains("8,,1900-02-29T00:00:00Z,#N/A,1,");
        assertThat(server.post("/api/v1/prove", "application/json", new byte[0]).at("differences"))
                .isEqualTo(List.of());
    }

    @Test
    void closeTheRejectionsThatTheirRowsCorrect() {
        server.load("jobs", "1,Cook\n,Clerk\nx,Nurse\n");
        String[] rejected = server.get("/api/v1/rejections.csv?dataset=jobs")
                .body()
                .lines()
                .skip(1)
                .map(line -> line.replaceAll("\"[^\"]*\"", "as received").replace(',', '|'))
                .toArray(String[]::new);

        Answer answer = server.post(
                JOBS,
                XLSX,
                workbook(
                        "id|job|rejection_id|codes|fields|messages|raw",
                        "2" + rejected[0],
                        rejected[1].replaceFirst("^x", "3")));

        assertThat(answer.at("counts", "inserted")).as(answer.body()).isEqualTo(2);
        assertThat(server.get("/api/v1/summary").at("open_rejections")).isEqualTo(0);
        assertThat(server.get(JOBS + "/3/lineage").at("raw")).isEqualTo("3,Nurse");
        String run = String.valueOf(answer.at("id"));
        assertThat(server.post("/api/v1/runs/" + run + "/undo", "application/json", new byte[0])
                        .status())
                .isEqualTo(200);
        assertThat(server.get("/api/v1/summary").at("open_rejections")).isEqualTo(2);
    }

    /** Random letters in a comment keep the workbook from fitting into the database. */
    @Test
    void thatAreLargeAreCommittedBatchByBatch() {
        Map<String, String> parts = parts("id | job", "1 | Nurse", "2 | Cook", "3 |", "4 | Clerk");
        parts.put(
                "noise",
                new Random(7).ints(400_000).mapToObj(Integer::toHexString).collect(Collectors.joining()));

        Answer answer = server.post(JOBS + "?batch_size=1", XLSX, zip(parts));

        assertThat(answer.at("counts", "inserted")).as(answer.body()).isEqualTo(3);
        assertThat(server.objects().list("raw/")).hasSize(1);
        assertThat(server.get(JOBS + "/4/lineage").at("line")).isEqualTo(5);
        assertThat(server.get(JOBS + "/4/lineage").at("raw")).isEqualTo("4,Clerk");
        assertThat(server.post("/api/v1/prove", "application/json", new byte[0]).at("differences"))
                .isEqualTo(List.of());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    1,Nurse     | the input is no workbook of the format XLSX: if it is text, send it as what it is, such as text/csv
                    %PDF-1.7    | the input is a PDF document, not XLSX: send the data that it was made from as CSV, JSON or NDJSON
                    <html>      | the input is an HTML page, not XLSX: it may tell why the file was not to be had; send the data as CSV, JSON or NDJSON
                    """)
    void thatAreSomethingElseAreRefused(String body, String detail) {
        Answer answer = server.post(JOBS, XLSX, body.getBytes(UTF_8));

        assertThat(answer.status()).isEqualTo(415);
        assertThat(answer.at("detail")).isEqualTo(detail);
        assertThat(server.get("/api/v1/runs").at("runs")).asList().isEmpty();
    }

    @Test
    void thatAreArchivesOfSomethingElseAreRefused() {
        Answer files = server.post(JOBS, XLSX, zip(Map.of("jobs.csv", "1,Nurse")));
        Answer open =
                server.post(JOBS, XLSX, zip(Map.of("mimetype", "application/vnd.oasis.opendocument.spreadsheet")));

        assertThat(files.status()).isEqualTo(415);
        assertThat(files.at("detail"))
                .isEqualTo(
                        "the input is a zip archive without a workbook in it, not XLSX: save it as XLSX, or as CSV in UTF-8, and send that");
        assertThat(open.status()).isEqualTo(415);
        assertThat(server.get("/api/v1/runs").at("runs")).asList().isEmpty();
        assertThat(server.objects().list("")).isEmpty();
    }

    @Test
    void thatAreDamagedAreKeptAndGiveNoRecords() {
        Answer cut = server.post(JOBS, XLSX, Arrays.copyOf(ONE_JOB, ONE_JOB.length - 30));
        Map<String, String> parts = parts("id | job", "1 | Nurse");
        parts.computeIfPresent("xl/1.xml", (name, xml) -> "<!DOCTYPE x [<!ENTITY a 'b'>]>" + xml);
        Answer type = server.post(JOBS, XLSX, zip(parts));
        parts.computeIfPresent(
                "xl/1.xml",
                (name, xml) ->
                        sheet("id | job", "1 | Nurse").replace("</sheetData>", "<row><c t='s'><v>7</v></c></row>"));
        Answer text = server.post(JOBS, XLSX, zip(parts));

        for (Answer answer : List.of(cut, type, text)) {
            assertThat(answer.status()).as(answer.body()).isEqualTo(422);
            assertThat(answer.at("type")).isEqualTo("/problems/malformed-xlsx");
            assertThat(server.get("/api/v1/runs/" + answer.at("run")).at("status"))
                    .isEqualTo("failed");
        }
        assertThat(cut.at("detail")).isEqualTo("the workbook is no whole zip archive: it has no end");
        assertThat(text.at("line")).isEqualTo(3);
        assertThat(server.get("/api/v1/runs/" + text.at("run")).at("counts", "inserted"))
                .isEqualTo(1);
    }

    @Test
    void withoutRecordsAreEmptyFiles() {
        for (byte[] body : List.of(new byte[0], workbook(), workbook(" | ", " "))) {
            Answer answer = server.post(JOBS, XLSX, body);

            assertThat(answer.status()).as(answer.body()).isEqualTo(422);
            assertThat(answer.at("type")).isEqualTo("/problems/empty-file");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ?delimiter=comma | delimiter | delimiter is for CSV only
                    ?charset=utf-16  | charset   | charset is for CSV and JSON only
                    """)
    void areReadOnlyInWaysThatFitThem(String query, String field, String detail) {
        Answer answer = server.post(JOBS + query, XLSX, ONE_JOB);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.at("field")).isEqualTo(field);
        assertThat(answer.at("detail")).isEqualTo(detail);
    }
}
