package dev.muster.wiring;

import static dev.muster.adapters.out.http.HttpPeer.json;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.muster.adapters.in.cli.CommandFailed;
import dev.muster.adapters.in.cli.MusterCli;
import dev.muster.adapters.in.cli.terminal.Screen;
import dev.muster.adapters.in.cli.terminal.Terminal;
import dev.muster.adapters.in.rest.LogField;
import dev.muster.adapters.out.http.HttpPeer;
import dev.muster.adapters.out.postgres.PostgresServer;
import dev.muster.wiring.TraceCollector.Told;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Traces of the whole program, as a collector gets them. */
@Timeout(120)
class TracesTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String CALLER = "00f067aa0ba902b7";
    private static final long CLIENT = 3;

    /** Whatever is told; all but the names of ours and these: none. */
    private static final Set<String> ATTRIBUTES = Set.of(
            "http.request.method",
            "http.response.status_code",
            "http.route",
            "url.scheme",
            "db.system.name",
            "db.operation.name",
            "db.query.summary",
            "db.collection.name",
            "error.type",
            "muster.run.id",
            "muster.run.status",
            "muster.dataset",
            "muster.source.kind",
            "muster.source.bytes",
            "muster.batch.number",
            "muster.batch.first_record",
            "muster.batch.last_record",
            "muster.records.inserted",
            "muster.records.updated",
            "muster.records.unchanged",
            "muster.records.rejected");

    @TempDir
    private Path folder;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void settings() {
        environment.put("MUSTER_DATA_DIR", folder.resolve("data").toString());
        environment.put("MUSTER_PORT", "0");
    }

    private HttpResponse<String> upload(URI address) throws Exception {
        return send(
                address,
                "/api/v1/datasets/departments/records?batch_size=2",
                "1,Sales\n2,Legal\n3,Secret things\n4,\n",
                "text/csv");
    }

    private static HttpResponse<String> send(URI address, String path, String body, String type) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(address.resolve(path))
                            .header("Content-Type", type)
                            .header("traceparent", "00-%s-%s-01".formatted(TRACE, CALLER))
                            .POST(BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "postgresql"})
    void leadFromTheRequestThroughBatchesToTheirSql(String system) throws Exception {
        if (system.equals("postgresql")) {
            environment.put("MUSTER_DATABASE_URL", PostgresServer.newDatabase());
            environment.put("MUSTER_DATABASE_USER", "postgres");
        }
        List<Told> spans;
        try (TraceCollector collector = TraceCollector.start()) {
            environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", collector.address());
            try (LazyServices services = new LazyServices(environment, folder)) {
                assertThat(upload(services.httpService().start()).statusCode()).isEqualTo(200);
            }
            // What was not sent yet was sent at the end.
            spans = collector.spans().stream()
                    .filter(span -> span.trace().equals(TRACE))
                    .toList();
        }

        assertThat(tree(spans, CALLER, "")).isEqualTo("""
                POST /api/v1/datasets/{dataset}/records
                  land departments
                  load departments
                    batch
                    batch
                    batch
                """);
        Map<String, String> names = spans.stream().collect(Collectors.toMap(Told::id, Told::name));
        List<Told> calls = spans.stream().filter(span -> span.kind() == CLIENT).toList();
        assertThat(calls)
                .allSatisfy(call -> assertThat(call.attributes()).containsEntry("db.system.name", system))
                .extracting(call -> names.get(call.parent()) + ": " + call.name())
                .contains(
                        "land departments: INSERT runs",
                        "batch: INSERT batches",
                        "batch: INSERT rejections",
                        "batch: UPDATE runs",
                        "batch: COMMIT")
                .anyMatch(call -> call.matches("batch: (INSERT|COPY) (incoming_)?departments"))
                .noneMatch(call -> call.startsWith("POST"));
        assertThat(spans).allSatisfy(span -> {
            assertThat(ATTRIBUTES).containsAll(span.attributes().keySet());
            assertThat(span.attributes().values())
                    .noneMatch(value -> value.contains("Secret") || value.contains("VALUES"));
        });
    }

    /** The spans that are parts of another, without calls of other systems, by name: some are done beside each other. */
    private static String tree(List<Told> spans, String parent, String indent) {
        return spans.stream()
                .filter(span -> span.parent().equals(parent) && span.kind() != CLIENT)
                .sorted(Comparator.comparing(Told::name))
                .map(span -> "%s%s\n%s".formatted(indent, span.name(), tree(spans, span.id(), indent + "  ")))
                .collect(Collectors.joining());
    }

    @Test
    void areOfCommandsThatLoad() throws Exception {
        Path file = Files.writeString(folder.resolve("departments.csv"), "1,Sales\n");

        assertThat(tree(toldOf("ingest", "departments", file.toString()), "", ""))
                .isEqualTo("""
                muster ingest
                  land departments
                  load departments
                    batch
                """);
    }

    @Test
    void areOfPipelines() throws Exception {
        List<Told> spans;
        try (HttpPeer api = HttpPeer.start()
                .on("/users", json("[]"))
                .on("/posts", json("[]"))
                .on("/comments", json("[]"))) {
            environment.put("MUSTER_CONTENT_API_URL", api.address("").toString());
            spans = toldOf("pipeline", "run", "content");
        }
        assertThat(tree(spans, "", "")).isEqualTo("""
                pipeline content
                  step analyse
                  step extract-comments
                  step extract-posts
                  step extract-users
                  step load
                    load comments
                      batch
                    load posts
                      batch
                    load users
                      batch
                  step process
                  step report
                """);
    }

    /** Returns the spans of a command. */
    private List<Told> toldOf(String... arguments) throws IOException {
        try (TraceCollector collector = TraceCollector.start()) {
            environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", collector.address());
            try (LazyServices services = new LazyServices(environment, folder)) {
                OutputStream nowhere = OutputStream.nullOutputStream();
                Terminal terminal = new Terminal(InputStream.nullInputStream(), nowhere, nowhere, Screen.NONE);
                new MusterCli(services, terminal, "1.2.3").run(arguments);
            }
            return collector.spans();
        }
    }

    @Test
    void areTheTracesOfTheLog() throws Exception {
        Logger logger = (Logger) LoggerFactory.getLogger("dev.muster");
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        try (TraceCollector collector = TraceCollector.start()) {
            environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", collector.address());
            try (LazyServices services = new LazyServices(environment, folder);
                    HttpClient client = HttpClient.newHttpClient()) {
                URI address = services.httpService().start();
                Files.move(folder.resolve("data/storage"), folder.resolve("moved"));
                Files.createFile(folder.resolve("data/storage"));
                client.send(
                        HttpRequest.newBuilder(address.resolve("/api/v1/backups"))
                                .POST(BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.discarding());
            }
            List<String> logged = log.list.stream()
                    .filter(event -> event.getFormattedMessage().startsWith("POST /api/v1/backups"))
                    .map(event -> event.getMDCPropertyMap().get(LogField.TRACE_ID))
                    .toList();
            List<String> told = collector.spans().stream()
                    .filter(span -> span.name().equals("POST /api/v1/backups"))
                    .map(Told::trace)
                    .toList();
            assertThat(logged).hasSize(1).isEqualTo(told);
        } finally {
            logger.detachAppender(log);
        }
    }

    @Test
    void areNotSentUnlessAskedFor() throws Exception {
        try (TraceCollector collector = TraceCollector.start()) {
            environment.put("OTEL_SERVICE_NAME", "elsewhere");
            try (LazyServices services = new LazyServices(environment, folder)) {
                assertThat(upload(services.httpService().start()).statusCode()).isEqualTo(200);
            }
            environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", collector.address());
            environment.put("OTEL_SDK_DISABLED", "true");
            try (LazyServices services = new LazyServices(environment, folder)) {
                assertThat(upload(services.httpService().start()).statusCode()).isEqualTo(200);
            }
            assertThat(collector.spans()).isEmpty();
        }
    }

    @Test
    void costNothingButAWarningWhenNobodyTakesThem() throws Exception {
        Logger logger = (Logger) LoggerFactory.getLogger("dev.muster");
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:" + freePort());
        environment.put("OTEL_BSP_SCHEDULE_DELAY", "10");
        // Else it takes seconds until there is something to warn of.
        environment.put("OTEL_JAVA_EXPORTER_OTLP_RETRY_DISABLED", "true");
        try (LazyServices services = new LazyServices(environment, folder)) {
            URI address = services.httpService().start();
            for (int i = 0; i < 5; i++) {
                assertThat(upload(address).statusCode()).isEqualTo(200);
            }
        } finally {
            logger.detachAppender(log);
        }
        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .filteredOn(message -> message.startsWith("traces do not arrive"))
                .hasSize(1);
    }

    /** The end of the program does not wait for the ten seconds that a collector has for its answer. */
    @Test
    void holdNothingUpWhenTheCollectorDoesNotAnswer() throws Exception {
        try (TraceCollector collector = TraceCollector.silent()) {
            environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", collector.address());
            environment.put("OTEL_EXPORTER_OTLP_TIMEOUT", "600000");
            try (LazyServices services = new LazyServices(environment, folder)) {
                assertThat(upload(services.httpService().start()).statusCode()).isEqualTo(200);
            }
            assertThat(collector.spans()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "OTEL_EXPORTER_OTLP_TIMEOUT, hush, otel.exporter.otlp.timeout",
        "OTEL_EXPORTER_OTLP_HEADERS, hush, otel.exporter.otlp.headers",
        "OTEL_EXPORTER_OTLP_ENDPOINT, collector:hush, OTLP endpoint",
        "OTEL_TRACES_EXPORTER, hush, otel.traces.exporter",
    })
    void areRefusedWhereTheSettingsAreWrong(String name, String value, String told) {
        environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4318");
        environment.put(name, value);
        try (LazyServices services = new LazyServices(environment, folder)) {
            Assertions.assertThatThrownBy(() -> services.httpService().start())
                    .isInstanceOfSatisfying(
                            CommandFailed.class,
                            failed -> assertThat(failed)
                                    .hasMessageContaining("OTEL_")
                                    .hasMessageContaining(told)
                                    .hasMessageNotContaining("hush"));
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
