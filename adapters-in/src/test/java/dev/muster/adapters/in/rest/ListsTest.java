package dev.muster.adapters.in.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.muster.adapters.in.rest.TestServer.Answer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@MicronautTest(contextBuilder = TestApplication.class)
class ListsTest {
    @Inject
    TestServer server;

    @BeforeAll
    static void fill(TestServer server) {
        server.loadHiring();
        server.load("departments", "x,Nowhere 7\n");
        server.post(
                "/api/v1/datasets/transactions/records", "application/x-ndjson", """
                {"external_id":"a/b+c d;e","amount":1.50,"source_channel":"web"}
                {"external_id":"ä?#%","amount":"2","source_channel":"web","occurred_at":"2021-01-01T00:00:00.1200+02:00"}
                """.getBytes(StandardCharsets.UTF_8));
    }

    /** A list, the names of its items' ids, and those ids in order. */
    static Stream<Arguments> lists() {
        return Stream.of(
                arguments(
                        "datasets",
                        "datasets",
                        "name",
                        List.of(
                                "departments",
                                "jobs",
                                "hired_employees",
                                "transactions",
                                "users",
                                "posts",
                                "comments")),
                arguments(
                        "reports",
                        "reports",
                        "name",
                        List.of(
                                "hired-employees-by-quarter",
                                "departments-above-average-hiring",
                                "hires-by-month",
                                "user-activity",
                                "top-posts",
                                "transactions-by-currency",
                                "data-quality",
                                "run-times")),
                arguments(
                        "runs",
                        "runs",
                        "id",
                        List.of("0000000000005", "0000000000004", "0000000000003", "0000000000002", "0000000000001")),
                arguments("runs?dataset=departments", "runs", "id", List.of("0000000000004", "0000000000001")),
                arguments("runs?status=failed", "runs", "id", List.of()),
                arguments("runs?dataset=jobs&status=succeeded", "runs", "id", List.of("0000000000002")),
                arguments(
                        "rejections",
                        "rejections",
                        "id",
                        List.of("0000000000004-1", "0000000000003-5", "0000000000003-3")),
                arguments("rejections?dataset=departments", "rejections", "id", List.of("0000000000004-1")),
                arguments("rejections?run=0000000000003&code=required", "rejections", "id", List.of("0000000000003-3")),
                arguments("rejections?run=0000000000099", "rejections", "id", List.of()),
                arguments(
                        "rejections?code=unknown-reference&status=open",
                        "rejections",
                        "id",
                        List.of("0000000000003-5")),
                arguments("rejections?status=replayed", "rejections", "id", List.of()),
                arguments("datasets/jobs/records", "records", "id", List.of(1, 2, 3)),
                arguments("datasets/jobs/records?job=%C3%84tzer", "records", "id", List.of(3)),
                arguments("datasets/hired_employees/records?department_id=1", "records", "id", List.of(1, 2)),
                arguments("datasets/hired_employees/records?department_id=1&job_id=2", "records", "id", List.of(2)),
                arguments(
                        "datasets/hired_employees/records?hire_datetime=2021-04-01T02:00:00%2B02:00",
                        "records", "id", List.of(4)),
                arguments("datasets/transactions/records", "records", "external_id", List.of("a/b+c d;e", "ä?#%")),
                arguments("datasets/transactions/records?amount=1.5", "records", "external_id", List.of("a/b+c d;e")),
                arguments(
                        "datasets/transactions/records?currency=usd&amount=2.0",
                        "records",
                        "external_id",
                        List.of("ä?#%")));
    }

