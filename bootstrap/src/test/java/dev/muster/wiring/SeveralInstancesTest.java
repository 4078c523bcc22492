package dev.muster.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.adapters.in.rest.Eventually;
import dev.muster.adapters.in.rest.Yaml;
import dev.muster.application.port.Database;
import dev.muster.domain.hiring.HiringDatasets;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunStatus;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three services as processes of their own, on one database and one storage, behind a balancer: to clients they are one. */
@Tag("faults")
@Timeout(300)
class SeveralInstancesTest {
    private static final String ADMIN_KEY = "a key for whoever runs these services";
    private static final int INSTANCES = 3;
    private static final int CLIENTS = 6;
    private static final int RECORDS = 500;
    private static final int A_FEW = 30;
    private static final HttpClient CLIENT = client();
    private static final AtomicInteger FILES = new AtomicInteger();

    @TempDir
    private static Path folder;

    private static final Map<String, String> ENVIRONMENT = new HashMap<>();
    private static final List<ServiceProcess> INSTANCE = new ArrayList<>();
    private static EmbeddedPostgres postgres;
    private static RoundRobin balancer;
    private static LazyServices services;
    private static Database database;

    @BeforeAll
    static void start() throws IOException {
        postgres = postgres(0);
        balancer = new RoundRobin();
        ENVIRONMENT.put("MUSTER_DATABASE_URL", postgres.getJdbcUrl("postgres", "postgres"));
        ENVIRONMENT.put("MUSTER_DATABASE_USER", "postgres");
        ENVIRONMENT.put("MUSTER_STORAGE_URL", "file:" + folder.resolve("storage"));
        ENVIRONMENT.put("MUSTER_DATA_DIR", folder.resolve("data").toString());
        ENVIRONMENT.put("MUSTER_AUTH", "keys");
        ENVIRONMENT.put("MUSTER_ADMIN_KEY", ADMIN_KEY);
        ENVIRONMENT.put("MUSTER_RATE_LIMIT", "0");
        // On a loopback address, a service is called by its own port alone, which is not the balancer's.
        ENVIRONMENT.put("MUSTER_HOST", "0.0.0.0");
        ENVIRONMENT.put("MUSTER_ALLOWED_HOSTS", "localhost");
        ENVIRONMENT.put("MUSTER_PORT", "0");
        for (int i = 0; i < INSTANCES; i++) {
            INSTANCE.add(startInstance("instance" + i));
        }
        INSTANCE.forEach(instance -> balancer.add(instance.address().getPort()));
        // It looks on.
        services = new LazyServices(ENVIRONMENT, folder);
        database = services.useCases().database();
    }

