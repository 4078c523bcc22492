package dev.muster.adapters.in.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What others are given to watch the service with: it looks at metrics that there are. What it finds, PrometheusTest tries. */
class DeployedMetricsTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern NAME = Pattern.compile("\\b(muster|jvm|process|system|http)_[a-z0-9_]+");

    /** Names of samples, and of the metrics that they are of. */
    private static Set<String> samples;

    private static Set<String> metrics;

    @BeforeAll
    static void scrape() {
        try (TestServer server = TestServer.start()) {
            server.load("jobs", "1,Nurse\nx,y\n");
            server.send("POST", "/api/v1/backups", Map.of("Prefer", "wait=30"), new byte[0]);
            String drill = "/api/v1/backups/%s/drill"
                    .formatted(server.get("/api/v1/backups").at("backups", 0, "id"));
            server.send("POST", drill, Map.of("Prefer", "wait=30"), new byte[0]);
            String text = server.get("/prometheus").body();
            samples = text.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.replaceFirst("[{ ].*", ""))
                    .collect(Collectors.toCollection(TreeSet::new));
            metrics = text.lines()
                    .filter(line -> line.startsWith("# TYPE "))
                    .map(line -> line.split(" ")[2])
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"deploy/prometheus/alerts.yml", "deploy/grafana/muster.json"})
    void namesMetricsThatThereAre(String file) throws IOException {
        Set<String> names = names(Files.readString(ROOT.resolve(file)));

        assertThat(names).hasSizeGreaterThan(5);
        assertThat(samples).containsAll(names);
    }

    /** The rows of the table begin with a name. */
    @Test
    void everyMetricIsDocumented() throws IOException {
        String rows = Files.readString(ROOT.resolve("docs/observability.md"))
                .lines()
                .filter(line -> line.startsWith("| `muster_"))
                .map(line -> line.replaceFirst("^\\| ([^|]*) \\|.*", "$1"))
                .collect(Collectors.joining("\n"));

        assertThat(names(rows))
                .containsExactlyInAnyOrderElementsOf(metrics.stream()
                        .filter(name -> name.startsWith("muster_"))
                        // What Micrometer keeps beside a time.
                        .filter(name -> !name.endsWith("_max"))
                        .toList());
    }

    private static Set<String> names(String text) {
        return NAME.matcher(text).results().map(found -> found.group()).collect(Collectors.toCollection(TreeSet::new));
    }
}
