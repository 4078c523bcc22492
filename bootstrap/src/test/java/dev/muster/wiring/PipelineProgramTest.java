package dev.muster.wiring;

import static dev.muster.adapters.out.http.HttpPeer.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.adapters.in.cli.MusterCli;
import dev.muster.adapters.in.cli.terminal.Screen;
import dev.muster.adapters.in.cli.terminal.Terminal;
import dev.muster.adapters.out.http.HttpPeer;
import dev.muster.adapters.out.http.HttpPeer.Reply;
import dev.muster.adapters.out.s3.LocalS3;
import dev.muster.adapters.out.s3.S3Location;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Pipelines of the program as it is put together, with another service that does what others do. */
@Timeout(300)
class PipelineProgramTest {
    private static final String USERS =
            "[{\"id\":1,\"name\":\"Ida  Holm\",\"username\":\"ida\",\"email\":\"IDA@example.org\","
                    + "\"address\":{\"geo\":{\"lat\":\"-37.3159\",\"lng\":\"81.1496\"}},\"phone\":\"1-770 (8031)\"}]";
    private static final String POSTS = "[{\"userId\":1,\"id\":1,\"title\":\"a\",\"body\":\"b\"},\n"
            + " {\"userId\":9,\"id\":2,\"title\":\"c\",\"body\":\"d\"}]";
    private static final String COMMENTS =
            "[{\"postId\":1,\"id\":1,\"name\":\"n\",\"email\":\"x@example.org\",\"body\":\"z\"}]";

    @TempDir
    private Path folder;

    private final Map<String, String> environment = new HashMap<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final HttpPeer api =
            HttpPeer.start().on("/users", json(USERS)).on("/posts", json(POSTS)).on("/comments", json(COMMENTS));

    @BeforeEach
    void prepare() {
        environment.put("MUSTER_DATA_DIR", folder.resolve("data").toString());
        environment.put("MUSTER_PORT", "0");
        environment.put("MUSTER_CONTENT_API_URL", api.address("").toString());
    }

    @AfterEach
    void close() {
        api.close();
    }

    private int run(String... arguments) {
        try (LazyServices services = services()) {
            Terminal terminal = new Terminal(new ByteArrayInputStream(new byte[0]), out, err, Screen.NONE);
            return new MusterCli(services, terminal, "1.2.3").run(arguments);
        }
    }

    private LazyServices services() {
        return new LazyServices(environment, folder);
    }

