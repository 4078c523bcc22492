package dev.muster.adapters.in.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.adapters.in.rest.TestServer.Answer;
import dev.muster.adapters.in.rest.http.MinimumRole;
import dev.muster.adapters.in.rest.http.Reach;
import dev.muster.application.port.PortException;
import dev.muster.domain.access.Role;
import io.micronaut.web.router.Router;
import io.micronaut.web.router.UriRouteInfo;
import jakarta.annotation.security.PermitAll;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may do what, where keys are asked for. */
class AccessTest {
    private static final String ADMIN = "the first key, from a secret store";

    private final TestServer server = TestServer.askingForKeys(ADMIN);

    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private Answer with(String key, String method, String path) {
        return server.send(method, path, Map.of("Authorization", "Bearer " + key), null);
    }

    private Answer create(String body) {
        return server.send(
                "POST",
                "/api/v1/keys",
                Map.of("X-API-Key", ADMIN, "Content-Type", "application/json"),
                body.getBytes(StandardCharsets.UTF_8));
    }

    private String key(Role role) {
        return create("{\"role\":\"%s\"}".formatted(role.code())).at("key").toString();
    }

    /** Each route, and what it takes. */
    @Test
    void asksEachRouteForItsRole() {
        Map<String, String> routes = new TreeMap<>();
        server.bean(Router.class).uriRoutes().forEach(route -> {
            String path = route.getUriMatchTemplate().toPathString().replaceAll("\\{[^}]*}", "1");
            routes.put(route.getHttpMethodName() + " " + path, least(route));
        });
        // What the server adds to GET.
        routes.keySet().removeIf(route -> route.startsWith("HEAD "));

        List<String> seen = new ArrayList<>();
        Map<Role, String> keys = new TreeMap<>();
        Stream.of(Role.values()).forEach(role -> keys.put(role, key(role)));
        routes.forEach((route, least) -> {
            String method = route.substring(0, route.indexOf(' '));
            String path = route.substring(route.indexOf(' ') + 1);
            seen.add("%s %s".formatted(route, answers(method, path, keys)));
        });
        assertThat(seen)
                .containsExactlyElementsOf(routes.entrySet().stream()
                        .map(route -> "%s %s".formatted(route.getKey(), route.getValue()))
                        .toList());
        assertThat(routes.values()).doesNotContain("nobody").contains("anybody", "reader", "operator", "admin");
        assertThat(routes)
                .containsEntry("GET /api/v1/summary", "reader")
                .containsEntry("GET /api/v1/reports/1/records", "operator")
                .containsEntry("POST /api/v1/datasets/1/records", "operator")
                .containsEntry("POST /api/v1/backups", "operator")
                .containsEntry("POST /api/v1/backups/1/restore", "admin")
                .containsEntry("DELETE /api/v1/backups/1", "admin")
                .containsEntry("POST /api/v1/runs/1/undo", "admin")
                .containsEntry("GET /api/v1/keys", "admin")
                .containsEntry("GET /health", "anybody")
                .containsEntry("GET /", "reader")
                .containsEntry("GET /runs", "operator")
                .containsEntry("GET /login", "anybody");
    }

    private static String least(UriRouteInfo<?, ?> route) {
        return route.getTargetMethod()
                .enumValue(MinimumRole.class, Role.class)
                .map(Role::code)
                .orElse(route.getTargetMethod().hasAnnotation(PermitAll.class) ? "anybody" : "nobody");
    }

    /** The least that a route takes, as it answers. */
    private String answers(String method, String path, Map<Role, String> keys) {
        int nobody = status(method, path, null);
        // People are led to where they sign in.
        if (nobody != 401 && nobody != 303 || path.startsWith("/log")) {
            return "anybody";
        }
        for (Map.Entry<Role, String> key : keys.entrySet()) {
            if (status(method, path, key.getValue()) != 403) {
                return key.getKey().code();
            }
        }
        return "nobody";
    }

