package dev.muster.adapters.in.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.adapters.in.rest.TestServer.Answer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Dead letters that come back to life. The hires of run 3 left two: its records 3 (no time, job x) and 5 (department 13). */
@Timeout(60)
@MicronautTest(contextBuilder = TestApplication.class, rebuildContext = true)
class RejectionsTest {
    private static final String HIRES = "/api/v1/datasets/hired_employees/records";
    private static final String THIRD = "/api/v1/rejections/0000000000003-3";
    private static final String FIFTH = "/api/v1/rejections/0000000000003-5";
    private static final String MIA =
            "{\"id\":3,\"name\":\"Mia Lund\",\"datetime\":\"2021-03-03T03:03:03Z\",\"department_id\":1,\"job_id\":3}";

    @Inject
    TestServer server;

    @BeforeEach
    void fill() {
        server.loadHiring();
    }

    private Answer post(String target, String json) {
        return json == null
                ? server.send("POST", target, Map.of(), new byte[0])
                : server.post(target, "application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    private Object status(String rejection) {
        return server.get(rejection).at("status");
    }

    private static Map<String, Integer> counts(int inserted, int updated, int unchanged, int rejected) {
        return Map.of(
                "received",
                inserted + updated + unchanged + rejected,
                "inserted",
                inserted,
                "updated",
                updated,
                "unchanged",
                unchanged,
                "rejected",
                rejected);
    }

    /** Of the file, 20 more with another department's name. */
    private void loadNames() {
        StringBuilder hires = new StringBuilder("id,name,datetime,department_id,job_id\n");
        for (int i = 100; i < 120; i++) {
            hires.append(i)
                    .append(",Mia,2021-03-03T03:03:03Z,")
                    .append(i % 2 == 0 ? "Sales" : "HR")
                    .append(",3\n");
        }
        server.load("hired_employees", hires.toString());
    }

    @Test
    void getInWithWhatTheirValuesStandFor() {
        loadNames();
        String which =
                "\"dataset\":\"hired_employees\",\"code\":\"not-integer\",\"field\":\"department_id\",\"value\":\"Sales\"";
        assertThat(server.get("/api/v1/rejections.csv?dataset=hired_employees&field=department_id&value=Sales")
                        .body()
                        .lines())
                .hasSize(11);

        Answer replay =
                post("/api/v1/rejections/replay", "{%s,\"values\":{\"department_id\":{\"Sales\":1}}}".formatted(which));
        assertThat(replay.at("counts")).isEqualTo(counts(10, 0, 0, 0));
        assertThat(replay.at("mapping")).isEqualTo("given-values");
        assertThat(server.get(HIRES + "/100/lineage").at("raw")).isEqualTo("100,Mia,2021-03-03T03:03:03Z,Sales,3");
        assertThat(post("/api/v1/rejections/replay", "{%s}".formatted(which)).status())
                .isEqualTo(409);

        for (String wrong : List.of("{\"nothing\":{\"Sales\":1}}", "{\"department_id\":1}", "[]")) {
            Answer refused = post(
                    "/api/v1/rejections/replay", "{\"dataset\":\"hired_employees\",\"values\":%s}".formatted(wrong));
            assertThat(refused.status()).as(wrong).isEqualTo(400);
            assertThat(refused.at("type")).as(wrong).isEqualTo("/problems/bad-parameter");
        }
    }

    @Test
    void teachWhatTheirValuesStandFor() {
        loadNames();
        String first =
                (String) ((Map<?, ?>) ((List<?>) server.get("/api/v1/rejections?field=department_id&value=HR&limit=1")
                                        .at("rejections"))
                                .getFirst())
                        .get("id");
        String remember = "/api/v1/rejections/%s/remember".formatted(first);

        Answer mapping = post(remember, "{\"values\":{\"department_id\":{\"HR\":\"1\"}}}");
        assertThat(mapping.body())
                .isEqualTo("{\"name\":\"hired-employees\",\"columns\":{\"id\":\"id\",\"name\":\"name\","
                        + "\"hire_datetime\":\"datetime\",\"department_id\":\"department_id\",\"job_id\":\"job_id\"},"
                        + "\"values\":{\"department_id\":{\"HR\":\"1\"}}}");
        assertThat(post(remember, "{\"values\":{\"department_id\":{\"Sales\":\"1\"}}}")
                        .at("values", "department_id"))
                .isEqualTo(Map.of("HR", "1", "Sales", "1"));
        assertThat(post(remember, "{\"values\":{\"nothing\":{\"a\":\"1\"}}}").status())
                .isEqualTo(400);
        assertThat(post("/api/v1/rejections/0000000000099-1/remember", "{}").status())
                .isEqualTo(404);
    }

    @Test
    void keepWhyTheyWereDiscarded() {
        assertThat(post(FIFTH + "/discard", "{\"reason\":\"twice in the file\"}")
                        .at("discard_reason"))
                .isEqualTo("twice in the file");
        assertThat(post("/api/v1/rejections/discard", "{\"dataset\":\"hired_employees\",\"reason\":\"too old\"}")
                        .status())
                .isEqualTo(200);
        assertThat(server.get(THIRD).at("discard_reason")).isEqualTo("too old");
        assertThat(post(FIFTH + "/discard", "{\"reason\":\"\\u0000\"}").status())
                .isEqualTo(400);
        assertThat(post(FIFTH + "/discard", "{\"why\":\"x\"}").status()).isEqualTo(400);
    }

    @Test
    void getInOnceWhatTheyReferToIsThere() {
        server.load("departments", "13,Archive\n");
        Answer replay = post(FIFTH + "/replay", null);

        assertThat(replay.status()).isEqualTo(200);
        assertThat(replay.at("source", "kind")).isEqualTo("replay");
        assertThat(replay.at("counts")).isEqualTo(counts(1, 0, 0, 0));
        assertThat(status(FIFTH)).isEqualTo("replayed");
        Answer lineage = server.get(HIRES + "/5/lineage");
        assertThat(lineage.at("run", "id")).isEqualTo(replay.at("id"));
        assertThat(lineage.at("line")).isEqualTo(5);
        assertThat(lineage.at("raw")).isEqualTo("5,Eva Riis,2021-05-05T05:05:05Z,13,2");

        Answer again = post(FIFTH + "/replay", null);
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.at("type")).isEqualTo("/problems/conflict");
    }

