package dev.muster.wiring;

import dev.muster.adapters.in.cli.UseCases;
import dev.muster.adapters.in.rest.WorkLogger;
import dev.muster.adapters.out.jdbc.Owners;
import dev.muster.adapters.out.s3.S3Storage;
import dev.muster.application.arguments.Datasets;
import dev.muster.application.export.ExportFormats;
import dev.muster.application.export.ExportRecords;
import dev.muster.application.export.ExportRejections;
import dev.muster.application.export.RejectionFormats;
import dev.muster.application.health.ProbeStorage;
import dev.muster.application.health.UndrawnScripts;
import dev.muster.application.ingest.IngestRecords;
import dev.muster.application.ingest.LandOnce;
import dev.muster.application.ingest.LeftLandings;
import dev.muster.application.ingest.LoadFromSource;
import dev.muster.application.port.Database;
import dev.muster.application.port.IdSource;
import dev.muster.application.port.Leftovers;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.RecordDecoder;
import dev.muster.application.port.Scratch;
import dev.muster.application.port.WorkbookWriter;
import dev.muster.application.rejections.DiscardRejections;
import dev.muster.application.rejections.GroupRejections;
import dev.muster.application.rejections.ReplayRejections;
import dev.muster.application.reports.ComputeReport;
import dev.muster.application.reports.ComputeWorkbook;
import dev.muster.application.reports.ReportFiles;
import dev.muster.application.reports.ReportFormats;
import dev.muster.application.reports.Summarise;
import dev.muster.application.runs.CancelRun;
import dev.muster.application.runs.TraceRecord;
import dev.muster.application.runs.UndoRun;
import dev.muster.application.work.AnalyticReads;
import dev.muster.application.work.Housekeeping;
import dev.muster.application.work.LoadQueue;
import dev.muster.application.work.RemoveLeftovers;
import dev.muster.application.work.ResumeRuns;
import dev.muster.application.work.UploadMemory;
import dev.muster.application.work.WatchRuns;
import dev.muster.application.work.WorkLog;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.report.ReportCatalog;
import dev.muster.settings.Settings.Intake;
import dev.muster.settings.Settings.Sources;
import dev.muster.settings.Settings.Storage;
import io.micronaut.context.BeanProvider;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** What the program does: its table of contents. */
@Factory
final class UseCaseFactory {

    @Singleton
    Datasets datasets(Catalog catalog) {
        return new Datasets(catalog);
    }

    @Singleton
    IngestRecords ingestRecords(
            Catalog catalog,
            Database database,
            ObjectStore objects,
            RecordDecoder decoder,
            InstantSource clock,
            IdSource ids,
            Intake intake,
            Scratch.Space scratch) {
        return new IngestRecords(catalog, database, objects, decoder, clock, ids, intake.maxUploadBytes(), scratch);
    }

    @Singleton
    LandOnce landOnce(IngestRecords ingestRecords, Database database, InstantSource clock) {
        return new LandOnce(ingestRecords, database, clock);
    }

    @Singleton
    UndrawnScripts undrawnScripts(WorkLog log) {
        return new UndrawnScripts(log);
    }

    @Singleton
    ProbeStorage probeStorage(ObjectStore objects, Storage storage, IdSource ids) {
        return new ProbeStorage(
                objects, storage.url().getScheme(), ids.nextRunId().toString());
    }

    @Singleton
    RemoveLeftovers removeLeftovers(
            Storage storage,
            BeanProvider<S3Storage> s3,
            Database database,
            ObjectStore objects,
            ProbeStorage probes,
            Owners owners,
            InstantSource clock) {
        List<Leftovers> kinds = new ArrayList<>(Foundations.leftovers(storage, s3));
        kinds.addAll(List.of(owners, probes, new LeftLandings(database, objects)));
        return new RemoveLeftovers(kinds, clock);
    }

    @Singleton
    LoadFromSource loadFromSource(LandOnce landOnce, Sources places, BeanProvider<S3Storage> s3) {
        return new LoadFromSource(landOnce, Foundations.sources(places, s3));
    }

    @Singleton
    TraceRecord traceRecord(Catalog catalog, Database database, ObjectStore objects, RecordDecoder decoder) {
        return new TraceRecord(catalog, database, objects, decoder);
    }