    /** The status alone: some answers have no end. */
    private int status(String method, String path, @Nullable String key) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(server.uri(path)).method(method, HttpRequest.BodyPublishers.noBody());
        if (key != null) {
            request.header("X-API-Key", key);
        }
        try {
            HttpResponse<InputStream> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            answer.body().close();
            return answer.statusCode();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Authorization | Bearer wrong
                    Authorization | Bearer
                    Authorization | Basic dXNlcjpwYXNz
                    Authorization | the first key, from a secret store
                    X-API-Key     | wrong
                    """)
    void refusesWhatIsNoKey(String header, String value) {
        Answer answer = server.send("GET", "/api/v1/summary", Map.of(header, value), null);
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
        assertThat(answer.at("type")).isEqualTo("/problems/unauthorized");
        assertThat(answer.at("detail")).isEqualTo("there is no such key, or it is revoked or has expired");
        assertThat(answer.body()).doesNotContain(value);
    }

    @Test
    void takesEitherHeaderAndAnyCaseOfTheScheme() {
        assertThat(server.send("GET", "/api/v1/summary", Map.of("Authorization", "bearer  " + ADMIN), null)
                        .status())
                .isEqualTo(200);
        assertThat(server.send("GET", "/api/v1/summary", Map.of("X-API-Key", ADMIN), null)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void givesKeysAndTakesThemBack() {
        Answer made =
                create("{\"role\":\"operator\",\"label\":\"the loader\",\"expires_at\":\"2030-01-01T00:00:00+01:00\"}");
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.header("Cache-Control")).isEqualTo("no-store");
        String id = made.at("id").toString();
        String key = made.at("key").toString();
        assertThat(key).matches("muster_[A-Za-z0-9_-]{43}");
        String about =
                "\"role\":\"operator\",\"label\":\"the loader\",\"created_at\":\"2026-03-01T09:30:00.123Z\",\"expires_at\":\"2029-12-31T23:00:00Z\",\"last_used_at\":null,\"revoked_at\":";
        assertThat(made.body()).isEqualTo("{\"id\":\"%s\",%snull,\"key\":\"%s\"}".formatted(id, about, key));
        assertThat(with(key, "GET", "/api/v1/runs").status()).isEqualTo(200);
        assertThat(with(ADMIN, "GET", "/api/v1/keys").body())
                .isEqualTo("{\"keys\":[{\"id\":\"%s\",%snull}]}".formatted(id, about));

        Answer revoked = with(ADMIN, "DELETE", "/api/v1/keys/" + id);
        assertThat(revoked.status()).isEqualTo(200);
        assertThat(revoked.at("revoked_at")).isEqualTo("2026-03-01T09:30:00.123Z");
        assertThat(with(key, "GET", "/api/v1/runs").status()).isEqualTo(401);
        assertThat(with(ADMIN, "DELETE", "/api/v1/keys/none").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {}                                                          | role
                    {"role":"owner"}                                            | role
                    {"role":"reader","label":" "}                               | label
                    {"role":"reader","expires_at":"2030-01-01"}                 | expires_at
                    {"role":"reader","expires_at":"2020-01-01T00:00:00Z"}       | expires_at
                    {"role":"reader","scope":"all"}                             | scope
                    """)
    void refusesAKeyThatCannotBe(String body, String field) {
        Answer answer = create(body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.at("type")).isEqualTo("/problems/bad-parameter");
        assertThat(answer.at("field")).isEqualTo(field);
    }

    @ParameterizedTest
    @CsvSource({
        "token.ida.operator,       200, ",
        "token.ida.other+operator, 200, ",
        "token.ida.reader,         403, a key with the role reader may not do this; it takes one with the role operator",
        "token.ida.other,          403, 'the token gives none of the roles reader, operator and admin'",
        "a.b.c,                    401, 'there is no such key, or it is revoked or has expired'",
    })
    void takesTokens(String token, int status, String detail) {
        Answer answer = with(token, "GET", "/api/v1/runs");
        assertThat(answer.status()).isEqualTo(status);
        if (detail != null) {
            assertThat(answer.at("detail")).isEqualTo(detail);
        }
    }

