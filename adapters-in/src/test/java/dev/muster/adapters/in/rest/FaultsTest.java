package dev.muster.adapters.in.rest;

import static dev.muster.application.fixtures.Fixtures.CATALOG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.read.ListAppender;
import dev.muster.adapters.in.rest.TestServer.Answer;
import dev.muster.application.memory.InMemoryDatabase;
import dev.muster.application.memory.InMemoryObjectStore;
import dev.muster.application.port.Database;
import dev.muster.application.port.PortException;
import dev.muster.application.port.PortException.Kind;
import dev.muster.application.port.PortException.Part;
import dev.muster.application.work.Housekeeping;
import dev.muster.application.work.UploadMemory;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** What is told of faults: to clients what they can do, to the log what happened, to nobody what records hold. */
class FaultsTest {
    private static final String SECRET = "INSERT INTO users VALUES ('ida@example.com')";

    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.start();
        root.detachAppender("stderr");
        root.addAppender(log);
    }

    @AfterEach
    void stopListening() {
        root.detachAppender(log);
    }

    static Stream<Arguments> faults() {
        Throwable sql = new IllegalStateException(SECRET);
        return Stream.of(
                arguments(
                        new PortException(Part.DATABASE, Kind.UNAVAILABLE, "the database does not answer", sql),
                        503,
                        "database-unavailable",
                        "the database does not answer"),
                arguments(
                        new PortException(Part.DATABASE, Kind.DENIED, "the right INSERT on table jobs is missing", sql),
                        500,
                        "database-denied",
                        "the right INSERT on table jobs is missing"),
                arguments(
                        new PortException(Part.DATABASE, Kind.FAULT, "the database does not take this (42P01)", sql),
                        500,
                        "internal-error",
                        "the database does not take this (42P01)"),
                arguments(
                        new PortException(Part.DATABASE, Kind.FULL, "the disk is full", sql),
                        507,
                        "insufficient-storage",
                        "the disk is full"),
                arguments(
                        new PortException(Part.STORAGE, Kind.DENIED, "the bucket may not be read", sql),
                        503,
                        "storage-unavailable",
                        "the bucket may not be read"),
                arguments(
                        new IllegalStateException(SECRET, sql),
                        500,
                        "internal-error",
                        "something unexpected happened; the service's log tells what"),
                arguments(
                        new StackOverflowError(SECRET),
                        500,
                        "internal-error",
                        "something unexpected happened; the service's log tells what"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void areTheSameFromEveryRouteAndAreLoggedOnce(Throwable fault, int status, String slug, String detail) {
        try (TestServer server = TestServer.start(Faults.database(fault), new InMemoryObjectStore())) {
            for (String target : List.of("/api/v1/runs", "/api/v1/runs/0000000000001", "/api/v1/summary")) {
                assertTold(server.get(target), status, slug, detail);
                assertLoggedOnce();
            }
            assertTold(server.load("jobs", "1,Nurse\n"), status, slug, detail);
            assertLoggedOnce();
        }
    }

    @Test
    void ofStorageAreToldOfLargeUploads() {
        Database database = new InMemoryDatabase(CATALOG).ports();
        PortException fault = new PortException(Part.STORAGE, Kind.FULL, "the disk is full", null);
        try (TestServer server = TestServer.start(database, Faults.storage(fault))) {
            assertTold(
                    server.load("jobs", "1,Nurse\n".repeat(200_000)), 507, "insufficient-storage", "the disk is full");
            assertThat(database.runs().list(null, null, null, 1)).isEmpty();
        }
    }

    @Test
    void whileLoadingNameTheRunThatCanBeResumed() {
        BrokenBatches broken =
                new BrokenBatches(new PortException(Part.DATABASE, Kind.UNAVAILABLE, "it is down", null));
        try (TestServer server = TestServer.start(broken.database(), new InMemoryObjectStore())) {
            Answer answer = server.load("jobs", "1,Nurse\n");
            assertTold(answer, 503, "database-unavailable", "it is down");
            assertThat(answer.at("run")).isEqualTo("0000000000001");
            assertThat(server.get("/api/v1/runs/0000000000001").at("status")).isEqualTo("running");
            assertLoggedOnce();
        }
    }

    static Stream<Arguments> faultsThatDoNotPass() {
        return Stream.of(
                arguments(
                        new PortException(Part.DATABASE, Kind.DENIED, "the right INSERT is missing", null),
                        "database-denied",
                        "the right INSERT is missing",
                        "the right INSERT is missing"),
                arguments(
                        new IllegalStateException(SECRET),
                        "internal-error",
                        "something unexpected happened; the service's log tells what",
                        "something unexpected happened; the log tells what"));
    }

    @ParameterizedTest
    @MethodSource("faultsThatDoNotPass")
    void whileLoadingEndTheRunIfTheyWillNotPass(RuntimeException fault, String slug, String told, String onRecord) {
        try (TestServer server = TestServer.start(new BrokenBatches(fault).database(), new InMemoryObjectStore())) {
            Answer answer = server.load("jobs", "1,Nurse\n");
            assertTold(answer, 500, slug, told);
            assertThat(answer.at("run")).isEqualTo("0000000000001");
            assertLoggedOnce();

            Answer run = server.get("/api/v1/runs/0000000000001");
            assertThat(run.at("status")).isEqualTo("failed");
            assertThat(run.at("error", "type")).isEqualTo("/problems/" + slug);
            assertThat(run.at("error", "detail")).isEqualTo(onRecord);
        }
    }

    @Test
    void halfWayThroughAnAnswerBreakItOff() throws Exception {
        try (TestServer server =
                        TestServer.start(EndlessRejections.in(new AtomicLong(), 4 << 20), new InMemoryObjectStore());
                HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(server.uri("/api/v1/rejections.csv?dataset=jobs"))
                    .build();
            assertThatThrownBy(() -> client.send(request, BodyHandlers.ofByteArray()))
                    .isInstanceOf(IOException.class);
            assertLoggedOnce();
        }
    }

    @Test
    void ofClientsAreNotLogged() throws IOException {
        try (TestServer server = TestServer.start()) {
            server.get("/nothing");
            server.get("/api/v1/runs?limit=0");
            server.load("jobs", "");
            server.exchange("hello\r\n\r\n");
            server.exchange(
                    "POST /api/v1/datasets/jobs/records HTTP/1.1\r\nHost: localhost:%s\r\n".formatted(server.port())
                            + "Content-Type: text/csv\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");
            UploadMemory room = server.context().getBean(UploadMemory.class);
            try (Socket sender = server.connect()) {
                sender.getOutputStream()
                        .write(("POST /api/v1/datasets/jobs/records HTTP/1.1\r\nHost: localhost:%s\r\n"
                                        + "Content-Type: text/csv\r\nContent-Length: 99\r\n\r\n1,Nurse\n")
                                .formatted(server.port())
                                .getBytes(StandardCharsets.US_ASCII));
                Eventually.holds("a part of the body is there", () -> room.occupied() == 1);
            }
            Eventually.holds("the body is given up", () -> room.occupied() == 0);
            assertThat(server.get("/health/liveness").status()).isEqualTo(200);
            assertThat(log.list).isEmpty();
        }
    }

    private static void assertTold(Answer answer, int status, String slug, String detail) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.json())
                .containsAllEntriesOf(Map.of("type", "/problems/" + slug, "status", status, "detail", detail));
        assertThat(answer.body()).doesNotContain("ida@example.com");
    }

    private void assertLoggedOnce() {
        // What the service does by itself meets the same faults, at times of its own.
        List<ILoggingEvent> events = log.list.stream()
                .filter(event -> !event.getLoggerName().equals(Housekeeping.class.getName()))
                .toList();
        assertThat(events).hasSize(1);
        ILoggingEvent event = events.getFirst();
        assertThat(event.getFormattedMessage()).isNotBlank().doesNotContain("ida@example.com");
        for (IThrowableProxy fault = event.getThrowableProxy(); fault != null; fault = fault.getCause()) {
            assertThat(fault.getMessage()).doesNotContain("ida@example.com");
        }
        log.list.clear();
    }
}
