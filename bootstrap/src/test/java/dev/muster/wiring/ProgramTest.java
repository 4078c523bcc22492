package dev.muster.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.adapters.in.cli.MusterCli;
import dev.muster.adapters.in.cli.terminal.Screen;
import dev.muster.adapters.in.cli.terminal.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The program as it is put together, on SQLite and a folder. */
class ProgramTest {
    @TempDir
    private Path folder;

    private final Map<String, String> environment = new HashMap<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private byte[] in = {};

    @BeforeEach
    void prepare() {
        environment.put("MUSTER_DATA_DIR", folder.resolve("data").toString());
        environment.put("MUSTER_PORT", "0");
    }

    @Test
    void commandsSeeWhatCommandsBeforeThemDid() {
        assertThat(ingest("departments", "1,Workshop\n2,Archive\n")).isZero();
        assertThat(ingest("jobs", "1,Welder\n")).isZero();
        assertThat(ingest("hired_employees", "1,Ada,2021-01-01T00:00:00Z,1,1\n2,Zoë,2021-02-03T04:05:06Z,1,\n"))
                .isEqualTo(2);
        out.reset();

        assertThat(run("report", "hired-employees-by-quarter", "--year", "2021", "--format", "csv"))
                .isZero();
        assertThat(run("rejections", "--format", "csv")).isZero();
        assertThat(text(out).replaceAll("[0-9a-z]{13}-2", "…-2")).isEqualTo("""
                department,job,q1,q2,q3,q4
                Workshop,Welder,1,0,0,0
                \uFEFFid,name,hire_datetime,department_id,job_id,rejection_id,codes,fields,messages,raw
                2,Zoë,2021-02-03T04:05:06Z,1,,…-2,required,job_id,job_id is required,"2,Zoë,2021-02-03T04:05:06Z,1,"
                """);
    }

