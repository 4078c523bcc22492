package dev.muster.adapters.in.rest;

import static dev.muster.application.fixtures.Fixtures.CATALOG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.adapters.in.rest.TestServer.Answer;
import dev.muster.adapters.in.rest.http.HttpProblemType;
import dev.muster.adapters.in.rest.http.MinimumRate;
import dev.muster.application.memory.InMemoryDatabase;
import dev.muster.application.memory.InMemoryObjectStore;
import dev.muster.application.port.PortException;
import dev.muster.application.port.PortException.Kind;
import dev.muster.application.port.PortException.Part;
import dev.muster.application.work.Lane;
import dev.muster.application.work.LoadQueue;
import dev.muster.domain.intake.ReasonCode;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever code there is can be had: for each there is a record or a request that provokes it, from the outside. */
@Timeout(60)
class RegistryTest {
    private static final String CSV = "text/csv";
    private static final String JSON = "application/json";
    private static final String NDJSON = "application/x-ndjson";
    private static final String JOBS = "/api/v1/datasets/jobs/records";

    /** What a service that asks for keys answers, and the problems of runs of pipelines, which their tests provoke. */
    private static final Set<Problem.Type> ELSEWHERE =
            Set.of(HttpProblemType.UNAUTHORIZED, ProblemType.DESTINATION_NOT_ALLOWED, ProblemType.UPSTREAM_FAILED);

