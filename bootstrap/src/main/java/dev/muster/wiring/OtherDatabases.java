package dev.muster.wiring;

import dev.muster.adapters.in.rest.http.RestSettings;
import dev.muster.adapters.out.disk.PrivateFiles;
import dev.muster.adapters.out.postgres.Login;
import dev.muster.adapters.out.postgres.Postgres;
import dev.muster.adapters.out.sqlite.Sqlite;
import dev.muster.application.port.Database;
import dev.muster.application.port.Leftovers;
import dev.muster.application.port.PortException;
import dev.muster.application.port.ScratchDatabases;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.report.ReportCatalog;
import dev.muster.settings.DatabaseKind;
import dev.muster.settings.Listening;
import dev.muster.settings.Secret;
import dev.muster.settings.Settings;
import dev.muster.settings.Settings.DatabasePlace;
import dev.muster.settings.Settings.Tls;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.ApplicationContextBuilder;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Opens databases beside the one of the program, each with everything that a database needs: a SQLite file in the folder
 * of the data for what is thrown away, or one that a place names. Thread safe.
 */
final class OtherDatabases implements ScratchDatabases, Leftovers {
    private static final String PREFIX = "scratch-";
    private static final String FILE = "scratch.db";

    private final Settings settings;
    private final Catalog catalog;
    private final ReportCatalog reports;

    OtherDatabases(Settings settings, Catalog catalog, ReportCatalog reports) {
        this.settings = settings;
        this.catalog = catalog;
        this.reports = reports;
    }

    /** Returns a context, not started, that works on the database at a place, and signs in to it as that says. */
    ApplicationContext at(DatabasePlace place) {
        return builder(place).build();
    }

    /** @param login signs in to the database */
    ApplicationContext at(DatabasePlace place, Login login) {
        return builder(place).singletons(login).build();
    }

    private ApplicationContextBuilder builder(DatabasePlace place) {
        return ApplicationContext.builder()
                // The settings are ours to read: what Micronaut would find in the environment could change anything.
                .environmentPropertySource(false)
                .deduceEnvironment(false)
                .bootstrapEnvironment(false)
                .banner(false)
                .properties(properties(place))
                .properties(S3Properties.of(settings.s3()))
                .properties(properties(settings.listening(), settings.tls()))
                .properties(Map.of(RestSettings.KEYS, settings.listening().asksForKeys(settings.access())))
                .singletons(
                        settings.listening(),
                        settings.access(),
                        place,
                        settings.storage(),
                        settings.s3(),
                        settings.sources(),
                        settings.pipelines(),
                        settings.destinations(),
                        settings.kafka(),
                        settings.intake(),
                        settings.backups(),
                        settings.destinations(),
                        settings.events(),
                        settings.traces(),
                        catalog,
                        reports,
                        this);
    }

    private static Map<String, Object> properties(DatabasePlace place) {
        Secret password = place.password();
        return switch (place.kind()) {
            case SQLITE -> Sqlite.configuration(place.url());
            case POSTGRESQL ->
                Postgres.configuration(place.url(), place.user(), password == null ? null : password.reveal());
        };
    }

    private static Map<String, Object> properties(Listening listening, @Nullable Tls tls) {
        return tls == null
                ? Map.of()
                : Map.of(
                        "micronaut.certificate.file.service.format",
                        "PEM",
                        "micronaut.certificate.file.service.path",
                        tls.key().toAbsolutePath(),
                        "micronaut.certificate.file.service.certificate-path",
                        tls.certificate().toAbsolutePath(),
                        "micronaut.server.ssl.enabled",
                        true,
                        "micronaut.server.ssl.key-name",
                        "service",
                        "micronaut.server.ssl.port",
                        listening.port() == 0 ? -1 : listening.port());
    }

    /** Opens the database at a place, and brings it up to date. */
    OpenDatabase open(DatabasePlace place) {
        if (place.kind() == DatabaseKind.SQLITE) {
            Sqlite.makeFile(place.url());
        }
        ApplicationContext context = at(place);
        try {
            context.start();
            Database database = context.getBean(Database.class);
            return new OpenDatabase() {
                @Override
                public Database database() {
                    return database;
                }

                @Override
                public void close() {
                    context.close();
                }
            };
        } catch (RuntimeException e) {
            context.close();
            throw e;
        }
    }

    @Override
    public OpenDatabase open() {
        try {
            Path folder = Files.createTempDirectory(settings.dataDir(), PREFIX);
            PrivateFiles.makeFolder(folder);
            OpenDatabase open = open(new DatabasePlace("jdbc:sqlite:" + folder.resolve(FILE), null, null));
            return new OpenDatabase() {
                @Override
                public Database database() {
                    return open.database();
                }

                @Override
                public void close() {
                    open.close();
                    try {
                        remove(folder);
                    } catch (IOException e) {
                        // It is removed later, as what killed processes leave behind.
                    }
                }
            };
        } catch (IOException e) {
            throw new PortException(
                    PortException.Part.STORAGE,
                    PortException.Kind.FULL,
                    "there is no space for a scratch database in the folder of the data",
                    e);
        }
    }

    private static void remove(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(folder);
    }

    @Override
    public String name() {
        return "scratch databases";
    }

    @Override
    public int remove(Instant before) {
        int removed = 0;
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(settings.dataDir(), PREFIX + "*")) {
            for (Path folder : folders) {
                if (Files.getLastModifiedTime(folder).toInstant().isBefore(before)) {
                    remove(folder);
                    removed++;
                }
            }
        } catch (NoSuchFileException e) {
            // Another process was faster.
        } catch (IOException e) {
            throw new PortException(
                    PortException.Part.STORAGE, PortException.Kind.FAULT, "the folder of the data cannot be read", e);
        }
        return removed;
    }
}
