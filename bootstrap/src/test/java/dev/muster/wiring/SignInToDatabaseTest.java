package dev.muster.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.muster.adapters.in.cli.MusterCli;
import dev.muster.adapters.in.cli.terminal.Screen;
import dev.muster.adapters.in.cli.terminal.Terminal;
import dev.muster.adapters.out.aws.LocalAwsSecrets;
import dev.muster.adapters.out.aws.RdsLogin;
import dev.muster.adapters.out.postgres.PostgresServerAddress;
import dev.muster.application.port.Database;
import dev.muster.domain.dataset.Catalog;
import dev.muster.settings.Settings;
import dev.muster.settings.SettingsReader;
import io.micronaut.context.ApplicationContext;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program before a PostgreSQL that speaks TLS and asks for passwords. */
class SignInToDatabaseTest {
    @TempDir
    private static Path certificates;

    private static TestCertificate other;
    private static TestCertificate own;
    private static EmbeddedPostgres server;

    @TempDir
    private Path folder;

    private final Map<String, String> environment = new HashMap<>();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private LocalAwsSecrets manager;

    @BeforeAll
    static void startServer() throws Exception {
        own = TestCertificate.make(certificates, "own", "dns:localhost");
        other = TestCertificate.make(certificates, "other", "dns:localhost");
        Path hosts = Files.writeString(certificates.resolve("hosts"), """
                host    all postgres all trust
                hostssl all clerk    all scram-sha-256
                """);
        server = EmbeddedPostgres.builder()
                .setServerConfig("hba_file", hosts.toString())
                .setServerConfig("ssl", "on")
                .setServerConfig("ssl_cert_file", own.pem().toString())
                .setServerConfig("ssl_key_file", own.key().toString())
                .setServerConfig("fsync", "off")
                .start();
        execute("CREATE ROLE clerk LOGIN");
    }