    @Test
    void asksHandshakesOfWebSocketsToo() {
        assertThat(handshake(null)).isEqualTo(401);
        assertThat(handshake(key(Role.READER))).isEqualTo(403);
        assertThat(handshake(key(Role.OPERATOR))).isEqualTo(101);
    }

    @Test
    @Timeout(60)
    void endsWhatGoesOnWithItsKey() throws IOException, InterruptedException {
        Answer made = create("{\"role\":\"operator\"}");
        HttpRequest request = HttpRequest.newBuilder(server.uri("/api/v1/events"))
                .header("X-API-Key", made.at("key").toString())
                .build();
        HttpResponse<InputStream> answer = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        with(ADMIN, "DELETE", "/api/v1/keys/" + made.at("id"));
        // It ends: otherwise this would wait on and on.
        assertThat(answer.body().readAllBytes()).isNotNull();
    }

    @Test
    void endsSessionsOfWebSocketsWithTheirKey() throws InterruptedException {
        Answer made = create("{\"role\":\"operator\"}");
        CountDownLatch closed = new CountDownLatch(1);
        client.newWebSocketBuilder()
                .header("Origin", "http://127.0.0.1:" + server.port())
                .header("X-API-Key", made.at("key").toString())
                .buildAsync(
                        URI.create("ws://127.0.0.1:%s%s".formatted(server.port(), EventSocket.PATH)),
                        new WebSocket.Listener() {
                            @Override
                            public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
                                closed.countDown();
                                return null;
                            }
                        })
                .join();
        with(ADMIN, "DELETE", "/api/v1/keys/" + made.at("id"));
        assertThat(closed.await(60, TimeUnit.SECONDS)).isTrue();
    }

    private int handshake(@Nullable String key) {
        WebSocket.Builder handshake =
                client.newWebSocketBuilder().header("Origin", "http://127.0.0.1:" + server.port());
        if (key != null) {
            handshake.header("X-API-Key", key);
        }
        URI address = URI.create("ws://127.0.0.1:%s%s".formatted(server.port(), EventSocket.PATH));
        try {
            handshake.buildAsync(address, new WebSocket.Listener() {}).join().abort();
            return 101;
        } catch (CompletionException e) {
            return ((WebSocketHandshakeException) e.getCause()).getResponse().statusCode();
        }
    }

    @Test
    void doesNotBlameTheKeyForADatabaseThatIsDown() {
        PortException down = new PortException(
                PortException.Part.DATABASE, PortException.Kind.UNAVAILABLE, "the database is down", null);
        try (TestServer other = TestServer.askingForKeys(ADMIN, Faults.keys(down))) {
            Answer answer = other.send("GET", "/api/v1/keys", Map.of("X-API-Key", "some key"), null);
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.at("type")).isEqualTo("/problems/database-unavailable");
            assertThat(answer.header("Retry-After")).isEqualTo("5");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "muster.example,      /api/v1/summary,   200",
        "MUSTER.example:8443, /api/v1/summary,   200",
        "127.0.0.1:PORT,      /api/v1/summary,   403",
        "localhost,           /api/v1/summary,   403",
        "elsewhere.example,   /api/v1/summary,   403",
        "elsewhere.example,   /health/readiness, 200",
        "elsewhere.example,   /healthy,          403",
    })
    void answersToItsNamesAndToProbes(String host, String path, String status) throws IOException {
        try (TestServer other = TestServer.reachedBy(
                        new Reach("0.0.0.0", 0, Set.of("muster.example", "[2001:db8::1]"), List.of(), Set.of(), 0));
                Socket socket = other.connect()) {
            String name = host.replace("PORT", Integer.toString(other.port()));
            socket.getOutputStream()
                    .write("GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
                            .formatted(path, name)
                            .getBytes(StandardCharsets.UTF_8));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 " + status);
        }
    }

    @Test
    void saysNothingOfWhatIsNotThere() {
        assertThat(server.get("/api/v1/nothing").status()).isEqualTo(404);
    }
}