    /** A record of a dataset that shows a code. */
    private record Bad(String dataset, String contentType, byte[] body) {
        Bad(String dataset, String contentType, String body) {
            this(dataset, contentType, body.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static Bad bad(ReasonCode code) {
        return switch (code) {
            case COLUMN_COUNT -> new Bad("jobs", CSV, "7,Cook,\n");
            case CSV_QUOTE -> new Bad("jobs", CSV, "7,\"Cook\"s\n");
            case RECORD_TOO_LONG -> new Bad("jobs", CSV, "7," + "x".repeat(1_100_000) + "\n");
            case BAD_ENCODING -> new Bad("jobs", CSV, new byte[] {'7', ',', (byte) 0xff, '\n'});
            case CONTROL_CHARACTER -> new Bad("jobs", CSV, "7,Co\u0007ok\n");
            case REQUIRED -> new Bad("jobs", CSV, "7,\n");
            case NOT_INTEGER -> new Bad("jobs", CSV, "8.0,Cook\n");
            case NOT_DECIMAL -> new Bad("transactions", CSV, "a,ten,usd,web,\n");
            case OUT_OF_RANGE -> new Bad("jobs", CSV, "0,Cook\n");
            case TOO_LONG -> new Bad("jobs", CSV, "7,%s\n".formatted("x".repeat(256)));
            case TOO_MANY_DECIMALS -> new Bad("transactions", CSV, "a,1.23456,usd,web,\n");
            case PATTERN ->
                new Bad("users", JSON, "{\"id\":1,\"name\":\"Ida\",\"username\":\"ida\",\"email\":\"nowhere\"}");
            case NOT_ALLOWED -> new Bad("transactions", CSV, "a,1,XXX,web,\n");
            case DATETIME_FORMAT -> new Bad("hired_employees", CSV, "1,Ida,yesterday,1,1\n");
            case DATETIME_NO_ZONE -> new Bad("hired_employees", CSV, "1,Ida,2021-01-01T00:00:00,1,1\n");
            case DATETIME_INVALID -> new Bad("hired_employees", CSV, "1,Ida,2021-02-30T00:00:00Z,1,1\n");
            case IN_FUTURE -> new Bad("transactions", CSV, "a,1,usd,web,2026-03-01T10:00:00Z\n");
            case WRONG_TYPE -> new Bad("jobs", JSON, "[7]");
            case UNKNOWN_FIELD -> new Bad("jobs", JSON, "{\"id\":7,\"job\":\"Cook\",\"pay\":1}");
            case DUPLICATE_FIELD -> new Bad("jobs", JSON, "{\"id\":7,\"id\":7,\"job\":\"Cook\"}");
            case BAD_JSON -> new Bad("jobs", NDJSON, "{\"id\":7,\n");
            case UNKNOWN_REFERENCE -> new Bad("hired_employees", CSV, "1,Ida,2021-01-01T00:00:00Z,99,1\n");
            case DUPLICATE_KEY -> new Bad("jobs", CSV, "1,Doctor\n");
        };
    }

    @Test
    void everyReasonIsGivenAndCanBeAskedFor() {
        try (TestServer server = TestServer.withHiring()) {
            for (ReasonCode code : ReasonCode.values()) {
                Bad bad = bad(code);
                Answer answer = server.post(
                        "/api/v1/datasets/%s/records".formatted(bad.dataset()), bad.contentType(), bad.body());
                assertThat(answer.at("rejections_by_code")).as(code.code()).isEqualTo(Map.of(code.code(), 1));
                assertThat(server.get("/api/v1/rejections?code=%s&run=%s".formatted(code.code(), answer.at("id")))
                                .at("rejections", 0, "reasons", 0, "code"))
                        .isEqualTo(code.code());
            }
        }
    }

    private static Answer verifiedWithoutFile(TestServer server) {
        String id =
                String.valueOf(server.post("/api/v1/backups", JSON, new byte[0]).at("id"));
        server.objects().delete("backups/%s/jobs.avro".formatted(id));
        return server.post("/api/v1/backups/%s/verify".formatted(id), JSON, new byte[0]);
    }

    private static Function<TestServer, Answer> get(String target) {
        return server -> server.get(target);
    }

    private static Function<TestServer, Answer> run(String source) {
        String body = "{\"dataset\":\"jobs\",\"source\":\"%s\"}".formatted(source);
        return server -> server.post("/api/v1/runs", JSON, body.getBytes(StandardCharsets.UTF_8));
    }

    private static Function<TestServer, Answer> load(String query, String type, String body) {
        return server -> server.post(JOBS + query, type, body.getBytes(StandardCharsets.UTF_8));
    }

    private static Function<TestServer, Answer> send(String method, String target, Map<String, String> headers) {
        return server -> server.send(method, target, headers, "x,y\n".getBytes(StandardCharsets.UTF_8));
    }

    private static Answer keyed(TestServer server, String body) {
        return server.send(
                "POST",
                JOBS,
                Map.of("Content-Type", CSV, "Idempotency-Key", "k"),
                body.getBytes(StandardCharsets.UTF_8));
    }

    private static Answer mismatch(TestServer server) {
        keyed(server, "1,Nurse\n");
        return keyed(server, "2,Cook\n");
    }

    private static Answer busy(TestServer server) {
        try (TestServer.Release held = server.holdLoads()) {
            CompletableFuture<Answer> first = CompletableFuture.supplyAsync(() -> keyed(server, "1,Nurse\n"));
            Eventually.holds(
                    "the first is on record",
                    () -> !server.database().runs().unfinished().isEmpty());
            Answer answer = keyed(server, "1,Nurse\n");
            held.close();
            first.join();
            return answer;
        }
    }

    private static TestServer discarded(TestServer server) {
        server.send("POST", "/api/v1/rejections/0000000000003-3/discard", Map.of(), new byte[0]);
        return server;
    }

    private static Answer bomb(TestServer server) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(body)) {
            gzip.write(new byte[4_000_000]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return server.send("POST", JOBS, Map.of("Content-Type", CSV, "Content-Encoding", "gzip"), body.toByteArray());
    }

    private static Answer tooMany(TestServer server) {
        try (TestServer.Release held = server.holdLoads()) {
            LoadQueue queue = server.context().getBean(LoadQueue.class);
            for (int i = 0; i < LoadQueue.MOST_WAITING; i++) {
                queue.begin(Lane.SMALL, () -> "nothing");
            }
            return server.load("jobs", "1,Nurse\n");
        }
    }

    /** Sends what no well-behaved client does: a request line and headers, and what there is of a body. */
    private static Answer raw(TestServer server, String head, String body) {
        String answer = server.exchange(
                "%s\r\nHost: localhost:%s\r\nConnection: close\r\n\r\n%s".formatted(head, server.port(), body));
        int end = answer.indexOf("\r\n\r\n");
        return new Answer(
                Integer.parseInt(answer.substring(9, 12)),
                HttpHeaders.of(Map.of(), (name, value) -> true),
                answer.substring(answer.indexOf('{', end), answer.lastIndexOf('}') + 1));
    }

    /** The requests that provoke problems of a service that is well. */
    private static Map<Problem.Type, Function<TestServer, Answer>> problems() {
        Map<Problem.Type, Function<TestServer, Answer>> problems = new LinkedHashMap<>();
        problems.put(ProblemType.BAD_PARAMETER, get("/api/v1/runs?limit=0"));
        problems.put(ProblemType.BAD_BACKUP, RegistryTest::verifiedWithoutFile);
        problems.put(ProblemType.MALFORMED_JSON, load("", JSON, "[{]"));
        problems.put(ProblemType.JSON_TOO_DEEP, load("", JSON, "[".repeat(200)));
        problems.put(HttpProblemType.BAD_MULTIPART, load("", "multipart/form-data; boundary=X", "--Y"));
        problems.put(HttpProblemType.BAD_REQUEST, server -> raw(server, "GET /api/v1/runs/%zz HTTP/1.1", ""));
        problems.put(HttpProblemType.FORBIDDEN, send("POST", JOBS, Map.of("Origin", "https://elsewhere.example")));
        problems.put(ProblemType.UNKNOWN_DATASET, get("/api/v1/datasets/nope"));
        problems.put(ProblemType.UNKNOWN_REPORT, get("/api/v1/reports/nope"));
        problems.put(ProblemType.UNKNOWN_PIPELINE, get("/api/v1/pipelines/nope/runs"));
        problems.put(ProblemType.NOT_FOUND, get("/api/v1/runs/nope"));
        problems.put(HttpProblemType.METHOD_NOT_ALLOWED, send("DELETE", "/api/v1/runs", Map.of()));
        problems.put(
                HttpProblemType.NOT_ACCEPTABLE, send("GET", "/api/v1/runs", Map.of("Accept", "application/x-nothing")));
        problems.put(
                HttpProblemType.REQUEST_TIMEOUT,
                server ->
                        raw(server, "POST " + JOBS + " HTTP/1.1\r\nContent-Type: text/csv\r\nContent-Length: 9", "1"));
        problems.put(
                ProblemType.CONFLICT,
                server -> discarded(server)
                        .send("POST", "/api/v1/rejections/0000000000003-3/discard", Map.of(), new byte[0]));
        problems.put(ProblemType.BUSY, RegistryTest::busy);
        problems.put(ProblemType.PAYLOAD_TOO_LARGE, load("", CSV, "1,Nurse\n".repeat(400_000)));
        problems.put(ProblemType.DECOMPRESSED_TOO_LARGE, RegistryTest::bomb);
        problems.put(HttpProblemType.URI_TOO_LONG, get("/api/v1/runs?x=" + "x".repeat(17_000)));
        problems.put(ProblemType.UNSUPPORTED_MEDIA_TYPE, load("", "text/plain", "x"));
        problems.put(ProblemType.UNSUPPORTED_CHARSET, load("?charset=klingon", CSV, "x"));
        problems.put(ProblemType.PATH_NOT_ALLOWED, run("s3://bucket/jobs.csv"));
        problems.put(ProblemType.SOURCE_CHANGED, run("inbox:growing.csv"));
        problems.put(ProblemType.BATCH_EMPTY, load("", JSON, "[]"));
        problems.put(
                ProblemType.BATCH_TOO_LARGE,
                load("", JSON, "[" + "{\"id\":1,\"job\":\"Nurse\"},".repeat(1_000) + "7]"));
        problems.put(ProblemType.BATCH_REJECTED, load("?strict=true", CSV, "x,1\n"));
        problems.put(ProblemType.EMPTY_FILE, load("", CSV, ""));
        problems.put(ProblemType.BAD_HEADER, load("", CSV, "id,title\n"));
        problems.put(ProblemType.MALFORMED_CSV, load("", CSV, "1,\"Nurse"));
        problems.put(
                ProblemType.MALFORMED_GZIP,
                send("POST", JOBS, Map.of("Content-Type", CSV, "Content-Encoding", "gzip")));
        problems.put(
                ProblemType.MALFORMED_XLSX,
                load(
                        "",
                        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                        "PK\u0003\u0004, and nothing that belongs to it"));
        problems.put(ProblemType.WRONG_FILE, load("", CSV, "x,1\n".repeat(1_000)));
        problems.put(ProblemType.TOO_MANY_REJECTIONS, load("?max_rejections=0", CSV, "x,1\n"));
        problems.put(ProblemType.IDEMPOTENCY_MISMATCH, RegistryTest::mismatch);
        problems.put(ProblemType.TOO_MANY_REQUESTS, RegistryTest::tooMany);
        problems.put(HttpProblemType.HEADERS_TOO_LARGE, send("GET", "/health", Map.of("X", "x".repeat(17_000))));
        return problems;
    }

    /** What fails outside, and what it is to those who ask. */
    private static Map<ProblemType, RuntimeException> faults() {
        return Map.of(
                ProblemType.INTERNAL_ERROR, new IllegalStateException("a bug"),
                ProblemType.DATABASE_DENIED, new PortException(Part.DATABASE, Kind.DENIED, "it does not let us", null),
                ProblemType.DATABASE_UNAVAILABLE,
                        new PortException(Part.DATABASE, Kind.UNAVAILABLE, "it is down", null),
                ProblemType.STORAGE_UNAVAILABLE, new PortException(Part.STORAGE, Kind.UNAVAILABLE, "it is down", null),
                ProblemType.INSUFFICIENT_STORAGE, new PortException(Part.STORAGE, Kind.FULL, "it is full", null));
    }

    static Stream<Arguments> provoked() {
        return problems().entrySet().stream().map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("provoked")
    void everyProblemCanBeHad(Problem.Type type, Function<TestServer, Answer> request) {
        try (TestServer server = hiring(new MinimumRate(Duration.ofSeconds(2), 1_000_000))) {
            assertIs(type, request.apply(server));
        }
    }

    @Test
    void everyFaultOfTheOutsideCanBeHad() {
        faults().forEach((type, fault) -> {
            boolean ofDatabase = type.name().startsWith("DATABASE");
            try (TestServer server = TestServer.start(
                    ofDatabase ? Faults.database(fault) : new InMemoryDatabase(CATALOG).ports(),
                    ofDatabase ? new InMemoryObjectStore() : Faults.storage(fault))) {
                assertIs(type, load("", CSV, "1,Nurse\n".repeat(200_000)).apply(server));
            }
        });
    }

    @Test
    void noProblemIsForgotten() {
        Set<Problem.Type> known = new HashSet<>(ELSEWHERE);
        known.addAll(problems().keySet());
        known.addAll(faults().keySet());
        assertThat(known).isEqualTo(HttpProblemType.all().collect(Collectors.toSet()));
        assertThat(known).hasSize(ELSEWHERE.size() + problems().size() + faults().size());
    }

    @Test
    void askingForKeys() {
        try (TestServer server = TestServer.askingForKeys("a key")) {
            assertIs(HttpProblemType.UNAUTHORIZED, server.get("/api/v1/runs"));
        }
    }

    private static void assertIs(Problem.Type type, Answer answer) {
        assertThat(answer.at("type")).as(answer.body()).isEqualTo("/problems/" + type.slug());
        assertThat(answer.at("title")).isEqualTo(type.title());
        assertThat(answer.at("status")).isEqualTo(answer.status());
    }

    private static TestServer hiring(MinimumRate pace) {
        TestServer server = TestServer.start(new InMemoryDatabase(CATALOG).ports(), new InMemoryObjectStore(), pace);
        server.load("departments", TestServer.DEPARTMENTS);
        server.load("jobs", TestServer.JOBS);
        server.load("hired_employees", TestServer.HIRED_EMPLOYEES);
        return server;
    }
}