    private List<String> files() {
        Path storage = folder.resolve("data/storage");
        try (Stream<Path> all = Files.walk(storage)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> storage.relativize(file)
                            .toString()
                            .replaceAll("2[0-9]{3}-[0-9]{2}-[0-9]{2}|2[0-9]{7}T[0-9]{6}Z", "DAY")
                            .replaceAll("[0-9a-z]{13}", "RUN"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void settings(String yaml) throws IOException {
        Files.writeString(folder.resolve("muster.yml"), yaml);
    }

    @Test
    void contentIsFetchedCleanedLoadedAndReported() throws Exception {
        assertThat(run("pipeline", "run", "content")).as(err.toString(UTF_8)).isEqualTo(2);

        assertThat(out.toString(UTF_8).replaceAll("[0-9a-z]{13}", "RUN").replaceAll(" +", " "))
                .contains("users 1 1 0 0 0 RUN", "posts 2 1 0 0 1 RUN", "comments 1 1 0 0 0 RUN");
        assertThat(files())
                .containsExactly(
                        "processed/DAY/RUN/comments.parquet",
                        "processed/DAY/RUN/posts.parquet",
                        "processed/DAY/RUN/users.parquet",
                        "raw/DAY/RUN/comments.json",
                        "raw/DAY/RUN/posts.json",
                        "raw/DAY/RUN/users.json",
                        "reports/top-posts-10-DAY-RUN.csv",
                        "reports/top-posts-10-DAY-RUN.json",
                        "reports/user-activity-DAY-RUN.csv",
                        "reports/user-activity-DAY-RUN.json");
        assertThat(text("raw", "users.json")).isEqualTo(USERS);
        assertThat(text("reports", "user-activity")).contains("1,Ida Holm,1,1");
        assertThat(parquet("users.parquet"))
                .containsExactly("id BIGINT 1", "name VARCHAR Ida Holm", "lat DECIMAL(38,15) -37.315900000000000");
        out.reset();
        assertThat(run("lineage", "posts", "1")).isZero();
        assertThat(out.toString(UTF_8)).contains("{\"userId\":1,\"id\":1,\"title\":\"a\",\"body\":\"b\"}");
        assertThat(run("rejections", "--dataset", "posts", "--format", "csv")).isZero();
        assertThat(out.toString(UTF_8)).contains("user_id 9 is not in users");
        assertThat(run("prove")).isZero();

        out.reset();
        assertThat(run("pipeline", "run", "content")).isEqualTo(2);
        assertThat(out.toString(UTF_8).replaceAll(" +", " ")).contains("users 1 0 0 1 0 ", "comments 1 0 0 1 0 ");
    }

    private String text(String zone, String name) throws IOException {
        try (Stream<Path> all = Files.walk(folder.resolve("data/storage").resolve(zone))) {
            return Files.readString(
                    all.filter(file -> file.getFileName().toString().startsWith(name))
                            .sorted()
                            .findFirst()
                            .orElseThrow());
        }
    }

    /** Three columns of the only row, by another reader. */
    private List<String> parquet(String name) throws Exception {
        Path file;
        try (Stream<Path> all = Files.walk(folder.resolve("data/storage/processed"))) {
            file = all.filter(each -> each.endsWith(name)).findFirst().orElseThrow();
        }
        List<String> told = new ArrayList<>();
        try (var connection = DriverManager.getConnection("jdbc:duckdb:");
                var statement = connection.createStatement();
                ResultSet results =
                        statement.executeQuery("SELECT id, name, lat FROM read_parquet('%s')".formatted(file))) {
            results.next();
            for (int i = 1; i <= 3; i++) {
                told.add("%s %s %s"
                        .formatted(
                                results.getMetaData().getColumnName(i),
                                results.getMetaData().getColumnTypeName(i),
                                results.getString(i)));
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        return told;
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of("a body that is cut", HttpPeer.cut("[{\"id\":1}]")),
                Arguments.of("chunks that are cut", HttpPeer.cutChunks("[{\"id\":1}")),
                Arguments.of("JSON that is cut", HttpPeer.status(200, "application/json", "[{\"id\":1},{\"i")),
                Arguments.of("a page", HttpPeer.html("<!doctype html><p>Please sign in")),
                Arguments.of("a page that says it is JSON", json("<html>")),
                Arguments.of("JSON of another kind", json("{\"error\":\"none\"}")),
                Arguments.of("a body without an end", HttpPeer.endless("[1],")),
                Arguments.of("nothing", (Reply) _ -> {}),
                Arguments.of("no HTTP", (Reply)
                        out -> out.write("hello\r\n\r\n".repeat(200).getBytes(UTF_8))),
                Arguments.of("a status that lasts", HttpPeer.status(404, "application/json", "[]")),
                Arguments.of("a status that may pass", HttpPeer.status(503, "text/plain", "", "Retry-After: 0")),
                Arguments.of("another host", HttpPeer.redirect(302, "http://localhost:1/posts")));
    }

    /** G16: whatever is wrong with one resource, nothing of the others is to be seen. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void contentIsNotPromotedIfAnythingIsWrong(String what, Reply posts) throws IOException {
        settings("muster: {pipelines: {content: {retries: 0}}}");
        api.on("/posts", posts);

        assertThat(run("pipeline", "run", "content", "--json")).isEqualTo(1);

        String type = what.equals("another host") ? "destination-not-allowed" : "upstream-failed";
        assertThat(err.toString(UTF_8)).contains("muster: %s: 127.0.0.1 ".formatted(type));
        assertThat(out.toString(UTF_8))
                .contains("\"name\":\"extract-posts\",\"status\":\"failed\",\"attempts\":1")
                .contains("\"name\":\"load\",\"status\":\"pending\",\"attempts\":0")
                .contains("\"runs\":[]");
        assertThat(files()).doesNotContain("raw/DAY/RUN/posts.json").noneMatch(file -> file.startsWith("processed"));
        out.reset();
        for (String dataset : List.of("users", "posts", "comments")) {
            run("export", dataset, "--format", "ndjson");
        }
        run("runs", "--json");
        assertThat(out.toString(UTF_8)).isEqualTo("{\"runs\":[],\"next\":null}\n");
    }

    @Test
    void whatFailsIsTriedAgainAndRedirectsAreFollowedWithinTheHost() throws IOException {
        settings("muster: {pipelines: {content: {retries: 2}}}");
        api.on("/posts", HttpPeer.status(503, "text/plain", "", "Retry-After: 0"), HttpPeer.cut("[]"), json(POSTS))
                .on("/users", HttpPeer.redirect(307, "/people"))
                .on("/people", json(USERS));

        assertThat(run("pipeline", "run", "content", "--json")).isEqualTo(2);

        assertThat(out.toString(UTF_8)).contains("\"name\":\"extract-posts\",\"status\":\"succeeded\",\"attempts\":3");
        assertThat(api.requests().stream().filter("GET /posts HTTP/1.1"::equals))
                .hasSize(3);
    }

    /** The host of the content's API is allowed to that pipeline alone. */
    @ParameterizedTest
    @CsvSource({"false", "true"})
    void ownPipelinesReachPrivateAddressesOnlyIfTheyAreAllowed(boolean allowed) throws IOException {
        api.on("/jobs.csv", HttpPeer.status(200, "text/csv", "1,Welder\n2,Cook\n"));
        settings("""
                muster:
                  pipelines:
                    own:
                      loads:
                        - {dataset: jobs, source: '%s', mode: upsert}
                        - {dataset: departments, source: 'inbox:departments.csv', strict: true}
                      reports:
                        - {report: hires-by-month, format: csv, parameters: {year: 2021}}
                """.formatted(api.address("/jobs.csv")));
        environment.put("MUSTER_INBOX", folder.toString());
        Files.writeString(folder.resolve("departments.csv"), "1,Workshop\n");
        if (allowed) {
            environment.put("MUSTER_ALLOWED_DESTINATIONS", "127.0.0.1:" + api.port());
        }

        int exitCode = run("pipeline", "run", "own", "--json");

        if (allowed) {
            assertThat(exitCode).as(err.toString(UTF_8)).isZero();
            assertThat(out.toString(UTF_8))
                    .contains("\"name\":\"load-jobs\",\"status\":\"succeeded\"")
                    .contains("\"name\":\"load-departments\",\"status\":\"succeeded\"")
                    .contains("\"name\":\"report-hires-by-month\",\"status\":\"succeeded\"");
            assertThat(files()).contains("reports/hires-by-month-2021-DAY-RUN.csv");
        } else {
            assertThat(exitCode).isEqualTo(78);
            assertThat(err.toString(UTF_8))
                    .isEqualTo("muster: muster.pipelines.own.loads[0].source in muster.yml: must begin with https://,"
                            + " unless MUSTER_ALLOWED_DESTINATIONS names the host\n");
        }
    }

    @Test
    void hiringFilesOfABucketAreLoadedOnceUnlessTheyChange() throws Exception {
        Properties before = (Properties) System.getProperties().clone();
        System.setProperty("aws.accessKeyId", LocalS3.IDENTITY);
        System.setProperty("aws.secretAccessKey", LocalS3.CREDENTIAL);
        try (LocalS3 server = LocalS3.in(Files.createDirectory(folder.resolve("s3")))) {
            server.bucket("bucket");
            S3Location place = new S3Location("bucket", "hiring/");
            environment.put("MUSTER_S3_ENDPOINT", "http://127.0.0.1:" + server.port());
            environment.put("MUSTER_S3_PATH_STYLE", "true");
            environment.put("MUSTER_HIRING_S3", "s3://bucket/hiring");
            server.put(place, "departments.csv", "1,Workshop\n");
            server.put(place, "jobs.csv", "1,Welder\n");
            server.put(
                    place, "hired_employees.csv", "1,Ada,2021-01-01T00:00:00Z,1,1\n2,Bea,2021-01-01T00:00:00Z,2,1\n");
            server.put(place, "notes.csv", "1,x\n");

            assertThat(run("pipeline", "run", "hiring-s3"))
                    .as(err.toString(UTF_8))
                    .isEqualTo(2);
            assertThat(out.toString(UTF_8).replaceAll(" +", " "))
                    .contains("departments 1 1 0 0 0 ", "jobs 1 1 0 0 0 ", "hired_employees 2 1 0 0 1 ");
            out.reset();
            assertThat(run("pipeline", "run", "hiring-s3")).isZero();
            assertThat(out.toString(UTF_8)).matches("hiring-s3: succeeded, run [0-9a-z]{13}\n");
            server.put(place, "departments.csv", "1,Workshop\n2,Archive\n");
            server.put(place, "jobs.csv", "1,Welder\n");
            out.reset();
            assertThat(run("pipeline", "run", "hiring-s3")).isZero();
            assertThat(out.toString(UTF_8).replaceAll(" +", " "))
                    .contains("departments 2 1 0 1 0 ")
                    .doesNotContain("jobs", "hired_employees");
        } finally {
            System.setProperties(before);
        }
    }

    /** A service does what is asked for, and its instances do what another one left behind. */
    @Test
    void aServiceDoesRunsAndThoseThatCommandsLeftBehind() throws Exception {
        api.on("/posts", api.silent());
        try (LazyServices services = services()) {
            URI address = services.httpService().start();
            String first = first("id", send(address, "POST", "/api/v1/pipelines/content/runs"));
            while (api.requests().stream().noneMatch("GET /posts HTTP/1.1"::equals)) {
                Thread.onSpinWait();
            }
            assertThat(first("type", send(address, "POST", "/api/v1/pipelines/content/runs")))
                    .isEqualTo("/problems/busy");
            assertThat(first("status", send(address, "POST", "/api/v1/pipeline-runs/%s/cancel".formatted(first))))
                    .isEqualTo("cancelled");
            api.on("/posts", json(POSTS));

            String second = first("id", send(address, "POST", "/api/v1/pipelines/content/runs"));
            String status = "running";
            while (status.equals("running")) {
                status = first("status", send(address, "GET", "/api/v1/pipeline-runs/" + second));
            }
            assertThat(status).isEqualTo("succeeded");
            assertThat(send(address, "GET", "/api/v1/pipelines/content/runs")).contains(first, second);
        }
    }

    private static String send(URI address, String method, String path) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(address.resolve(path))
                                    .method(method, BodyPublishers.noBody())
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String first(String name, String json) {
        Matcher matcher = Pattern.compile("\"%s\":\"([^\"]*)".formatted(name)).matcher(json);
        assertThat(matcher.find()).as(json).isTrue();
        return matcher.group(1);
    }
}
