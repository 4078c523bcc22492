package dev.muster.adapters.in.rest;

import dev.muster.adapters.in.rest.http.ConnectionLimits;
import dev.muster.adapters.in.rest.http.MinimumRate;
import dev.muster.adapters.in.rest.http.Reach;
import dev.muster.application.memory.InMemoryObjectStore;
import dev.muster.application.port.Database;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.work.Lane;
import dev.muster.application.work.LoadQueue;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.web.router.UriRouteInfo;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
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
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A {@link TestApplication} that is served, as a client sees it, and what it works on. */
@Singleton
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

    private static final String PAGES = "dev.muster.adapters.in.web";

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final EmbeddedServer server;
    private final Database database;
    private final ObjectStore objects;
    private final LoadQueue queue;

    /** Something that the application is put together of. */
    public <T> T bean(Class<T> type) {
        return server.getApplicationContext().getBean(type);
    }

    TestServer(EmbeddedServer server, Database database, ObjectStore objects, LoadQueue queue) {
        this.server = server;
        this.database = database;
        this.objects = objects;
        this.queue = queue;
    }

    /** Whether a route is a page or what belongs to one, and no part of the API. */
    static boolean isForPeople(UriRouteInfo<?, ?> route) {
        return route.getTargetMethod().getDeclaringType().getPackageName().startsWith(PAGES);
    }

    /** Starts one for a test that needs it for itself. */
    public static TestServer start() {
        return start(new TestApplication());
    }

    /** Starts one that asks for keys. */
    public static TestServer askingForKeys(String adminKey) {
        return start(new TestApplication().askingForKeys(adminKey));
    }

    /** Starts one that asks for keys and is reached in some way. */
    static TestServer askingForKeys(String adminKey, Reach reach) {
        return start(new TestApplication().askingForKeys(adminKey).with(reach));
    }

    static TestServer reachedBy(Reach reach) {
        return start(new TestApplication().with(reach));
    }

    static TestServer askingForKeys(String adminKey, Database database) {
        return start(
                new TestApplication(database, new InMemoryObjectStore(), MinimumRate.OF_BODIES, ConnectionLimits.USUAL)
                        .askingForKeys(adminKey));
    }

    public static TestServer start(Database database, ObjectStore objects) {
        return start(database, objects, MinimumRate.OF_BODIES);
    }

    public static TestServer start(Database database, ObjectStore objects, MinimumRate pace) {
        return start(new TestApplication(database, objects, pace, ConnectionLimits.USUAL));
    }

    public static TestServer start(Database database, ObjectStore objects, ConnectionLimits connections) {
        return start(new TestApplication(database, objects, MinimumRate.OF_BODIES, connections));
    }

    private static TestServer start(TestApplication application) {
        ApplicationContext context = application.start();
        context.getBean(EmbeddedServer.class).start();
        return context.getBean(TestServer.class);
    }

    /** Starts one that has a few hiring records. */
    public static TestServer withHiring() {
        TestServer server = start();
        server.loadHiring();
        return server;
    }

    /** Loads a few hiring records: runs 1, 2 and 3. */
    public void loadHiring() {
        load("departments", DEPARTMENTS);
        load("jobs", JOBS);
        load("hired_employees", HIRED_EMPLOYEES);
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

    /** Posts, and waits for what comes of it: how soon that is depends on what else the machine does. */
    public Answer post(String target, String contentType, byte[] body) {
        return send("POST", target, Map.of("Content-Type", contentType, "Prefer", "wait=600"), body);
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
        return server.getApplicationContext();
    }

    public Database database() {
        return database;
    }

    public ObjectStore objects() {
        return objects;
    }

    /** Ends the application. */
    @Override
    public void close() {
        server.stop();
    }

    @PreDestroy
    void end() {
        client.close();
    }
}
