package dev.muster.wiring;

import dev.muster.adapters.in.json.JsonEvents;
import dev.muster.adapters.in.json.JsonReports;
import dev.muster.adapters.in.rest.http.Reach;
import dev.muster.adapters.in.rest.http.RestSettings;
import dev.muster.adapters.out.backups.BackupFiles;
import dev.muster.adapters.out.charts.Charts;
import dev.muster.adapters.out.disk.DiskStorage;
import dev.muster.adapters.out.formats.read.TextDecoding;
import dev.muster.adapters.out.formats.write.Formats;
import dev.muster.adapters.out.http.GuardedHttp;
import dev.muster.adapters.out.http.HttpTimeouts;
import dev.muster.adapters.out.jdbc.Owners;
import dev.muster.adapters.out.jdbc.RunRepository;
import dev.muster.adapters.out.otel.OpenTelemetry;
import dev.muster.adapters.out.pages.Pages;
import dev.muster.adapters.out.postgres.Postgres;
import dev.muster.adapters.out.s3.S3Location;
import dev.muster.adapters.out.s3.S3Storage;
import dev.muster.adapters.out.schedule.Cron;
import dev.muster.adapters.out.sqlite.Sqlite;
import dev.muster.application.access.AuditedTransactions;
import dev.muster.application.egress.DestinationPolicy;
import dev.muster.application.events.AnnounceEvents;
import dev.muster.application.events.AnnouncedRuns;
import dev.muster.application.export.ExportFormats;
import dev.muster.application.export.RejectionFormats;
import dev.muster.application.health.UndrawnScripts;
import dev.muster.application.ingest.TimeOrderedIds;
import dev.muster.application.metrics.CommittedBatches;
import dev.muster.application.metrics.StorageFailures;
import dev.muster.application.port.BackupFormat;
import dev.muster.application.port.ChartRenderer;
import dev.muster.application.port.ConnectionPool;
import dev.muster.application.port.Database;
import dev.muster.application.port.IdSource;
import dev.muster.application.port.Leftovers;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.PortException;
import dev.muster.application.port.RawRows;
import dev.muster.application.port.RecordDecoder;
import dev.muster.application.port.RecordSource;
import dev.muster.application.port.Schedules;
import dev.muster.application.port.Scratch;
import dev.muster.application.port.Tracing;
import dev.muster.application.port.WorkbookWriter;
import dev.muster.application.reports.ReportFormats;
import dev.muster.application.work.WorkLog;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.report.ReportCatalog;
import dev.muster.settings.InvalidSetting;
import dev.muster.settings.Listening;
import dev.muster.settings.Settings.Access;
import dev.muster.settings.Settings.DatabasePlace;
import dev.muster.settings.Settings.Destinations;
import dev.muster.settings.Settings.Intake;
import dev.muster.settings.Settings.Pipelines;
import dev.muster.settings.Settings.S3;
import dev.muster.settings.Settings.Sources;
import dev.muster.settings.Settings.Storage;
import dev.muster.settings.Settings.Traces;
import io.micronaut.context.BeanProvider;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Primary;
import io.micronaut.context.exceptions.BeanInstantiationException;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.transaction.TransactionOperations;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.net.URI;
import java.security.SecureRandom;
import java.sql.Connection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import javax.sql.DataSource;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** What the use cases stand on: the ports, each with the technology that the settings ask for. */
@Factory
final class Foundations {
    private static final HttpTimeouts TIMEOUTS =
            new HttpTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(15), Duration.ofMinutes(2));
    private static final HttpTimeouts OF_WEBHOOKS =
            new HttpTimeouts(Duration.ofSeconds(10), Duration.ofSeconds(15), Duration.ofSeconds(15));

    /**
     * @param clock Micronaut's own: the system's
     */
    @Singleton
    IdSource ids(InstantSource clock) {
        return new TimeOrderedIds(clock, new SecureRandom());
    }

    @Singleton
    RecordDecoder decoder() {
        return TextDecoding.decoder();
    }

    @Singleton
    RawRows rawRows() {
        return TextDecoding.rawRows();
    }

    @Bean(preDestroy = "close")
    @Singleton
    Owners owners(DatabasePlace place, DataSource source) {
        return switch (place.kind()) {
            case SQLITE -> Sqlite.owners(place.url());
            case POSTGRESQL -> Postgres.owners(source);
        };
    }

    /** Taken by those that write to a database which takes one writer at a time. */
    @Singleton
    Lock writers() {
        return Sqlite.writers();
    }

    @Singleton
    Database database(
            DatabasePlace place,
            DataSource source,
            Lock writers,
            TransactionOperations<Connection> transactions,
            RunRepository runs,
            Owners owners,
            Catalog catalog,
            ReportCatalog reports,
            IdSource ids,
            InstantSource clock,
            CommittedBatches batches) {
        Database plain = switch (place.kind()) {
            case SQLITE -> Sqlite.database(writers, transactions, runs, owners, catalog, reports.keptRollups());
            case POSTGRESQL -> Postgres.database(source, transactions, runs, owners, catalog, reports.keptRollups());
        };
        return batches.in(AuditedTransactions.in(AnnouncedRuns.in(plain, announceEvents(plain, ids, clock)), clock));
    }

    /** What OpenTelemetry brings is not even loaded where nobody wants traces. */
    @Bean(preDestroy = "close")
    @Singleton
    Tracing tracing(Traces traces, WorkLog log) {
        if (!traces.on()) {
            return Tracing.NONE;
        }
        try {
            return OpenTelemetry.tracing(traces.variables(), log::wrong);
        } catch (IllegalArgumentException e) {
            throw new InvalidSetting("OTEL_*", String.valueOf(e.getMessage()));
        }
    }

    /** What the metrics tell of it. */
    @Singleton
    CommittedBatches committedBatches() {
        return new CommittedBatches();
    }

    @Singleton
    ConnectionPool connectionPool(DataSource source) {
        return HikariConnectionPool.of(source);
    }

    /** For what else happens; the database itself announces the ends of runs. */
    @Singleton
    AnnounceEvents announceEvents(Database database, IdSource ids, InstantSource clock) {
        return new AnnounceEvents(database.events(), ids, clock, JsonEvents::data);
    }

    @Singleton
    Scratch.Space scratch() {
        return Sqlite.scratch();
    }

    /** Asked for only where something is kept in a bucket or read from one: its classes take their time. */
    @Bean(preDestroy = "close")
    @Singleton
    S3Storage s3(S3 access, BeanProvider<S3ClientBuilder> builder) {
        try {
            return S3Storage.connect(builder.get(), access.endpoint() == null, access.kmsKey());
        } catch (PortException | BeanInstantiationException e) {
            throw new InvalidSetting("AWS_REGION", "must name the region of the buckets");
        }
    }

    @Singleton
    StorageFailures storageFailures() {
        return new StorageFailures();
    }

    @Singleton
    ObjectStore objects(Storage storage, BeanProvider<S3Storage> s3, StorageFailures failures) {
        return failures.in(
                storage.folder().map(DiskStorage::in).orElseGet(() -> s3.get().objects(location(storage.url()))));
    }

    /** What killed processes leave in the storage, and outside of it. */
    static List<Leftovers> leftovers(Storage storage, BeanProvider<S3Storage> s3) {
        return List.of(
                storage.folder()
                        .map(DiskStorage::leftovers)
                        .orElseGet(() -> s3.get().leftovers(location(storage.url()))),
                new UnpackedLibraries());
    }

    /** The places that may be read. */
    static List<RecordSource> sources(Sources places, BeanProvider<S3Storage> s3) {
        return Stream.concat(
                        Stream.ofNullable(places.inbox()).map(DiskStorage::inbox),
                        places.s3().stream()
                                .map(Foundations::location)
                                .distinct()
                                .map(place -> s3.get().source(place)))
                .toList();
    }

    /** The places of folders that pipelines read, by what the names of their files follow. */
    static Map<String, RecordSource> folders(Pipelines pipelines, BeanProvider<S3Storage> s3) {
        URI hiring = pipelines.hiringS3();
        if (hiring == null) {
            return Map.of();
        }
        RecordSource source = s3.get().source(location(hiring));
        return Map.of(source.prefix(), source);
    }

    /** Reaches what somebody else names, as far as it may be reached. */
    @Bean(preDestroy = "close")
    @Primary
    @Singleton
    GuardedHttp http(Destinations destinations) {
        return GuardedHttp.with(DestinationPolicy.allowing(destinations.allowed()), TIMEOUTS);
    }

    /** Reaches the API of the content as well, wherever it is. */
    @Bean(preDestroy = "close")
    @Named("content")
    @Singleton
    GuardedHttp contentHttp(Destinations destinations, Pipelines pipelines) {
        return GuardedHttp.with(
                DestinationPolicy.allowing(destinations.allowed())
                        .and(pipelines.contentApiUrl().getHost()),
                TIMEOUTS);
    }

    static S3Location location(Object address) {
        return S3Location.parse(address.toString())
                .orElseThrow(() -> new IllegalStateException("settings have checked '%s'".formatted(address)));
    }

    @Singleton
    ExportFormats exportFormats() {
        return new ExportFormats(Formats.all());
    }

    @Singleton
    RejectionFormats rejectionFormats() {
        return new RejectionFormats(Formats.ofRejections());
    }

    @Bean(preDestroy = "close")
    @Singleton
    Schedules schedules(DatabasePlace place, DataSource source, Lock writers, Owners owners, WorkLog log) {
        DataSource unwrapped = DelegatingDataSource.unwrapDataSource(source);
        BiConsumer<String, Throwable> failed =
                (name, failure) -> log.failed("of what is scheduled, %s failed".formatted(name), failure);
        return switch (place.kind()) {
            case SQLITE -> Cron.in(unwrapped, writers, owners, failed);
            case POSTGRESQL -> Cron.in(unwrapped, owners, failed);
        };
    }

    /** Reaches webhooks, as far as they may be reached. */
    @Bean(preDestroy = "close")
    @Named("webhooks")
    @Singleton
    GuardedHttp webhookHttp(Destinations destinations) {
        return GuardedHttp.with(DestinationPolicy.allowing(destinations.allowed()), OF_WEBHOOKS);
    }

    @Singleton
    BackupFormat backupFormat() {
        return BackupFiles.format();
    }

    @Singleton
    ChartRenderer charts(UndrawnScripts undrawn) {
        return Charts.renderer(undrawn::found);
    }

    @Singleton
    ReportFormats reportFormats(ChartRenderer charts) {
        return new ReportFormats(Formats.ofReports(), charts, List.of(JsonReports.writer(), Pages.html(charts)));
    }

    @Singleton
    WorkbookWriter workbooks() {
        return Formats.workbooks();
    }

    @Singleton
    RestSettings rest(Listening listening, Access access, Intake intake) {
        return new RestSettings(
                new Reach(
                        listening.host(),
                        listening.port(),
                        Set.copyOf(access.allowedHosts()),
                        access.trustedProxies(),
                        Set.copyOf(access.origins()),
                        listening.requestsPerMinute(access)),
                intake.maxUploadBytes());
    }
}
