package dev.muster.adapters.in.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.adapters.in.rest.TestServer;
import dev.muster.adapters.in.rest.TestServer.Answer;
import dev.muster.application.access.SignIn;
import dev.muster.application.memory.FakeClock;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How people come in with a browser, what they may do then, and how they go. */
class SignInTest {
    private static final String ADMIN = "the first key, from a secret store";
    private static final Pattern COOKIE = Pattern.compile("muster_session=([^;]+); (.*)");

    private final TestServer server = TestServer.askingForKeys(ADMIN);

    @AfterEach
    void stop() {
        server.close();
    }

    private Answer form(String path, String cookie, Map<String, String> fields) {
        StringBuilder body = new StringBuilder();
        fields.forEach((name, value) -> body.append(body.isEmpty() ? "" : "&")
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        Map<String, String> headers = new HashMap<>(Map.of("Content-Type", "application/x-www-form-urlencoded"));
        if (!cookie.isEmpty()) {
            headers.put("Cookie", cookie);
        }
        return server.send("POST", path, headers, body.toString().getBytes(StandardCharsets.UTF_8));
    }

    private Answer get(String path, String cookie) {
        return server.send("GET", path, Map.of("Cookie", cookie), null);
    }

    /** Returns what a browser that has signed in shows. */
    private String signedIn(String key) {
        Matcher cookie = COOKIE.matcher(form("/login", "", Map.of("key", key)).header("Set-Cookie"));
        assertThat(cookie.matches()).isTrue();
        return "muster_session=" + cookie.group(1);
    }

    private static String token(Answer page) {
        Matcher token =
                Pattern.compile("name=\"csrf_token\" value=\"([0-9a-f]{64})\"").matcher(page.body());
        assertThat(token.find()).isTrue();
        return token.group(1);
    }

    private Answer createKey(String cookie, Map<String, String> more) {
        Map<String, String> headers = new HashMap<>(more);
        headers.put("Cookie", cookie);
        headers.put("Content-Type", "application/json");
        return server.send("POST", "/api/v1/keys", headers, "{\"role\":\"operator\"}".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void leadsToWhereOneSignsInAndBack() {
        Answer away = server.get("/runs?status=failed");
        assertThat(away.status()).isEqualTo(303);
        assertThat(away.header("Location")).isEqualTo("/login?to=%2Fruns%3Fstatus%3Dfailed");
        assertThat(server.get(away.header("Location")).body()).contains("value=\"/runs?status=failed\"");

        Answer in = form("/login", "", Map.of("key", ADMIN, "to", "/runs?status=failed"));
        assertThat(in.status()).isEqualTo(303);
        assertThat(in.header("Location")).isEqualTo("/runs?status=failed");
        Matcher cookie = COOKIE.matcher(in.header("Set-Cookie"));
        assertThat(cookie.matches()).isTrue();
        assertThat(cookie.group(1)).matches("muster_[A-Za-z0-9_-]{43}");
        assertThat(cookie.group(2).split("; "))
                .contains("Max-Age=28800", "Path=/", "HTTPOnly", "SameSite=Strict")
                .doesNotContain("Secure");
        assertThat(get("/runs", "muster_session=" + cookie.group(1)).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "//example.org/x, /",
        "https://example.org/x, /",
        "/\\example.org, /",
        "javascript:alert(1), /",
        "runs, /",
        "/runs, /runs",
        "/reports/top-posts?limit=3, /reports/top-posts?limit=3"
    })
    void leadsToNoPlaceOfOthers(String asked, String to) {
        assertThat(form("/login", "", Map.of("key", ADMIN, "to", asked)).header("Location"))
                .isEqualTo(to);
    }

    @Test
    void refusesWhatIsNoKeyAndAfterTwentyTimesEverything() {
        Answer refused = form("/login", "", Map.of("key", "wrong"));
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.header("Set-Cookie")).isEmpty();
        assertThat(refused.body())
                .contains("There is no such key, or it is revoked or has expired.")
                .doesNotContain("wrong");
        for (int i = 1; i < 20; i++) {
            assertThat(form("/login", "", Map.of("key", "wrong")).status()).isEqualTo(401);
        }
        Answer tooMany = form("/login", "", Map.of("key", ADMIN));
        assertThat(tooMany.status()).isEqualTo(429);
        assertThat(tooMany.header("Retry-After")).isEqualTo("60");
        assertThat(tooMany.body()).contains("this address has shown 20 wrong keys within a minute");
    }

    @Test
    void changesThingsOnlyWithTheTokenOfItsPages() {
        String cookie = signedIn(ADMIN);
        assertThat(get("/api/v1/keys", cookie).status()).isEqualTo(200);

        Answer forged = createKey(cookie, Map.of());
        assertThat(forged.status()).isEqualTo(403);
        assertThat(forged.at("field")).isEqualTo("X-CSRF-Token");
        assertThat(createKey(cookie, Map.of("X-CSRF-Token", "0".repeat(64))).status())
                .isEqualTo(403);
        String token = token(get("/settings", cookie));
        assertThat(createKey(cookie, Map.of("X-CSRF-Token", token)).status()).isEqualTo(201);
        String other = signedIn(ADMIN);
        assertThat(createKey(other, Map.of("X-CSRF-Token", token)).status()).isEqualTo(403);

        assertThat(server.send("GET", "/api/v1/audit", Map.of("X-API-Key", ADMIN), null)
                        .body())
                .contains("\"actor\":\"key:admin\",\"action\":\"sign-in\",\"subject\":\"admin\",\"outcome\":\"done\"")
                .contains(
                        "\"actor\":\"key:admin\",\"action\":\"create-key\",\"subject\":\"keys\",\"outcome\":\"refused\"");
    }

    @Test
    void endsWhenOneSignsOut() {
        String cookie = signedIn(ADMIN);
        String token = token(get("/", cookie));

        assertThat(form("/logout", cookie, Map.of("csrf_token", "0")).header("Set-Cookie"))
                .isEmpty();
        assertThat(get("/", cookie).status()).isEqualTo(200);

        Answer out = form("/logout", cookie, Map.of("csrf_token", token));
        assertThat(out.header("Location")).isEqualTo("/login");
        assertThat(out.header("Set-Cookie")).startsWith("muster_session=;").contains("Max-Age=0");
        assertThat(get("/", cookie).status()).isEqualTo(303);
        assertThat(get("/api/v1/summary", cookie).at("detail")).isEqualTo("the session is over");
        assertThat(server.send("GET", "/api/v1/audit?action=sign-out", Map.of("X-API-Key", ADMIN), null)
                        .body())
                .contains("\"actor\":\"key:admin\",\"action\":\"sign-out\",\"subject\":\"admin\",\"outcome\":\"done\"");
    }

    @Test
    void endsWithItsKey() {
        Answer made = createKey(signedIn(ADMIN), Map.of("X-CSRF-Token", token(get("/settings", signedIn(ADMIN)))));
        // Each session has a token of its own.
        assertThat(made.status()).isEqualTo(403);
        Answer key = server.send(
                "POST",
                "/api/v1/keys",
                Map.of("X-API-Key", ADMIN, "Content-Type", "application/json"),
                "{\"role\":\"operator\"}".getBytes(StandardCharsets.UTF_8));
        String cookie = signedIn(key.at("key").toString());
        assertThat(get("/runs", cookie).status()).isEqualTo(200);
        assertThat(get("/settings", cookie).body()).contains("Webhooks").doesNotContain("Make a key");

        server.send("DELETE", "/api/v1/keys/" + key.at("id"), Map.of("X-API-Key", ADMIN), null);
        assertThat(get("/runs", cookie).status()).isEqualTo(303);
    }

    @Test
    void endsAfterEightHours() {
        String cookie = signedIn(ADMIN);
        FakeClock clock = server.bean(FakeClock.class);
        clock.advance(SignIn.LASTS.minusMillis(1));
        assertThat(get("/", cookie).status()).isEqualTo(200);
        clock.advance(Duration.ofMillis(1));
        assertThat(get("/", cookie).status()).isEqualTo(303);
    }

    @Test
    void showsReadersReportsAndNoRows() {
        Answer key = server.send(
                "POST",
                "/api/v1/keys",
                Map.of("X-API-Key", ADMIN, "Content-Type", "application/json"),
                "{\"role\":\"reader\"}".getBytes(StandardCharsets.UTF_8));
        String cookie = signedIn(key.at("key").toString());
        assertThat(get("/", cookie).body())
                .contains("Reports")
                .doesNotContain("/runs")
                .doesNotContain("/datasets");
        Answer refused = get("/datasets/jobs", cookie);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.header("Content-Type")).isEqualTo("text/html;charset=utf-8");
        assertThat(refused.body()).contains("a key with the role reader may not do this");
    }

    @Test
    void asksNobodyWhereNoKeysAreAskedFor() {
        try (TestServer open = TestServer.start()) {
            assertThat(open.get("/login?to=/runs").header("Location")).isEqualTo("/runs");
            assertThat(open.get("/").body()).doesNotContain("Sign out");
        }
    }
}
