package dev.muster.wiring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.muster.adapters.in.cli.MusterCli;
import dev.muster.adapters.in.cli.terminal.Screen;
import dev.muster.adapters.in.cli.terminal.Terminal;
import dev.muster.adapters.out.s3.FaultyS3;
import dev.muster.adapters.out.s3.FaultyS3.Fault;
import dev.muster.adapters.out.s3.LocalS3;
import dev.muster.adapters.out.s3.S3Location;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The program with its storage in a bucket, and what its users are told while that is gone. */
@Timeout(300)
class S3ProgramTest {
    private static final int RECORDS = 300_000;
    private static final String UP =
            "{\"status\":\"UP\",\"details\":{\"database\":{\"status\":\"UP\"},\"storage\":{\"status\":\"UP\",\"kind\":\"s3\"}}}";

    @TempDir
    private Path folder;

    private final Map<String, String> environment = new HashMap<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Properties before = (Properties) System.getProperties().clone();
    private S3Location location;
    private LocalS3 server;
    private FaultyS3 between;

    @BeforeEach
    void start() throws Exception {
        server = LocalS3.in(Files.createDirectory(folder.resolve("s3")));
        between = new FaultyS3(server.port());
        location = server.bucket("bucket");
        environment.put("MUSTER_DATA_DIR", folder.resolve("data").toString());
        environment.put("MUSTER_PORT", "0");
        environment.put("MUSTER_STORAGE_URL", "s3://bucket/some/prefix");
        environment.put("MUSTER_S3_ENDPOINT", between.endpoint().toString());
        environment.put("MUSTER_S3_PATH_STYLE", "true");
        environment.put("MUSTER_S3_SOURCES", "s3://bucket/in");
        System.setProperty("aws.accessKeyId", LocalS3.IDENTITY);
        System.setProperty("aws.secretAccessKey", LocalS3.CREDENTIAL);
    }

    @AfterEach
    void stop() throws Exception {
        System.setProperties(before);
        between.close();
        server.close();
    }

    /** More than goes in one part. */
    private static String departments() {
        return IntStream.rangeClosed(1, RECORDS)
                .mapToObj(n -> n + ",Department with the number " + n + "\n")
                .collect(Collectors.joining());
    }