    @AfterAll
    static void stopServer() throws IOException {
        server.close();
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @BeforeEach
    void prepare() throws SQLException {
        manager = new LocalAwsSecrets();
        execute("DROP DATABASE IF EXISTS muster WITH (FORCE)");
        execute("CREATE DATABASE muster OWNER clerk");
        execute("ALTER ROLE clerk PASSWORD 'first'");
        environment.put("MUSTER_DATA_DIR", folder.resolve("data").toString());
        environment.put("MUSTER_PORT", "0");
        environment.put("MUSTER_DATABASE_URL", url("localhost", own));
        environment.put("MUSTER_DATABASE_USER", "clerk");
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private static String url(String host, TestCertificate trusted) {
        return "jdbc:postgresql://%s:%s/muster?sslmode=verify-full&sslrootcert=%s"
                .formatted(host, server.getPort(), trusted.pem());
    }

    @Test
    void aChangedPasswordIsReadFromItsSecretWithoutARestart() throws Exception {
        environment.put("MUSTER_SECRETS", "aws:app/muster");
        secret("first");
        try (LazyServices services = services();
                HttpClient client = HttpClient.newHttpClient()) {
            URI address = services.httpService().start();
            assertThat(ready(client, address)).isEqualTo(200);
            assertThat(manager.asked()).isOne();

            secret("second");
            changePassword("second");

            awaitReady(client, address);
            assertThat(manager.asked()).isEqualTo(2);
        }
    }

    @Test
    void aChangedPasswordIsReadFromItsFileToo() throws Exception {
        Path file = Files.writeString(folder.resolve("password"), "first");
        environment.put("MUSTER_DATABASE_PASSWORD_FILE", file.toString());
        try (LazyServices services = services();
                HttpClient client = HttpClient.newHttpClient()) {
            URI address = services.httpService().start();

            Files.writeString(file, "second");
            changePassword("second");

            awaitReady(client, address);
        }
    }

    @Test
    void aTokenIsMadeForEachConnection() throws SQLException {
        environment.put("MUSTER_DATABASE_IAM", "true");
        Settings settings = SettingsReader.read(environment, folder);
        Catalog catalog = BuiltIn.datasets(settings.intake().currencies());
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-28T05:24:10Z"));
        RdsLogin login = RdsLogin.to(new PostgresServerAddress("localhost", server.getPort()), "clerk", now::get);
        changePassword(String.valueOf(login.current().password()));
        try (ApplicationContext context =
                new OtherDatabases(settings, catalog, BuiltIn.reports(catalog)).at(settings.database(), login)) {
            Database database = context.start().getBean(Database.class);
            assertThat(database.runs().list(null, null, null, 1)).isEmpty();

            now.set(now.get().plusSeconds(3600));
            changePassword(String.valueOf(login.current().password()));
            context.getBean(DataSource.class)
                    .unwrap(HikariDataSource.class)
                    .getHikariPoolMXBean()
                    .softEvictConnections();

            assertThat(database.runs().list(null, null, null, 1)).isEmpty();
        }
    }

    @Test
    void aTokenNeedsARegion() {
        environment.put("MUSTER_DATABASE_IAM", "true");
        System.clearProperty("aws.region");
        System.setProperty("aws.disableEc2Metadata", "true");

        assertThat(run("runs")).isEqualTo(78);
        assertThat(text()).isEqualTo("muster: AWS_REGION: must name the region of the database\n");
    }

    /** Ends the connections as well, which would go on with the password that they began with. */
    private static void changePassword(String password) throws SQLException {
        execute("ALTER ROLE clerk PASSWORD '%s'".formatted(password));
        execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'clerk'");
    }

    private void secret(String password) {
        manager.put("app/muster", "{\"MUSTER_DATABASE_PASSWORD\": \"%s\"}".formatted(password));
    }

    @Test
    void aSecretThatMustNotBeReadIsOneLineAnd78() {
        environment.put("MUSTER_SECRETS", "aws:app/muster");
        manager.refuse("app/muster", "AccessDeniedException");

        assertThat(run("runs")).isEqualTo(78);
        assertThat(text()).isEqualTo("muster: MUSTER_SECRETS: access to the secret 'app/muster' is denied\n");
    }

    @Test
    void aWrongPasswordIsOneLineAnd1() {
        environment.put("MUSTER_SECRETS", "aws:app/muster");
        secret("hush");

        assertThat(run("runs")).isEqualTo(1);
        assertThat(text())
                .isEqualTo(
                        "muster: the database cannot be used: FATAL: password authentication failed for user \"clerk\"\n");
    }

    @Test
    void aServerOfAnotherNameIsRefused() {
        environment.put("MUSTER_DATABASE_PASSWORD", "first");
        environment.put("MUSTER_DATABASE_URL", url("127.0.0.1", own));
        List<LogRecord> told = new ArrayList<>();
        Handler listening = new StreamHandler() {
            @Override
            public synchronized void publish(LogRecord line) {
                told.add(line);
            }
        };
        Logger log = Logger.getLogger("");
        log.addHandler(listening);
        try {
            assertThat(run("runs")).isEqualTo(1);
        } finally {
            log.removeHandler(listening);
        }

        assertThat(text()).matches("muster: the database cannot be used: [^\n]*127\\.0\\.0\\.1[^\n]*\n");
        assertThat(told).as("what the driver tells beside it").isEmpty();
    }

    @Test
    void aServerOfAnotherAuthorityIsRefused() {
        environment.put("MUSTER_DATABASE_PASSWORD", "first");
        environment.put("MUSTER_DATABASE_URL", url("localhost", other));

        assertThat(run("runs")).isEqualTo(1);
        assertThat(text()).matches("muster: the database cannot be used: SSL error: [^\n]*\n");
    }

    private int run(String... arguments) {
        try (LazyServices services = services()) {
            Terminal terminal =
                    new Terminal(new ByteArrayInputStream(new byte[0]), new ByteArrayOutputStream(), err, Screen.NONE);
            return new MusterCli(services, terminal, "1.2.3").run(arguments);
        }
    }

    private LazyServices services() {
        return new LazyServices(environment, folder);
    }

    private String text() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private static void awaitReady(HttpClient client, URI address) throws IOException, InterruptedException {
        Instant end = Instant.now().plusSeconds(30);
        while (ready(client, address) != 200) {
            assertThat(Instant.now()).isBefore(end);
            Thread.sleep(50);
        }
    }

    private static int ready(HttpClient client, URI address) throws IOException, InterruptedException {
        return client.send(
                        HttpRequest.newBuilder(address.resolve("/health/readiness"))
                                .build(),
                        BodyHandlers.ofString())
                .statusCode();
    }
}
