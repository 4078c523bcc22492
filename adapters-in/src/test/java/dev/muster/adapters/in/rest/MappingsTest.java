package dev.muster.adapters.in.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.adapters.in.rest.TestServer.Answer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files whose columns and values are named otherwise. */
@Timeout(60)
@MicronautTest(contextBuilder = TestApplication.class, rebuildContext = true)
class MappingsTest {
    private static final String HIRES = "/api/v1/datasets/hired_employees";

    /** Departments and jobs by their names; the job is in a column without a known name. */
    private static final String HR = """
            {"columns":{"id":"Personal-Nr","name":"Name","hire_datetime":"Eintritt","department_id":"Abteilung","job_id":5},\
            "values":{"department_id":{"Vertrieb":"2","EDV":"13"},"job_id":{"Pflege":"1","1":"2"}}}""";

    private static final String HEADER = "Personal-Nr;Name;Eintritt;Ort;Beruf;Abteilung\n";

    private static final String FILE = HEADER
            + "1;Ida;2021-11-07T02:48:42Z;Bonn; Pflege ;Vertrieb\n"
            + "2;Ole;2021-05-30T05:43:46Z;Bonn;1;1\n"
            + "3;Ann;;Bonn;Pflege;Vertrieb\n"
            + "4;Eva;2021-05-30T05:43:46Z;Bonn;Pflege;EDV\n"
            + "5;Tom;2021-05-30T05:43:46Z\n";

    @Inject
    TestServer server;

    /** Rows and rejections are what is derived from what was received. */
    @AfterEach
    void prove() {
        assertThat(server.post("/api/v1/prove", "application/json", new byte[0]).at("differences"))
                .isEqualTo(List.of());
    }

    private Answer put(String dataset, String name, String json) {
        return server.send(
                "PUT",
                "/api/v1/datasets/%s/mappings/%s".formatted(dataset, name),
                Map.of("Content-Type", "application/json"),
                json.getBytes(StandardCharsets.UTF_8));
    }

    private Answer delete(String dataset, String name) {
        return server.send("DELETE", "/api/v1/datasets/%s/mappings/%s".formatted(dataset, name), Map.of(), new byte[0]);
    }

    private Answer load(String query, String csv) {
        return server.post(HIRES + "/records" + query, "text/csv", csv.getBytes(StandardCharsets.UTF_8));
    }