    @ParameterizedTest
    @MethodSource("lists")
    void giveTheirItemsInOrderWhateverTheSizeOfAPage(String target, String plural, String id, List<Object> expected) {
        for (int limit : new int[] {1, 2, 1_000}) {
            List<Object> found = new ArrayList<>();
            String after = null;
            do {
                String query = (target.contains("?") ? "&" : "?") + "limit=" + limit
                        + (after == null ? "" : "&after=" + after);
                Answer answer = server.get("/api/v1/" + target + query);
                assertThat(answer.status()).as(answer.body()).isEqualTo(200);
                assertThat(answer.json()).containsOnlyKeys(plural, "next");
                List<?> items = (List<?>) answer.at(plural);
                assertThat(items).hasSizeLessThanOrEqualTo(limit);
                items.forEach(item -> found.add(Yaml.at(item, id)));
                after = (String) answer.at("next");
            } while (after != null);
            assertThat(found).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b+c d;e", "ä?#%"})
    void keysStandInAddressesPercentEncoded(String key) {
        String encoded = URLEncoder.encode(key, StandardCharsets.UTF_8).replace("+", "%20");
        assertThat(server.get("/api/v1/datasets/transactions/records/" + encoded)
                        .at("external_id"))
                .isEqualTo(key);
    }

    @Test
    void whatAddressesAllowNeedsNoEncoding() {
        assertThat(server.get("/api/v1/datasets/transactions/records/a%2Fb+c%20d;e")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void valuesHaveTheFormsOfTheContract() {
        assertThat(server.get("/api/v1/datasets/transactions/records?amount=1.5")
                        .body())
                .isEqualTo("{\"records\":[{\"external_id\":\"a/b+c d;e\",\"amount\":1.5,\"currency\":\"USD\","
                        + "\"source_channel\":\"web\",\"occurred_at\":null}],\"next\":null}");
        assertThat(server.get("/api/v1/datasets/transactions/records/%C3%A4%3F%23%25")
                        .body())
                .isEqualTo("{\"external_id\":\"ä?#%\",\"amount\":2,\"currency\":\"USD\",\"source_channel\":\"web\","
                        + "\"occurred_at\":\"2020-12-31T22:00:00.12Z\"}");
    }

    @Test
    void aSingleRunOrRejectionIsWhatItsListShows() {
        Object run = server.get("/api/v1/runs?limit=1").at("runs", 0);
        assertThat(server.get("/api/v1/runs/" + Yaml.at(run, "id")).json()).isEqualTo(run);
        Object rejection = server.get("/api/v1/rejections?limit=1").at("rejections", 0);
        assertThat(server.get("/api/v1/rejections/" + Yaml.at(rejection, "id")).json())
                .isEqualTo(rejection);
    }

    @Test
    void theSummaryCountsAllThatCameIn() {
        Answer answer = server.get("/api/v1/summary");
        assertThat(answer.body())
                .startsWith("{\"received\":13,\"accepted\":10,\"rejected\":3,\"success_rate\":0.7692307692307693,"
                        + "\"open_rejections\":3,\"datasets\":[{\"dataset\":\"departments\",\"received\":3,\"accepted\":2,"
                        + "\"rejected\":1,\"success_rate\":0.6666666666666666,\"open_rejections\":1},");
        assertThat(answer.at("datasets", 6, "success_rate")).isNull();
    }

    @Test
    void reportsCarryTheirReceiptAndATag() {
        Answer answer = server.get("/api/v1/reports/departments-above-average-hiring?year=2021");
        assertThat(answer.body()).startsWith("""
                        {"report":"departments-above-average-hiring","parameters":{"year":2021},\
                        "columns":[{"name":"id","type":"integer","title":"Id"},\
                        {"name":"department","type":"text","title":"Department"},\
                        {"name":"hired","type":"integer","title":"Hired"}],\
                        "rows":[],"facts":{"mean":1,"departments_counted":2},\
                        "receipt":{"included":2,"outside":1,\
                        "excluded":{"not-integer":1,"required":1,"unknown-reference":1},"data_version":""");
        String tag = answer.header("ETag");
        assertThat(tag).matches("W/\"[0-9]+-json\"");
        assertThat(answer.header("Cache-Control")).isEqualTo("private, no-cache");

        for (String known : List.of(tag, tag.substring(2), "\"0\", " + tag, "*")) {
            Answer again = server.send(
                    "GET",
                    "/api/v1/reports/departments-above-average-hiring?year=2021",
                    Map.of("If-None-Match", known),
                    null);
            assertThat(again.status()).isEqualTo(304);
            assertThat(again.body()).isEmpty();
            assertThat(again.header("ETag")).isEqualTo(tag);
        }
        assertThat(server.send(
                                "GET",
                                "/api/v1/reports/departments-above-average-hiring?year=21",
                                Map.of("If-None-Match", tag),
                                null)
                        .status())
                .isEqualTo(400);
        assertThat(server.send(
                                "GET",
                                "/api/v1/reports/departments-above-average-hiring?year=2021",
                                Map.of("If-None-Match", "\"0\""),
                                null)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void datasetsAreTableSchemas() {
        assertThat(server.get("/api/v1/datasets/hired_employees").body()).isEqualTo("""
                        {"$schema":"https://datapackage.org/profiles/2.0/tableschema.json","name":"hired_employees",\
                        "title":"Hired employees","description":"Who was hired, when, in which department and for which job.",\
                        "fields":[\
                        {"name":"id","type":"integer","title":"Id","description":"Number of the employee",\
                        "constraints":{"required":true,"minimum":1,"maximum":2147483647}},\
                        {"name":"name","type":"string","title":"Name","description":"Name of the employee",\
                        "constraints":{"required":true,"minLength":1,"maxLength":255},"personal":true},\
                        {"name":"hire_datetime","type":"datetime","title":"Hire datetime",\
                        "description":"When the employee was hired","aliases":["datetime"],\
                        "constraints":{"required":true,"minimum":"1900-01-01T00:00:00Z","maximum":"9999-12-31T23:59:59.999999Z"}},\
                        {"name":"department_id","type":"integer","title":"Department id",\
                        "description":"Number of the department the employee was hired in",\
                        "constraints":{"required":true,"minimum":1,"maximum":2147483647}},\
                        {"name":"job_id","type":"integer","title":"Job id",\
                        "description":"Number of the job the employee was hired for",\
                        "constraints":{"required":true,"minimum":1,"maximum":2147483647}}],\
                        "primaryKey":["id"],\
                        "foreignKeys":[{"fields":["department_id"],"reference":{"resource":"departments","fields":["id"]}},\
                        {"fields":["job_id"],"reference":{"resource":"jobs","fields":["id"]}}],\
                        "missingValues":[""],"row_count":3}""");
    }
}
