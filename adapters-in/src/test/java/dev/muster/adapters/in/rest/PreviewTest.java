package dev.muster.adapters.in.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.adapters.in.rest.TestServer.Answer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a file looks like before it is loaded. */
@MicronautTest(contextBuilder = TestApplication.class, rebuildContext = true)
class PreviewTest {
    private static final String HIRES = "/api/v1/datasets/hired_employees/preview";

    private static final String FILE =
            "Nr;Name;Eintritt;Abteilung\n7;Ida Holm;2021-11-07T02:48:42Z;Vertrieb\n8;Ole;2021-05-30T05:43:46Z;EDV\n";

    @Inject
    TestServer server;

    private Answer preview(String target, String type, String text) {
        return server.post(target, type, text.getBytes(StandardCharsets.UTF_8));
    }

    private void put(String name, String json) {
        Answer put = server.send(
                "PUT",
                "/api/v1/datasets/hired_employees/mappings/" + name,
                Map.of("Content-Type", "application/json"),
                json.getBytes(StandardCharsets.UTF_8));
        assertThat(put.status()).isEqualTo(201);
    }

    @Test
    void showsWhatALoadWouldReadAndKeepsNothing() {
        assertThat(preview(HIRES, "text/csv", FILE).body())
                .isEqualTo("{\"format\":\"csv\",\"charset\":\"utf-8\",\"delimiter\":\"semicolon\",\"header\":true,"
                        + "\"columns\":[\"Nr\",\"Name\",\"Eintritt\",\"Abteilung\"],"
                        + "\"records\":[[\"7\",\"Ida Holm\",\"2021-11-07T02:48:42Z\",\"Vertrieb\"],"
                        + "[\"8\",\"Ole\",\"2021-05-30T05:43:46Z\",\"EDV\"]],\"sheets\":[],"
                        + "\"proposal\":{\"columns\":{\"id\":\"Nr\",\"name\":\"Name\",\"hire_datetime\":\"Eintritt\"},"
                        + "\"reasons\":{\"id\":\"content\",\"name\":\"name\",\"hire_datetime\":\"content\"}},"
                        + "\"known_mapping\":null}");
        assertThat(server.get("/api/v1/runs").at("runs")).isEqualTo(List.of());
    }

