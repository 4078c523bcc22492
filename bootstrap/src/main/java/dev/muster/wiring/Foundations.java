package dev.muster.wiring;

import dev.muster.adapters.in.json.JsonReports;
import dev.muster.adapters.in.rest.http.RestSettings;
import dev.muster.adapters.out.charts.Charts;
import dev.muster.adapters.out.disk.DiskStorage;
import dev.muster.adapters.out.formats.read.TextDecoding;
import dev.muster.adapters.out.formats.write.Formats;
import dev.muster.adapters.out.jdbc.Owners;
import dev.muster.adapters.out.jdbc.RunRepository;
import dev.muster.adapters.out.pages.Pages;
import dev.muster.adapters.out.postgres.Postgres;
import dev.muster.adapters.out.sqlite.Sqlite;
import dev.muster.application.export.ExportFormats;
import dev.muster.application.export.RejectionFormats;
import dev.muster.application.ingest.TimeOrderedIds;
import dev.muster.application.port.ChartRenderer;
import dev.muster.application.port.Database;
import dev.muster.application.port.IdSource;
import dev.muster.application.port.Leftovers;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.RecordDecoder;
import dev.muster.application.port.RecordSource;
import dev.muster.application.port.Scratch;
import dev.muster.application.port.WorkbookWriter;
import dev.muster.application.reports.ReportFormats;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.report.ReportCatalog;
import dev.muster.settings.Settings;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.transaction.TransactionOperations;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** What the use cases stand on: the ports, each with the technology that the settings ask for. */
@Factory
final class Foundations {

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

    @Bean(preDestroy = "close")
    @Singleton
    Owners owners(Settings settings, DataSource source) {
        return switch (settings.database().kind()) {
            case SQLITE -> Sqlite.owners(settings.database().url());
            case POSTGRESQL -> Postgres.owners(source);
        };
    }

    @Singleton
    Database database(
            Settings settings,
            DataSource source,
            TransactionOperations<Connection> transactions,
            RunRepository runs,
            Owners owners,
            Catalog catalog,
            ReportCatalog reports) {
        return switch (settings.database().kind()) {
            case SQLITE -> Sqlite.database(transactions, runs, owners, catalog, reports.keptRollups());
            case POSTGRESQL -> Postgres.database(source, transactions, runs, owners, catalog, reports.keptRollups());
        };
    }

    @Singleton
    Scratch.Space scratch() {
        return Sqlite.scratch();
    }

    @Singleton
    ObjectStore objects(Settings settings) {
        return DiskStorage.in(Path.of(settings.storageUrl()));
    }

    /** What killed processes leave in the storage, and outside of it. */
    static List<Leftovers> leftovers(Settings settings) {
        return List.of(DiskStorage.leftovers(Path.of(settings.storageUrl())), new UnpackedLibraries());
    }

    /** The places that may be read. */
    static List<RecordSource> sources(Settings settings) {
        return Stream.ofNullable(settings.inbox()).map(DiskStorage::inbox).toList();
    }

    @Singleton
    ExportFormats exportFormats() {
        return new ExportFormats(Formats.all());
    }

    @Singleton
    RejectionFormats rejectionFormats() {
        return new RejectionFormats(Formats.ofRejections());
    }

    @Singleton
    ChartRenderer charts() {
        return Charts.renderer();
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
    RestSettings rest(Settings settings) {
        return new RestSettings(settings.host(), settings.port(), settings.maxUploadBytes());
    }
}
