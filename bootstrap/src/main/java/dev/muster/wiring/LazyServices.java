package dev.muster.wiring;

import dev.muster.adapters.in.cli.CommandFailed;
import dev.muster.adapters.in.cli.HttpService;
import dev.muster.adapters.in.cli.Services;
import dev.muster.adapters.in.cli.UseCases;
import dev.muster.adapters.in.kafka.ConsumerProperties;
import dev.muster.adapters.out.aws.RdsLogin;
import dev.muster.adapters.out.disk.PrivateFiles;
import dev.muster.adapters.out.http.GuardedHttp;
import dev.muster.adapters.out.postgres.LocalPostgres;
import dev.muster.adapters.out.postgres.Login;
import dev.muster.adapters.out.postgres.PostgresServerAddress;
import dev.muster.adapters.out.s3.S3Storage;
import dev.muster.adapters.out.sqlite.Sqlite;
import dev.muster.application.Refusal;
import dev.muster.application.access.Authenticate;
import dev.muster.application.events.Webhook;
import dev.muster.application.port.ScratchDatabases.OpenDatabase;
import dev.muster.application.port.Tracing;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.pipeline.PipelineCatalog;
import dev.muster.settings.DatabaseKind;
import dev.muster.settings.InvalidSetting;
import dev.muster.settings.Listening;
import dev.muster.settings.Secret;
import dev.muster.settings.Setting;
import dev.muster.settings.Settings;
import dev.muster.settings.Settings.DatabasePlace;
import dev.muster.settings.Settings.Tls;
import dev.muster.settings.SettingsReader;
import io.micronaut.context.ApplicationContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.jspecify.annotations.Nullable;

/**
 * Makes what a command asks for, and no more: first the settings are read, then the catalog is made, and only for what is
 * more than that the program is put together and its database opened. Not thread safe.
 */
public final class LazyServices implements Services, Closeable {
    private final Map<String, String> environment;
    private final Path folder;
    private @Nullable Settings settings;
    private @Nullable Catalog catalog;
    private @Nullable ApplicationContext context;
    private @Nullable LocalPostgres postgres;

    /**
     * @param environment variables by name
     * @param folder the working folder
     */
    public LazyServices(Map<String, String> environment, Path folder) {
        this.environment = environment;
        this.folder = folder;
    }

    @Override
    public Catalog catalog() {
        return configured(() -> {
            if (catalog == null) {
                catalog = BuiltIn.datasets(settings().intake().currencies());
            }
            return catalog;
        });
    }

    @Override
    public Path dataFolder() {
        return configured(() -> {
            makeFolder(Setting.DATA_DIR, settings().dataDir());
            return settings().dataDir();
        });
    }

    @Override
    public HttpService httpService() {
        return configured(() -> {
            Listening listening = settings().listening();
            listening.requireSafe(settings().access());
            requireReachable(settings());
            requireUsable(settings().tls());
            return new NettyService(listening, () -> configured(() -> withKey(context())));
        });
    }

    /** Connections can be encrypted with what the files hold. */
    private static void requireUsable(@Nullable Tls tls) {
        if (tls == null) {
            return;
        }
        try {
            SslContextBuilder.forServer(tls.certificate().toFile(), tls.key().toFile())
                    .build();
        } catch (IllegalArgumentException | SSLException e) {
            throw new InvalidSetting(
                    Setting.TLS_KEY.variable(),
                    "'%s' is no private key in PEM, without a password, of the certificate in '%s'"
                            .formatted(tls.key(), tls.certificate()));
        }
    }

    @Override
    public void refuseSamples() {
        configured(() -> {
            if (settings().listening().expectsStrangers(settings().access())) {
                throw new InvalidSetting(
                        Setting.PROFILE.variable(), "prod takes no sample data; dev does, on a loopback address");
            }
            return null;
        });
    }

