package dev.muster.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/**
 * What is in {@code deploy} for those who watch the service: Debian's Prometheus, set up by it, gathers the metrics of the
 * whole program and is asked what the dashboard and the alerts ask.
 */
@Timeout(180)
class PrometheusTest {
    private static final Path DEPLOY = Path.of("../deploy");
    private static final String ADMIN_KEY = "a key for whoever runs this service";
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    private static Path folder;

    private static LazyServices services;
    private static URI muster;
    private static URI address;
    private static Process prometheus;

    @BeforeAll
    static void gather() throws Exception {
        assumeTrue(isInstalled(), () -> {
            String loud = "SKIPPED: metrics, dashboard and alerts were NOT tried in Prometheus, which is not installed"
                    + " (apt-get install --no-install-recommends prometheus)";
            System.err.println(loud);
            return loud;
        });
        services = new LazyServices(
                Map.of(
                        "MUSTER_DATA_DIR",
                        folder.resolve("data").toString(),
                        "MUSTER_PORT",
                        "0",
                        "MUSTER_AUTH",
                        "keys",
                        "MUSTER_ADMIN_KEY",
                        ADMIN_KEY),
                folder);
        muster = services.httpService().start();
        post("/api/v1/backups", "application/json", "{}");
        Object backup = list(json(get(muster, "/api/v1/backups")).get("backups"))
                .getFirst()
                .get("id");
        post("/api/v1/backups/%s/drill".formatted(backup), "application/json", "");
        startPrometheus();
        // It listens before it can be asked.
        await(() -> get(address, "/-/ready").contains("is Ready"));

        // That a counter grew is seen by those alone who saw it before.
        await(() -> value("sum(muster_records_total)") == 0);
        load("departments", "1,Support\n2,Sales\n");
        load("jobs", "1,Nurse\n2,Analyst\n3,\n");
        load("hired_employees", "1,Ida,2021-01-01T00:00:00Z,1,1\n2,Ole,,1,x\n3,Mia,2021-01-01T00:00:00Z,9,2\n");
        load("jobs", "\"");
        await(() -> value("sum(muster_records_total)") == 8);
        await(() -> value("muster_runs{status=\"failed\"}") == 1);
    }

    private static boolean isInstalled() {
        return Stream.of("prometheus", "promtool").allMatch(name -> Files.isExecutable(Path.of("/usr/bin", name)));
    }

