package dev.muster.adapters.in.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.adapters.in.rest.TestServer.Answer;
import dev.muster.application.memory.InMemoryObjectStore;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.PortException;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Backups, and what is brought back from them. */
@Timeout(120)
@MicronautTest(contextBuilder = TestApplication.class, rebuildContext = true)
class BackupsTest {
    private static final String BACKUPS = "/api/v1/backups";
    private static final String ALL_DATASETS =
            "[departments, jobs, hired_employees, transactions, users, posts, comments]";

    @Inject
    TestServer server;

    @BeforeEach
    void load() {
        server.loadHiring();
    }

    private Answer order(String path, String json) {
        return server.post(BACKUPS + path, "application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    private Answer post(String path) {
        return server.post(BACKUPS + path, "text/plain", new byte[0]);
    }

    private Answer atOnce(String path) {
        return server.send("POST", BACKUPS + path, Map.of("Prefer", "respond-async"), null);
    }

    /** Makes a backup of departments and jobs; returns its path. */
    private String backup() {
        Answer made = order("", "{\"datasets\":[\"jobs\",\"departments\"]}");
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        return "/" + made.at("id");
    }

    private String departments() {
        return server.get("/api/v1/datasets/departments/records.json").body();
    }

    private Object runs() {
        return server.get("/api/v1/runs").at("runs");
    }

    private static int size(Object list) {
        return ((List<?>) list).size();
    }

    /** Changes one byte of a file of the storage. */
    private void damage(String key) throws IOException {
        byte[] bytes;
        try (InputStream in = server.objects().read(key, 0)) {
            bytes = in.readAllBytes();
        }
        bytes[bytes.length / 2] ^= 1;
        server.objects().delete(key);
        try (ObjectStore.Upload upload = server.objects().replace(key)) {
            upload.body().write(bytes);
            upload.commit();
        }
    }

    @Test
    void areMadeAndThenVerified() {
        Answer made = post("");

        assertThat(made.status()).as(made.body()).isEqualTo(201);
        assertThat(made.header("Location")).isEqualTo(BACKUPS + "/" + made.at("id"));
        assertThat(made.at("status")).isEqualTo("verified");
        assertThat(made.at("format_version")).isEqualTo(1);
        assertThat(made.at("problem")).isNull();
        assertThat(made.at("drill")).isNull();
        assertThat((List<?>) made.at("datasets"))
                .extracting(file -> ((Map<?, ?>) file).get("dataset") + " " + ((Map<?, ?>) file).get("rows"))
                .containsExactly(
                        "departments 2",
                        "jobs 3",
                        "hired_employees 3",
                        "transactions 0",
                        "users 0",
                        "posts 0",
                        "comments 0");
        assertThat(made.at("datasets", 0, "file")).isEqualTo("backups/%s/departments.avro".formatted(made.at("id")));
        assertThat(made.at("datasets", 0, "schema", "type")).isEqualTo("record");
        assertThat((List<?>) made.at("ledger"))
                .extracting(file -> String.valueOf(((Map<?, ?>) file).get("table")))
                .containsExactly("runs", "batches", "rejections", "before_images", "stream_offsets", "mappings");
        assertThat(made.at("ledger", 0, "rows")).isEqualTo(3);
        assertThat(made.at("ledger", 2, "rows")).isEqualTo(2);
        assertThat(server.get(made.header("Location")).body()).isEqualTo(made.body());
    }

    /** Their runs have batches of no records. */
    @Test
    void areMadeAlsoAfterEmptyInputs() {
        server.load("jobs", "");
        server.load("jobs", "\n\n\n");

        Answer made = post("");

        assertThat(made.status()).as(made.body()).isEqualTo(201);
        assertThat(made.at("ledger", 0, "rows")).isEqualTo(5);
    }

    @Test
    void areListedNewestFirst() {
        assertThat(server.get(BACKUPS).body()).isEqualTo("{\"backups\":[],\"next\":null}");
        String first = backup();
        String second = backup();
        String third = backup();

        Answer page = server.get(BACKUPS + "?limit=2");

        assertThat(page.at("backups", 0)).isEqualTo(server.get(BACKUPS + third).json());
        assertThat(page.at("backups", 1, "id")).isEqualTo(second.substring(1));
        assertThat(page.at("next")).isEqualTo(second.substring(1));
        Answer last = server.get(BACKUPS + "?after=" + page.at("next"));
        assertThat(last.at("backups"))
                .isEqualTo(List.of(server.get(BACKUPS + first).json()));
        assertThat(last.at("next")).isNull();
        assertThat(server.get(BACKUPS + "?limit=0").at("field")).isEqualTo("limit");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {"datasets":[]}              | datasets must name one at least; all are chosen if it is left out
            {"datasets":["jobs","jobs"]} | the dataset jobs is there twice
            {"datasets":"jobs"}          | datasets must be a list of texts
            {"datasets":{"jobs":1}}      | datasets must be a list of texts
            {"datasets":["jobs",null]}   | datasets must be a list of texts
            {"datasets":[["jobs"]]}      | datasets must be a list of texts
            """)
    void ofWrongDatasetsAreRefused(String order, String detail) {
        String backup = backup();
        for (String path : List.of("", backup + "/restore")) {
            Answer answer = order(path, order);

            assertThat(answer.status()).as(answer.body()).isEqualTo(400);
            assertThat(answer.at("type")).isEqualTo("/problems/bad-parameter");
            assertThat(answer.at("field")).isEqualTo("datasets");
            assertThat(answer.at("detail")).isEqualTo(detail);
            if (!detail.contains("list of")) {
                assertThat(answer.at("allowed")).hasToString(ALL_DATASETS);
            }
        }
        for (String path : List.of("", backup + "/restore")) {
            Answer answer = order(path, "{\"datasets\":[\"wages\"]}");
            assertThat(answer.status()).as(answer.body()).isEqualTo(404);
            assertThat(answer.at("type")).isEqualTo("/problems/unknown-dataset");
        }
        assertThat(size(server.get(BACKUPS).at("backups"))).isEqualTo(1);
        assertThat(size(runs())).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST /x/verify", "POST /x/drill", "POST /x/restore", "GET /x", "DELETE /x"})
    void thatAreNotThereAreNotFound(String operation) {
        for (String id : List.of("x", "0000000000001", "..")) {
            Answer answer = server.send(
                    operation.split(" ")[0],
                    BACKUPS + operation.split(" ")[1].replace("x", id.replace(".", "%2E")),
                    Map.of("Prefer", "respond-async"),
                    null);

            assertThat(answer.status()).as(answer.body()).isEqualTo(404);
            assertThat(answer.at("detail")).isEqualTo("there is no backup '%s'".formatted(id));
        }
    }

    @Test
    void bringDatasetsBackAsTheyWere() {
        String before = departments();
        String backup = backup();
        server.load("departments", "3,Later\n");
        server.post(
                "/api/v1/datasets/departments/records?mode=upsert",
                "text/csv",
                "1,Changed\n".getBytes(StandardCharsets.UTF_8));
        String after = departments();

        Answer restored = order(backup + "/restore", "{\"datasets\":[\"departments\"]}");

        assertThat(restored.status()).as(restored.body()).isEqualTo(200);
        assertThat(restored.json()).doesNotContainKey("runs");
        assertThat(restored.at("status")).isEqualTo("succeeded");
        assertThat(restored.at("source", "kind")).isEqualTo("backup");
        assertThat(restored.at("source", "name")).isEqualTo(backup.substring(1));
        assertThat(restored.json())
                .isEqualTo(server.get("/api/v1/runs/" + restored.at("id")).json());
        assertThat(departments()).isEqualTo(before);

        assertThat(server.post("/api/v1/runs/%s/undo".formatted(restored.at("id")), "text/plain", new byte[0])
                        .status())
                .isEqualTo(200);
        assertThat(departments()).isEqualTo(after);
    }

    @Test
    void areRestoredByARunForEachDataset() {
        Answer restored = post(backup() + "/restore");

        assertThat(restored.status()).as(restored.body()).isEqualTo(200);
        assertThat((List<?>) restored.at("runs"))
                .extracting(run -> String.valueOf(((Map<?, ?>) run).get("dataset")))
                .containsExactly("departments", "jobs");
        assertThat(restored.at("runs", 0, "id")).isEqualTo(restored.at("id"));
        assertThat(restored.at("runs", 1))
                .isEqualTo(server.get("/api/v1/runs/" + restored.at("runs", 1, "id"))
                        .json());
    }

    @Test
    void thatDoNotHaveADatasetCannotRestoreIt() {
        Answer answer = order(backup() + "/restore", "{\"datasets\":[\"posts\"]}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.at("field")).isEqualTo("datasets");
        assertThat(answer.at("allowed")).isEqualTo(List.of("departments", "jobs"));
        assertThat(size(runs())).isEqualTo(3);
    }

    /** The scratch database here is one in memory, which reads backups of databases in memory only. */
    @DisabledIfSystemProperty(named = "muster.test.database", matches = ".+")
    @Test
    void areDrilled() {
        Answer made = order("", "{\"datasets\":[\"departments\"]}");
        String before = departments();

        Answer drilled = post("/%s/drill".formatted(made.at("id")));

        assertThat(drilled.status()).as(drilled.body()).isEqualTo(200);
        assertThat(drilled.at("drill", "differences")).isEqualTo(List.of());
        assertThat(drilled.at("drill", "status")).isEqualTo("passed");
        assertThat(Instant.parse((String) drilled.at("drill", "at"))).isNotNull();
        assertThat(server.get(made.header("Location")).body()).isEqualTo(drilled.body());
        assertThat(departments()).isEqualTo(before);
        assertThat(size(runs())).isEqualTo(3);

        // A restore that is on record is in later backups, too.
        assertThat(post("/%s/restore".formatted(made.at("id"))).status()).isEqualTo(200);
        assertThat(post("/%s/drill".formatted(post("").at("id"))).at("drill", "differences"))
                .isEqualTo(List.of());
    }

    @ParameterizedTest
    @CsvSource({
        "verify, departments.avro", "restore, departments.avro", "drill, departments.avro",
        "verify, ledger/runs.avro", "restore, ledger/runs.avro", "drill, ledger/runs.avro",
    })
    void thatAreDamagedAreRefusedAndOnRecordAsFailed(String operation, String file) throws IOException {
        String backup = backup();
        server.load("departments", "3,Later\n");
        String before = departments();
        damage("backups" + backup + "/" + file);

        Answer answer = post(backup + "/" + operation);

        assertThat(answer.status()).as(answer.body()).isEqualTo(422);
        assertThat(answer.at("type")).isEqualTo("/problems/bad-backup");
        Answer now = server.get(BACKUPS + backup);
        assertThat(now.at("status")).isEqualTo("failed");
        assertThat(now.at("problem")).isEqualTo(answer.at("detail"));
        if (operation.equals("drill")) {
            assertThat(now.at("drill", "status")).isEqualTo("failed");
        }
        if (operation.equals("restore")) {
            assertThat(server.get("/api/v1/runs/" + answer.at("run")).at("error", "type"))
                    .isEqualTo("/problems/bad-backup");
        }
        assertThat(departments()).isEqualTo(before);
    }

    @Test
    void whoseManifestIsDamagedAreRefused() throws IOException {
        String backup = backup();
        server.objects().delete("backups" + backup + "/manifest.json");
        try (ObjectStore.Upload upload = server.objects().replace("backups" + backup + "/manifest.json")) {
            upload.body().write("{}".getBytes(StandardCharsets.UTF_8));
            upload.commit();
        }

        assertThat(server.get(BACKUPS + backup).at("type")).isEqualTo("/problems/bad-backup");
        assertThat(post(backup + "/restore").status()).isEqualTo(422);
        assertThat(server.get(BACKUPS).at("backups")).isEqualTo(List.of());
        assertThat(server.send("DELETE", BACKUPS + backup, Map.of(), null).status())
                .isEqualTo(204);
        assertThat(server.objects().list("backups/")).isEmpty();
    }

    @Test
    void areDeleted() {
        String backup = backup();

        assertThat(server.send("DELETE", BACKUPS + backup, Map.of(), null).status())
                .isEqualTo(204);
        assertThat(server.get(BACKUPS + backup).status()).isEqualTo(404);
        assertThat(server.objects().list("backups/")).isEmpty();
    }

    @Test
    void tellWhileTheyAreMade() {
        Answer begun;
        try (TestServer.Release held = server.holdLargeLoads()) {
            begun = atOnce("");
            assertThat(begun.status()).isEqualTo(202);
            assertThat(begun.header("Location")).isEqualTo(BACKUPS + "/" + begun.at("id"));
            assertThat(begun.at("status")).isEqualTo("running");
            assertThat(begun.at("created_at")).isNull();
            assertThat(server.get(begun.header("Location")).body()).isEqualTo(begun.body());
            assertThat(server.get(BACKUPS).at("backups")).isEqualTo(List.of());
        }
        Eventually.holds(
                "it has ended",
                () -> Objects.equals(server.get(begun.header("Location")).at("status"), "verified"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"verify", "drill", "restore"})
    void areUsedByOneAtATime(String first) {
        String backup = backup();
        Answer begun;
        try (TestServer.Release held = server.holdLargeLoads()) {
            begun = atOnce(backup + "/" + first);
            assertThat(begun.status()).as(begun.body()).isEqualTo(202);
            for (String second : List.of("POST /verify", "POST /drill", "POST /restore", "DELETE ")) {
                String[] words = second.split(" ", 2);
                Answer refused = server.send(words[0], BACKUPS + backup + words[1], Map.of(), null);
                assertThat(refused.status()).as(refused.body()).isEqualTo(409);
                assertThat(refused.at("type")).isEqualTo("/problems/busy");
            }
            assertThat(server.get(BACKUPS + backup).at("status"))
                    .isEqualTo(first.equals("restore") ? "verified" : "running");
        }
        if (first.equals("restore")) {
            assertThat(begun.header("Location")).isEqualTo("/api/v1/runs/" + begun.at("id"));
            assertThat(size(begun.at("runs"))).isEqualTo(2);
            Eventually.holds(
                    "it has ended",
                    () -> Objects.equals(server.get(begun.header("Location")).at("status"), "succeeded"));
        } else {
            assertThat(begun.header("Location")).isEqualTo(BACKUPS + backup);
        }
        Eventually.holds(
                "it has ended",
                () -> Objects.equals(
                        server.send("DELETE", BACKUPS + backup, Map.of(), null).status(), 204));
    }

    @Test
    void thatCouldNotBeMadeSayWhy() {
        PortException fault = new PortException(
                PortException.Part.STORAGE, PortException.Kind.FULL, "there is no space left in the storage", null);
        CountDownLatch begunIsKnown = new CountDownLatch(1);
        ObjectStore objects = new WatchedStore(new InMemoryObjectStore(), method -> {
            if (method.equals("create")) {
                await(begunIsKnown);
                throw fault;
            }
        });
        try (TestServer full = TestServer.start(server.database(), objects)) {
            Answer begun = full.send("POST", BACKUPS, Map.of("Prefer", "respond-async"), null);
            assertThat(begun.status()).as(begun.body()).isEqualTo(202);
            begunIsKnown.countDown();

            Eventually.holds(
                    "it has ended",
                    () -> Objects.equals(full.get(begun.header("Location")).at("status"), "failed"));
            assertThat(full.get(begun.header("Location")).at("problem"))
                    .isEqualTo("there is no space left in the storage");
            assertThat(full.send("POST", BACKUPS, Map.of(), null).status()).isEqualTo(507);
            assertThat(full.get(BACKUPS).at("backups")).isEqualTo(List.of());
            assertThat(full.send("DELETE", begun.header("Location"), Map.of(), null)
                            .status())
                    .isEqualTo(204);
            assertThat(full.get(begun.header("Location")).status()).isEqualTo(404);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