    @Test
    void everythingMovesToAnotherDatabase() {
        ingest("departments", "1,Workshop\n2,\n");
        out.reset();
        run("runs", "--json");
        run("rejections", "--json");
        run("export", "departments", "--format", "csv");
        String before = text(out);
        err.reset();
        String url = "jdbc:sqlite:" + folder.resolve("other.db");

        assertThat(run("move", "--to", url)).as(text(err)).isZero();
        assertThat(run("move", "--to", url)).isEqualTo(1);
        assertThat(text(err))
                .isEqualTo(
                        "muster: conflict: the other database has rows of Muster already, in departments; nothing was moved\n");

        environment.put("MUSTER_DATABASE_URL", url);
        out.reset();
        run("runs", "--json");
        run("rejections", "--json");
        run("export", "departments", "--format", "csv");
        assertThat(text(out)).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "jdbc:mysql://127.0.0.1/x | 64 | --to: the address must begin with jdbc:sqlite: or jdbc:postgresql://",
                "jdbc:sqlite: | 64 | --to: SQLite needs a file, as in jdbc:sqlite:data/muster.db",
                "jdbc:sqlite:/nowhere/x.db | 64 | --to: there is no folder '/nowhere'",
                "jdbc:sqlite:/etc/passwd | 64 | --to: '/etc/passwd' cannot be used as a database: .*",
                "jdbc:postgresql://127.0.0.1:1/x | 1 | the database cannot be used: .*",
            })
    void anotherDatabaseThatCannotBeUsedIsOneLine(String url, int exitCode, String line) {
        assertThat(run("move", "--to", url)).isEqualTo(exitCode);
        assertThat(text(err)).matches("muster: %s\n".formatted(line));
        assertThat(text(out)).isEmpty();
    }

    @Test
    void backupsAreDrilledInAScratchDatabaseOfWhichNothingIsLeft() throws IOException {
        ingest("departments", "1,Workshop\n2,\n");
        out.reset();
        assertThat(run("backup")).as(text(err)).isZero();
        String id = text(out).split(" ")[1];
        out.reset();

        assertThat(run("drill", id)).as(text(err)).isZero();
        assertThat(text(out)).isEqualTo("backup %s passed its drill: nothing differs\n".formatted(id));
        try (Stream<Path> left = Files.list(folder.resolve("data"))) {
            assertThat(left.map(file -> file.getFileName().toString())).noneMatch(name -> name.startsWith("scratch-"));
        }
    }

    @Test
    void theServiceAnswersBesideCommands() throws IOException, InterruptedException {
        try (LazyServices services = services()) {
            URI address = services.httpService().start();

            assertThat(ingest("departments", "1,Workshop\n")).isZero();

            assertThat(get(address, "/api/v1/datasets/departments/records").body())
                    .contains("\"department\":\"Workshop\"");
            assertThat(get(address, "/health/readiness").body()).contains("\"database\"", "\"storage\"");
        }
    }

    /** A private character stands for scripts without a font, of which no machine has all. */
    @Test
    void healthSaysThatNoFontDrawsWhatIsInTheData() throws IOException, InterruptedException {
        ingest("departments", "1,Workshop\n2,\udbff\udffd\n");
        ingest("jobs", "1,Welder\n");
        ingest("hired_employees", "1,Ada,2021-01-01T00:00:00Z,1,1\n2,Bo,2021-01-01T00:00:00Z,2,1\n");
        try (LazyServices services = services()) {
            URI address = services.httpService().start();
            String up =
                    "{\"status\":\"UP\",\"details\":{\"database\":{\"status\":\"UP\"},\"storage\":{\"status\":\"UP\",\"kind\":\"file\"}%s}}";
            assertThat(get(address, "/health").body()).isEqualTo(up.formatted(""));

            for (int i = 0; i < 2; i++) {
                assertThat(get(address, "/api/v1/reports/hired-employees-by-quarter.png?year=2021")
                                .statusCode())
                        .isEqualTo(200);
            }

            assertThat(get(address, "/health").body())
                    .isEqualTo(up.formatted(
                            ",\"fonts\":{\"status\":\"UP\",\"detail\":\"no installed font can draw Symbols:"
                                    + " charts show boxes instead; packages of fonts such as fonts-noto-core, fonts-noto-cjk and"
                                    + " fonts-symbola have them\"}"));
            assertThat(get(address, "/health/readiness").body()).isEqualTo(up.formatted(""));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/beans",
                "/loggers",
                "/env",
                "/routes",
                "/refresh",
                "/stop",
                "/threaddump",
                "/info",
                "/metrics",
                "/caches"
            })
    void theInsideOfTheProgramIsNotShown(String path) throws IOException, InterruptedException {
        try (LazyServices services = services()) {
            assertThat(get(services.httpService().start(), path).statusCode()).isEqualTo(404);
        }
    }

    @Test
    void aPortThatIsInUseIsOneLineAnd1() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            environment.put("MUSTER_PORT", Integer.toString(taken.getLocalPort()));

            assertThat(run("serve")).isEqualTo(1);
            assertThat(text(err))
                    .isEqualTo("muster: 127.0.0.1:%s is in use already; MUSTER_PORT chooses another port\n"
                            .formatted(taken.getLocalPort()));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "serve | MUSTER_HOST | no such host",
                "demo | MUSTER_HOST | no such host",
                "serve | MUSTER_AUTH | none",
                "serve | MUSTER_ALLOWED_HOSTS | muster.example:80",
                "runs | MUSTER_PORTS | 1",
                "ingest jobs - | MUSTER_CURRENCIES | USD,",
                "migrate | MUSTER_STORAGE_URL | s3://bucket/../prefix",
                "migrate | MUSTER_DATA_DIR | /dev/null",
                "migrate | MUSTER_DATA_DIR | /dev/null/data",
                "runs | MUSTER_DATA_DIR | /proc/nowhere",
                "serve | MUSTER_DATA_DIR | /proc/nowhere",
                "demo | MUSTER_DATA_DIR | /proc/nowhere",
                "demo --postgres | MUSTER_DATA_DIR | /proc/nowhere",
                "serve | MUSTER_DATA_DIR | /dev/null/data",
                "runs | MUSTER_STORAGE_URL | file:/dev/null",
                "serve | MUSTER_STORAGE_URL | file:/proc/nowhere",
                "runs | MUSTER_DATABASE_URL | jdbc:sqlite:/nowhere/muster.db",
                "serve | MUSTER_DATABASE_URL | jdbc:sqlite:/dev/null/muster.db",
                "runs | MUSTER_DATABASE_URL | jdbc:sqlite:/proc/muster.db",
                "runs | MUSTER_DATABASE_URL | jdbc:sqlite:/proc",
                "runs | MUSTER_DATABASE_URL | jdbc:sqlite:/etc/passwd",
                "serve | MUSTER_DATABASE_URL | jdbc:sqlite:/etc/passwd",
                "runs | MUSTER_CONFIG | /proc",
            })
    void wrongSettingsAreOneLineThatNamesThemAnd78(String arguments, String name, String text) {
        environment.put(name, text);

        assertThat(run(arguments.split(" "))).isEqualTo(78);
        assertThat(text(err)).matches("muster: %s: [^\n]*\n".formatted(name));
    }

    /** What another machine reaches asks for keys, and knows its names. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "serve | off  | muster.example | MUSTER_AUTH",
                "demo  | off  | muster.example | MUSTER_AUTH",
                "serve | keys |                | MUSTER_ALLOWED_HOSTS",
                "serve |      | muster.example | MUSTER_ADMIN_KEY",
            })
    void isNotServedToOthersUnlessThatIsSafe(String command, String auth, String names, String named) {
        environment.put("MUSTER_HOST", "0.0.0.0");
        environment.put("MUSTER_PORT", "0");
        if (auth != null) {
            environment.put("MUSTER_AUTH", auth);
        }
        if (names != null) {
            environment.put("MUSTER_ALLOWED_HOSTS", names);
        }

        assertThat(run(command)).isEqualTo(78);
        assertThat(text(err)).matches("muster: %s: [^\n]*\n".formatted(named));
    }

    @Test
    void whatIsUsedWronglyLeavesNothingBehind() {
        assertThat(run("ingest", "wages", "x.csv")).isEqualTo(64);
        assertThat(run("ingest", "jobs", "x.doc")).isEqualTo(64);

        assertThat(folder.resolve("data")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"runs", "serve", "demo"})
    void aFileThatIsNoDatabaseIsOneLineAnd78(String command) throws IOException {
        Files.createDirectories(folder.resolve("data"));
        Path file = folder.resolve("data/muster.db");
        Files.writeString(file, "this is no database, however long it may be".repeat(100));

        assertThat(run(command)).isEqualTo(78);
        assertThat(text(err))
                .isEqualTo(
                        "muster: MUSTER_DATA_DIR: '%s' cannot be used as a database: [SQLITE_NOTADB] File opened that is not a database file (file is not a database)\n"
                                .formatted(file));
    }

    /** Settings that are not read must not pass for settings that are not there. */
    @Test
    void aFolderInPlaceOfTheSettingsIsOneLineAnd78() throws IOException {
        Files.createDirectory(folder.resolve("muster.yml"));

        assertThat(run("runs")).isEqualTo(78);
        assertThat(text(err))
                .isEqualTo(
                        "muster: muster.yml: '%s' is a folder, not a file\n".formatted(folder.resolve("muster.yml")));
    }

    @Test
    void aDatabaseOfAnotherVersionIsOneLineAnd78() throws SQLException {
        assertThat(run("migrate")).isZero();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/muster.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE flyway_schema_history SET checksum = 1");
        }

        assertThat(run("runs")).isEqualTo(78);
        assertThat(text(err)).matches("muster: MUSTER_DATA_DIR: the database was last used by a newer version[^\n]*\n");
    }

    @Test
    void aServerThatIsNotThereIsOneLineAnd1() {
        environment.put("MUSTER_DATABASE_URL", "jdbc:postgresql://127.0.0.1:1/muster?password=hush");

        assertThat(run("runs")).isEqualTo(1);
        assertThat(text(err))
                .matches("muster: the database cannot be used: [^\n]*refused[^\n]*\n")
                .doesNotContain("hush");
    }

    private int ingest(String dataset, String text) {
        in = text.getBytes(StandardCharsets.UTF_8);
        return run("ingest", dataset, "-");
    }

    private int run(String... arguments) {
        try (LazyServices services = services()) {
            Terminal terminal = new Terminal(new ByteArrayInputStream(in), out, err, Screen.NONE);
            return new MusterCli(services, terminal, "1.2.3").run(arguments);
        }
    }

    private LazyServices services() {
        return new LazyServices(environment, folder);
    }

    private static HttpResponse<String> get(URI address, String path) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(address.resolve(path)).build(), BodyHandlers.ofString());
        }
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
