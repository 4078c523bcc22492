package dev.muster.adapters.in.rest.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.adapters.in.rest.TestApplication;
import dev.muster.adapters.in.rest.TestServer;
import dev.muster.adapters.in.rest.TestServer.Answer;
import dev.muster.adapters.in.rest.Yaml;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an empty value of a parameter is: wrong, whatever the parameter. */
@MicronautTest(contextBuilder = TestApplication.class)
class QueryTest {
    @Inject
    TestServer server;

    @BeforeAll
    static void fill(TestServer server) {
        server.loadHiring();
    }

    /** Every parameter of a query that the API describes. */
    @Test
    void noParameterHasAnEmptyOne() {
        int tried = 0;
        Map<String, Object> paths = map(document(), "paths");
        for (Map.Entry<String, Object> path : paths.entrySet()) {
            Map<String, Object> operations = map(path.getValue());
            for (String method : List.of("get", "post")) {
                Map<String, Object> operation = map(operations.getOrDefault(method, Map.of()));
                for (Object parameter : (List<?>) operation.getOrDefault("parameters", List.of())) {
                    Map<String, Object> described = resolved(parameter);
                    if ("query".equals(described.get("in"))) {
                        assertEmptyIsRefused(method, path.getKey(), (String) described.get("name"));
                        tried++;
                    }
                }
            }
        }
        assertThat(tried).isGreaterThan(40);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/datasets/jobs/records?job=",
                "/api/v1/datasets/jobs/records?job",
                "/api/v1/datasets/jobs/records.csv?id=",
                "/api/v1/reports/hires-by-month/records?year=2021&month=",
                "/api/v1/workbooks/hiring.xlsx?year=",
            })
    void norHasAField(String target) {
        assertThat(server.get(target).at("type")).isEqualTo("/problems/bad-parameter");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"mode", "strict", "batch_size", "max_rejections", "format", "header", "delimiter", "charset"})
    void norHasAMemberOfABodyThatIsOne(String name) {
        Answer answer = server.post(
                "/api/v1/runs",
                "application/json",
                "{\"dataset\":\"jobs\",\"source\":\"inbox:jobs.csv\",\"%s\":\"\"}"
                        .formatted(name)
                        .getBytes(StandardCharsets.UTF_8));
        assertThat(answer.at("type")).isEqualTo("/problems/bad-parameter");
        assertThat(answer.at("field")).isEqualTo(name);
    }

    private void assertEmptyIsRefused(String method, String path, String name) {
        String target = path.replace("{dataset}", "jobs")
                        .replace("{report}", "hires-by-month")
                        .replace("{format}", "csv")
                        .replace("{workbook}", "hiring")
                        .replaceAll("\\{[a-z]+}", "0000000000003-3")
                + "?" + name + "=";
        Answer answer = method.equals("get")
                ? server.get(target)
                : server.post(target, "application/json", "{}".getBytes(StandardCharsets.UTF_8));
        assertThat(answer.status()).as(method + " " + target + answer.body()).isEqualTo(400);
        assertThat(answer.at("type")).isEqualTo("/problems/bad-parameter");
        assertThat(answer.at("field")).isEqualTo(name);
    }

    private Map<String, Object> resolved(Object parameter) {
        Map<String, Object> described = map(parameter);
        Object reference = described.get("$ref");
        return reference == null
                ? described
                : map(
                        document(),
                        "components",
                        "parameters",
                        ((String) reference).substring("#/components/parameters/".length()));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object root, Object... path) {
        return (Map<String, Object>) Yaml.at(root, path);
    }

    private Object document() {
        return Yaml.parse(server.get("/openapi.yaml").body());
    }
}
