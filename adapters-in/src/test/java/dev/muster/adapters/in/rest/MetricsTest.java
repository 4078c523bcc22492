package dev.muster.adapters.in.rest;

import static dev.muster.application.fixtures.Fixtures.CATALOG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.adapters.in.rest.TestServer.Answer;
import dev.muster.application.memory.InMemoryDatabase;
import dev.muster.application.memory.InMemoryObjectStore;
import dev.muster.application.port.PortException;
import dev.muster.application.port.PortException.Kind;
import dev.muster.application.port.PortException.Part;
import dev.muster.domain.intake.ReasonCode;
import dev.muster.domain.run.RunStatus;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Prometheus gathers. */
class MetricsTest {

    @Test
    void isInTheTextFormat() {
        try (TestServer server = TestServer.start()) {
            Answer answer = server.get("/prometheus");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Content-Type")).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
            assertThat(answer.body().lines())
                    .allMatch(Pattern.compile(
                                    "# (HELP|TYPE) (muster|jvm|process)_.*|(muster|jvm|process)_[a-z0-9_]+(\\{.*})? [0-9.E+-]+|.* NaN")
                            .asMatchPredicate());
        }
    }

    @Test
    void hasEverySeriesOfAClosedSetFromTheStart() {
        try (TestServer server = TestServer.start()) {
            String text = server.get("/prometheus").body();
            Stream<String> series = Stream.of(
                            Stream.of("inserted", "updated", "unchanged", "rejected")
                                    .flatMap(outcome -> datasets()
                                            .map("muster_records_total{dataset=\"%%s\",outcome=\"%s\"} 0.0"
                                                    .formatted(outcome)::formatted)),
                            Stream.of(ReasonCode.values())
                                    .flatMap(reason -> datasets()
                                            .map("muster_rejections_total{code=\"%s\",dataset=\"%%s\"} 0.0"
                                                    .formatted(reason.code())::formatted)),
                            datasets().map("muster_open_rejections{dataset=\"%s\"} 0.0"::formatted),
                            Stream.of(RunStatus.values())
                                    .map(status -> "muster_runs{status=\"%s\"} 0.0".formatted(status.code())),
                            Stream.of(
                                    "muster_queue_length 0.0",
                                    "muster_batch_seconds_count 0",
                                    "muster_batch_seconds_sum 0.0",
                                    "muster_storage_errors_total 0.0",
                                    "muster_pool_connections{state=\"active\"} 1.0",
                                    "muster_pool_connections{state=\"idle\"} 2.0",
                                    "muster_pool_connections{state=\"waiting\"} 0.0",
                                    "muster_pool_connections{state=\"max\"} 3.0",
                                    "muster_stream_lag{partition=\"0\",topic=\"hires\"} 12.0",
                                    "muster_stream_lag{partition=\"1\",topic=\"hires\"} 2.0"))
                    .flatMap(each -> each);
            assertThat(text.lines()).containsAll(series.toList());
            assertThat(text).doesNotContain("_backup_timestamp_seconds ");
        }
    }

    private static Stream<String> datasets() {
        return CATALOG.all().stream().map(Object::toString);
    }

    @Test
    void tellsWhatWasCommittedAndWhatIsOpen() {
        try (TestServer server = TestServer.start()) {
            server.load("jobs", "1,Nurse\n2,Cook\nx,y\n");
            server.load("jobs", "1,Nurse\n");
            server.send(
                    "POST",
                    "/api/v1/datasets/jobs/records?strict=true",
                    Map.of("Content-Type", "text/csv"),
                    "9,Porter\nx,y\n".getBytes(StandardCharsets.UTF_8));

            assertThat(server.get("/prometheus").body().lines())
                    .contains(
                            "muster_records_total{dataset=\"jobs\",outcome=\"inserted\"} 2.0",
                            "muster_records_total{dataset=\"jobs\",outcome=\"unchanged\"} 1.0",
                            "muster_records_total{dataset=\"jobs\",outcome=\"rejected\"} 1.0",
                            "muster_rejections_total{code=\"not-integer\",dataset=\"jobs\"} 1.0",
                            "muster_batch_seconds_count 2",
                            "muster_runs{status=\"succeeded\"} 2.0",
                            "muster_runs{status=\"failed\"} 1.0",
                            "muster_open_rejections{dataset=\"jobs\"} 1.0");
        }
    }

