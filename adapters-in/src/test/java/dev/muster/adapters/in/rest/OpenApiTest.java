package dev.muster.adapters.in.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.muster.adapters.in.rest.http.HttpProblemType;
import dev.muster.domain.intake.ReasonCode;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.RunStatus;
import dev.muster.domain.run.Source;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.micronaut.web.router.Router;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The document says what the service does: neither more nor less. */
@MicronautTest(contextBuilder = TestApplication.class)
class OpenApiTest {
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

    private static Object document;

    @Inject
    TestServer server;

    @BeforeAll
    static void fill(TestServer server) {
        server.loadHiring();
        document = Yaml.parse(server.get("/openapi.yaml").body());
    }

    @Test
    void namesEveryRouteAndNoOther() {
        Set<String> routes = server.context()
                .getBean(Router.class)
                .uriRoutes()
                .filter(route -> !TestServer.isForPeople(route))
                .map(route -> route.getHttpMethodName() + " "
                        + route.getUriMatchTemplate().toString().replaceAll("\\{([a-z]+):[^}]*}", "{$1}"))
                .filter(route -> !route.startsWith("HEAD ")) // Every GET has one.
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> documented = new TreeSet<>();
        operations().forEach((name, operation) -> documented.add(name));
        assertThat(documented).isEqualTo(routes);
    }

    @Test
    void namesEveryParameterOfAPath() {
        operations().forEach((name, operation) -> {
            Set<String> inPath = Pattern.compile("\\{([a-z]+)}")
                    .matcher(name)
                    .results()
                    .map(match -> match.group(1))
                    .collect(Collectors.toSet());
            Set<Object> declared = parameters(name).stream()
                    .filter(parameter -> parameter.get("in").equals("path"))
                    .map(parameter -> parameter.get("name"))
                    .collect(Collectors.toSet());
            assertThat(declared).as(name).isEqualTo(inPath);
        });
    }

    /** A parameter that does not exist is refused with the names of those that do. */
    @Test
    void namesEveryParameterOfAQuery() {
        for (String name : operations().keySet()) {
            String path = name.substring(name.indexOf(' ') + 1)
                    .replace("{dataset}", "jobs")
                    .replace("{link}", "x")
                    .replace("{key}", "1")
                    .replace("{id}", "1")
                    .replace("{report}", "hired-employees-by-quarter")
                    .replace("{format}", "csv")
                    .replace("{workbook}", "hiring")
                    .replace("{name}", "x")
                    .replace("{topic}", "x");
            if (!path.startsWith("/api/")) {
                continue;
            }
            Set<Object> declared = parameters(name).stream()
                    .filter(parameter -> parameter.get("in").equals("query"))
                    .map(parameter -> parameter.get("name"))
                    .collect(Collectors.toCollection(TreeSet::new));
            String method = name.substring(0, name.indexOf(' '));
            Set<Object> allowed = new TreeSet<>();
            if (path.endsWith("/records") && path.contains("/reports/")) {
                // Each report has keys of its own, and the list's limit stands for the report's.
                assertThat(allowed(method, path + "?nonsense=1&year=2021"))
                        .isEqualTo(List.of("quarter", "department_id", "job_id"));
                allowed.addAll(List.of("key", "year", "limit", "after"));
            } else if (path.contains("/reports/") && !path.endsWith("/files")) {
                // Each report and format has parameters of its own; the document has those of all.
                for (String report : List.of("hires-by-month", "top-posts")) {
                    for (String format : List.of("csv", "png")) {
                        allowed.addAll(allowed(method, "/api/v1/reports/%s.%s?nonsense=1".formatted(report, format)));
                    }
                }
            } else {
                allowed.addAll(allowed(method, path + "?nonsense=1"));
            }
            if (path.contains("/datasets/") && declared.remove("field")) {
                declared.addAll(List.of("id", "job"));
            }
            assertThat(declared).as(name).isEqualTo(allowed);
        }
    }

    private List<?> allowed(String method, String path) {
        return (List<?>) server.send(method, path, Map.of("Content-Type", "text/csv"), new byte[0])
                .at("allowed");
    }