    @Test
    void namesTheMappingThatFitsBest() {
        put("a", "{\"columns\":{\"id\":\"Nr\",\"job_id\":\"Beruf\"}}");
        put("b", "{\"columns\":{\"id\":1}}");
        put("c", "{\"columns\":{\"id\":\"nr\"}}");
        put("d", "{\"columns\":{\"id\":\" NR \",\"name\":\"name\"}}");
        put("e", "{\"columns\":{\"id\":\"Nr\",\"name\":\"Name\"}}");
        assertThat(preview(HIRES, "text/csv", FILE).at("known_mapping")).isEqualTo("d");
        assertThat(preview(HIRES + "?header=absent", "text/csv", FILE).at("known_mapping"))
                .isNull();

        // A mapping tells of a header that does not look like one.
        assertThat(preview(HIRES, "text/csv", "Nr,Name,1\n").at("header")).isEqualTo(true);
        assertThat(preview(HIRES + "?mapping=none", "text/csv", FILE).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            text/csv             |                    | 1,Nurse/2,Cook             | csv    | comma | false | []        | [[1, Nurse], [2, Cook]]
            text/csv             | ?header=present    | 1,Nurse/2,Cook             | csv    | comma | true  | [1, Nurse] | [[2, Cook]]
            text/csv             |                    | id\tjob/1\tNurse           | csv    | tab   | true  | [id, job] | [[1, Nurse]]
            text/csv             |                    | Nr;Beruf/1;Nurse           | csv    | semicolon | true | [Nr, Beruf] | [[1, Nurse]]
            text/csv             |                    | Nurse,Bonn/Cook,Kiel       | csv    | comma | false | []        | [[Nurse, Bonn], [Cook, Kiel]]
            text/csv             |                    | sep=:/Nr:Beruf/1:Nurse     | csv    |       | true  | [Nr, Beruf] | [[1, Nurse]]
            text/csv             | ?skip=1            | Export/Nr,Beruf//1,Nurse   | csv    | comma | true  | [Nr, Beruf] | [[1, Nurse]]
            text/csv             | ?delimiter=comma   | Nr;x,Beruf/1,Nurse         | csv    | comma | true  | [Nr;x, Beruf] | [[1, Nurse]]
            text/csv             |                    | Nr,Beruf/1,"Nurse          | csv    | comma | false | []        | [[Nr, Beruf]]
            application/json     |                    | [{"id":1,"job":"a"},{"id":[]}] | json | |  true | [id, job] | [[1, a], [, ]]
            application/x-ndjson |                    | {"job":"a"}/{"job":null}   | ndjson |       | true  | [job]     | [[a], []]
            """)
    void tellsHowItIsRead(
            String type,
            String query,
            String text,
            String format,
            String delimiter,
            boolean header,
            String columns,
            String records) {
        Answer answer =
                preview("/api/v1/datasets/jobs/preview" + (query == null ? "" : query), type, text.replace('/', '\n'));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.at("format")).isEqualTo(format);
        assertThat(answer.at("delimiter")).isEqualTo(delimiter);
        assertThat(answer.at("header")).isEqualTo(header);
        assertThat(answer.at("columns")).hasToString(columns);
        assertThat(answer.at("records")).hasToString(records);
    }

    @Test
    void showsFilesInTheirCharacterSetsAndDecompressed() throws IOException {
        byte[] utf16 = "\ufeffNr,Beruf\n1,\u00c4rztin\n".getBytes(StandardCharsets.UTF_16LE);
        Answer answer = server.post("/api/v1/datasets/jobs/preview", "text/csv", utf16);
        assertThat(answer.at("charset")).isEqualTo("utf-16");
        assertThat(answer.at("records")).isEqualTo(List.of(List.of("1", "\u00c4rztin")));

        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
            out.write("id,job\n1,Nurse\n".getBytes(StandardCharsets.UTF_8));
        }
        Answer opened = server.send(
                "POST",
                "/api/v1/datasets/jobs/preview",
                Map.of("Content-Type", "text/csv", "Content-Encoding", "gzip"),
                gzip.toByteArray());
        assertThat(opened.at("records")).isEqualTo(List.of(List.of("1", "Nurse")));
    }

    @Test
    void showsTheFileOfAForm() {
        String form = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"jobs.csv\"\r\n\r\n"
                + "Nr;Beruf\n1;Nurse\n\r\n--b--\r\n";
        assertThat(preview("/api/v1/datasets/jobs/preview", "multipart/form-data; boundary=b", form)
                        .at("columns"))
                .isEqualTo(List.of("Nr", "Beruf"));
    }

    @Test
    void shows20RecordsAndTheBeginningsOfLongCells() {
        String rows = "1,Nurse\n".repeat(50);
        Answer many = preview("/api/v1/datasets/jobs/preview", "text/csv", "id,job\n" + rows);
        assertThat((List<?>) many.at("records")).hasSize(20);
        assertThat((List<?>) preview("/api/v1/datasets/jobs/preview", "text/csv", rows)
                        .at("records"))
                .hasSize(20);
        Answer longCell = preview("/api/v1/datasets/jobs/preview", "text/csv", "1," + "x".repeat(201) + "\n");
        assertThat(longCell.at("records", 0, 1)).isEqualTo("x".repeat(200) + "\u2026");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            text/csv         | ''          | 422 | empty-file
            text/csv         | '"open'     | 422 | malformed-csv
            text/csv         | %PDF-1.7    | 415 | unsupported-media-type
            application/json | '{'         | 400 | malformed-json
            text/plain       | x           | 415 | unsupported-media-type
            """)
    void isRefusedLikeALoad(String type, String text, int status, String slug) {
        Answer answer = preview("/api/v1/datasets/jobs/preview", type, text);
        assertThat(answer.at("type")).isEqualTo("/problems/" + slug);
        assertThat(answer.status()).isEqualTo(status);
    }
}
