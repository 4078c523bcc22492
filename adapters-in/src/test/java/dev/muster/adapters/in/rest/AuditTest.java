package dev.muster.adapters.in.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.adapters.in.rest.TestServer.Answer;
import dev.muster.adapters.in.rest.http.Operation;
import dev.muster.application.port.PortException;
import io.micronaut.web.router.Router;
import java.io.IOException;
import java.net.Socket;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is on record of who did what. */
class AuditTest {
    private static final String ADMIN = "the first key, from a secret store";

    private final TestServer server = TestServer.askingForKeys(ADMIN);

    @AfterEach
    void stop() {
        server.close();
    }

    private Answer send(String key, String method, String path, String type, String body) {
        Map<String, String> headers = new HashMap<>(Map.of("Content-Type", type, "Prefer", "wait=600"));
        if (!key.isEmpty()) {
            headers.put("X-API-Key", key);
        }
        return server.send(method, path, headers, body.getBytes(UTF_8));
    }

    private List<String> audit(String query) {
        Answer answer = server.send("GET", "/api/v1/audit" + query, Map.of("X-API-Key", ADMIN), null);
        assertThat(answer.status()).isEqualTo(200);
        @SuppressWarnings("unchecked")
        List<Map<String, Object>> entries = (List<Map<String, Object>>) answer.at("audit");
        return entries.stream()
                .map(entry -> "%s %s %s %s"
                        .formatted(entry.get("actor"), entry.get("action"), entry.get("subject"), entry.get("outcome")))
                .toList();
    }

    @Test
    void tellsWhoChangedWhat() {
        String id = send(ADMIN, "POST", "/api/v1/keys", "application/json", "{\"role\":\"operator\"}")
                .at("id")
                .toString();
        Answer loaded = send(ADMIN, "POST", "/api/v1/datasets/departments/records", "text/csv", "1,Support\n2,\n");
        String run = loaded.at("id").toString();
        assertThat(loaded.at("actor")).isEqualTo("key:admin");
        send(ADMIN, "POST", "/api/v1/datasets/departments/records?dry_run=true", "text/csv", "3,Sales\n");
        send(ADMIN, "POST", "/api/v1/rejections/discard", "application/json", "{\"dataset\":\"departments\"}");
        send(ADMIN, "POST", "/api/v1/runs/" + run + "/undo", "text/plain", "");
        Answer backup = send(ADMIN, "POST", "/api/v1/backups", "application/json", "{}");
        send(ADMIN, "DELETE", "/api/v1/keys/" + id, "text/plain", "");

        assertThat(audit(""))
                .containsExactly(
                        "key:admin revoke-key %s done".formatted(id),
                        "key:admin create-backup %s done".formatted(backup.at("id")),
                        "key:admin undo-run %s done".formatted(run),
                        "key:admin discard-rejections departments done",
                        "key:admin load-records %s done".formatted(run),
                        "key:admin create-key %s done".formatted(id));
        assertThat(audit("?action=undo-run&actor=key:admin")).hasSize(1);
        assertThat(audit("?actor=key:other")).isEmpty();
        assertThat(audit("?since=2026-03-01T09:30:01Z")).isEmpty();
        assertThat(audit("?since=2026-03-01T10:30:00%2B01:00")).hasSize(6);

        Answer first = server.send("GET", "/api/v1/audit?limit=4", Map.of("X-API-Key", ADMIN), null);
        assertThat(audit("?limit=4&after=" + first.at("next")))
                .containsExactly(
                        "key:admin load-records %s done".formatted(run), "key:admin create-key %s done".formatted(id));
    }

    @Test
    void tellsWhoWasRefused() {
        String reader = send(ADMIN, "POST", "/api/v1/keys", "application/json", "{\"role\":\"reader\"}")
                .at("key")
                .toString();
        String readerId = audit("").getFirst().split(" ")[2];
        send("", "GET", "/api/v1/runs", "text/plain", "");
        send("wrong", "POST", "/api/v1/datasets/jobs/records", "text/csv", "1,Nurse\n");
        send(reader, "DELETE", "/api/v1/backups/b1", "text/plain", "");

        assertThat(audit("").subList(0, 3))
                .containsExactly(
                        "key:%s delete-backup b1 refused".formatted(readerId),
                        "anonymous load-records jobs refused",
                        "anonymous list-runs runs refused");
    }

