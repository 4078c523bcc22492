package dev.muster.adapters.in.rest;

import static dev.muster.application.fixtures.Fixtures.CATALOG;
import static dev.muster.application.fixtures.Fixtures.NOW;
import static dev.muster.application.fixtures.Fixtures.REPORTS;

import dev.muster.adapters.in.rest.http.ConnectionLimits;
import dev.muster.adapters.in.rest.http.MinimumRate;
import dev.muster.adapters.in.rest.http.RestSettings;
import dev.muster.adapters.out.formats.read.TextDecoding;
import dev.muster.application.contract.TestDatabases;
import dev.muster.application.export.ExportFormats;
import dev.muster.application.export.ExportRecords;
import dev.muster.application.export.ExportRejections;
import dev.muster.application.export.RejectionFormats;
import dev.muster.application.health.ProbeStorage;
import dev.muster.application.ingest.IngestRecords;
import dev.muster.application.ingest.LandOnce;
import dev.muster.application.ingest.LeftLandings;
import dev.muster.application.ingest.LoadFromSource;
import dev.muster.application.memory.CountingIds;
import dev.muster.application.memory.FakeClock;
import dev.muster.application.memory.InMemoryObjectStore;
import dev.muster.application.memory.InMemoryRecordSource;
import dev.muster.application.memory.InMemoryScratch;
import dev.muster.application.port.Database;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.RecordDecoder;
import dev.muster.application.rejections.DiscardRejection;
import dev.muster.application.rejections.GroupRejections;
import dev.muster.application.rejections.ReplayRejections;
import dev.muster.application.reports.ComputeReport;
import dev.muster.application.reports.ComputeWorkbook;
import dev.muster.application.reports.ReportFiles;
import dev.muster.application.reports.ReportFormats;
import dev.muster.application.reports.Summarise;
import dev.muster.application.runs.CancelRun;
import dev.muster.application.runs.TraceRecord;
import dev.muster.application.runs.UndoRun;
import dev.muster.application.work.Housekeeping;
import dev.muster.application.work.Lane;
import dev.muster.application.work.LoadQueue;
import dev.muster.application.work.RemoveLeftovers;
import dev.muster.application.work.ResumeRuns;
import dev.muster.application.work.WorkLog;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The API on a free port of this machine, over a database and a storage in memory unless others are given. */
public final class TestServer implements AutoCloseable {
    /** Most bytes of a body. */
    public static final long MAX_UPLOAD_BYTES = 3_000_000;

    public static final String DEPARTMENTS = "1,Support\n2,Sales\n";
    public static final String JOBS = "1,Nurse\n2,Analyst\n3,Ätzer\n";

    /** Five records: one passes in 2020, two in 2021, two are rejected. */
    public static final String HIRED_EMPLOYEES = """
            1,Ida Holm,2020-12-31T23:59:59Z,1,1
            2,Ole Berg,2021-01-01T00:00:00Z,1,2
            3,Mia Lund,,1,x
            4,Jan Dahl,2021-04-01T00:00:00Z,2,2
            5,Eva Riis,2021-05-05T05:05:05Z,13,2
            """;

    private static final InMemoryRecordSource INBOX = new InMemoryRecordSource(NOW)
            .with("jobs.csv", "1,Nurse\n2,Cook\nx,y\n")
            .with("jobs.txt", "1,Nurse\n")
            .changing("growing.csv", "1,Nurse\n");

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final LoadQueue queue;
    private final Housekeeping housekeeping;
    private final ApplicationContext context;
    private final EmbeddedServer server;
    private final Database database;
    private final ObjectStore objects;

    public TestServer() {
        this(TestDatabases.empty(CATALOG), new InMemoryObjectStore());
    }

    public TestServer(Database database, ObjectStore objects) {
        this(database, objects, MinimumRate.OF_BODIES, ConnectionLimits.USUAL);
    }

    public TestServer(Database database, ObjectStore objects, MinimumRate pace) {
        this(database, objects, pace, ConnectionLimits.USUAL);
    }

    public TestServer(Database database, ObjectStore objects, ConnectionLimits connections) {
        this(database, objects, MinimumRate.OF_BODIES, connections);
    }