    static Stream<Arguments> closedChoices() {
        return Stream.of(
                arguments(
                        "Problem.properties.type",
                        HttpProblemType.all()
                                .map(type -> "/problems/" + type.slug())
                                .toList()),
                arguments("ReasonCode", names(ReasonCode.values(), ReasonCode::code)),
                arguments("RunStatus", names(RunStatus.values(), RunStatus::code)),
                arguments("RejectionStatus", names(Rejection.Status.values(), Rejection.Status::code)),
                arguments("Run.properties.source.properties.kind", names(Source.Kind.values(), Source.Kind::code)));
    }

    private static <T> List<String> names(T[] constants, Function<T, String> name) {
        return Arrays.stream(constants).map(name).toList();
    }

    @ParameterizedTest
    @MethodSource
    void closedChoices(String schema, List<String> names) {
        Object found = Yaml.at(document, "components", "schemas");
        assertThat((List<?>) Yaml.at(Yaml.at(found, (Object[]) schema.split("\\.")), "enum"))
                .asInstanceOf(InstanceOfAssertFactories.list(String.class))
                .containsExactlyInAnyOrderElementsOf(names);
    }

    @Test
    void slugsInTextsExist() {
        Set<String> slugs = HttpProblemType.all().map(Problem.Type::slug).collect(Collectors.toSet());
        String text = server.get("/openapi.yaml").body();
        Pattern.compile("description: \"?`([a-z]+(?:-[a-z]+)+)`")
                .matcher(text)
                .results()
                .forEach(match -> assertThat(slugs).contains(match.group(1)));
    }

