package dev.muster.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.muster.adapters.in.rest.http.IpNetwork;
import dev.muster.adapters.out.aws.UnreadableSecret;
import dev.muster.application.events.Webhook;
import dev.muster.domain.run.Mode;
import dev.muster.settings.Settings.Access;
import dev.muster.settings.Settings.Auth;
import dev.muster.settings.Settings.Backups;
import dev.muster.settings.Settings.DatabasePlace;
import dev.muster.settings.Settings.Destinations;
import dev.muster.settings.Settings.Events;
import dev.muster.settings.Settings.Intake;
import dev.muster.settings.Settings.Jwt;
import dev.muster.settings.Settings.Kafka;
import dev.muster.settings.Settings.Log;
import dev.muster.settings.Settings.Pipelines;
import dev.muster.settings.Settings.Profile;
import dev.muster.settings.Settings.S3;
import dev.muster.settings.Settings.Sources;
import dev.muster.settings.Settings.Storage;
import dev.muster.settings.Settings.Tls;
import dev.muster.settings.Settings.Traces;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    private static final String FIRST_KEY = "the first key, of 32 characters.";

    @TempDir
    private Path folder;

    /** What users rely on: a name that is changed or a default that moves must be changed here, too. */
    @Test
    void namesAndDefaults() {
        Map<String, String> defaults = Stream.of(Setting.values())
                .collect(Collectors.toMap(
                        Setting::variable,
                        setting -> String.valueOf(setting.defaultText()),
                        (a, b) -> a,
                        TreeMap::new));

        assertThat(defaults)
                .containsExactlyInAnyOrderEntriesOf(new TreeMap<>(Map.ofEntries(
                        Map.entry("MUSTER_HOST", "127.0.0.1"),
                        Map.entry("MUSTER_PORT", "8080"),
                        Map.entry("MUSTER_DATA_DIR", "./data"),
                        Map.entry("MUSTER_DATABASE_URL", "null"),
                        Map.entry("MUSTER_DATABASE_USER", "null"),
                        Map.entry("MUSTER_DATABASE_PASSWORD", "null"),
                        Map.entry("MUSTER_DATABASE_IAM", "false"),
                        Map.entry("MUSTER_SECRETS", "null"),
                        Map.entry("MUSTER_STORAGE_URL", "null"),
                        Map.entry("MUSTER_S3_ENDPOINT", "null"),
                        Map.entry("MUSTER_S3_PATH_STYLE", "null"),
                        Map.entry("MUSTER_S3_KMS_KEY", "null"),
                        Map.entry("MUSTER_S3_SOURCES", "null"),
                        Map.entry("MUSTER_HIRING_S3", "null"),
                        Map.entry("MUSTER_INBOX", "null"),
                        Map.entry("MUSTER_KAFKA_BOOTSTRAP_SERVERS", "null"),
                        Map.entry("MUSTER_KAFKA_TOPICS", "null"),
                        Map.entry("MUSTER_KAFKA_MODE", "upsert"),
                        Map.entry("MUSTER_CONTENT_API_URL", "https://jsonplaceholder.typicode.com"),
                        Map.entry("MUSTER_ALLOWED_DESTINATIONS", "null"),
                        Map.entry("MUSTER_CURRENCIES", "USD,EUR,GBP,AUD"),
                        Map.entry("MUSTER_MAX_UPLOAD_BYTES", "2147483648"),
                        Map.entry("MUSTER_BACKUPS_SCHEDULE", "null"),
                        Map.entry("MUSTER_BACKUPS_ZONE", "UTC"),
                        Map.entry("MUSTER_BACKUPS_KEEP_LAST", "null"),
                        Map.entry("MUSTER_BACKUPS_KEEP_DAYS", "null"),
                        Map.entry("MUSTER_BACKUPS_DRILL", "false"),
                        Map.entry("MUSTER_AUTH", "null"),
                        Map.entry("MUSTER_ADMIN_KEY", "null"),
                        Map.entry("MUSTER_JWT_ISSUER", "null"),
                        Map.entry("MUSTER_JWT_AUDIENCE", "null"),
                        Map.entry("MUSTER_JWT_JWKS_URL", "null"),
                        Map.entry("MUSTER_JWT_ROLES_CLAIM", "roles"),
                        Map.entry("MUSTER_ALLOWED_HOSTS", "null"),
                        Map.entry("MUSTER_TRUSTED_PROXIES", "null"),
                        Map.entry("MUSTER_CORS_ORIGINS", "null"),
                        Map.entry("MUSTER_TLS_CERTIFICATE", "null"),
                        Map.entry("MUSTER_TLS_KEY", "null"),
                        Map.entry("MUSTER_RATE_LIMIT", "null"),
                        Map.entry("MUSTER_AUDIT_KEEP_DAYS", "365"),
                        Map.entry("MUSTER_PROFILE", "null"),
                        Map.entry("MUSTER_LOG_FORMAT", "null"),
                        Map.entry("MUSTER_LOG_LEVEL", "INFO"))));
    }

    @Test
    void withoutAnyTheDefaultsHold() {
        assertThat(read(Map.of()))
                .isEqualTo(new Settings(
                        Path.of("./data"),
                        new Listening("127.0.0.1", 8080),
                        new Access(null, null, null, null, List.of(), List.of(), List.of(), null, 365),
                        null,
                        new DatabasePlace("jdbc:sqlite:./data/muster.db", null, null),
                        new Storage(Path.of("data/storage").toAbsolutePath().toUri()),
                        new S3(null, false, null),
                        new Sources(null, List.of()),
                        new Pipelines(
                                null,
                                URI.create("https://jsonplaceholder.typicode.com"),
                                FreeKeys.none("muster.pipelines")),
                        new Destinations(List.of()),
                        new Events(List.of()),
                        new Kafka(List.of(), Map.of(), Mode.UPSERT, Map.of()),
                        new Intake(List.of("USD", "EUR", "GBP", "AUD"), 2_147_483_648L),
                        new Backups(null, ZoneId.of("UTC"), null, null, false),
                        new Log(Log.Format.TEXT, Log.Level.INFO),
                        new Traces(Map.of())));
    }

    @Test
    void everySettingIsRead() throws IOException {
        Path certificate = file("certificate.pem", "");
        Path key = file("key.pem", "");
        assertThat(read(Map.ofEntries(
                        Map.entry("MUSTER_HOST", "localhost"),
                        Map.entry("MUSTER_PORT", "9090"),
                        Map.entry("MUSTER_DATA_DIR", "/srv/muster"),
                        Map.entry("MUSTER_DATABASE_URL", "jdbc:postgresql://db/muster"),
                        Map.entry("MUSTER_DATABASE_USER", "clerk"),
                        Map.entry("MUSTER_DATABASE_PASSWORD", "hush"),
                        Map.entry("MUSTER_STORAGE_URL", "s3://bucket/prefix"),
                        Map.entry("MUSTER_S3_ENDPOINT", "http://minio:9000"),
                        Map.entry("MUSTER_S3_PATH_STYLE", "true"),
                        Map.entry("MUSTER_S3_KMS_KEY", "alias/muster"),
                        Map.entry("MUSTER_S3_SOURCES", "s3://one/a b?, s3://two"),
                        Map.entry("MUSTER_HIRING_S3", "s3://one/hiring"),
                        Map.entry("MUSTER_INBOX", "inbox"),
                        Map.entry("MUSTER_KAFKA_BOOTSTRAP_SERVERS", "k1:9092,k2:9092"),
                        Map.entry("MUSTER_KAFKA_TOPICS", "hires=hired_employees, pay = transactions"),
                        Map.entry("MUSTER_KAFKA_MODE", "Insert"),
                        Map.entry("MUSTER_CONTENT_API_URL", "https://content.example"),
                        Map.entry("MUSTER_ALLOWED_DESTINATIONS", "intranet, [::1]:8080"),
                        Map.entry("MUSTER_CURRENCIES", "chf,EUR"),
                        Map.entry("MUSTER_MAX_UPLOAD_BYTES", "1000"),
                        Map.entry("MUSTER_BACKUPS_SCHEDULE", "0 30 2 * * *"),
                        Map.entry("MUSTER_BACKUPS_ZONE", "Europe/Madrid"),
                        Map.entry("MUSTER_BACKUPS_KEEP_LAST", "7"),
                        Map.entry("MUSTER_BACKUPS_KEEP_DAYS", "30"),
                        Map.entry("MUSTER_BACKUPS_DRILL", "true"),
                        Map.entry("MUSTER_AUTH", "off"),
                        Map.entry("MUSTER_ADMIN_KEY", FIRST_KEY),
                        Map.entry("MUSTER_JWT_ISSUER", "https://issuer.example"),
                        Map.entry("MUSTER_JWT_AUDIENCE", "muster"),
                        Map.entry("MUSTER_JWT_JWKS_URL", "http://localhost:9/keys"),
                        Map.entry("MUSTER_JWT_ROLES_CLAIM", "realm_access.roles"),
                        Map.entry("MUSTER_TRUSTED_PROXIES", "10.0.0.0/8, ::1"),
                        Map.entry("MUSTER_CORS_ORIGINS", "https://pages.example,http://[::1]:3000"),
                        Map.entry("MUSTER_TLS_CERTIFICATE", certificate.toString()),
                        Map.entry("MUSTER_TLS_KEY", key.toString()),
                        Map.entry("MUSTER_RATE_LIMIT", "0"),
                        Map.entry("MUSTER_AUDIT_KEEP_DAYS", "30"),
                        Map.entry("MUSTER_PROFILE", "Dev"),
                        Map.entry("MUSTER_ALLOWED_HOSTS", "muster.example, [::1]"),
                        Map.entry("MUSTER_LOG_FORMAT", "JSON"),
                        Map.entry("OTEL_EXPORTER_OTLP_ENDPOINT", " http://collector:4318"),
                        Map.entry("OTEL_SERVICE_NAME", " "),
                        Map.entry("MUSTER_LOG_LEVEL", "warn"))))
                .isEqualTo(new Settings(
                        Path.of("/srv/muster"),
                        new Listening("localhost", 9090),
                        new Access(
                                Auth.OFF,
                                new Secret(FIRST_KEY),
                                new Jwt(
                                        "https://issuer.example",
                                        "muster",
                                        URI.create("http://localhost:9/keys"),
                                        "realm_access.roles"),
                                Profile.DEV,
                                List.of("muster.example", "[::1]"),
                                List.of(
                                        IpNetwork.parse("10.0.0.0/8").orElseThrow(),
                                        IpNetwork.parse("::1").orElseThrow()),
                                List.of("https://pages.example", "http://[::1]:3000"),
                                0,
                                30),
                        new Tls(certificate, key),
                        new DatabasePlace("jdbc:postgresql://db/muster", "clerk", new Secret("hush")),
                        new Storage(URI.create("s3://bucket/prefix")),
                        new S3(URI.create("http://minio:9000"), true, "alias/muster"),
                        new Sources(Path.of("inbox"), List.of("s3://one/a b?", "s3://two")),
                        new Pipelines(
                                URI.create("s3://one/hiring"),
                                URI.create("https://content.example"),
                                FreeKeys.none("muster.pipelines")),
                        new Destinations(List.of("intranet", "[::1]:8080")),
                        new Events(List.of()),
                        new Kafka(
                                List.of("k1:9092", "k2:9092"),
                                Map.of("hires", "hired_employees", "pay", "transactions"),
                                Mode.INSERT,
                                Map.of()),
                        new Intake(List.of("CHF", "EUR"), 1000),
                        new Backups("0 30 2 * * *", ZoneId.of("Europe/Madrid"), 7, 30, true),
                        new Log(Log.Format.JSON, Log.Level.WARN),
                        new Traces(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318"))));
    }

    @Test
    void propertiesOfKafkasClientsHaveKafkasNames() throws IOException {
        Settings settings = readFile("""
                muster:
                  kafka:
                    properties:
                      security.protocol: SASL_SSL
                      sasl:
                        jaas.config: hush
                      enable.auto.commit: false
                      auto.offset.reset: earliest
                """);

        assertThat(settings.kafka().properties())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "security.protocol", "SASL_SSL",
                        "sasl.jaas.config", "hush",
                        "enable.auto.commit", "false",
                        "auto.offset.reset", "earliest"));
        assertThat(settings.toString()).contains("sasl.jaas.config").doesNotContain("hush");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "enable.auto.commit | true | must be false: each message is to be taken exactly once",
                "isolation.level | read_uncommitted | must be read_committed: each message is to be taken exactly once",
                "auto.offset.reset | latest | must be earliest: each message is to be taken exactly once",
                "key.deserializer | some.Class | cannot be set: Muster takes bytes",
                "value.deserializer | some.Class | cannot be set: Muster takes bytes",
                "bootstrap.servers | k1:9092 | is MUSTER_KAFKA_BOOTSTRAP_SERVERS",
                "group.id | ours | is chosen by Muster, one for each topic and database"
            })
    void propertiesThatWouldBreakExactlyOnceAreRefused(String name, String value, String fault) {
        assertThatThrownBy(() -> readFile("muster.kafka.properties.%s: %s".formatted(name, value)))
                .isInstanceOf(InvalidSetting.class)
                .hasMessage("muster.kafka.properties.%s in muster.yml: %s".formatted(name, fault));
    }

    private Settings readFile(String yaml) throws IOException {
        Files.writeString(folder.resolve("muster.yml"), yaml);
        return read(Map.of());
    }

    @Test
    void environmentWinsOverFileAndFileOverDefaults() throws IOException {
        file("muster.yml", "muster:\n  port: 1111\n  host: localhost\n");

        Settings settings = read(Map.of("MUSTER_PORT", "2222"));

        assertThat(List.of(settings.listening(), settings.intake().maxUploadBytes()))
                .isEqualTo(List.of(new Listening("localhost", 2222), 2_147_483_648L));
    }

    @Test
    void blankIsAsIfNotGiven() throws IOException {
        file("muster.yml", "muster:\n  port: 1111\n  inbox:\n  admin-key: ''\n");

        assertThat(read(Map.of("MUSTER_PORT", " ")).listening().port()).isEqualTo(1111);
    }

    @ParameterizedTest
    @EnumSource
    void theFileKnowsEverySetting(Setting setting) throws IOException {
        file("muster.yml", "%s: '?'\n".formatted(setting.key()));

        try {
            read(Map.of());
        } catch (InvalidSetting invalid) {
            assertThat(invalid).hasMessageStartingWith("%s (%s in muster.yml): ", setting.variable(), setting.key());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "muster:\n  database-password: 0123\n",
                "muster:\n  database:\n    password: 0123\n",
                "muster:\n  databasePassword: 0123\n",
                "muster.database_password: 0123\n",
            })
    void theFileMaySpellItsWay(String text) throws IOException {
        file("muster.yml", text);

        assertThat(read(Map.of()).database().password()).isEqualTo(new Secret("0123"));
    }

    @Test
    void theFileMayHoldLists() throws IOException {
        file("muster.yml", "muster:\n  currencies: [usd, NOK]\n  auth: off\n");

        Settings settings = read(Map.of());

        assertThat(settings.intake().currencies()).containsExactly("USD", "NOK");
        assertThat(settings.access().auth()).isEqualTo(Auth.OFF);
    }

    /** Names of the user's own, nested, with full stops or both. */
    @Test
    void theFileMayHaveNamesOfItsOwn() throws IOException {
        file("muster.yml", """
                muster:
                  pipelines:
                    nightly:
                      loads:
                        - {dataset: jobs, source: 'inbox:jobs.csv'}
                        - dataset: departments
                          parameters: {limit: 5}
                      types: [a, b]
                      zone:
                muster.pipelines.nightly.schedule: 0 0 3 * * *
                muster.pipelines.other: ''
                """);

        FreeKeys declared = read(Map.of()).pipelines().declared();

        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("nightly.loads[0].dataset", "jobs");
        texts.put("nightly.loads[0].source", "inbox:jobs.csv");
        texts.put("nightly.loads[1].dataset", "departments");
        texts.put("nightly.loads[1].parameters.limit", "5");
        texts.put("nightly.types", "a,b");
        texts.put("nightly.zone", "");
        texts.put("nightly.schedule", "0 0 3 * * *");
        texts.put("other", "");
        assertThat(List.copyOf(declared.texts().entrySet())).isEqualTo(List.copyOf(texts.entrySet()));
        assertThat(declared.names()).containsExactly("nightly", "other");
        FreeKeys nightly = declared.below("nightly");
        assertThat(nightly.names()).containsExactly("loads", "types", "zone", "schedule");
        assertThat(nightly.items("loads"))
                .extracting(load -> load.required("dataset", Function.identity()))
                .containsExactly("jobs", "departments");
        assertThat(nightly.items("reports")).isEmpty();
        assertThat(nightly.optional("zone", Function.identity())).isNull();
        assertThat(nightly.toString()).doesNotContain("inbox:");
    }

    static List<Arguments> wrongFreeKeys() {
        return List.of(
                arguments(
                        "a: {prot: x}",
                        (Consumer<FreeKeys>) keys -> keys.below("a").allow("port", "host"),
                        "muster.pipelines.a.prot in muster.yml: there is no such setting; the nearest is muster.pipelines.a.port"),
                arguments(
                        "a: {l: [{datset: x}]}",
                        (Consumer<FreeKeys>)
                                keys -> keys.below("a").items("l").getFirst().allow("dataset", "source"),
                        "muster.pipelines.a.l[0].datset in muster.yml: there is no such setting; the nearest is muster.pipelines.a.l[0].dataset"),
                arguments(
                        "a: x",
                        (Consumer<FreeKeys>) keys -> keys.below("a"),
                        "muster.pipelines.a in muster.yml: must have names below it, with values"),
                arguments(
                        "a: {l: x}",
                        (Consumer<FreeKeys>) keys -> keys.below("a").items("l"),
                        "muster.pipelines.a.l in muster.yml: must be a list whose elements have names, with values"),
                arguments(
                        "a: {l: {b: x}}",
                        (Consumer<FreeKeys>) keys -> keys.below("a").items("l"),
                        "muster.pipelines.a.l in muster.yml: must be a list whose elements have names, with values"),
                arguments(
                        "a: {t: {b: x}}",
                        (Consumer<FreeKeys>) keys -> keys.below("a").optional("t", Function.identity()),
                        "muster.pipelines.a.t in muster.yml: must be a text"),
                arguments(
                        "a: {b: x}",
                        (Consumer<FreeKeys>) keys -> keys.below("a").required("t", Function.identity()),
                        "muster.pipelines.a.t in muster.yml: must be given"),
                arguments(
                        "a: {t: '1x'}",
                        (Consumer<FreeKeys>) keys -> keys.below("a").required("t", SettingsParser::yesOrNo),
                        "muster.pipelines.a.t in muster.yml: '1x' is not true or false"));
    }

    @ParameterizedTest
    @MethodSource("wrongFreeKeys")
    void wrongNamesOfTheUserAreNamed(String text, Consumer<FreeKeys> use, String message) throws IOException {
        file("muster.yml", "muster: {pipelines: {%s}}".formatted(text));
        FreeKeys declared = read(Map.of()).pipelines().declared();

        assertThatExceptionOfType(InvalidSetting.class)
                .isThrownBy(() -> use.accept(declared))
                .withMessage(message);
    }

    @Test
    void theEnvironmentNamesAnotherFile() throws IOException {
        file("muster.yml", "muster: {port: 1111}");
        Path other = file("other.yml", "muster: {port: 3333}");

        assertThat(read(Map.of("MUSTER_CONFIG", other.toString())).listening().port())
                .isEqualTo(3333);
    }

    @Test
    void variablesOfOthersAreOfNoConcern() {
        assertThat(read(Map.of("MUSTER_JAVA_OPTS", "-Xmx1g", "HOME", "/root", "MUSTERING", "1")))
                .isEqualTo(read(Map.of()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MUSTER_PROT | 1 | MUSTER_PROT: there is no such setting; the nearest is MUSTER_PORT",
                "MUSTER_DATABASE_URI | 1 | MUSTER_DATABASE_URI: there is no such setting; the nearest is MUSTER_DATABASE_URL",
                "MUSTER_CONFIG | gone.yml | MUSTER_CONFIG: there is no file gone.yml",
                "MUSTER_PORT | 70000 | MUSTER_PORT: '70000' is not a whole number from 0 to 65535",
                "MUSTER_PORT | 80.0 | MUSTER_PORT: '80.0' is not a whole number from 0 to 65535",
                "MUSTER_DATABASE_URL | oracle:x?password=hush | MUSTER_DATABASE_URL: the address must begin with jdbc:sqlite: or jdbc:postgresql://",
                "MUSTER_DATABASE_URL | jdbc:sqlite::memory: | MUSTER_DATABASE_URL: SQLite needs a file, as in jdbc:sqlite:data/muster.db",
                "MUSTER_STORAGE_URL | /data | MUSTER_STORAGE_URL: '/data' is not of the form file:<folder> or s3://bucket/prefix",
                "MUSTER_S3_ENDPOINT | minio:9000 | MUSTER_S3_ENDPOINT: must be an address of the form https://host, without user and password",
                "MUSTER_STORAGE_URL | s3://bucket/.hidden | MUSTER_STORAGE_URL: 's3://bucket/.hidden' is not of the form s3://bucket/prefix, where the bucket has 3 to 63 small letters, digits, points and hyphens, and each part of the prefix letters, digits and . _ - but no point first",
                "MUSTER_STORAGE_URL | s3://bucket//a | MUSTER_STORAGE_URL: 's3://bucket//a' is not of the form s3://bucket/prefix, where the bucket has 3 to 63 small letters, digits, points and hyphens, and each part of the prefix letters, digits and . _ - but no point first",
                "MUSTER_STORAGE_URL | s3://b/p | MUSTER_STORAGE_URL: 's3://b/p' is not of the form s3://bucket/prefix, where the bucket has 3 to 63 small letters, digits, points and hyphens, and each part of the prefix letters, digits and . _ - but no point first",
                "MUSTER_S3_KMS_KEY | a key | MUSTER_S3_KMS_KEY: 'a key' is not the id, alias or ARN of a key",
                "MUSTER_S3_PATH_STYLE | yes | MUSTER_S3_PATH_STYLE: 'yes' is not true or false",
                "MUSTER_S3_SOURCES | s3://one/x,,s3://two | MUSTER_S3_SOURCES: 's3://one/x,,s3://two' is not a list of texts between commas",
                "MUSTER_HIRING_S3 | s3:bucket | MUSTER_HIRING_S3: 's3:bucket' is not of the form s3://bucket/prefix, where the bucket has 3 to 63 small letters, digits, points and hyphens",
                "MUSTER_KAFKA_BOOTSTRAP_SERVERS | k1 | MUSTER_KAFKA_BOOTSTRAP_SERVERS: 'k1' is not of the form host:port",
                "MUSTER_KAFKA_MODE | replace | MUSTER_KAFKA_MODE: 'replace' is not insert or upsert",
                "MUSTER_KAFKA_TOPICS | hires | MUSTER_KAFKA_TOPICS: 'hires' is not of the form topic=dataset",
                "MUSTER_LOG_FORMAT | xml | MUSTER_LOG_FORMAT: 'xml' is not text or json",
                "MUSTER_LOG_LEVEL | loud | MUSTER_LOG_LEVEL: 'loud' is not one of TRACE, DEBUG, INFO, WARN, ERROR and OFF",
                "MUSTER_KAFKA_TOPICS | a=jobs,a=users | MUSTER_KAFKA_TOPICS: topic a is there twice",
                "MUSTER_CONTENT_API_URL | ftp://x | MUSTER_CONTENT_API_URL: must be an address of the form https://host, without user and password",
                "MUSTER_ALLOWED_DESTINATIONS | http://x | MUSTER_ALLOWED_DESTINATIONS: 'http://x' is not of the form host or host:port",
                "MUSTER_CURRENCIES | USD,$ | MUSTER_CURRENCIES: '$' is not a currency's code such as USD",
                "MUSTER_CURRENCIES | uſd | MUSTER_CURRENCIES: 'uſd' is not a currency's code such as USD",
                "MUSTER_CURRENCIES | USD,usd | MUSTER_CURRENCIES: 'usd' is there twice",
                "MUSTER_MAX_UPLOAD_BYTES | 2 GB | MUSTER_MAX_UPLOAD_BYTES: '2 GB' is not a whole number from 1 up",
                "MUSTER_AUTH | none | MUSTER_AUTH: 'none' is not keys or off",
            })
    void wrongOnesAreNamed(String name, String text, String message) {
        assertThatExceptionOfType(InvalidSetting.class)
                .isThrownBy(() -> read(Map.of(name, text)))
                .withMessage(message);
    }

    @Test
    void thereIsOneProtocolForTraces() {
        Map<String, String> grpc = Map.of("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc");
        assertThat(read(grpc).traces().on()).isFalse();

        Map<String, String> sent = new HashMap<>(grpc);
        sent.put("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://collector:4317");
        assertThatExceptionOfType(InvalidSetting.class)
                .isThrownBy(() -> read(sent))
                .withMessage("OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' is not http/protobuf");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "muster: {prot: 1} | muster.prot in muster.yml: there is no such setting; the nearest is muster.port",
                "muster: {hoſt: 127.0.0.1} | muster.hoſt in muster.yml: there is no such setting; the nearest is muster.host",
                "port: 1 | port in muster.yml: there is no such setting; the nearest is muster.port",
                "muster: {java-opts: x} | muster.java-opts in muster.yml: there is no such setting; the nearest is",
                "muster: {port: 1, muster.port: 2} | muster.muster.port in muster.yml: there is no such setting; the nearest is muster.port",
                "{muster: {port: 1}, muster.port: 2} | muster.port in %s: is there twice",
                "{muster: {s3-endpoint: 'http://a'}, muster.s3.endpoint: 'http://b'} | MUSTER_S3_ENDPOINT (muster.s3.endpoint in muster.yml): is there beside MUSTER_S3_ENDPOINT (muster.s3-endpoint in muster.yml)",
                "muster: {pipelins: {a: {zone: UTC}}} | muster.pipelins.a.zone in muster.yml: there is no such setting; the nearest is muster.pipelines.a.zone",
                "muster: {pipelines: x} | muster.pipelines in muster.yml: must have names below it, with values",
                "muster: {pipelines: {a: {loads: [{dataset: x}, y]}}} | muster.pipelines.a.loads in %s: must be a list of texts, or one whose elements all have names",
                "muster: {currencies: [{a: USD}]} | muster.currencies in %s: must be a text or a list of texts",
                "muster: {currencies: [[USD]]} | muster.currencies in %s: must be a text or a list of texts",
                "muster: &m {m: *m} | is nested too deep",
                "- muster | %s: holds no names with values",
                "muster: [ | %s: is no YAML: expected the node content, but found '<stream end>' in line 1",
            })
    void wrongFilesAreNamed(String text, String message) throws IOException {
        Path file = file("muster.yml", text);

        assertThatExceptionOfType(InvalidSetting.class)
                .isThrownBy(() -> read(Map.of()))
                .withMessageContaining(message.replace("%s", file.toString()));
    }

    @Test
    void faultsAreOneLine() throws IOException {
        file("muster.yml", "muster:\n  port: \"a\\nb\"\n");

        assertThatExceptionOfType(InvalidSetting.class)
                .isThrownBy(() -> read(Map.of()))
                .withMessage("MUSTER_PORT (muster.port in muster.yml): 'a b' is not a whole number from 0 to 65535");
    }

    @Test
    void secretsAreNotSeen() {
        Map<String, String> environment = new HashMap<>();
        environment.put("MUSTER_DATABASE_URL", "jdbc:postgresql://db/muster?password=hush");
        environment.put("MUSTER_DATABASE_PASSWORD", "hush");
        environment.put("MUSTER_ADMIN_KEY", "hush" + FIRST_KEY);

        assertThat(read(environment).toString()).doesNotContain("hush").contains("jdbc:postgresql://db/muster?***");
    }

    private static final String KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    @Test
    void webhooksAreRead() throws IOException {
        file("muster.yml", """
                muster:
                  allowed-destinations: "intranet, 127.0.0.1:9000"
                  webhooks:
                    audit:
                      url: https://example.org/hooks?token=hush
                      secret: %s
                    stock-2:
                      url: http://127.0.0.1:9000/
                      secret: %s
                      types: [dev.muster.backup.ended, dev.muster.run.ended]
                """.formatted(KEY, KEY));
        Settings settings = read(Map.of());

        assertThat(settings.events().webhooks().stream().map(Webhook::toString))
                .containsExactly(
                        "Webhook[name=audit, url=https://example.org/hooks?***,"
                                + " types=[RUN_ENDED, REJECTIONS_OPENED, PIPELINE_ENDED, BACKUP_ENDED]]",
                        "Webhook[name=stock-2, url=http://127.0.0.1:9000/, types=[RUN_ENDED, BACKUP_ENDED]]");
        assertThat(settings.events().webhooks().getFirst().secret())
                .isEqualTo(Base64.getDecoder().decode(KEY.substring("whsec_".length())));
        assertThat(settings.toString()).doesNotContain("hush", "MfKQ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a: {urls: x} | muster.webhooks.a.urls in muster.yml: there is no such setting; the nearest is muster.webhooks.a.url",
                "A: {url: x} | muster.webhooks.A in muster.yml: the name of a webhook has at most 63 small letters, digits, hyphens and underscores",
                "a: x | muster.webhooks.a in muster.yml: must have names below it, with values",
                "'a: {secret: %s}' | muster.webhooks.a.url in muster.yml: must be given",
                "'a: {url: https://x}' | muster.webhooks.a.secret in muster.yml: must be given",
                "'a: {url: https://x, secret: hush}' | muster.webhooks.a.secret in muster.yml: must be whsec_ and, in Base64, from 24 to 64 random bytes",
                "'a: {url: https://x, secret: whsec_aHVzaA==}' | muster.webhooks.a.secret in muster.yml: must be whsec_ and, in Base64, from 24 to 64 random bytes",
                "'a: {url: ftp://x, secret: %s}' | muster.webhooks.a.url in muster.yml: must begin with https://",
                "'a: {url: http://x, secret: %s}' | muster.webhooks.a.url in muster.yml: must begin with https://; http:// is for hosts that MUSTER_ALLOWED_DESTINATIONS names",
                "'a: {url: https://u:hush@x, secret: %s}' | muster.webhooks.a.url in muster.yml: must be of the form https://host/path, without user, password and fragment",
                "'a: {url: https:x, secret: %s}' | muster.webhooks.a.url in muster.yml: must be of the form https://host/path, without user, password and fragment",
                "'a: {url: https://x, secret: %s, types: []}' | muster.webhooks.a.types in muster.yml: must be given",
                "'a: {url: https://x, secret: %s, types: dev.muster.run}' | muster.webhooks.a.types in muster.yml: 'dev.muster.run' is not one of dev.muster.run.ended, dev.muster.rejections.opened, dev.muster.pipeline.ended, dev.muster.backup.ended",
            })
    void wrongWebhooksAreNamed(String text, String message) throws IOException {
        file("muster.yml", "muster: {webhooks: {%s}}".formatted(text.replace("%s", KEY)));

        assertThatExceptionOfType(InvalidSetting.class)
                .isThrownBy(() -> read(Map.of()))
                .withMessage(message);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, , false",
        "127.8.8.8, off, false",
        "localhost, keys, true",
        "::1, , false",
        "0.0.0.0, , true",
        "192.0.2.1, keys, true",
    })
    void asksForKeysWhereOtherMachinesReachIt(String host, String auth, boolean asks) {
        Map<String, String> environment =
                new HashMap<>(Map.of("MUSTER_HOST", host, "MUSTER_ALLOWED_HOSTS", "muster.example"));
        if (auth != null) {
            environment.put("MUSTER_AUTH", auth);
        }
        Settings settings = read(environment);

        settings.listening().requireSafe(settings.access());

        assertThat(settings.listening()).isEqualTo(new Listening(host, 8080));
        assertThat(settings.listening().asksForKeys(settings.access())).isEqualTo(asks);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, ,     ,     , false, 0",
        "127.0.0.1, prod, ,     , true,  1200",
        "127.0.0.1, ,     keys, , true,  1200",
        "127.0.0.1, ,     keys, 5, true, 5",
        "127.0.0.1, dev,  off, 7, false, 7",
        "0.0.0.0,   dev,  keys, 0, true, 0",
        "0.0.0.0,   ,     ,     , true,  1200",
    })
    void expectsWhatItsProfileSays(
            String host, String profile, String auth, String limit, boolean asks, int requestsPerMinute) {
        Map<String, String> environment =
                new HashMap<>(Map.of("MUSTER_HOST", host, "MUSTER_ALLOWED_HOSTS", "muster.example"));
        Stream.of(new String[][] {{"MUSTER_PROFILE", profile}, {"MUSTER_AUTH", auth}, {"MUSTER_RATE_LIMIT", limit}})
                .filter(entry -> entry[1] != null)
                .forEach(entry -> environment.put(entry[0], entry[1]));
        Settings settings = read(environment);

        settings.listening().requireSafe(settings.access());

        assertThat(settings.listening().asksForKeys(settings.access())).isEqualTo(asks);
        assertThat(settings.listening().requestsPerMinute(settings.access())).isEqualTo(requestsPerMinute);
        assertThat(settings.log().format())
                .isEqualTo(
                        settings.listening().expectsStrangers(settings.access()) ? Log.Format.JSON : Log.Format.TEXT);
    }

    @Test
    void keysAreNotOffInProduction() {
        Settings settings = read(Map.of("MUSTER_PROFILE", "prod", "MUSTER_AUTH", "off"));
        assertThatExceptionOfType(InvalidSetting.class)
                .isThrownBy(() -> settings.listening().requireSafe(settings.access()))
                .withMessage("MUSTER_AUTH: off does not go with MUSTER_PROFILE=prod");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    MUSTER_TRUSTED_PROXIES | 10.0.0.0/33   | '10.0.0.0/33' is not an address such as 10.0.0.1 or a network such as 10.0.0.0/8
                    MUSTER_TRUSTED_PROXIES | proxy.example | 'proxy.example' is not an address such as 10.0.0.1 or a network such as 10.0.0.0/8
                    MUSTER_CORS_ORIGINS    | *             | '*' is not an origin such as https://example.com, without a path
                    MUSTER_CORS_ORIGINS    | https://a/b   | 'https://a/b' is not an origin such as https://example.com, without a path
                    MUSTER_PROFILE         | test          | 'test' is not dev or prod
                    MUSTER_RATE_LIMIT      | -1            | '-1' is not a whole number from 0 to 1000000000
                    MUSTER_AUDIT_KEEP_DAYS | 0             | '0' is not a whole number from 1 to 36500
                    MUSTER_TLS_KEY         | no.pem        | 'no.pem' is not a file that can be read
                    """)
    void accessThatCannotBeIsNamed(String variable, String text, String fault) {
        assertThatExceptionOfType(InvalidSetting.class)
                .isThrownBy(() -> read(Map.of(variable, text)))
                .withMessage("%s: %s", variable, fault);
    }

    @Test
    void encryptsWithBothFilesOrNone() throws IOException {
        String file = file("one.pem", "").toString();
        assertThatExceptionOfType(InvalidSetting.class)
                .isThrownBy(() -> read(Map.of("MUSTER_TLS_CERTIFICATE", file)))
                .withMessage("MUSTER_TLS_KEY: is needed where the other file of TLS is given");
        assertThatExceptionOfType(InvalidSetting.class)
                .isThrownBy(() -> read(Map.of("MUSTER_TLS_KEY", file)))
                .withMessage("MUSTER_TLS_CERTIFICATE: is needed where the other file of TLS is given");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    MUSTER_JWT_ISSUER takes MUSTER_JWT_AUDIENCE as well | MUSTER_JWT_ISSUER=i
                    MUSTER_JWT_ROLES_CLAIM takes MUSTER_JWT_ISSUER as well | MUSTER_JWT_ROLES_CLAIM=r
                    MUSTER_JWT_JWKS_URL 'http://keys.example' is not an address that begins with https://, or one of this machine | MUSTER_JWT_ISSUER=i MUSTER_JWT_AUDIENCE=a MUSTER_JWT_JWKS_URL=http://keys.example
                    """)
    void tokensTakeAllOfTheirSettings(String message, String given) {
        Map<String, String> environment = Stream.of(given.split(" "))
                .map(text -> text.split("="))
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
        assertThatExceptionOfType(InvalidSetting.class)
                .isThrownBy(() -> read(environment))
                .withMessage(message.replaceFirst(" ", ": "));
    }

    @Test
    void secretsMayComeFromFiles() throws IOException {
        file("password", "hush \u00e9\n");
        file("key", FIRST_KEY);
        file("muster.yml", "muster: {admin-key-file: key}");
        Settings settings = read(Map.of(
                "MUSTER_DATABASE_URL", "jdbc:postgresql://db/muster", "MUSTER_DATABASE_PASSWORD_FILE", "password"));
        assertThat(settings.database().password()).isEqualTo(new Secret("hush \u00e9"));
        assertThat(settings.access().adminKey()).isEqualTo(new Secret(FIRST_KEY));
    }

    @Test
    void theFirstKeyIsNotToBeGuessed() {
        assertThatExceptionOfType(InvalidSetting.class)
                .isThrownBy(() -> read(Map.of("MUSTER_ADMIN_KEY", FIRST_KEY.substring(1))))
                .withMessage(
                        "MUSTER_ADMIN_KEY: must have at least 32 characters, such as openssl rand -base64 32 gives");
        assertThat(read(Map.of("MUSTER_ADMIN_KEY", FIRST_KEY)).access().adminKey())
                .isEqualTo(new Secret(FIRST_KEY));
    }

    @Test
    void filesOfSecretsMustHoldThem() throws IOException {
        file("empty", "\n");
        Map<String, String> messages = Map.of(
                "none", "MUSTER_ADMIN_KEY_FILE: 'none' is no file that can be read",
                "empty", "MUSTER_ADMIN_KEY_FILE: 'empty' is empty");
        messages.forEach((name, message) -> assertThatExceptionOfType(InvalidSetting.class)
                .isThrownBy(() -> read(Map.of("MUSTER_ADMIN_KEY_FILE", name)))
                .withMessage(message));
        assertThatExceptionOfType(InvalidSetting.class)
                .isThrownBy(() -> read(Map.of("MUSTER_ADMIN_KEY", "a", "MUSTER_ADMIN_KEY_FILE", "none")))
                .withMessage("MUSTER_ADMIN_KEY_FILE: 'none' is no file that can be read");
        file("key", "b");
        assertThatExceptionOfType(InvalidSetting.class)
                .isThrownBy(() -> read(Map.of("MUSTER_ADMIN_KEY", "a", "MUSTER_ADMIN_KEY_FILE", "key")))
                .withMessage("MUSTER_ADMIN_KEY_FILE: is there beside MUSTER_ADMIN_KEY");
    }

    @Test
    void theFolderMayHaveVariables() throws IOException {
        file("muster.yml", "muster: {port: 1, host: 127.0.0.2, inbox: a}");
        file(".env", "# of this folder\nMUSTER_PORT=2\nMUSTER_HOST='127.0.0.3'\nMUSTER_AUTH=keys\nPATH=/bin\n");
        Settings settings = read(Map.of("MUSTER_PORT", "3"));
        assertThat(settings.listening()).isEqualTo(new Listening("127.0.0.3", 3));
        assertThat(settings.access().auth()).isEqualTo(Auth.KEYS);
        assertThat(settings.sources().inbox()).isEqualTo(Path.of("a"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    MUSTER_POTR=1          | MUSTER_POTR (in .env): there is no such setting; the nearest is MUSTER_PORT
                    MUSTER_PORT=x          | MUSTER_PORT (in .env): 'x' is not a whole number from 0 to 65535
                    MUSTER_JAVA_OPTS=-Xmx1g | MUSTER_JAVA_OPTS: is read before .env is: it belongs into the environment
                    what is this           | .env: cannot be read: each line is NAME=value, or a comment after #
                    """)
    void variablesOfTheFolderAreChecked(String line, String message) throws IOException {
        file(".env", line + "\n");
        assertThatExceptionOfType(InvalidSetting.class)
                .isThrownBy(() -> read(Map.of()))
                .withMessage(message);
    }

    @Test
    void aSecretIsBetweenTheVariablesAndTheFile() throws IOException {
        file("muster.yml", "muster: {port: 1, host: 127.0.0.2, inbox: a, secrets: 'aws:app/muster'}");
        file(".env", "MUSTER_HOST=127.0.0.3\n");
        file("password", "of the environment");
        Map<String, String> members = Map.of(
                "MUSTER_PORT", "2",
                "MUSTER_HOST", "127.0.0.4",
                "MUSTER_DATABASE_PASSWORD", "of the secret",
                "MUSTER_DATABASE_USER", "clerk");
        Settings settings = read(Map.of("MUSTER_DATABASE_PASSWORD_FILE", "password"), members);
        assertThat(settings.listening()).isEqualTo(new Listening("127.0.0.3", 2));
        assertThat(settings.sources().inbox()).isEqualTo(Path.of("a"));
        assertThat(settings.database().user()).isEqualTo("clerk");
        assertThat(settings.database().password()).isEqualTo(new Secret("of the environment"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    MUSTER_DATABASE_PASWORD | hush | there is no such setting; the nearest is MUSTER_DATABASE_PASSWORD
                    database_password       | hush | there is no such setting; the nearest is MUSTER_DATABASE_PASSWORD
                    MUSTER_PORT             | hush | is not a whole number from 0 to 65535
                    MUSTER_DATABASE_URL     | hush | is not what it must be
                    MUSTER_CURRENCIES       | a,hush hush | is not a currency's code such as USD
                    MUSTER_KAFKA_TOPICS     | hush=jobs,hush=jobs | is not what it must be
                    MUSTER_SECRETS          | aws:hush | is read before the secret is: it belongs into the environment
                    MUSTER_CONFIG           | hush | is read before the secret is: it belongs into the environment
                    MUSTER_JAVA_OPTS        | hush | is read before the secret is: it belongs into the environment
                    """)
    void whatIsWrongInASecretIsToldWithoutIt(String name, String text, String message) {
        assertThatExceptionOfType(InvalidSetting.class)
                .isThrownBy(() -> read(Map.of("MUSTER_SECRETS", "aws:app/muster"), Map.of(name, text)))
                .withMessage("%s (in the secret app/muster): %s", name, message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
                    jdbc:postgresql://db/muster?sslmode=verify-full | clerk | - | -
                    jdbc:postgresql://db/muster?ssl=true            | clerk | - | -
                    jdbc:postgresql://db/muster?sslmode=require     | clerk | x | MUSTER_DATABASE_PASSWORD: is there beside MUSTER_DATABASE_IAM
                    jdbc:postgresql://db/muster?sslmode=require     | -     | - | MUSTER_DATABASE_IAM: takes MUSTER_DATABASE_USER as well
                    jdbc:postgresql://db/muster                     | clerk | - | MUSTER_DATABASE_IAM: takes sslmode=verify-full (or verify-ca, or require) in MUSTER_DATABASE_URL
                    jdbc:postgresql://db/muster?sslmode=prefer      | clerk | - | MUSTER_DATABASE_IAM: takes sslmode=verify-full (or verify-ca, or require) in MUSTER_DATABASE_URL
                    jdbc:postgresql://db/muster?sslmode=all         | clerk | - | MUSTER_DATABASE_IAM: takes sslmode=verify-full (or verify-ca, or require) in MUSTER_DATABASE_URL
                    jdbc:postgresql://a,b/muster?sslmode=require    | clerk | - | MUSTER_DATABASE_IAM: takes one server in MUSTER_DATABASE_URL
                    jdbc:postgresql://db:x/muster?sslmode=require   | clerk | - | MUSTER_DATABASE_IAM: takes one server in MUSTER_DATABASE_URL
                    jdbc:sqlite:x.db                                | clerk | - | MUSTER_DATABASE_IAM: is for PostgreSQL on RDS and Aurora, which MUSTER_DATABASE_URL names
                    """)
    void tokensOfIamNeedAUserAndEncryption(String url, String user, String password, String message) {
        Map<String, String> environment = new HashMap<>();
        environment.put("MUSTER_DATABASE_IAM", "true");
        environment.put("MUSTER_DATABASE_URL", url);
        environment.put("MUSTER_DATABASE_USER", user == null ? "" : user);
        environment.put("MUSTER_DATABASE_PASSWORD", password == null ? "" : password);
        if (message == null) {
            assertThat(read(environment).database().iam()).isTrue();
        } else {
            assertThatExceptionOfType(InvalidSetting.class)
                    .isThrownBy(() -> read(environment))
                    .withMessage(message);
        }
    }

    @Test
    void aSecretThatCannotBeReadIsTold() {
        assertThatExceptionOfType(InvalidSetting.class)
                .isThrownBy(() -> SettingsReader.read(Map.of("MUSTER_SECRETS", "aws:x"), folder, id -> {
                    throw new UnreadableSecret("there is no secret '%s'".formatted(id));
                }))
                .withMessage("MUSTER_SECRETS: there is no secret 'x'");
        assertThatExceptionOfType(InvalidSetting.class)
                .isThrownBy(() -> read(Map.of("MUSTER_SECRETS", "vault:x")))
                .withMessage("MUSTER_SECRETS: 'vault:x' is not of the form aws:<name or ARN of a secret>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1"})
    void listensNowhereElseWithoutKeysAndNames(String host) {
        Settings open =
                read(Map.of("MUSTER_HOST", host, "MUSTER_AUTH", "off", "MUSTER_ALLOWED_HOSTS", "muster.example"));
        assertThatExceptionOfType(InvalidSetting.class)
                .isThrownBy(() -> open.listening().requireSafe(open.access()))
                .withMessage(
                        "MUSTER_AUTH: '%s' can be reached from other machines, where keys keep strangers out;"
                                + " off is for a loopback address such as 127.0.0.1",
                        host);

        Settings nameless = read(Map.of("MUSTER_HOST", host));
        assertThatExceptionOfType(InvalidSetting.class)
                .isThrownBy(() -> nameless.listening().requireSafe(nameless.access()))
                .withMessage(
                        "MUSTER_ALLOWED_HOSTS: '%s' can be reached from other machines;"
                                + " say under which names, such as muster.example.com",
                        host);
    }

    private Settings read(Map<String, String> environment) {
        return SettingsReader.read(environment, folder);
    }

    private Settings read(Map<String, String> environment, Map<String, String> members) {
        return SettingsReader.read(environment, folder, id -> id.equals("app/muster") ? members : Map.of());
    }

    private Path file(String name, String text) throws IOException {
        return Files.write(folder.resolve(name), text.getBytes(StandardCharsets.UTF_8));
    }
}
