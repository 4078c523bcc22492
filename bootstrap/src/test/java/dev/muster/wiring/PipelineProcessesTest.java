package dev.muster.wiring;

import static dev.muster.adapters.out.http.HttpPeer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.adapters.in.cli.UseCases;
import dev.muster.adapters.out.http.HttpPeer;
import dev.muster.adapters.out.postgres.PostgresServer;
import dev.muster.application.port.Database;
import dev.muster.domain.content.ContentDatasets;
import dev.muster.domain.pipeline.PipelineRun;
import dev.muster.domain.pipeline.PipelineRun.Status;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import dev.muster.domain.run.RunStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Services as processes of their own that share one database and one storage, of which some are killed or stopped. */
@Timeout(600)
class PipelineProcessesTest {
    private static final int USERS = 50;
    private static final int POSTS = 400;
    private static final int COMMENTS = 900;
    private static final int OWN_PIPELINES = 6;
    private static final int RECORDS = 2_000;

    @TempDir
    private Path folder;

    private final List<Process> started = new ArrayList<>();
    private final HttpPeer api = HttpPeer.start()
            .on(
                    "/users",
                    json(array(USERS, "{\"id\":%s,\"name\":\"u\",\"username\":\"u\",\"email\":\"u@example.org\"}")))
            .on("/posts", json(array(POSTS, "{\"userId\":1,\"id\":%s,\"title\":\"t\",\"body\":\"b\"}")))
            .on(
                    "/comments",
                    json(array(
                            COMMENTS,
                            "{\"postId\":1,\"id\":%s,\"name\":\"n\",\"email\":\"x@example.org\",\"body\":\"z\"}")));

    private final Map<String, String> environment = new HashMap<>();
    private LazyServices services;
    private UseCases useCases;
    private Database database;

    private static String array(int count, String object) {
        return IntStream.rangeClosed(1, count).mapToObj(object::formatted).collect(Collectors.joining(",\n", "[", "]"));
    }

