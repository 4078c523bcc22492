package dev.muster.adapters.in.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.adapters.in.rest.TestServer.Answer;
import dev.muster.adapters.in.rest.http.IpNetwork;
import dev.muster.adapters.in.rest.http.Reach;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From where, and how often, the service can be called. */
class CallersTest {
    private static final String ADMIN = "the first key, from a secret store";
    private static final String PATH = "/api/v1/summary";

    private static Reach reach(int requestsPerMinute, String... proxies) {
        return new Reach(
                "127.0.0.1",
                0,
                Set.of(),
                Stream.of(proxies)
                        .map(text -> IpNetwork.parse(text).orElseThrow())
                        .toList(),
                Set.of("https://pages.example"),
                requestsPerMinute);
    }

    private static List<Integer> statuses(int times, TestServer server, Map<String, String> headers) {
        return IntStream.range(0, times)
                .mapToObj(i -> server.send("GET", PATH, headers, null).status())
                .distinct()
                .toList();
    }

    @Test
    void shutsOutAnAddressThatShowsTooManyWrongKeys() {
        try (TestServer server = TestServer.askingForKeys(ADMIN, reach(0))) {
            assertThat(statuses(30, server, Map.of())).containsExactly(401);
            assertThat(statuses(20, server, Map.of("X-API-Key", "wrong"))).containsExactly(401);

            Answer shutOut = server.send("GET", PATH, Map.of("X-API-Key", ADMIN), null);
            assertThat(shutOut.status()).isEqualTo(429);
            assertThat(shutOut.header("Retry-After")).isEqualTo("60");
            assertThat(shutOut.at("type")).isEqualTo("/problems/too-many-requests");
            assertThat(shutOut.at("detail"))
                    .isEqualTo("this address has shown 20 wrong keys within a minute; come back in 60 seconds");
            assertThat(server.get("/health/liveness").status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    127.0.0.1              | 203.0.113.9             | 198.51.100.7              | 401
                    127.0.0.1              | 203.0.113.9             | 1.2.3.4, 203.0.113.9      | 429
                    127.0.0.1,203.0.113.9  | 1.2.3.4, 203.0.113.9    | 5.6.7.8, 203.0.113.9      | 401
                    127.0.0.1              | 203.0.113.9             | unknown                   | 401
                    127.0.0.1              | 2001:db8::1             | 2001:db8::2               | 429
                    10.0.0.1               | 203.0.113.9             | 198.51.100.7              | 429
                    """)
    void believesItsProxiesAlone(String proxies, String first, String second, int status) {
        try (TestServer server = TestServer.askingForKeys(ADMIN, reach(0, proxies.split(",")))) {
            Map<String, String> wrong = new HashMap<>(Map.of("X-API-Key", "wrong", "X-Forwarded-For", first));
            assertThat(statuses(20, server, wrong)).containsExactly(401);
            wrong.put("X-Forwarded-For", second);
            assertThat(statuses(1, server, wrong)).containsExactly(status);
        }
    }

    @Test
    void boundsHowOftenAKeyAsks() {
        try (TestServer server = TestServer.askingForKeys(ADMIN, reach(3))) {
            assertThat(statuses(3, server, Map.of("X-API-Key", ADMIN))).containsExactly(200);
            Answer tooMany = server.send("GET", PATH, Map.of("X-API-Key", ADMIN), null);
            assertThat(tooMany.status()).isEqualTo(429);
            assertThat(tooMany.header("Retry-After")).isEqualTo("20");
            assertThat(tooMany.at("detail"))
                    .isEqualTo(
                            "these are more than 3 requests a minute, which MUSTER_RATE_LIMIT allows; come back in 20 seconds");

            assertThat(statuses(3, server, Map.of())).containsExactly(401);
            assertThat(statuses(1, server, Map.of())).containsExactly(429);
        }
    }

    @Test
    void boundsHowOftenAnAddressAsksWhereNoKeyIsNeeded() {
        try (TestServer server = TestServer.reachedBy(reach(3))) {
            assertThat(statuses(3, server, Map.of())).containsExactly(200);
            assertThat(statuses(1, server, Map.of("X-API-Key", "any"))).containsExactly(429);
            assertThat(server.get("/health").status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET,  /api/v1/summary,           200",
        "GET,  /api/v1/nothing,           404",
        "HEAD, /api/v1/summary,           200",
        "POST, /api/v1/summary,           405",
        "GET,  /api/v1/runs?limit=0,      400",
        "GET,  /health,                   200",
    })
    void tellsHowLongAnAnswerTook(String method, String path, int status) {
        try (TestServer server = TestServer.start()) {
            Answer answer = server.send(method, path, Map.of(), null);
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.header("Server-Timing")).matches("total;dur=[0-9]+\\.[0-9]");
        }
    }

    @Test
    void letsPagesOfAllowedOriginsIn() {
        Map<String, String> page = Map.of("Origin", "https://pages.example", "Sec-Fetch-Site", "cross-site");
        try (TestServer server = TestServer.askingForKeys(ADMIN, reach(0))) {
            Answer asked = server.send("OPTIONS", PATH, page, null);
            assertThat(asked.status()).isEqualTo(204);
            assertThat(asked.header("Access-Control-Allow-Origin")).isEqualTo("https://pages.example");
            assertThat(asked.header("Access-Control-Allow-Methods")).isEqualTo("GET, HEAD, OPTIONS");
            assertThat(asked.header("Access-Control-Allow-Headers")).contains("Authorization", "X-API-Key");
            assertThat(asked.header("Access-Control-Max-Age")).isEqualTo("600");
            assertThat(asked.header("Access-Control-Allow-Credentials")).isEmpty();

            Map<String, String> keyed = new HashMap<>(page);
            keyed.put("X-API-Key", ADMIN);
            Answer answer = server.send("GET", PATH, keyed, null);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("https://pages.example");
            assertThat(answer.header("Vary")).contains("Origin");
            assertThat(answer.header("Cross-Origin-Resource-Policy")).isEqualTo("cross-origin");
            assertThat(server.send("GET", PATH, page, null).header("Access-Control-Allow-Origin"))
                    .as("a refusal can be read, too")
                    .isEqualTo("https://pages.example");
        }
    }

    @ParameterizedTest
    @CsvSource({"https://other.example", "http://pages.example", "https://pages.example:8443", "null"})
    void keepsPagesOfOthersOut(String origin) {
        try (TestServer server = TestServer.askingForKeys(ADMIN, reach(0))) {
            Answer answer = server.send("GET", PATH, Map.of("Origin", origin, "X-API-Key", ADMIN), null);
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
        }
    }
}