    /** As it is deployed, but for the address of the service, and sooner. */
    private static void startPrometheus() throws IOException {
        String key = (String)
                json(post("/api/v1/keys", "application/json", "{\"role\":\"reader\",\"label\":\"prometheus\"}"))
                        .get("key");
        Files.writeString(folder.resolve("muster.key"), key);
        Files.copy(DEPLOY.resolve("prometheus/alerts.yml"), folder.resolve("alerts.yml"));
        Files.writeString(
                folder.resolve("prometheus.yml"),
                Files.readString(DEPLOY.resolve("prometheus/prometheus.yml"))
                        .replace("127.0.0.1:8080", "127.0.0.1:" + muster.getPort())
                        .replace("15s", "1s"));
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            address = URI.create("http://127.0.0.1:%s".formatted(free.getLocalPort()));
        }
        prometheus = new ProcessBuilder(
                        "/usr/bin/prometheus",
                        "--config.file=" + folder.resolve("prometheus.yml"),
                        "--storage.tsdb.path=" + folder.resolve("prometheus"),
                        "--web.listen-address=127.0.0.1:" + address.getPort())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.log").toFile())
                .start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (prometheus != null) {
            prometheus.destroyForcibly().waitFor();
        }
        if (services != null) {
            services.close();
        }
    }

    @Test
    void takesMetricsAndRules() throws Exception {
        assertThat(promtool(
                        "", "check", "config", folder.resolve("prometheus.yml").toString()))
                .contains("SUCCESS: %s rules found".formatted(rules().size()));
        assertThat(promtool(get(muster, "/prometheus"), "check", "metrics")).isEmpty();
    }

    @Test
    void gathersWithTheKeyOfAReader() {
        assertThat(list(data("/api/v1/targets").get("activeTargets")))
                .singleElement()
                .satisfies(target -> assertThat(target)
                        .containsEntry("health", "up")
                        .containsEntry(
                                "scrapeUrl", muster.resolve("/prometheus").toString()));
    }

    @Test
    void showsOnTheDashboardWhatWasDone() throws IOException {
        Map<String, Map<String, Double>> shown = new LinkedHashMap<>();
        Map<String, Object> dashboard = new Yaml().load(Files.readString(DEPLOY.resolve("grafana/muster.json")));
        for (Map<String, Object> panel : list(dashboard.get("panels"))) {
            for (Map<String, Object> target : list(panel.get("targets"))) {
                shown.put(
                        "%s %s".formatted(panel.get("title"), target.get("refId")),
                        query(String.valueOf(target.get("expr"))
                                .replace("$job", "muster")
                                // Longer than the slowest machine takes to ask.
                                .replace("$__rate_interval", "1h")));
            }
        }

        assertThat(shown).hasSizeGreaterThan(15);
        assertThat(shown.keySet().stream().filter(title -> shown.get(title).isEmpty()))
                .as("panels without a line: Kafka is off")
                .containsExactly("Messages behind A");
        assertThat(shown.get("Open rejections A")).isEqualTo(Map.of("", 3.0));
        assertThat(ofSome(shown.get("Open rejections by dataset A")))
                .isEqualTo(Map.of("jobs", 1.0, "hired_employees", 2.0));
        assertThat(ofSome(shown.get("Runs by status A"))).isEqualTo(Map.of("succeeded", 3.0, "failed", 1.0));
        assertThat(shown.get("Runs under way A")).isEqualTo(Map.of("queued", 0.0, "running", 0.0));
        assertThat(shares(shown.get("Records by outcome A"))).isEqualTo(Map.of("inserted", 0.625, "rejected", 0.375));
        assertThat(shares(shown.get("Records by dataset A")))
                .isEqualTo(Map.of("departments", 0.25, "jobs", 0.375, "hired_employees", 0.375));
        assertThat(shares(shown.get("Rejections by code A")))
                .isEqualTo(Map.of("required", 0.5, "not-integer", 0.25, "unknown-reference", 0.25));
        for (String backup : List.of("verified", "drilled")) {
            assertThat(shown.get("Age of the newest %s backup A".formatted(backup))
                            .get(""))
                    .isBetween(0.0, 180.0);
        }
    }

    @Test
    void alertsOfWhatWentWrongAlone() throws InterruptedException {
        await(() -> rules().stream().noneMatch(rule -> rule.get("health").equals("unknown")));
        await(() -> alerts().size() == 3);

        assertThat(rules()).allSatisfy(rule -> assertThat(rule).as("%s", rule).containsEntry("health", "ok"));
        assertThat(alerts())
                .containsExactlyInAnyOrder(
                        "firing: Runs have failed in the last quarter of an hour.",
                        "pending: 33.33% of the records for jobs are rejected.",
                        "pending: 66.67% of the records for hired_employees are rejected.");
    }

    private static List<Map<String, Object>> rules() {
        return list(data("/api/v1/rules").get("groups")).stream()
                .flatMap(group -> list(group.get("rules")).stream())
                .toList();
    }

    private static List<String> alerts() {
        return list(data("/api/v1/alerts").get("alerts")).stream()
                .map(alert -> "%s: %s"
                        .formatted(
                                alert.get("state"),
                                map(alert.get("annotations")).get("summary")))
                .toList();
    }

    private static Map<String, Double> ofSome(Map<String, Double> values) {
        return values.entrySet().stream()
                .filter(value -> value.getValue() != 0)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Which part of all each has. Prometheus extrapolates rates, all of one answer alike. */
    private static Map<String, Double> shares(Map<String, Double> values) {
        double sum = values.values().stream().mapToDouble(value -> value).sum();
        return ofSome(values).entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, value -> Math.round(value.getValue() / sum * 1e6) / 1e6));
    }

    /** Values by their labels' values. */
    private static Map<String, Double> query(String query) {
        return list(data("/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8))
                        .get("result"))
                .stream()
                .collect(Collectors.toMap(
                        series -> map(series.get("metric")).values().stream()
                                .map(String::valueOf)
                                .collect(Collectors.joining(" ")),
                        series -> Double.valueOf((String) ((List<?>) series.get("value")).get(1))));
    }

    /** NaN if there is none. */
    private static double value(String query) {
        return query(query).values().stream().findFirst().orElse(Double.NaN);
    }

    /** What Prometheus answers; nothing while it does not. */
    private static Map<String, Object> data(String path) {
        Map<String, Object> answer = json(get(address, path));
        assertThat(answer).as(path).containsEntry("status", "success");
        return map(answer.get("data"));
    }

    private static void load(String dataset, String csv) {
        post("/api/v1/datasets/%s/records".formatted(dataset), "text/csv", csv);
    }

    private static String get(URI service, String path) {
        return send(HttpRequest.newBuilder(service.resolve(path)));
    }

    private static String post(String path, String type, String body) {
        return send(HttpRequest.newBuilder(muster.resolve(path))
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(body)));
    }

    private static String send(HttpRequest.Builder request) {
        try {
            return CLIENT.send(request.header("X-API-Key", ADMIN_KEY).build(), BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String promtool(String in, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("/usr/bin/promtool"));
        command.addAll(List.of(arguments));
        Path given = Files.writeString(folder.resolve("given"), in);
        Process process = new ProcessBuilder(command)
                .redirectInput(given.toFile())
                .redirectErrorStream(true)
                .start();
        String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(told).isZero();
        return told;
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        while (true) {
            try {
                if (condition.getAsBoolean()) {
                    return;
                }
            } catch (UncheckedIOException e) {
                assertThat(prometheus.isAlive()).as("it does not start").isTrue();
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private static Map<String, Object> json(String text) {
        return new Yaml().load(text);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> list(Object value) {
        return (List<Map<String, Object>>) value;
    }
}