    @BeforeEach
    void prepare() throws IOException {
        Files.createDirectory(folder.resolve("inbox"));
        StringBuilder settings = new StringBuilder("muster:\n  pipelines:\n");
        for (int i = 1; i <= OWN_PIPELINES; i++) {
            int first = i * RECORDS;
            Files.writeString(
                    folder.resolve("inbox/%s.csv".formatted(i)),
                    IntStream.range(first, first + RECORDS)
                            .mapToObj(id -> id + ",Job " + id + "\n")
                            .collect(Collectors.joining()));
            settings.append("    own-%s: {loads: [{dataset: jobs, source: 'inbox:%s.csv'}]}\n".formatted(i, i));
        }
        Files.writeString(folder.resolve("muster.yml"), settings);
        environment.put("MUSTER_CONFIG", folder.resolve("muster.yml").toString());
        environment.put("MUSTER_DATABASE_URL", PostgresServer.newDatabase());
        environment.put("MUSTER_DATABASE_USER", "postgres");
        environment.put("MUSTER_STORAGE_URL", "file:" + folder.resolve("storage"));
        environment.put("MUSTER_INBOX", folder.resolve("inbox").toString());
        environment.put("MUSTER_CONTENT_API_URL", api.address("").toString());
        environment.put("MUSTER_DATA_DIR", folder.resolve("data").toString());
        environment.put("MUSTER_PORT", "0");
        // It looks on and begins runs, but does none.
        services = new LazyServices(environment, folder);
        useCases = services.useCases();
        database = useCases.database();
    }

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
        services.close();
        api.close();
    }

    private Process serve() throws IOException {
        Map<String, String> own = new HashMap<>(environment);
        own.put("MUSTER_DATA_DIR", folder.resolve("data" + started.size()).toString());
        Process process = ServiceProcess.start(folder, own, folder.resolve("serve%s.log".formatted(started.size())))
                .process();
        started.add(process);
        return process;
    }

    private static void signal(String name, Process process) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    private RunId begin(String pipeline) {
        return useCases.startPipeline().start(pipeline).id();
    }

    private PipelineRun ended(RunId id) throws InterruptedException {
        while (true) {
            PipelineRun run = database.pipelineRuns().find(id).orElseThrow();
            if (run.status() != Status.RUNNING) {
                return run;
            }
            Thread.sleep(50);
        }
    }

    private void awaitRequests(String line, int count) throws InterruptedException {
        while (api.requests().stream().filter(line::equals).count() < count) {
            Thread.sleep(20);
        }
    }

    private void assertContentIsThereOnce(PipelineRun run) throws IOException {
        assertThat(run.status()).as(String.valueOf(run.error())).isEqualTo(Status.SUCCEEDED);
        List<Run> loads = run.runs().stream()
                .map(id -> database.runs().find(id).orElseThrow())
                .toList();
        assertThat(loads)
                .extracting(
                        load -> "%s %s".formatted(load.dataset(), load.counts().inserted()))
                .containsExactly("users " + USERS, "posts " + POSTS, "comments " + COMMENTS);
        assertThat(Stream.of(ContentDatasets.USERS, ContentDatasets.POSTS, ContentDatasets.COMMENTS)
                        .map(database.datasets()::count))
                .containsExactly((long) USERS, (long) POSTS, (long) COMMENTS);
        assertThat(database.runs().list("users", null, null, 10)).hasSize(1);
        try (Stream<Path> reports = Files.list(folder.resolve("storage/reports"))) {
            assertThat(reports).hasSize(4);
        }
    }

    @Test
    void anotherInstanceGoesOnWhereOneWasKilled() throws Exception {
        CountDownLatch killed = new CountDownLatch(1);
        api.on(
                "/posts",
                out -> killed.await(),
                json(array(POSTS, "{\"userId\":1,\"id\":%s,\"title\":\"t\",\"body\":\"b\"}")));
        Process first = serve();
        RunId id = begin("content");
        awaitRequests("GET /posts HTTP/1.1", 1);

        first.destroyForcibly().waitFor();
        killed.countDown();
        serve();

        PipelineRun run = ended(id);
        assertContentIsThereOnce(run);
        assertThat(run.step("extract-posts").attempts()).isEqualTo(1);
    }

    /** It is taken for gone after a while. When it wakes up, it has everything it needs to go on, and may not. */
    @Tag("faults")
    @Test
    void anInstanceThatWasStoppedCommitsNothing() throws Exception {
        CountDownLatch woken = new CountDownLatch(1);
        String posts = array(POSTS, "{\"userId\":1,\"id\":%s,\"title\":\"t\",\"body\":\"b\"}");
        String others = array(POSTS, "{\"userId\":2,\"id\":%s,\"title\":\"zombie\",\"body\":\"b\"}");
        api.on(
                "/posts",
                out -> {
                    woken.await();
                    json(others).to(out);
                },
                json(posts));
        Process first = serve();
        RunId id = begin("content");
        awaitRequests("GET /posts HTTP/1.1", 1);

        signal("STOP", first);
        serve();
        serve();
        PipelineRun run = ended(id);
        assertContentIsThereOnce(run);
        signal("CONT", first);
        woken.countDown();
        RunId again = begin("content");

        assertThat(ended(again).status()).isEqualTo(Status.SUCCEEDED);
        assertThat(database.pipelineRuns().find(id)).contains(run);
        assertThat(Files.readString(raw(run))).isEqualTo(posts);
        assertThat(database.runs().list("posts", null, null, 10)).hasSize(2);
    }

    private Path raw(PipelineRun run) throws IOException {
        try (Stream<Path> all = Files.walk(folder.resolve("storage/raw"))) {
            return all.filter(file -> file.endsWith(Path.of(run.id().toString(), "posts.json")))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Wherever they are: many runs at once, of three instances one is killed and one is stopped and continued. */
    @Tag("faults")
    @Test
    void everyRunIsDoneOnceWhateverBecomesOfInstances() throws Exception {
        Random random = new Random(20261127);
        Process killed = serve();
        Process stopped = serve();
        serve();
        int rounds = 4;
        for (int round = 1; round <= rounds; round++) {
            List<RunId> all = new ArrayList<>(List.of(begin("content")));
            for (int i = 1; i <= OWN_PIPELINES; i++) {
                all.add(begin("own-" + i));
            }
            Thread.sleep(random.nextInt(1_500));
            signal("STOP", stopped);
            killed.destroyForcibly().waitFor();
            killed = serve();
            if (round % 2 == 0) {
                // Long enough for others to take over what it had.
                Thread.sleep(50_000);
            }
            signal("CONT", stopped);

            for (RunId id : all) {
                PipelineRun run = ended(id);
                assertThat(run.status()).as(String.valueOf(run.error())).isEqualTo(Status.SUCCEEDED);
                int loads = run.pipeline().equals("content") ? 3 : 1;
                assertThat(run.runs()).hasSize(loads);
            }
            List<Run> loads = database.runs().list("jobs", null, null, 1_000);
            assertThat(loads).hasSize(round * OWN_PIPELINES);
            assertThat(loads).allMatch(load -> load.status() == RunStatus.SUCCEEDED);
            assertThat(loads).allMatch(load -> load.counts().received() == RECORDS);
            assertThat(loads.stream()
                            .mapToLong(load -> load.counts().inserted())
                            .sum())
                    .isEqualTo((long) OWN_PIPELINES * RECORDS);
            assertThat(database.runs().list("users", null, null, 1_000)).hasSize(round);
            try (Stream<Path> reports = Files.list(folder.resolve("storage/reports"))) {
                assertThat(reports).hasSize(4 * round);
            }
        }
    }
}