    @Test
    void tellsOfWhatForeignPagesAskedFor() throws IOException {
        String ours = "Host: localhost:%s\r\n".formatted(server.port());
        for (String headers : List.of(
                "Host: elsewhere.example\r\n",
                ours + "Origin: https://elsewhere.example\r\n",
                ours + "Sec-Fetch-Site: cross-site\r\n")) {
            assertThat(server.exchange(
                            "POST /api/v1/datasets/jobs/records HTTP/1.1\r\n%sContent-Length: 0\r\nConnection: close\r\n\r\n"
                                    .formatted(headers)))
                    .startsWith("HTTP/1.1 403 ");
        }
        try (Socket socket = server.connect()) {
            socket.getOutputStream()
                    .write(
                            "GET /api/v1/events/ws HTTP/1.1\r\n%sOrigin: https://elsewhere.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n"
                                    .formatted(ours)
                                    .getBytes(UTF_8));
            assertThat(new String(socket.getInputStream().readNBytes(13), UTF_8))
                    .isEqualTo("HTTP/1.1 403 ");
        }

        Eventually.holds("they are on record", () -> audit("").size() >= 4);
        assertThat(audit(""))
                .containsExactlyInAnyOrder(
                        "anonymous open-event-socket events/ws refused",
                        "anonymous load-records jobs refused",
                        "anonymous load-records jobs refused",
                        "anonymous load-records jobs refused");
        assertThat(server.send("GET", "/prometheus", Map.of("X-API-Key", ADMIN), null)
                        .body()
                        .lines()
                        .filter(line -> line.startsWith("muster_http_requests_total") && line.contains("403")))
                .containsExactlyInAnyOrder(
                        "muster_http_requests_total{method=\"POST\",route=\"/api/v1/datasets/{dataset}/records\",status=\"403\"} 3.0",
                        "muster_http_requests_total{method=\"GET\",route=\"none\",status=\"403\"} 1.0");
    }

    @Test
    void tellsWhatAnAdminAskedForInVain() {
        assertThat(send(ADMIN, "POST", "/api/v1/backups/none/restore", "application/json", "{}")
                        .status())
                .isEqualTo(404);
        assertThat(send(ADMIN, "DELETE", "/api/v1/keys/none", "text/plain", "").status())
                .isEqualTo(404);
        assertThat(send(ADMIN, "POST", "/api/v1/datasets/none/records", "text/csv", "")
                        .status())
                .isEqualTo(404);

        assertThat(audit(""))
                .containsExactly("key:admin revoke-key none failed", "key:admin restore-backup none failed");
    }

    @Test
    void isNotToldTwiceOfARequestThatComesAgain() {
        Map<String, String> request =
                Map.of("X-API-Key", ADMIN, "Content-Type", "text/csv", "Idempotency-Key", "a", "Prefer", "wait=600");
        for (int i = 0; i < 2; i++) {
            assertThat(server.send("POST", "/api/v1/datasets/jobs/records", request, "1,Nurse\n".getBytes(UTF_8))
                            .status())
                    .isEqualTo(200);
        }
        assertThat(audit("")).hasSize(1);
    }

    /** Whoever is refused chooses the path. */
    @Test
    void keepsOfAStrangersTextWhatIsHarmless() {
        server.send("GET", "/api/v1/runs/%00%0a" + "x".repeat(3_000), Map.of(), null);
        assertThat(audit("")).containsExactly("anonymous show-run %s refused".formatted("x".repeat(200)));
    }

    @Test
    void keepsSoManyRefusalsOfAnAddressAMinute() {
        for (int i = 0; i < 110; i++) {
            assertThat(server.get("/api/v1/runs").status()).isEqualTo(401);
        }
        assertThat(audit("?limit=1000")).hasSize(100);
    }

    @Test
    void refusesAlsoWhereNothingCanBePutOnRecord() {
        PortException down = new PortException(
                PortException.Part.DATABASE, PortException.Kind.UNAVAILABLE, "the database is down", null);
        try (TestServer other = TestServer.askingForKeys(ADMIN, Faults.transactions(down))) {
            assertThat(other.get("/api/v1/runs").status()).isEqualTo(401);
        }
    }

    @ParameterizedTest
    @CsvSource({"since=yesterday, since", "after=x, after", "limit=0, limit", "who=me, who"})
    void namesWhatItDoesNotUnderstand(String query, String field) {
        Answer answer = server.send("GET", "/api/v1/audit?" + query, Map.of("X-API-Key", ADMIN), null);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.at("field")).isEqualTo(field);
    }

    /** Entries call a change as the description of the API does. */
    @Test
    void callsEachRouteByItsOperation() {
        Map<String, String> called = new TreeMap<>();
        server.bean(Router.class)
                .uriRoutes()
                .filter(route -> !route.getHttpMethodName().equals("HEAD") && !TestServer.isForPeople(route))
                .forEach(route -> route.getTargetMethod()
                        .stringValue(Operation.class)
                        .ifPresent(operation -> called.put(
                                route.getHttpMethodName().toLowerCase(Locale.ROOT) + " "
                                        + route.getUriMatchTemplate()
                                                .toPathString()
                                                .replaceAll(":[^{}]+(?=})", ""),
                                operation)));
        assertThat(called).containsExactlyEntriesOf(operations());
    }

    private Map<String, String> operations() {
        Map<String, String> operations = new TreeMap<>();
        Answer document = server.send("GET", "/openapi.yaml", Map.of(), null);
        @SuppressWarnings("unchecked")
        Map<String, Map<String, Object>> paths = (Map<String, Map<String, Object>>) document.at("paths");
        paths.forEach((path, methods) -> methods.forEach((method, what) -> {
            if (what instanceof Map<?, ?> described) {
                operations.put(
                        method + " " + path,
                        described
                                .get("operationId")
                                .toString()
                                .replaceAll("(?<=[a-z])(?=[A-Z])", "-")
                                .toLowerCase(Locale.ROOT));
            }
        }));
        return operations;
    }
}