    private static EmbeddedPostgres postgres(int port) throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("postgres"))
                .setCleanDataDirectory(false)
                .setPort(port)
                .start();
    }

    private static ServiceProcess startInstance(String name) throws IOException {
        Map<String, String> own = new HashMap<>(ENVIRONMENT);
        own.put("MUSTER_DATA_DIR", folder.resolve(name).toString());
        return ServiceProcess.start(folder, own, folder.resolve(name + ".log"));
    }

    @AfterAll
    static void stop() throws IOException {
        INSTANCE.forEach(ServiceProcess::close);
        if (services != null) {
            services.close();
        }
        balancer.close();
        postgres.close();
    }

    // --- what clients do

    private static HttpClient client() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    private static URI at(int port, String path) {
        return URI.create("http://localhost:%s%s".formatted(port, path));
    }

    private static URI everywhere(String path) {
        return at(balancer.port(), path);
    }

    private static List<URI> each(String path) {
        return INSTANCE.stream()
                .map(instance -> at(instance.address().getPort(), path))
                .toList();
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        return send(CLIENT, request);
    }

    private static HttpResponse<String> send(HttpClient client, HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static HttpRequest.Builder with(String key, URI address) {
        return HttpRequest.newBuilder(address).header("X-API-Key", key);
    }

    private record Key(String id, String text) {
        static Key operator() {
            HttpResponse<String> answer = send(with(ADMIN_KEY, everywhere("/api/v1/keys"))
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString("{\"role\":\"operator\",\"label\":\"uploads\"}")));
            Object key = Yaml.parse(answer.body());
            return new Key((String) Yaml.at(key, "id"), (String) Yaml.at(key, "key"));
        }

        List<Run> runs() {
            return database.runs().list("jobs", null, null, 100_000).stream()
                    .filter(run -> ("key:" + id).equals(run.actor()))
                    .toList();
        }
    }

    private static HttpRequest.Builder upload(Key key, URI address, int file) {
        String csv = IntStream.range(file * RECORDS, (file + 1) * RECORDS)
                .mapToObj("%s,Nurse\n"::formatted)
                .collect(Collectors.joining());
        return with(key.text(), address)
                .header("Content-Type", "text/csv")
                .header("Idempotency-Key", "file " + file)
                .POST(BodyPublishers.ofString(csv));
    }

    private static URI jobs() {
        return everywhere("/api/v1/datasets/jobs/records");
    }

    /**
     * Clients that send file after file, each on a connection of its own, so that every instance has some. A file has records
     * and an idempotency key of its own; one that is not answered, or by a fault that passes, is sent again.
     */
    private static final class Uploads {
        private final Key key;
        private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        private final List<Future<?>> clients = new ArrayList<>();
        private final Queue<String> taken = new ConcurrentLinkedQueue<>();
        private final Set<Integer> statuses = new TreeSet<>();
        private final AtomicInteger unanswered = new AtomicInteger();
        private volatile boolean over;

        Uploads(Key key) {
            this.key = key;
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(threads.submit(this::sendFiles));
            }
        }

        private void sendFiles() {
            try (HttpClient client = client()) {
                while (!over && isTaken(client, FILES.incrementAndGet())) {
                    // The next one.
                }
            }
        }

        private boolean isTaken(HttpClient client, int file) {
            while (true) {
                HttpResponse<String> answer;
                try {
                    answer = send(client, upload(key, jobs(), file));
                } catch (UncheckedIOException e) {
                    unanswered.incrementAndGet();
                    continue;
                }
                synchronized (statuses) {
                    statuses.add(answer.statusCode());
                }
                switch (answer.statusCode()) {
                    case 200, 202 -> {
                        return taken.add((String) Yaml.at(Yaml.parse(answer.body()), "id"));
                    }
                    case 409, 503 -> {
                        // Still under way, or a fault that passes.
                    }
                    default -> {
                        return false;
                    }
                }
            }
        }

        /** Waits until some more files are taken. */
        void goOn() {
            int before = taken.size();
            Eventually.holds("uploads go on", () -> taken.size() >= before + A_FEW);
        }

        void await() throws Exception {
            try {
                for (Future<?> client : clients) {
                    client.get(1, TimeUnit.MINUTES);
                }
            } finally {
                over = true;
            }
        }

        /** Has clients end with the files that they are sending. */
        void end() throws Exception {
            over = true;
            await();
        }

        /** Each file that was taken is one run, there are no other runs, and all records are there. */
        void assertThatEachIsThereOnce() {
            Eventually.holds(
                    "all runs end",
                    () -> key.runs().stream().allMatch(run -> run.status().ended()));
            assertThat(key.runs())
                    .allSatisfy(run -> assertThat(run.status())
                            .as(String.valueOf(run.error()))
                            .isEqualTo(RunStatus.SUCCEEDED))
                    .allMatch(run -> run.counts().inserted() == RECORDS)
                    .extracting(run -> run.id().toString())
                    .containsExactlyInAnyOrderElementsOf(taken);
            assertThat(database.datasets().count(HiringDatasets.JOBS))
                    .isEqualTo(database.runs().list("jobs", RunStatus.SUCCEEDED, null, 100_000).stream()
                            .mapToLong(run -> run.counts().inserted())
                            .sum());
        }
    }

    // --- what is tried

    @Test
    void anAnswerIsTheSameWhereverItIsAskedForAgain() throws Exception {
        Key key = Key.operator();
        int file = FILES.incrementAndGet();
        List<URI> each = each("/api/v1/datasets/jobs/records");
        List<HttpResponse<String>> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<HttpResponse<String>> atOnce : threads.invokeAll(each.stream()
                    .<Callable<HttpResponse<String>>>map(address -> () -> send(upload(key, address, file)))
                    .toList())) {
                answers.add(atOnce.get());
            }
        }
        assertThat(answers).extracting(HttpResponse::statusCode).contains(200).isSubsetOf(200, 409);
        answers.removeIf(answer -> answer.statusCode() == 409);

        each.forEach(address -> answers.add(send(upload(key, address, file))));

        assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(200);
        assertThat(answers.stream().map(HttpResponse::body).distinct()).hasSize(1);
        assertThat(key.runs())
                .singleElement()
                .satisfies(run -> assertThat(run.counts().inserted()).isEqualTo(RECORDS));
    }

    @Test
    void aSessionHoldsEverywhereAndEndsEverywhere() {
        Key key = Key.operator();
        HttpResponse<String> signedIn =
                send(HttpRequest.newBuilder(each("/login").getFirst())
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("key=" + URLEncoder.encode(key.text(), StandardCharsets.UTF_8))));
        assertThat(signedIn.statusCode()).isEqualTo(303);
        String cookie =
                signedIn.headers().firstValue("Set-Cookie").orElseThrow().replaceFirst(";.*", "");
        List<HttpResponse<String>> pages = each("/runs").stream()
                .map(address -> send(HttpRequest.newBuilder(address).header("Cookie", cookie)))
                .toList();
        assertThat(pages).extracting(HttpResponse::statusCode).containsOnly(200);
        Matcher token = Pattern.compile("name=\"csrf_token\" value=\"([^\"]+)\"")
                .matcher(pages.get(1).body());
        assertThat(token.find()).isTrue();

        HttpResponse<String> signedOut =
                send(HttpRequest.newBuilder(each("/logout").get(2))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("Cookie", cookie)
                        .POST(BodyPublishers.ofString("csrf_token=" + token.group(1))));

        assertThat(signedOut.statusCode()).isEqualTo(303);
        // No instance believes what it knows of a session: this holds at once.
        assertThat(each("/api/v1/runs"))
                .extracting(address -> send(HttpRequest.newBuilder(address).header("Cookie", cookie))
                        .statusCode())
                .containsOnly(401);
    }

    @Test
    void aKeyThatIsRevokedIsRefusedEverywhere() throws Exception {
        Key key = Key.operator();
        Uploads uploads = new Uploads(key);
        uploads.goOn();

        assertThat(send(with(ADMIN_KEY, each("/api/v1/keys/" + key.id()).get(1)).DELETE())
                        .statusCode())
                .isBetween(200, 204);
        // Each client goes on until it is refused.
        uploads.await();
        for (URI instance : each("/api/v1/runs")) {
            Eventually.holds(
                    "the key is refused", () -> send(with(key.text(), instance)).statusCode() == 401);
        }

        assertThat(each("/api/v1/runs"))
                .extracting(address -> send(with(key.text(), address)).statusCode())
                .containsOnly(401);
        assertThat(uploads.statuses).isSubsetOf(200, 202, 401);
        assertThat(uploads.unanswered).hasValue(0);
        uploads.assertThatEachIsThereOnce();
    }

    @Test
    void anInstanceThatIsStoppedUnderLoadLosesNothing() throws Exception {
        Uploads uploads = new Uploads(Key.operator());
        uploads.goOn();

        Process stopped = INSTANCE.getFirst().process();
        stopped.destroy();

        assertThat(stopped.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(stopped.exitValue()).isZero();
        uploads.goOn();
        uploads.end();
        INSTANCE.set(0, startInstance("next"));
        balancer.add(INSTANCE.getFirst().address().getPort());
        assertThat(uploads.statuses).isSubsetOf(200, 202, 409, 503);
        uploads.assertThatEachIsThereOnce();
    }

    @Test
    void aDatabaseThatIsRestartedUnderLoadLosesNothing() throws Exception {
        Uploads uploads = new Uploads(Key.operator());
        for (int i = 0; i < 2; i++) {
            uploads.goOn();
            int port = postgres.getPort();
            postgres.close();
            postgres = postgres(port);
        }
        for (URI instance : each("/health/readiness")) {
            Eventually.holds(
                    "an instance is ready",
                    () -> send(HttpRequest.newBuilder(instance)).statusCode() == 200);
        }
        uploads.goOn();
        uploads.end();
        assertThat(uploads.statuses).isSubsetOf(200, 202, 409, 503);
        assertThat(uploads.unanswered).hasValue(0);
        uploads.assertThatEachIsThereOnce();
    }

    /** Somebody who reads events of one instance. */
    private static final class Listener implements AutoCloseable {
        private final BufferedReader lines;

        Listener(Key key, int instance, @Nullable String lastId) throws Exception {
            HttpRequest.Builder request =
                    with(key.text(), each("/api/v1/events").get(instance));
            if (lastId != null) {
                request.header("Last-Event-ID", lastId);
            }
            lines = new BufferedReader(new InputStreamReader(
                    CLIENT.send(request.build(), BodyHandlers.ofInputStream()).body(), StandardCharsets.UTF_8));
        }

        Object next() throws IOException {
            for (String line; (line = lines.readLine()) != null; ) {
                if (line.startsWith("data: ")) {
                    return Yaml.parse(line.substring("data: ".length()));
                }
            }
            throw new AssertionError("there are no more events");
        }

        @Override
        public void close() throws IOException {
            lines.close();
        }
    }

    @Test
    void eventsGoOnAtAnotherInstance() throws Exception {
        Key key = Key.operator();
        List<String> told = new ArrayList<>();
        String last = null;
        Listener listener = new Listener(key, 0, null);
        Uploads uploads = new Uploads(key);
        for (int cut = 1; cut <= 4 * INSTANCES; cut++) {
            for (int i = 0; i < A_FEW / 2; i++) {
                Object event = listener.next();
                told.add((String) Yaml.at(event, "data", "id"));
                last = (String) Yaml.at(event, "id");
            }
            listener.close();
            listener = new Listener(key, cut % INSTANCES, last);
        }
        uploads.end();
        assertThat(send(upload(key, jobs(), FILES.incrementAndGet())).statusCode())
                .isEqualTo(200);
        try (Listener rest = listener) {
            while (told.size() <= uploads.taken.size()) {
                told.add((String) Yaml.at(rest.next(), "data", "id"));
            }
        }
        assertThat(told)
                .containsExactlyInAnyOrderElementsOf(
                        key.runs().stream().map(run -> run.id().toString()).toList());
        // It was the last to end, so that nothing was told again before it.
        assertThat(told.getLast()).isEqualTo(key.runs().getFirst().id().toString());
    }
}