    /** Values of routes, which may name a person's record, are in no label. */
    @Test
    void countsRequestsByTheirRoutes() {
        try (TestServer server = TestServer.start()) {
            server.get("/api/v1/datasets/users/records/77177");
            server.get("/api/v1/datasets/users/records/77178");
            server.get("/nowhere/77177");
            server.send("BREW", "/api/v1/summary", Map.of(), null);
            server.get("/api/v1/runs?limit=77177");

            String text = server.get("/prometheus").body();
            String route = "/api/v1/datasets/{dataset}/records/{key}";
            assertThat(text.lines())
                    .contains(
                            requests("GET", route, 404, 2),
                            requests("GET", "none", 404, 1),
                            requests("other", "none", 405, 1),
                            requests("GET", "/api/v1/runs", 400, 1),
                            "muster_http_request_duration_seconds_count{method=\"GET\",route=\"%s\"} 2"
                                    .formatted(route));
            assertThat(text).doesNotContain("77177");
        }
    }

    @Test
    void countsThoseWhoShowNoKey() {
        try (TestServer server = TestServer.askingForKeys("a first key, for an administrator")) {
            server.get("/api/v1/summary");
            Answer answer =
                    server.send("GET", "/prometheus", Map.of("X-API-Key", "a first key, for an administrator"), null);

            assertThat(answer.body().lines()).contains(requests("GET", "/api/v1/summary", 401, 1));
        }
    }

    private static String requests(String method, String route, int status, int count) {
        return "muster_http_requests_total{method=\"%s\",route=\"%s\",status=\"%s\"} %s.0"
                .formatted(method, route, status, count);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void tellsWhenBackupsWereMade(boolean drilled) {
        try (TestServer server = TestServer.start()) {
            server.send("POST", "/api/v1/backups", Map.of("Prefer", "wait=30"), new byte[0]);
            String drill = "/api/v1/backups/%s/drill"
                    .formatted(server.get("/api/v1/backups").at("backups", 0, "id"));
            if (drilled) {
                assertThat(server.send("POST", drill, Map.of("Prefer", "wait=30"), new byte[0])
                                .body())
                        .contains("\"drill\":{\"status\":\"passed\"");
            }

            String text = server.get("/prometheus").body();
            assertThat(text).contains("\nmuster_last_verified_backup_timestamp_seconds 1.772357400123E9\n");
            assertThat(text.contains("\nmuster_last_drilled_backup_timestamp_seconds 1.772357400123E9\n"))
                    .isEqualTo(drilled);
        }
    }

    @Test
    void leavesOutWhatCannotBeRead() {
        PortException away = new PortException(Part.DATABASE, Kind.UNAVAILABLE, "the database does not answer", null);
        try (TestServer server = TestServer.start(Faults.database(away), new InMemoryObjectStore())) {
            Answer answer = server.get("/prometheus");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body())
                    .contains("\nmuster_records_total{", "\nmuster_queue_length ")
                    .doesNotContain("\nmuster_runs{", "\nmuster_open_rejections{");
        }
    }

    @Test
    void countsFailuresOfTheStorage() {
        PortException away = new PortException(Part.STORAGE, Kind.UNAVAILABLE, "the storage does not answer", null);
        try (TestServer server = TestServer.start(new InMemoryDatabase(CATALOG).ports(), Faults.storage(away))) {
            server.get("/api/v1/backups");

            Answer answer = server.get("/prometheus");
            assertThat(answer.status()).isEqualTo(200);
            List<String> errors = answer.body()
                    .lines()
                    .filter(line -> line.startsWith("muster_storage_errors_total "))
                    .toList();
            assertThat(errors).hasSize(1).doesNotContain("muster_storage_errors_total 0.0");
        }
    }
}
