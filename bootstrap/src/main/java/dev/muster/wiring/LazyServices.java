package dev.muster.wiring;

import dev.muster.adapters.in.cli.CommandFailed;
import dev.muster.adapters.in.cli.DataFolder;
import dev.muster.adapters.in.cli.HttpService;
import dev.muster.adapters.in.cli.PostgresTrial;
import dev.muster.adapters.in.cli.Services;
import dev.muster.adapters.out.disk.PrivateFiles;
import dev.muster.adapters.out.postgres.LocalPostgres;
import dev.muster.adapters.out.postgres.Postgres;
import dev.muster.adapters.out.sqlite.Sqlite;
import dev.muster.domain.dataset.Catalog;
import dev.muster.settings.InvalidSetting;
import dev.muster.settings.Listening;
import dev.muster.settings.Secret;
import dev.muster.settings.Setting;
import dev.muster.settings.Settings;
import dev.muster.settings.Settings.DatabasePlace;
import dev.muster.settings.SettingsReader;
import io.micronaut.context.ApplicationContext;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
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
    public <T> T get(Class<T> type) {
        try {
            if (type == Catalog.class) {
                return type.cast(catalog());
            }
            if (type == DataFolder.class) {
                makeDataFolder(settings().dataDir());
                return type.cast(new DataFolder(settings().dataDir()));
            }
            if (type == HttpService.class) {
                return type.cast(new NettyService(Listening.of(settings()), this::context));
            }
            if (type == PostgresTrial.class) {
                return type.cast((PostgresTrial) this::usePostgres);
            }
            return context().getBean(type);
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

    private String usePostgres() {
        if (context != null) {
            throw new IllegalStateException("the database is open already");
        }
        if (!settings().database().isSqlite()) {
            return "the same settings as this one";
        }
        makeDataFolder(settings().dataDir());
        postgres = LocalPostgres.in(settings().dataDir().resolve("postgres"));
        settings = settings().with(new DatabasePlace(postgres.url(), postgres.user(), new Secret(postgres.password())));
        return "%s=%s %s=%s %s=$(cat '%s')"
                .formatted(
                        Setting.DATABASE_URL.variable(),
                        postgres.url(),
                        Setting.DATABASE_USER.variable(),
                        postgres.user(),
                        Setting.DATABASE_PASSWORD.variable(),
                        postgres.passwordFile());
    }

    private Settings settings() {
        if (settings == null) {
            settings = SettingsReader.read(environment, folder);
        }
        return settings;
    }

    private Catalog catalog() {
        if (catalog == null) {
            catalog = KnownDatasets.catalog(settings().currencies());
        }
        return catalog;
    }

    private ApplicationContext context() {
        if (context == null) {
            refuseWhatIsNotThereYet(settings());
            makeDataFolder(settings().dataDir());
            makeDatabaseFile(settings().database());
            context = ApplicationContext.builder()
                    // The settings are ours to read: what Micronaut would find in the environment could change
                    // anything.
                    .environmentPropertySource(false)
                    .deduceEnvironment(false)
                    .bootstrapEnvironment(false)
                    .banner(false)
                    .properties(properties(settings()))
                    .singletons(settings(), catalog())
                    .build();
            try {
                context.start();
            } catch (RuntimeException e) {
                throw unusableDatabase(e);
            }
        }
        return context;
    }

    /** What a database that cannot be opened or brought up to date means for the user; the exception itself if it is another. */
    private static RuntimeException unusableDatabase(RuntimeException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof FlywayValidateException) {
                return new InvalidSetting(
                        Setting.DATABASE_URL.variable(),
                        "the database was last used by a newer version of Muster, or its tables were made by another program");
            }
            if (cause instanceof SQLException failure) {
                String message =
                        String.valueOf(failure.getMessage()).lines().findFirst().orElse("no reason given");
                return CommandFailed.failure("the database cannot be used: " + message);
            }
        }
        return e;
    }

    private static Map<String, Object> properties(Settings settings) {
        DatabasePlace database = settings.database();
        Secret password = database.password();
        return database.isSqlite()
                ? Sqlite.configuration(database.url())
                : Postgres.configuration(database.url(), database.user(), password == null ? null : password.reveal());
    }

    private static void refuseWhatIsNotThereYet(Settings settings) {
        if (!"file".equals(settings.storageUrl().getScheme())) {
            throw new InvalidSetting(Setting.STORAGE_URL.variable(), "S3 is not there yet; use file:<folder>");
        }
    }

    /** SQLite would make one that all may read. */
    private static void makeDatabaseFile(DatabasePlace database) {
        if (database.isSqlite()) {
            Sqlite.makeFile(database.url());
        }
    }

    private static void makeDataFolder(Path folder) {
        try {
            PrivateFiles.makeFolder(folder);
        } catch (IOException e) {
            throw new InvalidSetting(
                    Setting.DATA_DIR.variable(), "'%s' cannot be made a folder: %s".formatted(folder, e));
        }
        if (!Files.isWritable(folder)) {
            throw new InvalidSetting(Setting.DATA_DIR.variable(), "'%s' must not be written to".formatted(folder));
        }
    }
}
