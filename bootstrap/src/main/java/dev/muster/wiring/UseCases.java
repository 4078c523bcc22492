package dev.muster.wiring;

import dev.muster.application.ingest.IngestRecords;
import dev.muster.application.port.Database;
import dev.muster.application.port.IdSource;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.RecordDecoder;
import dev.muster.application.reports.ComputeReport;
import dev.muster.application.reports.Summarise;
import dev.muster.domain.dataset.Catalog;
import dev.muster.settings.Settings;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** What the program does: its table of contents. */
@Factory
final class UseCases {

    @Singleton
    IngestRecords ingestRecords(
            Catalog catalog,
            Database database,
            ObjectStore objects,
            RecordDecoder decoder,
            InstantSource clock,
            IdSource ids,
            Settings settings) {
        return new IngestRecords(catalog, database, objects, decoder, clock, ids, settings.maxUploadBytes());
    }

    @Singleton
    ComputeReport computeReport(Catalog catalog, Database database) {
        return new ComputeReport(catalog, database);
    }

    @Singleton
    Summarise summarise(Catalog catalog, Database database) {
        return new Summarise(catalog, database);
    }
}