    private List<String> keys() {
        return server.keys(location);
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

    /** An answer, as its status and its body. */
    private record Answer(int status, String body) {
        /** The value of the first member with this name. */
        String first(String name) {
            Matcher matcher =
                    Pattern.compile("\"%s\":\"?([^\",}]*)".formatted(name)).matcher(body);
            return matcher.find() ? matcher.group(1) : "";
        }
    }

    private static Answer get(URI address, String path) {
        return send(HttpRequest.newBuilder(address.resolve(path)));
    }

    private static Answer post(URI address, String path, String type, String body) {
        return send(HttpRequest.newBuilder(address.resolve(path))
                .header("Content-Type", type)
                .header("Prefer", "wait=120")
                .POST(BodyPublishers.ofString(body)));
    }

    private static Answer send(HttpRequest.Builder request) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            var answer = client.send(request.build(), BodyHandlers.ofString());
            return new Answer(answer.statusCode(), answer.body());
        } catch (IOException e) {
            throw new AssertionError("no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Test
    void workbooksAreLoadedFromABucketByTheSheetThatIsAskedFor() throws IOException {
        Path file = folder.resolve("jobs.xlsx");
        assertThat(run(
                        "ingest",
                        "jobs",
                        Files.writeString(folder.resolve("jobs.csv"), "1,Welder\n2,Cook\n", UTF_8)
                                .toString()))
                .isZero();
        assertThat(run("export", "jobs", "--format", "xlsx", "--output", file.toString()))
                .isZero();
        server.put(new S3Location("bucket", "in/"), "jobs.xlsx", Files.readAllBytes(file));

        assertThat(run("ingest", "jobs", "s3://bucket/in/jobs.xlsx", "--sheet", "Jobs", "--json"))
                .isZero();
        assertThat(out.toString(UTF_8)).contains("\"received\":2,\"inserted\":0,\"updated\":0,\"unchanged\":2,");
        assertThat(run("ingest", "jobs", "s3://bucket/in/jobs.xlsx", "--sheet", "Cooks"))
                .isEqualTo(64);
        assertThat(err.toString(UTF_8)).contains("there is no sheet 'Cooks'; there are Jobs");
    }

    @Test
    void rawInputsAndReportFilesAreInTheBucketAndFilesOfOthersAreLoaded() throws IOException {
        server.put(new S3Location("bucket", "in/"), "2021/jobs list.csv", "1,Welder\n2,\n");
        server.put(new S3Location("bucket", "inner/"), "jobs.csv", "3,Cook\n");
        Path file = Files.writeString(folder.resolve("departments.csv"), departments(), UTF_8);

        assertThat(run("ingest", "departments", file.toString())).isZero();
        assertThat(run("ingest", "jobs", "s3://bucket/in/2021/jobs list.csv")).isEqualTo(2);
        assertThat(run("ingest", "jobs", "s3://bucket/inner/jobs.csv")).isEqualTo(1);
        assertThat(out.toString(UTF_8)).contains("jobs from s3://bucket/in/2021/jobs list.csv: succeeded");
        assertThat(err.toString(UTF_8))
                .contains("muster: path-not-allowed: 's3://bucket/inner/jobs.csv' may not be read\n");
        assertThat(run("lineage", "departments", "299999")).isZero();
        assertThat(out.toString(UTF_8)).endsWith("299999,Department with the number 299999\n");

        try (LazyServices services = services()) {
            URI address = services.httpService().start();
            assertThat(get(address, "/health")).isEqualTo(new Answer(200, UP));
            assertThat(get(address, "/api/v1/sources").body())
                    .contains("\"source\":\"s3://bucket/in/\",\"kind\":\"s3\",\"reachable\":true,\"detail\":null,"
                            + "\"files\":[{\"name\":\"2021/jobs list.csv\",\"bytes\":12,");
            Answer loaded = post(
                    address,
                    "/api/v1/runs",
                    "application/json",
                    "{\"dataset\":\"jobs\",\"source\":\"s3://bucket/in/2021/jobs list.csv\"}");
            assertThat(loaded.status()).isEqualTo(200);
            assertThat(loaded.first("unchanged")).isEqualTo("1");
            Answer written = post(
                    address,
                    "/api/v1/reports/hires-by-month/files",
                    "application/json",
                    "{\"format\":\"csv\",\"parameters\":{\"year\":\"2021\"}}");
            assertThat(written.status()).isEqualTo(201);
            assertThat(get(address, "/api/v1/report-files/" + written.first("name"))
                            .body())
                    .startsWith("month,hired");
        }
        assertThat(keys())
                .hasSize(2)
                .satisfiesExactly(
                        raw -> assertThat(raw).endsWith("/departments.csv"),
                        report -> assertThat(report).startsWith("reports/hires-by-month-2021-"));
    }

    @Test
    void aStorageThatIsGoneIsToldByEveryDoorAndComesBackByItself() throws IOException {
        try (LazyServices services = services()) {
            URI address = services.httpService().start();
            between.goDown();

            Answer large = post(address, "/api/v1/datasets/departments/records", "text/csv", departments());
            assertThat(large.status()).isEqualTo(503);
            assertThat(large.first("type")).isEqualTo("/problems/storage-unavailable");
            Answer small = post(address, "/api/v1/datasets/jobs/records", "text/csv", "1,Welder\n");
            assertThat(small.status()).isEqualTo(200);
            Answer source = post(
                    address,
                    "/api/v1/runs",
                    "application/json",
                    "{\"dataset\":\"jobs\",\"source\":\"s3://bucket/in/a.csv\"}");
            assertThat(source.status()).isEqualTo(503);
            assertThat(get(address, "/api/v1/sources").first("reachable")).isEqualTo("false");
            assertThat(get(address, "/api/v1/report-files").status()).isEqualTo(503);
            Answer health = get(address, "/health/readiness");
            assertThat(health.status()).isEqualTo(503);
            assertThat(health.body()).contains("\"storage\":{\"status\":\"DOWN\",\"kind\":\"s3\",\"detail\":\"");
            assertThat(get(address, "/api/v1/runs").body())
                    .contains("\"dataset\":\"jobs\"")
                    .doesNotContain("departments");

            between.recover();
            Answer again = post(address, "/api/v1/datasets/departments/records", "text/csv", departments());
            assertThat(again.status()).isEqualTo(200);
            assertThat(again.first("inserted")).isEqualTo("" + RECORDS);
            while (get(address, "/health/readiness").status() != 200) {
                Thread.onSpinWait();
            }
            assertThat(get(address, "/health")).isEqualTo(new Answer(200, UP));
        }
        assertThat(keys()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "507, InsufficientStorage, 507, insufficient-storage, the storage has no space left",
        "403, AccessDenied,        503, storage-unavailable,  the storage refuses access",
        "404, NoSuchBucket,        503, storage-unavailable,  the storage has no such bucket"
    })
    void aStorageThatTakesNothingIsToldByItsReason(int status, String code, int told, String type, String detail)
            throws IOException {
        between.only(head -> head.startsWith("PUT"));
        between.always(new Fault.Answer(status, code));
        try (LazyServices services = services()) {
            URI address = services.httpService().start();
            Answer answer = post(address, "/api/v1/datasets/departments/records", "text/csv", departments());
            assertThat(answer.status()).isEqualTo(told);
            assertThat(answer.first("type")).isEqualTo("/problems/" + type);
            assertThat(answer.first("detail")).isEqualTo(detail);
        }
        Path file = Files.writeString(folder.resolve("departments.csv"), departments(), UTF_8);
        assertThat(run("ingest", "departments", file.toString())).isEqualTo(1);
        assertThat(err.toString(UTF_8)).isEqualTo("muster: " + detail + "\n");

        between.recover();
        assertThat(keys()).isEmpty();
        assertThat(run("ingest", "departments", file.toString())).isZero();
    }

    /** Nothing outside of this machine is asked for it. */
    @Test
    void aRegionThatNobodyNamesIsOneLineAnd78() {
        assumeThat(System.getenv("AWS_REGION")).isNull();
        environment.remove("MUSTER_S3_ENDPOINT");
        System.setProperty("aws.disableEc2Metadata", "true");
        System.setProperty("aws.configFile", folder.resolve("none").toString());
        System.setProperty("aws.sharedCredentialsFile", folder.resolve("none").toString());

        assertThat(run("runs")).isEqualTo(78);
        assertThat(err.toString(UTF_8)).isEqualTo("muster: AWS_REGION: must name the region of the buckets\n");
    }
}