    private Answer post(String target, String json) {
        return server.post(target, "application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    /** Loads the file by a mapping that then changes into one by which nothing could be read. */
    private Answer loadHires() {
        server.load("departments", "1,Support\n2,Sales\n");
        server.load("jobs", "1,Nurse\n2,Analyst\n");
        assertThat(put("hired_employees", "hr", HR).status()).isEqualTo(201);
        Answer loaded = load("?mapping=hr", FILE);
        assertThat(loaded.status()).as(loaded.body()).isEqualTo(200);
        assertThat(put("hired_employees", "hr", "{\"columns\":{\"id\":900}}").status())
                .isEqualTo(200);
        return loaded;
    }

    private List<String> exported() {
        return server.get("/api/v1/rejections.csv?dataset=hired_employees")
                .body()
                .lines()
                .toList();
    }

    @Test
    void areKeptListedAndForgotten() {
        String bare = "{\"name\":\"b\",\"columns\":{\"id\":2}}";
        assertThat(put("jobs", "b", bare).status()).isEqualTo(201);
        assertThat(put("jobs", "b", bare).status()).isEqualTo(200);
        assertThat(put(
                                "jobs",
                                "a-1_x",
                                "{\"columns\":{\"job\":\" Beruf \"},\"values\":{\"job\":{\"x\":1.50,\"\":true}}}")
                        .body())
                .isEqualTo(
                        "{\"name\":\"a-1_x\",\"columns\":{\"job\":\" Beruf \"},\"values\":{\"job\":{\"x\":\"1.50\",\"\":\"true\"}}}");

        assertThat(server.get("/api/v1/datasets/jobs/mappings/b").body())
                .isEqualTo("{\"name\":\"b\",\"columns\":{\"id\":2},\"values\":{}}");
        Answer first = server.get("/api/v1/datasets/jobs/mappings?limit=1");
        assertThat(first.at("mappings", 0, "name")).isEqualTo("a-1_x");
        assertThat(first.at("next")).isEqualTo("a-1_x");
        assertThat(server.get("/api/v1/datasets/jobs/mappings?after=a-1_x").body())
                .isEqualTo("{\"mappings\":[{\"name\":\"b\",\"columns\":{\"id\":2},\"values\":{}}],\"next\":null}");
        assertThat(server.get("/api/v1/datasets/departments/mappings").body())
                .isEqualTo("{\"mappings\":[],\"next\":null}");

        assertThat(delete("jobs", "b").status()).isEqualTo(204);
        assertThat(delete("jobs", "b").at("type")).isEqualTo("/problems/not-found");
        assertThat(server.get("/api/v1/datasets/jobs/mappings/b").at("type")).isEqualTo("/problems/not-found");
        assertThat(server.get("/api/v1/datasets/none/mappings").at("type")).isEqualTo("/problems/unknown-dataset");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a   | {"columns":{"title":1}}                                  | title   | [id, job]
            a   | {"columns":{"id":1},"values":{"title":{}}}               | title   | [id, job]
            a   | {"columns":{"id":1},"values":{"job":{}}}                 | values  |
            a   | {"columns":{"id":1},"values":{"id":{"x":[]}}}            | values  |
            a   | {"columns":{"id":1},"values":{"id":{"x":"1"," x ":"2"}}} | values  |
            a   | {"columns":{"id":1},"values":{"id":"x"}}                 | values  |
            a   | {"columns":{"id":0}}                                     | columns |
            a   | {"columns":{"id":1001}}                                  | columns |
            a   | {"columns":{"id":1.5}}                                   | columns |
            a   | {"columns":{"id":99999999999}}                           | columns |
            a   | {"columns":{"id":" "}}                                   | columns |
            a   | {"columns":{"id":null}}                                  | columns |
            a   | {"columns":{}}                                           | columns |
            a   | {"columns":[]}                                           | columns |
            a   |                                                          | columns |
            a   | {"columns":{"id":1},"name":"b"}                          | name    |
            a   | {"columns":{"id":1},"nulls":""}                          | nulls   | [name, columns, values]
            A   | {"columns":{"id":1}}                                     | name    |
            a.b | {"columns":{"id":1}}                                     | name    |
            """)
    void areRefused(String name, String json, String field, String allowed) {
        Answer answer = put("jobs", name, json == null ? "" : json);
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.at("type")).isEqualTo("/problems/bad-parameter");
        assertThat(answer.at("field")).isEqualTo(field);
        assertThat(String.valueOf(answer.json().get("allowed"))).isEqualTo(String.valueOf(allowed));
        assertThat(server.get("/api/v1/datasets/jobs/mappings").at("mappings")).isEqualTo(List.of());
    }

    @Test
    void readWhatTheyName() {
        Answer loaded = loadHires();
        assertThat(loaded.at("mapping")).isEqualTo("hr");
        assertThat(loaded.at("counts"))
                .isEqualTo(Map.of("received", 5, "inserted", 2, "updated", 0, "unchanged", 0, "rejected", 3));
        assertThat(loaded.at("rejections_by_code"))
                .isEqualTo(Map.of("required", 1, "unknown-reference", 1, "column-count", 1));
        assertThat(server.get(HIRES + "/records").body())
                .isEqualTo("{\"records\":["
                        + "{\"id\":1,\"name\":\"Ida\",\"hire_datetime\":\"2021-11-07T02:48:42Z\",\"department_id\":2,\"job_id\":1},"
                        + "{\"id\":2,\"name\":\"Ole\",\"hire_datetime\":\"2021-05-30T05:43:46Z\",\"department_id\":1,\"job_id\":2}"
                        + "],\"next\":null}");
        assertThat(server.get(HIRES + "/records/1/lineage").at("raw"))
                .isEqualTo("1;Ida;2021-11-07T02:48:42Z;Bonn; Pflege ;Vertrieb");
        assertThat(server.get(HIRES + "/records/1/lineage").at("run", "mapping"))
                .isEqualTo("hr");
        assertThat(load("?mapping=hr&dry_run=true", FILE).at("counts", "rejected"))
                .isEqualTo(5);
    }

    @Test
    void areKeptWithTheirRunsSoThatReplaysReadAsBefore() {
        String run = String.valueOf(loadHires().at("id"));
        assertThat(delete("hired_employees", "hr").status()).isEqualTo(204);
        server.load("departments", "13,IT\n");

        Answer replayed = post("/api/v1/rejections/replay", "{\"run\":\"%s\"}".formatted(run));
        assertThat(replayed.at("counts", "inserted")).as(replayed.body()).isEqualTo(1);
        assertThat(replayed.at("rejections_by_code")).isEqualTo(Map.of("required", 1, "column-count", 1));
        assertThat(server.get(HIRES + "/records/4").at("department_id")).isEqualTo(13);

        // Once more: the rejections now belong to the replay, which has no mapping of its own.
        Answer again = post(
                "/api/v1/rejections/replay", "{\"run\":\"%s\",\"code\":\"required\"}".formatted(replayed.at("id")));
        assertThat(again.at("rejections_by_code")).isEqualTo(Map.of("required", 1));
        assertThat(again.at("mapping")).isNull();

        // A corrected record in JSON is merged into what was read, and is what it says.
        String id = String.valueOf(again.at("rejections", 0, "id"));
        Answer corrected = post(
                "/api/v1/rejections/%s/replay".formatted(id),
                "{\"hire_datetime\":\"2021-01-01T00:00:00Z\",\"job_id\":1}");
        assertThat(corrected.at("counts", "inserted")).as(corrected.body()).isEqualTo(1);
        assertThat(server.get(HIRES + "/records/3").body())
                .isEqualTo(
                        "{\"id\":3,\"name\":\"Ann\",\"hire_datetime\":\"2021-01-01T00:00:00Z\",\"department_id\":2,\"job_id\":1}");
    }

    @Test
    void readTheRowsOfAFileOfRejectionsAsTheRejectedRecords() {
        loadHires();
        List<String> sheet = exported();
        assertThat(sheet.get(1)).startsWith("3,Ann,,Vertrieb,Pflege,");
        assertThat(sheet.get(2)).startsWith("4,Eva,2021-05-30T05:43:46Z,EDV,Pflege,");
        assertThat(sheet.get(3)).startsWith(",,,,,");

        // Sent back as it is, it changes nothing.
        Answer same = load("", String.join("\n", sheet) + "\n");
        assertThat(same.at("counts", "rejected")).as(same.body()).isEqualTo(3);
        assertThat(exported()).isEqualTo(sheet);

        // Changed, but still wrong: the new rejection is shown and read like the old one.
        String wrong = sheet.get(1).replace("3,Ann,,", "3,Ann,soon,");
        assertThat(load("", sheet.get(0) + "\n" + wrong + "\n").at("counts", "rejected"))
                .isEqualTo(1);
        String shown = exported().stream()
                .filter(row -> row.startsWith("3,Ann,soon,Vertrieb,Pflege,"))
                .findFirst()
                .orElseThrow();
        String right = shown.replace("soon", "2021-02-03T04:05:06Z");
        String known = sheet.get(2).replace(",EDV,", ",Vertrieb,");

        Answer sent = load("", sheet.get(0) + "\n" + right + "\n" + known + "\n");
        assertThat(sent.at("counts", "inserted")).as(sent.body()).isEqualTo(2);
        assertThat(sent.at("mapping")).isNull();
        assertThat(server.get(HIRES + "/records/3").body())
                .isEqualTo(
                        "{\"id\":3,\"name\":\"Ann\",\"hire_datetime\":\"2021-02-03T04:05:06Z\",\"department_id\":2,\"job_id\":1}");
        assertThat(server.get(HIRES + "/records/4").at("department_id")).isEqualTo(2);
        assertThat(exported()).hasSize(2);
    }

    @Test
    void areTakenByPosition() {
        server.load("jobs", "1,Nurse\n");
        put("jobs", "p", "{\"columns\":{\"id\":3,\"job\":1},\"values\":{\"job\":{\"Arzt\":\"Doctor\"}}}");
        Answer loaded = server.post(
                "/api/v1/datasets/jobs/records?mapping=p",
                "text/csv",
                "Arzt,x,7\nKoch,x\nKoch,x,8,y\n".getBytes(StandardCharsets.UTF_8));
        assertThat(loaded.at("counts", "inserted")).as(loaded.body()).isEqualTo(2);
        assertThat(loaded.at("rejections_by_code")).isEqualTo(Map.of("column-count", 1));
        assertThat(server.get("/api/v1/datasets/jobs/records/7").at("job")).isEqualTo("Doctor");
    }

    @Test
    void areTakenForFilesOfASource() {
        put("jobs", "p", "{\"columns\":{\"id\":1,\"job\":2},\"values\":{\"job\":{\"Nurse\":\"Pflege\"}}}");
        Answer loaded = post("/api/v1/runs", "{\"dataset\":\"jobs\",\"source\":\"inbox:jobs.csv\",\"mapping\":\"p\"}");
        assertThat(loaded.at("mapping")).as(loaded.body()).isEqualTo("p");
        assertThat(post("/api/v1/runs", "{\"dataset\":\"jobs\",\"source\":\"inbox:jobs.csv\",\"mapping\":\"q\"}")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void areNotTakenWhereTheyDoNotFit() {
        put("jobs", "hr", "{\"columns\":{\"id\":\"Nr\",\"job\":\"Beruf\"}}");
        String jobs = "/api/v1/datasets/jobs/records?mapping=";
        byte[] csv = "Nr,Job\n1,Nurse\n".getBytes(StandardCharsets.UTF_8);

        Answer unknown = server.post(jobs + "none", "text/csv", csv);
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.at("type")).isEqualTo("/problems/not-found");

        Answer missing = server.post(jobs + "hr", "text/csv", csv);
        assertThat(missing.status()).isEqualTo(422);
        assertThat(missing.at("type")).isEqualTo("/problems/bad-header");
        assertThat(missing.at("detail"))
                .isEqualTo(
                        "the column 'Beruf', which mapping hr names for job, is missing; the columns are 'Nr', 'Job'");

        Answer json = server.post(jobs + "hr", "application/json", "[]".getBytes(StandardCharsets.UTF_8));
        assertThat(json.status()).isEqualTo(400);
        assertThat(json.at("field")).isEqualTo("mapping");

        Answer headless = server.post(jobs + "hr&header=absent", "text/csv", csv);
        assertThat(headless.status()).isEqualTo(400);
        assertThat(headless.at("field")).isEqualTo("header");
    }
}