    @Singleton
    ReplayRejections replayRejections(
            Catalog catalog,
            Database database,
            ObjectStore objects,
            RecordDecoder decoder,
            IngestRecords ingestRecords) {
        return new ReplayRejections(catalog, database, objects, decoder, ingestRecords);
    }

    @Singleton
    DiscardRejections discardRejections(Catalog catalog, Database database, InstantSource clock) {
        return new DiscardRejections(catalog, database, clock);
    }

    @Singleton
    GroupRejections groupRejections(Catalog catalog, Database database, InstantSource clock) {
        return new GroupRejections(catalog, database, clock);
    }

    @Singleton
    UndoRun undoRun(Catalog catalog, Database database, InstantSource clock) {
        return new UndoRun(catalog, database, clock);
    }

    @Singleton
    CancelRun cancelRun(Database database, InstantSource clock) {
        return new CancelRun(database, clock);
    }

    @Singleton
    ResumeRuns resumeRuns(Database database, IngestRecords ingestRecords, InstantSource clock) {
        return new ResumeRuns(database, ingestRecords, clock);
    }

    @Bean(preDestroy = "close")
    @Singleton
    WatchRuns watchRuns(Database database) {
        return new WatchRuns(database);
    }

    @Singleton
    AnalyticReads analyticReads() {
        return new AnalyticReads();
    }

    @Singleton
    UploadMemory uploadMemory() {
        return new UploadMemory();
    }

    @Singleton
    ComputeReport computeReport(Catalog catalog, ReportCatalog reports, Database database) {
        return new ComputeReport(catalog, reports, database);
    }

    @Singleton
    WorkLog workLog() {
        return new WorkLogger();
    }

    @Bean(preDestroy = "close")
    @Singleton
    LoadQueue queue(WorkLog log) {
        return new LoadQueue(log);
    }

    @Bean(preDestroy = "close")
    @Singleton
    Housekeeping housekeeping(
            ResumeRuns resumeRuns, LandOnce landOnce, LoadQueue queue, RemoveLeftovers removeLeftovers, WorkLog log) {
        return new Housekeeping(resumeRuns, landOnce, queue, removeLeftovers, log);
    }

    @Singleton
    Summarise summarise(Catalog catalog, Database database) {
        return new Summarise(catalog, database);
    }

    @Singleton
    ComputeWorkbook computeWorkbook(
            Database database, ReportCatalog catalog, ComputeReport reports, WorkbookWriter writer) {
        return new ComputeWorkbook(database.unitOfWork(), catalog, reports, writer);
    }

    @Singleton
    ReportFiles reportFiles(
            ComputeReport reports, ReportFormats formats, ObjectStore objects, InstantSource clock, IdSource ids) {
        return new ReportFiles(reports, formats, objects, clock, ids);
    }

    @Singleton
    ExportRecords exportRecords(Database database) {
        return new ExportRecords(database);
    }

    @Singleton
    ExportRejections exportRejections(Catalog catalog, Database database, ObjectStore objects, RecordDecoder decoder) {
        return new ExportRejections(catalog, database, objects, decoder);
    }

    /** What of it the commands use. */
    @Singleton
    UseCases ofCommands(
            Database database,
            InstantSource clock,
            IngestRecords ingestRecords,
            LoadFromSource loadFromSource,
            ReplayRejections replayRejections,
            DiscardRejections discardRejections,
            GroupRejections groupRejections,
            TraceRecord traceRecord,
            CancelRun cancelRun,
            UndoRun undoRun,
            ComputeReport computeReport,
            ReportFormats reportFormats,
            ExportRecords exportRecords,
            ExportFormats exportFormats,
            ExportRejections exportRejections,
            RejectionFormats rejectionFormats) {
        return new UseCases(
                database,
                clock,
                ingestRecords,
                loadFromSource,
                replayRejections,
                discardRejections,
                groupRejections,
                traceRecord,
                cancelRun,
                undoRun,
                computeReport,
                reportFormats,
                exportRecords,
                exportFormats,
                exportRejections,
                rejectionFormats);
    }
}