    /** Where strangers are expected, somebody must be able to enter the service. */
    private ApplicationContext withKey(ApplicationContext started) {
        if (settings().listening().expectsStrangers(settings().access())
                && !started.getBean(Authenticate.class).hasKey()) {
            throw new InvalidSetting(
                    Setting.ADMIN_KEY.variable(),
                    "there is no key yet with which the service could be used: make one with muster keys create --role admin, or set this");
        }
        return started;
    }

    /** Whoever is told of events must be at an address that may be reached, if its name resolves now. */
    private static void requireReachable(Settings settings) {
        if (settings.events().webhooks().isEmpty()) {
            return;
        }
        try (GuardedHttp http = new Foundations().webhookHttp(settings.destinations())) {
            for (Webhook webhook : settings.events().webhooks()) {
                try {
                    http.require(webhook.url());
                } catch (Refusal e) {
                    throw new InvalidSetting(
                            "muster.webhooks.%s.url".formatted(webhook.name()),
                            "%s (%s)"
                                    .formatted(
                                            e.problem().detail(),
                                            e.problem().type().slug()));
                }
            }
        }
    }

    @Override
    public UseCases useCases() {
        return configured(() -> context().getBean(UseCases.class));
    }

    @Override
    public OpenDatabase openDatabase(String argument, String url, @Nullable String user, @Nullable String password) {
        OtherDatabases others = configured(this::others);
        try {
            DatabasePlace place = SettingsReader.database(argument, url, user, password);
            if (place.kind() == DatabaseKind.SQLITE) {
                requireFolderOf(argument, Sqlite.file(place.url()));
            }
            try {
                return others.open(place);
            } catch (RuntimeException e) {
                throw unusable(argument, place, e);
            }
        } catch (InvalidSetting invalid) {
            throw CommandFailed.usage(String.valueOf(invalid.getMessage()));
        }
    }

    /** Says of what cannot be made because of a setting that it is that, also if it is made later than asked for. */
    private static <T> T configured(Supplier<T> making) {
        try {
            return making.get();
        } catch (InvalidSetting invalid) {
            throw CommandFailed.configuration(String.valueOf(invalid.getMessage()));
        }
    }

    /** Ends everything that was started. */
    @Override
    public void close() {
        if (context != null) {
            context.close();
        }
        if (postgres != null) {
            postgres.close();
        }
    }

    @Override
    public String usePostgres() {
        if (context != null) {
            throw new IllegalStateException("the database is open already");
        }
        return configured(() -> {
            if (settings().database().kind() != DatabaseKind.SQLITE) {
                return "the same settings as this one";
            }
            postgres = LocalPostgres.in(dataFolder().resolve("postgres"));
            settings = settings()
                    .with(new DatabasePlace(postgres.url(), postgres.user(), new Secret(postgres.password())));
            return "%s=%s %s=%s %s=$(cat '%s')"
                    .formatted(
                            Setting.DATABASE_URL.variable(),
                            postgres.url(),
                            Setting.DATABASE_USER.variable(),
                            postgres.user(),
                            Setting.DATABASE_PASSWORD.variable(),
                            postgres.passwordFile());
        });
    }

    private Settings settings() {
        if (settings == null) {
            settings = SettingsReader.read(environment, folder);
            LogOutput.setUp(settings.log());
        }
        return settings;
    }

    private ApplicationContext context() {
        if (context == null) {
            dataFolder();
            settings().storage().folder().ifPresent(files -> makeFolder(Setting.STORAGE_URL, files));
            requireReadable(settings().kafka(), catalog());
            UnpackedLibraries.prepare(settings().dataDir());
            if (settings().database().kind() == DatabaseKind.SQLITE) {
                requireFolderOf(
                        Setting.DATABASE_URL.variable(),
                        Sqlite.file(settings().database().url()));
                // It would make one that all may read.
                Sqlite.makeFile(settings().database().url());
            }
            context = postgres != null || settings().database().kind() == DatabaseKind.SQLITE
                    ? others().at(settings().database())
                    : others().at(settings().database(), login(settings().database()));
            try {
                context.start();
                if (settings().useS3()) {
                    // What is wrong with it is known before anything begins.
                    context.getBean(S3Storage.class);
                }
                context.getBean(PipelineCatalog.class);
                context.getBean(Tracing.class);
            } catch (RuntimeException e) {
                throw unusable(
                        whereDatabaseIs(settings()).variable(), settings().database(), e);
            }
        }
        return context;
    }