    private TestServer(Database database, ObjectStore objects, MinimumRate pace, ConnectionLimits connections) {
        this.database = database;
        this.objects = objects;
        FakeClock clock = new FakeClock(NOW);
        RecordDecoder decoder = TextDecoding.decoder();
        IngestRecords ingest = new IngestRecords(
                CATALOG, database, objects, decoder, clock, new CountingIds(), MAX_UPLOAD_BYTES, InMemoryScratch::new);
        LandOnce landOnce = new LandOnce(ingest, database, clock);
        ComputeReport reports = new ComputeReport(CATALOG, REPORTS, database);
        RemoveLeftovers leftovers = new RemoveLeftovers(List.of(new LeftLandings(database, objects)), clock);
        WorkLog log = new WorkLogger();
        queue = new LoadQueue(log);
        housekeeping = new Housekeeping(new ResumeRuns(database, ingest, clock), landOnce, queue, leftovers, log);
        ReportFormats formats =
                new ReportFormats(PlainFormats.tables(), PlainFormats.charts(), PlainFormats.documents());
        context = ApplicationContext.builder()
                // Where these tests run beside the whole program, they put it together in their own way all the same.
                .exclude("dev.muster.wiring")
                .singletons(
                        CATALOG,
                        database,
                        clock,
                        new RestSettings("127.0.0.1", 0, MAX_UPLOAD_BYTES, pace, connections),
                        ingest,
                        landOnce,
                        new LoadFromSource(ingest, landOnce, List.of(INBOX)),
                        new ProbeStorage(objects, "here"),
                        new TraceRecord(CATALOG, database, objects, decoder),
                        new ReplayRejections(CATALOG, database, ingest),
                        new DiscardRejection(CATALOG, database, clock),
                        new GroupRejections(CATALOG, database, clock),
                        new CancelRun(database, clock),
                        queue,
                        housekeeping,
                        new UndoRun(CATALOG, database, clock),
                        reports,
                        formats,
                        new ReportFiles(reports, formats, objects, clock, new CountingIds()),
                        new ComputeWorkbook(database.unitOfWork(), REPORTS, reports, PlainFormats.workbooks()),
                        new ExportFormats(PlainFormats.tables()),
                        new RejectionFormats(PlainFormats.rejections()),
                        new ExportRecords(database),
                        new ExportRejections(CATALOG, database, objects, decoder),
                        new Summarise(CATALOG, database))
                .build();
        context.registerSingleton(ObjectStore.class, objects);
        context.registerSingleton(RecordDecoder.class, decoder);
        context.start();
        server = context.getBean(EmbeddedServer.class).start();
    }

    /** One that has a few hiring records: runs 1, 2 and 3. */
    public static TestServer withHiring() {
        TestServer server = new TestServer();
        server.load("departments", DEPARTMENTS);
        server.load("jobs", JOBS);
        server.load("hired_employees", HIRED_EMPLOYEES);
        return server;
    }

    /** An answer. */
    public record Answer(int status, HttpHeaders headers, String body) {
        /** The value of a header; empty if it is absent. */
        public String header(String name) {
            return headers.firstValue(name).orElse("");
        }

        /** The body as JSON: maps, lists, texts, numbers, truth values and null. */
        @SuppressWarnings("unchecked")
        public Map<String, Object> json() {
            return (Map<String, Object>) Yaml.parse(body);
        }

        /** The member that {@code path} leads to, through maps by names and lists by 0-based indexes. */
        public Object at(Object... path) {
            return Yaml.at(json(), path);
        }
    }

    public Answer get(String target) {
        return send("GET", target, Map.of(), null);
    }

    public Answer load(String dataset, String csv) {
        return post("/api/v1/datasets/" + dataset + "/records", "text/csv", csv.getBytes(StandardCharsets.UTF_8));
    }

    public Answer post(String target, String contentType, byte[] body) {
        return send("POST", target, Map.of("Content-Type", contentType), body);
    }

    /** @param body null for none */
    public Answer send(String method, String target, Map<String, String> headers, byte[] body) {
        return sendFrom(
                method, target, headers, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    }

    public Answer sendFrom(String method, String target, Map<String, String> headers, HttpRequest.BodyPublisher body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(target)).method(method, body);
        headers.forEach(request::header);
        try {
            HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.headers(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Lets loads wait for their turn, landed and on record, until the answer of this is closed. */
    public Release holdLoads() {
        CountDownLatch released = new CountDownLatch(1);
        for (Lane lane : Lane.values()) {
            hold(lane, released);
        }
        return released::countDown;
    }

    /** Lets those that take long wait. */
    public Release holdLargeLoads() {
        CountDownLatch released = new CountDownLatch(1);
        hold(Lane.LARGE, released);
        return released::countDown;
    }

    private void hold(Lane lane, CountDownLatch released) {
        for (int i = 0; i < LoadQueue.AT_ONCE; i++) {
            queue.begin(lane, () -> {
                try {
                    return released.await(60, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
        }
    }

    public interface Release extends AutoCloseable {
        @Override
        void close();
    }

    public URI uri(String target) {
        return URI.create("http://127.0.0.1:" + port() + target);
    }

    /** Sends bytes, one for each character, and reads until the server closes the connection. */
    public String exchange(String request) {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Socket connect() throws IOException {
        Socket socket = new Socket("127.0.0.1", port());
        socket.setSoTimeout(60_000);
        return socket;
    }

    public int port() {
        return server.getPort();
    }

    public ApplicationContext context() {
        return context;
    }

    public Database database() {
        return database;
    }

    public ObjectStore objects() {
        return objects;
    }

    @Override
    public void close() {
        client.close();
        context.close();
        housekeeping.close();
        try {
            queue.close();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