    @Test
    void thatFailAgainAreCarriedOn() {
        Answer replay = post(FIFTH + "/replay", null);
        assertThat(replay.at("counts")).isEqualTo(counts(0, 0, 0, 1));
        assertThat(replay.at("rejections", 0, "replay_of")).isEqualTo("0000000000003-5");
        assertThat(replay.at("rejections", 0, "raw")).isEqualTo("5,Eva Riis,2021-05-05T05:05:05Z,13,2");
        assertThat(status(FIFTH)).isEqualTo("replayed");
    }

    @Test
    void areCorrectedByJson() {
        Answer replay = post(THIRD + "/replay", MIA);
        assertThat(replay.at("counts")).isEqualTo(counts(1, 0, 0, 0));
        assertThat(replay.at("source", "name")).isEqualTo("0000000000003-3");
        assertThat(status(THIRD)).isEqualTo("replayed");
        assertThat(server.get(HIRES + "/3/lineage").at("raw")).isEqualTo(MIA);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    400 | malformed-json         | application/json | {"id":
                    400 | malformed-json         | application/json | [{"id":3}]
                    400 | malformed-json         | application/json | {"id":3}{"id":4}
                    415 | unsupported-media-type | text/csv         | 3,Mia Lund
                    """)
    void stayOpenIfTheCorrectionIsNoRecord(int status, String slug, String type, String body) {
        Answer answer = server.post(THIRD + "/replay", type, body.getBytes(StandardCharsets.UTF_8));
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.at("type")).isEqualTo("/problems/" + slug);
        assertThat(status(THIRD)).isEqualTo("open");
        assertThat(server.get(HIRES + "/3").status()).isEqualTo(404);
    }

    @Test
    void takeALargeCorrectionForNone() {
        String large = "{\"name\":\"" + "x".repeat(1 << 20) + "\"}";
        assertThat(post(THIRD + "/replay", large).status()).isEqualTo(413);
        assertThat(status(THIRD)).isEqualTo("open");
    }

    @Test
    void areReplayedInAnotherModeIfThatIsWanted() {
        server.load("jobs", "1,Doctor\n");
        assertThat(post("/api/v1/rejections/0000000000004-1/replay?mode=upsert", null)
                        .at("counts"))
                .isEqualTo(counts(0, 1, 0, 0));
        assertThat(server.get("/api/v1/datasets/jobs/records/1").at("job")).isEqualTo("Doctor");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"run":"0000000000003"}                                      | 2
                    {"dataset":"hired_employees","code":"unknown-reference"}     | 1
                    {"code":"not-integer","run":null}                            | 1
                    {}                                                           | 2
                                                                                 | 2
                    """)
    void areReplayedTogether(String body, int received) {
        server.load("departments", "13,Archive\n");
        Answer replay = post("/api/v1/rejections/replay", body);
        assertThat(replay.status()).as(replay.body()).isEqualTo(200);
        assertThat(replay.at("counts", "received")).isEqualTo(received);
        assertThat(server.get("/api/v1/rejections?status=replayed").at("rejections"))
                .asList()
                .hasSize(received);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"datset":"jobs"}            | 400 | bad-parameter
                    {"dataset":"nope"}           | 400 | bad-parameter
                    {"dataset":5}                | 400 | bad-parameter
                    {"run":"5"}                  | 400 | bad-parameter
                    {"code":"bad"}               | 400 | bad-parameter
                    []                           | 400 | malformed-json
                    {"run"                       | 400 | malformed-json
                    {} {}                        | 400 | malformed-json
                    {"code":null,"code":null}    | 400 | malformed-json
                    {"run":"0000000000099"}      | 404 | not-found
                    {"dataset":"jobs"}           | 409 | conflict
                    """)
    void areNotReplayedIfItIsNotClearWhich(String body, int status, String slug) {
        Answer answer = post("/api/v1/rejections/replay", body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.at("type")).isEqualTo("/problems/" + slug);
    }

    @Test
    void ofSeveralDatasetsAreNotReplayedTogether() {
        server.load("jobs", "x,1\n");
        Answer answer = post("/api/v1/rejections/replay", "{}");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.at("allowed")).isEqualTo(List.of("hired_employees", "jobs"));
    }

    @Test
    void areDiscardedOnce() {
        Answer discarded = post(THIRD + "/discard", null);
        assertThat(discarded.status()).isEqualTo(200);
        assertThat(discarded.at("status")).isEqualTo("discarded");
        assertThat(post(THIRD + "/discard", null).at("type")).isEqualTo("/problems/conflict");
        assertThat(post(THIRD + "/replay", null).at("type")).isEqualTo("/problems/conflict");
        assertThat(post("/api/v1/rejections/0000000000003-1/discard", null).status())
                .isEqualTo(404);
        assertThat(post("/api/v1/rejections/x/replay", null).status()).isEqualTo(404);
    }

    @Test
    void areGroupedWithARemedy() {
        String groups = "/api/v1/rejections/groups";
        server.load("hired_employees", "6,Bo Ek,2021-05-05T05:05:05Z,13,2\n");
        Answer answer = server.get(groups + "?dataset=hired_employees");
        assertThat(answer.at("groups", 0))
                .isEqualTo(Map.of(
                        "dataset",
                        "hired_employees",
                        "code",
                        "unknown-reference",
                        "field",
                        "department_id",
                        "value",
                        "13",
                        "count",
                        2,
                        "remedy",
                        "load department 13, then replay"));
        assertThat(answer.at("groups")).asList().hasSize(3);
        assertThat(answer.at("next")).isNull();

        Answer first = server.get(groups + "?limit=2");
        Answer second = server.get(groups + "?limit=2&after=" + first.at("next"));
        assertThat(second.at("groups")).isEqualTo(List.of(answer.at("groups", 2)));
        assertThat(second.at("next")).isNull();
        assertThat(server.get(groups + "?dataset=jobs").at("groups")).isEqualTo(List.of());
        assertThat(server.get(groups + "?after=x").at("field")).isEqualTo("after");
    }

    /** What spreadsheets make of a CSV file. */
    enum Spreadsheet {
        NONE,
        WINDOWS,
        SEMICOLONS,
        SHUFFLED;

        byte[] save(List<List<String>> rows) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            if (this == WINDOWS || this == SEMICOLONS) {
                out.writeBytes("\uFEFF".getBytes(StandardCharsets.UTF_8));
            }
            for (List<String> row : rows) {
                List<String> cells = this == SHUFFLED ? row.reversed() : row;
                out.writeBytes((cells.stream()
                                        .map(cell -> "\"" + cell.replace("\"", "\"\"") + "\"")
                                        .collect(Collectors.joining(this == SEMICOLONS ? ";" : ","))
                                + (this == NONE ? "\n" : "\r\n"))
                        .getBytes(StandardCharsets.UTF_8));
            }
            return out.toByteArray();
        }
    }

    @ParameterizedTest
    @EnumSource
    void areCorrectedInASpreadsheet(Spreadsheet spreadsheet) {
        server.load("hired_employees", "8,\"Ann \"\"A\"\" Bly\",2021-08-08T08:08:08Z,1,\n9,x\n");
        Answer export = server.get("/api/v1/rejections.csv?dataset=hired_employees&status=open");
        assertThat(export.body()).startsWith("\uFEFF");
        List<List<String>> rows = export.body()
                .substring(1)
                .lines()
                .map(line -> Arrays.asList(line.replace("\"\"", "§").split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1)))
                .map(cells -> cells.stream()
                        .map(cell -> cell.replaceAll("^\"|\"$", "").replace('§', '"'))
                        .collect(Collectors.toList()))
                .toList();
        assertThat(rows.getFirst())
                .containsExactly(
                        "id",
                        "name",
                        "hire_datetime",
                        "department_id",
                        "job_id",
                        "rejection_id",
                        "codes",
                        "fields",
                        "messages",
                        "raw");
        assertThat(rows).hasSize(5);
        rows.get(1).set(2, "2021-03-03T03:03:03Z"); // Mia Lund, whose job stays wrong
        rows.get(2).set(3, "2"); // Eva Riis
        rows.get(3).set(4, "3"); // Ann Bly

        Answer answer = server.post(HIRES, "text/csv", spreadsheet.save(rows));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.at("counts")).isEqualTo(counts(2, 0, 0, 2));
        assertThat(answer.at("rejections", 0, "replay_of")).isEqualTo("0000000000003-3");
        assertThat(answer.at("rejections", 1, "id")).isEqualTo("0000000000004-2");
        assertThat(IntStream.of(3, 5).mapToObj(number -> status("/api/v1/rejections/0000000000003-" + number)))
                .containsOnly("replayed");
        assertThat(server.get(HIRES + "/8").at("name")).isEqualTo("Ann \"A\" Bly");
        assertThat(server.get(HIRES + "/5").at("department_id")).isEqualTo(2);

        Answer again = server.post(HIRES, "text/csv", spreadsheet.save(rows));
        assertThat(again.at("counts")).isEqualTo(counts(0, 0, 2, 2));
        assertThat(again.at("rejections")).isEqualTo(answer.at("rejections"));
    }
}