    static Stream<Arguments> requests() {
        return Stream.of(
                arguments("GET /api/v1/datasets", "/api/v1/datasets", ""),
                arguments("GET /api/v1/datasets", "/api/v1/datasets?limit=0", ""),
                arguments("GET /api/v1/datasets/{dataset}", "/api/v1/datasets/hired_employees", ""),
                arguments("GET /api/v1/datasets/{dataset}", "/api/v1/datasets/transactions", ""),
                arguments("GET /api/v1/datasets/{dataset}", "/api/v1/datasets/nope", ""),
                arguments("GET /api/v1/datasets/{dataset}/records", "/api/v1/datasets/jobs/records?limit=1", ""),
                arguments("GET /api/v1/datasets/{dataset}/records", "/api/v1/datasets/jobs/records?x=1", ""),
                arguments("GET /api/v1/datasets/{dataset}/records/{key}", "/api/v1/datasets/jobs/records/1", ""),
                arguments("GET /api/v1/datasets/{dataset}/records/{key}", "/api/v1/datasets/jobs/records/9", ""),
                arguments("POST /api/v1/datasets/{dataset}/records", "/api/v1/datasets/jobs/records", "1,Nurse\nx,y\n"),
                arguments("POST /api/v1/datasets/{dataset}/records", "/api/v1/datasets/jobs/records", ""),
                arguments(
                        "POST /api/v1/datasets/{dataset}/records",
                        "/api/v1/datasets/jobs/records?dry_run=true&mode=upsert",
                        "1,Doctor\nx,\u0001\n"),
                arguments(
                        "POST /api/v1/datasets/{dataset}/records",
                        "/api/v1/datasets/jobs/records?strict=true",
                        "x,y\n"),
                arguments("POST /api/v1/datasets/{dataset}/records", "/api/v1/datasets/jobs/records?mode=x", "1,a\n"),
                arguments(
                        "POST /api/v1/datasets/{dataset}/records", "/api/v1/datasets/jobs/records?charset=x", "1,a\n"),
                arguments("GET /api/v1/runs", "/api/v1/runs", ""),
                arguments("GET /api/v1/sources", "/api/v1/sources", ""),
                arguments("GET /api/v1/runs/{id}", "/api/v1/runs/0000000000003", ""),
                arguments("GET /api/v1/runs/{id}", "/api/v1/runs/x", ""),
                arguments("GET /api/v1/rejections", "/api/v1/rejections", ""),
                arguments("GET /api/v1/rejections", "/api/v1/rejections?code=x", ""),
                arguments("GET /api/v1/rejections/{id}", "/api/v1/rejections/0000000000003-3", ""),
                arguments("GET /api/v1/rejections/{id}", "/api/v1/rejections/x", ""),
                arguments("GET /api/v1/summary", "/api/v1/summary", ""),
                arguments("GET /api/v1/reports", "/api/v1/reports", ""),
                arguments("GET /api/v1/reports/{report}", "/api/v1/reports/hired-employees-by-quarter?year=2021", ""),
                arguments("GET /api/v1/reports/{report}", "/api/v1/reports/hired-employees-by-quarter", ""),
                arguments("GET /api/v1/reports/{report}", "/api/v1/reports/nope", ""),
                arguments(
                        "GET /api/v1/reports/{report}/records",
                        "/api/v1/reports/hired-employees-by-quarter/records?year=2021&quarter=1",
                        ""),
                arguments(
                        "GET /api/v1/reports/{report}/records",
                        "/api/v1/reports/hired-employees-by-quarter/records",
                        ""),
                arguments("GET /api/v1/report-files", "/api/v1/report-files", ""),
                arguments("GET /api/v1/report-files/{name}", "/api/v1/report-files/x", ""),
                arguments("DELETE /api/v1/report-files/{name}", "/api/v1/report-files/x", ""),
                arguments("POST /api/v1/reports/{report}/files", "/api/v1/reports/nope/files", ""),
                arguments("GET /api/v1/reports/{report}.{format}", "/api/v1/reports/top-posts.pdf", ""),
                arguments("GET /api/v1/datasets/{dataset}/records.{format}", "/api/v1/datasets/jobs/records.pdf", ""),
                arguments(
                        "GET /api/v1/datasets/{dataset}/records/{key}/lineage",
                        "/api/v1/datasets/hired_employees/records/1/lineage",
                        ""),
                arguments(
                        "GET /api/v1/datasets/{dataset}/records/{key}/lineage",
                        "/api/v1/datasets/jobs/records/9/lineage",
                        ""),
                arguments("GET /api/v1/rejections/groups", "/api/v1/rejections/groups", ""),
                arguments("GET /api/v1/rejections/groups", "/api/v1/rejections/groups?dataset=x", ""),
                arguments("POST /api/v1/rejections/{id}/replay", "/api/v1/rejections/0000000000003-5/replay", ""),
                arguments("POST /api/v1/rejections/{id}/replay", "/api/v1/rejections/0000000000003-5/replay", ""),
                arguments("POST /api/v1/rejections/{id}/replay", "/api/v1/rejections/0000000000003-5/replay", "x"),
                arguments("POST /api/v1/rejections/{id}/replay", "/api/v1/rejections/x/replay", ""),
                arguments("POST /api/v1/rejections/{id}/discard", "/api/v1/rejections/0000000000003-3/discard", ""),
                arguments("POST /api/v1/rejections/{id}/discard", "/api/v1/rejections/0000000000003-3/discard", ""),
                arguments("POST /api/v1/rejections/replay", "/api/v1/rejections/replay", ""),
                arguments("POST /api/v1/rejections/replay", "/api/v1/rejections/replay", "x"),
                arguments("POST /api/v1/runs/{id}/cancel", "/api/v1/runs/0000000000003/cancel", ""),
                arguments("POST /api/v1/runs/{id}/undo", "/api/v1/runs/0000000000001/undo?dry_run=true", ""),
                arguments("POST /api/v1/runs/{id}/undo", "/api/v1/runs/0000000000001/undo", ""),
                arguments("POST /api/v1/runs/{id}/undo", "/api/v1/runs/0000000000001/undo", ""),
                arguments("POST /api/v1/runs/{id}/undo", "/api/v1/runs/x/undo", ""),
                arguments("POST /api/v1/prove", "/api/v1/prove", ""),
                arguments("POST /api/v1/prove", "/api/v1/prove", "x"),
                arguments("POST /api/v1/prove", "/api/v1/prove?x=1", ""),
                arguments("GET /api/v1/proofs/{id}", "/api/v1/proofs/0000000000001", ""),
                arguments("GET /api/v1/proofs/{id}", "/api/v1/proofs/x", ""),
                arguments("POST /api/v1/backups", "/api/v1/backups", ""),
                arguments("POST /api/v1/backups", "/api/v1/backups", "x"),
                arguments("GET /api/v1/backups", "/api/v1/backups", ""),
                arguments("GET /api/v1/backups", "/api/v1/backups?limit=0", ""),
                arguments("GET /api/v1/backups/{id}", "/api/v1/backups/0000000000004", ""),
                arguments("GET /api/v1/backups/{id}", "/api/v1/backups/x", ""),
                arguments("POST /api/v1/backups/{id}/verify", "/api/v1/backups/0000000000004/verify", ""),
                arguments("POST /api/v1/backups/{id}/drill", "/api/v1/backups/0000000000004/drill", ""),
                arguments("POST /api/v1/backups/{id}/restore", "/api/v1/backups/0000000000004/restore", ""),
                arguments("POST /api/v1/backups/{id}/restore", "/api/v1/backups/x/restore", ""),
                arguments("DELETE /api/v1/backups/{id}", "/api/v1/backups/x", ""),
                arguments("GET /api/v1/pipelines", "/api/v1/pipelines", ""),
                arguments("POST /api/v1/pipelines/{name}/runs", "/api/v1/pipelines/nightly/runs", ""),
                arguments("POST /api/v1/pipelines/{name}/runs", "/api/v1/pipelines/nightly/runs", ""),
                arguments("POST /api/v1/pipelines/{name}/runs", "/api/v1/pipelines/x/runs", ""),
                arguments("GET /api/v1/pipelines/{name}/runs", "/api/v1/pipelines/nightly/runs", ""),
                arguments("GET /api/v1/pipelines/{name}/runs", "/api/v1/pipelines/nightly/runs?limit=0", ""),
                arguments("GET /api/v1/pipelines", "/api/v1/pipelines", ""),
                arguments("GET /api/v1/pipeline-runs/{id}", "/api/v1/pipeline-runs/x", ""),
                arguments("POST /api/v1/pipeline-runs/{id}/cancel", "/api/v1/pipeline-runs/x/cancel", ""),
                arguments("POST /api/v1/pipeline-runs/{id}/retry", "/api/v1/pipeline-runs/x/retry", ""),
                arguments("GET /api/v1/webhooks", "/api/v1/webhooks", ""),
                arguments("GET /api/v1/events", "/api/v1/events?x=1", ""),
                arguments("GET /api/v1/events/ws", "/api/v1/events/ws", ""),
                arguments("GET /health", "/health", ""),
                arguments("GET /health/liveness", "/health/liveness", ""),
                arguments("GET /health/readiness", "/health/readiness", ""));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void answersHaveTheirSchemas(String operation, String target, String body) {
        TestServer.Answer answer = server.send(
                operation.substring(0, operation.indexOf(' ')),
                target,
                Map.of("Content-Type", "text/csv"),
                body.getBytes(StandardCharsets.UTF_8));
        Object response = resolved(Yaml.at(operations().get(operation), "responses", String.valueOf(answer.status())));
        Object schema = Yaml.at(response, "content", answer.header("Content-Type"), "schema");
        assertThat(new Schema(document, schema).faults(answer.json())).isEmpty();
    }

    @Test
    void theCheckOfSchemasBites() {
        Object schema = Yaml.at(document, "components", "schemas", "Summary", "properties", "datasets", "items");
        assertThat(new Schema(document, schema).faults(Map.of("dataset", 1, "colour", "red", "received", "1")))
                .contains(
                        "$.dataset: 1 is not [string]",
                        "$.received: 1 is not [integer]",
                        "$: accepted is missing",
                        "$: colour is not documented");
    }

    /** All operations by method and path. */
    @SuppressWarnings("unchecked")
    private static Map<String, Object> operations() {
        return ((Map<String, Map<String, Object>>) Yaml.at(document, "paths"))
                .entrySet().stream()
                        .flatMap(path -> path.getValue().entrySet().stream()
                                .filter(operation -> METHODS.contains(operation.getKey()))
                                .map(operation -> Map.entry(
                                        operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(),
                                        operation.getValue())))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** The parameters of an operation, those of its path included. */
    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> parameters(String name) {
        Map<String, Object> path =
                (Map<String, Object>) Yaml.at(document, "paths", name.substring(name.indexOf(' ') + 1));
        Map<String, Object> operation = (Map<String, Object>) operations().get(name);
        return Stream.of(path, operation)
                .flatMap(owner -> ((List<Object>) owner.getOrDefault("parameters", List.of())).stream())
                .map(parameter -> (Map<String, Object>) resolved(parameter))
                .toList();
    }

    private static Object resolved(Object node) {
        return Schema.resolved(document, node);
    }
}