    /**
     * What it means for the user that the program cannot be put together; the exception itself if that is not known.
     *
     * @param named what says where the database is
     */
    private static RuntimeException unusable(String named, DatabasePlace place, RuntimeException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidSetting invalid) {
                return invalid;
            }
            if (cause instanceof FlywayValidateException) {
                return new InvalidSetting(
                        named,
                        "the database was last used by a newer version of Muster, or its tables were made by another program");
            }
            if (cause instanceof SQLException failure) {
                String message =
                        String.valueOf(failure.getMessage()).lines().findFirst().orElse("no reason given");
                if (Sqlite.isWrongFile(failure)) {
                    return new InvalidSetting(
                            named,
                            "'%s' cannot be used as a database: %s".formatted(Sqlite.file(place.url()), message));
                }
                return CommandFailed.failure("the database cannot be used: " + message);
            }
        }
        return e;
    }

    /** What cannot be read from Kafka is known before anything begins. */
    private static void requireReadable(Settings.Kafka kafka, Catalog catalog) {
        kafka.topics().forEach((topic, dataset) -> {
            if (catalog.find(dataset).isEmpty()) {
                throw new InvalidSetting(
                        Setting.KAFKA_TOPICS.variable(),
                        "topic %s is to go to the dataset '%s', which there is not; there are %s"
                                .formatted(
                                        topic,
                                        dataset,
                                        catalog.all().stream()
                                                .map(Dataset::name)
                                                .collect(Collectors.joining(", "))));
            }
        });
        if (kafka.on()) {
            ConsumerProperties.fault(KafkaFactory.properties(kafka)).ifPresent(fault -> {
                throw new InvalidSetting("muster.kafka.properties", fault);
            });
        }
    }

    private Login login(DatabasePlace place) {
        String user = place.user();
        if (!place.iam() || user == null) {
            return new RenewedLogin(
                    place, () -> SettingsReader.read(environment, folder).database(), InstantSource.system());
        }
        try {
            return RdsLogin.to(PostgresServerAddress.of(place.url()).orElseThrow(), user, InstantSource.system());
        } catch (IllegalStateException e) {
            throw new InvalidSetting("AWS_REGION", "must name the region of the database");
        }
    }

    private OtherDatabases others() {
        return new OtherDatabases(settings(), catalog(), BuiltIn.reports(catalog()));
    }

    /** What decides where the database is: the folder of all data, if nothing else does. */
    private static Setting whereDatabaseIs(Settings settings) {
        DatabasePlace place = settings.database();
        return place.kind() == DatabaseKind.SQLITE && Sqlite.file(place.url()).startsWith(settings.dataDir())
                ? Setting.DATA_DIR
                : Setting.DATABASE_URL;
    }

    private static void makeFolder(Setting setting, Path folder) {
        try {
            PrivateFiles.makeFolder(folder);
        } catch (IOException e) {
            throw new InvalidSetting(
                    setting.variable(), "'%s' cannot be made a folder: %s".formatted(folder, reason(e)));
        }
        if (!Files.isWritable(folder)) {
            throw new InvalidSetting(setting.variable(), "'%s' must not be written to".formatted(folder));
        }
    }

    private static String reason(IOException e) {
        return switch (e) {
            case FileAlreadyExistsException file -> "there is a file of that name";
            case NoSuchFileException missing -> "nothing can be made there";
            case AccessDeniedException denied -> "access is denied";
            case FileSystemException other when other.getReason() != null -> other.getReason();
            default -> String.valueOf(e.getMessage());
        };
    }

    /** The driver would make the database, but not the folder that it is to be in. */
    private static void requireFolderOf(String named, Path database) {
        Path folder = database.toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            throw new InvalidSetting(named, "there is no folder '%s'".formatted(folder));
        }
    }
}
