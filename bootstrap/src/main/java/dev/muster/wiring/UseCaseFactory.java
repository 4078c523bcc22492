package dev.muster.wiring;

import dev.muster.adapters.in.cli.UseCases;
import dev.muster.adapters.in.json.JsonEvents;
import dev.muster.adapters.in.rest.WorkLogger;
import dev.muster.adapters.out.charts.Charts;
import dev.muster.adapters.out.http.GuardedHttp;
import dev.muster.adapters.out.http.WebhookRequests;
import dev.muster.adapters.out.jdbc.Owners;
import dev.muster.adapters.out.jwt.Jwt;
import dev.muster.adapters.out.s3.S3Storage;
import dev.muster.application.access.Authenticate;
import dev.muster.application.access.KeepAudit;
import dev.muster.application.access.ManageKeys;
import dev.muster.application.access.RejectionLinks;
import dev.muster.application.access.SignIn;
import dev.muster.application.arguments.Datasets;
import dev.muster.application.backup.BackUpRegularly;
import dev.muster.application.backup.Backups;
import dev.muster.application.backup.CreateBackup;
import dev.muster.application.backup.DrillBackup;
import dev.muster.application.backup.RestoreBackup;
import dev.muster.application.backup.Retention;
import dev.muster.application.backup.VerifyBackup;
import dev.muster.application.events.AnnounceEvents;
import dev.muster.application.events.DeliverEvents;
import dev.muster.application.events.ForgetEvents;
import dev.muster.application.events.WatchEvents;
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
import dev.muster.application.ingest.PreviewFile;
import dev.muster.application.ingest.ReadRecords;
import dev.muster.application.ingest.RememberValues;
import dev.muster.application.mappings.ManageMappings;
import dev.muster.application.pipeline.Backoff;
import dev.muster.application.pipeline.EndPipelineRun;
import dev.muster.application.pipeline.ExtractedResources;
import dev.muster.application.pipeline.LoadedFiles;
import dev.muster.application.pipeline.PipelineWork;
import dev.muster.application.pipeline.RunPipeline;
import dev.muster.application.pipeline.StartPipeline;
import dev.muster.application.pipeline.StepWork;
import dev.muster.application.port.BackupFormat;
import dev.muster.application.port.Database;
import dev.muster.application.port.IdSource;
import dev.muster.application.port.Leftovers;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.RawRows;
import dev.muster.application.port.RecordDecoder;
import dev.muster.application.port.Schedules;
import dev.muster.application.port.Scratch;
import dev.muster.application.port.Tokens;
import dev.muster.application.port.Tracing;
import dev.muster.application.port.WorkbookWriter;
import dev.muster.application.prove.Proofs;
import dev.muster.application.prove.ProveData;
import dev.muster.application.rejections.DiscardRejections;
import dev.muster.application.rejections.GroupRejections;
import dev.muster.application.rejections.MendRejections;
import dev.muster.application.rejections.ReplayRejections;
import dev.muster.application.reports.ComputeReport;
import dev.muster.application.reports.ComputeWorkbook;
import dev.muster.application.reports.DrillDown;
import dev.muster.application.reports.ReportFiles;
import dev.muster.application.reports.ReportFormats;
import dev.muster.application.reports.Summarise;
import dev.muster.application.runs.CancelRun;
import dev.muster.application.runs.TraceRecord;
import dev.muster.application.runs.UndoRun;
import dev.muster.application.streams.EndStreamRuns;
import dev.muster.application.work.AnalyticReads;
import dev.muster.application.work.Housekeeping;
import dev.muster.application.work.LoadQueue;
import dev.muster.application.work.RemoveLeftovers;
import dev.muster.application.work.ResumeRuns;
import dev.muster.application.work.UploadMemory;
import dev.muster.application.work.WatchRuns;
import dev.muster.application.work.WorkLog;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.hiring.HiringPipeline;
import dev.muster.domain.pipeline.PipelineCatalog;
import dev.muster.domain.report.ReportCatalog;
import dev.muster.settings.DeclaredPipelines;
import dev.muster.settings.Secret;
import dev.muster.settings.Setting;
import dev.muster.settings.Settings;
import dev.muster.settings.Settings.Destinations;
import dev.muster.settings.Settings.Intake;
import dev.muster.settings.Settings.Sources;
import dev.muster.settings.Settings.Storage;
import io.micronaut.context.BeanProvider;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What the program does: its table of contents. */
@Factory
final class UseCaseFactory {
    /** Proxies, and our own limits, close a connection on which nothing is sent. */
    private static final Duration QUIET = Duration.ofSeconds(15);

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
            Backups backups,
            OtherDatabases scratches,
            InstantSource clock) {
        List<Leftovers> kinds = new ArrayList<>(Foundations.leftovers(storage, s3));
        kinds.addAll(List.of(owners, probes, new LeftLandings(database, objects), backups, scratches));
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
    ProveData proveData(
            Catalog catalog, Database database, ObjectStore objects, RecordDecoder decoder, VerifyBackup backups) {
        return new ProveData(catalog, database, objects, decoder, backups::rows);
    }

    @Singleton
    Proofs proofs(InstantSource clock, IdSource ids) {
        return new Proofs(clock, ids);
    }

    @Singleton
    CancelRun cancelRun(Database database, InstantSource clock) {
        return new CancelRun(database, clock);
    }

    @Singleton
    ResumeRuns resumeRuns(
            Database database, IngestRecords ingestRecords, RestoreBackup restoreBackup, InstantSource clock) {
        return new ResumeRuns(database, ingestRecords, restoreBackup::isUnderWay, clock);
    }

    @Singleton
    Backups backups(ObjectStore objects, BackupFormat format) {
        return new Backups(objects, format);
    }

    @Singleton
    VerifyBackup verifyBackup(
            Catalog catalog, ObjectStore objects, BackupFormat format, Backups backups, InstantSource clock) {
        return new VerifyBackup(catalog, objects, format, backups, clock);
    }

    @Singleton
    CreateBackup createBackup(
            Database database,
            ObjectStore objects,
            BackupFormat format,
            Backups backups,
            VerifyBackup verify,
            ComputeReport reports,
            AnnounceEvents events,
            InstantSource clock,
            IdSource ids,
            WorkLog log) {
        return new CreateBackup(database, objects, format, backups, verify, reports, events, clock, ids, log);
    }

    @Singleton
    RestoreBackup restoreBackup(
            Catalog catalog,
            Database database,
            Backups backups,
            VerifyBackup verify,
            InstantSource clock,
            IdSource ids) {
        return new RestoreBackup(catalog, database, backups, verify, clock, ids);
    }

    @Singleton
    DrillBackup drillBackup(
            Catalog catalog,
            ReportCatalog reports,
            OtherDatabases scratches,
            Backups backups,
            VerifyBackup verify,
            InstantSource clock,
            IdSource ids) {
        return new DrillBackup(catalog, reports, scratches, backups, verify, clock, ids);
    }

    @Singleton
    BackUpRegularly backUpRegularly(
            Catalog catalog,
            CreateBackup create,
            DrillBackup drill,
            Backups backups,
            Settings.Backups settings,
            InstantSource clock,
            KeepAudit keepAudit,
            WorkLog log) {
        return new BackUpRegularly(
                catalog,
                create,
                drill,
                backups,
                new Retention(settings.keepLast(), settings.keepDays()),
                settings.drill(),
                clock,
                keepAudit,
                log);
    }

    @Bean(preDestroy = "close")
    @Singleton
    WatchRuns watchRuns(Database database, LoadQueue queue) {
        return new WatchRuns(database, queue::withProgress);
    }

    @Singleton
    DeliverEvents deliverEvents(
            Database database,
            Settings.Events settings,
            @Named("webhooks") GuardedHttp http,
            InstantSource clock,
            WorkLog log) {
        return new DeliverEvents(
                database, settings.webhooks(), JsonEvents::bytes, WebhookRequests.over(http), clock, log);
    }

    @Bean(preDestroy = "close")
    @Singleton
    WatchEvents watchEvents(Database database, DeliverEvents deliverEvents, WorkLog log) {
        return new WatchEvents(database, deliverEvents, log, QUIET);
    }

    @Singleton
    ForgetEvents forgetEvents(Database database, InstantSource clock) {
        return new ForgetEvents(database, clock);
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

    /** Asked for at the start, so that what is declared wrongly is known before anything begins. */
    @Singleton
    PipelineCatalog pipelines(
            Catalog catalog,
            BeanProvider<ComputeReport> reports,
            BeanProvider<ReportFormats> formats,
            Sources sources,
            Destinations destinations,
            Settings.Pipelines settings,
            BeanProvider<GuardedHttp> http) {
        URI hiring = settings.hiringS3();
        String hiringFiles = hiring == null ? "" : Foundations.location(hiring).toString();
        return new PipelineCatalog(new DeclaredPipelines(
                        catalog,
                        name -> reports.get().report(name),
                        () -> formats.get().names(),
                        sources,
                        destinations,
                        address -> http.get().require(address))
                .with(
                        BuiltIn.pipelines(settings.contentApiUrl(), hiringFiles),
                        settings.declared(),
                        pipeline -> pipeline.name().equals(HiringPipeline.NAME) && hiring == null
                                ? "needs " + Setting.HIRING_S3.variable()
                                : null));
    }

    @Singleton
    StartPipeline startPipeline(PipelineCatalog catalog, Database database, InstantSource clock, IdSource ids) {
        return new StartPipeline(catalog, database, clock, ids);
    }

    @Singleton
    EndPipelineRun endPipelineRun(Database database, CancelRun cancelRun, InstantSource clock) {
        return new EndPipelineRun(database, cancelRun, clock);
    }

    @Singleton
    StepWork stepWork(
            Catalog catalog,
            Database database,
            ObjectStore objects,
            RecordDecoder decoder,
            IngestRecords ingestRecords,
            LoadFromSource loadFromSource,
            ExportFormats exportFormats,
            ComputeReport computeReport,
            ReportFiles reportFiles,
            Settings.Pipelines settings,
            Intake intake,
            GuardedHttp http,
            @Named("content") GuardedHttp contentHttp,
            BeanProvider<S3Storage> s3,
            InstantSource clock) {
        return new StepWork(
                new ExtractedResources(
                        catalog,
                        contentHttp.downloads(),
                        objects,
                        new ReadRecords(objects, decoder),
                        exportFormats.get("parquet"),
                        ingestRecords,
                        Math.min(intake.maxUploadBytes(), ExtractedResources.MOST_BYTES),
                        clock),
                new LoadedFiles(
                        catalog,
                        database,
                        ingestRecords,
                        loadFromSource,
                        Foundations.folders(settings, s3),
                        http.downloads(),
                        intake.maxUploadBytes(),
                        clock),
                computeReport,
                reportFiles);
    }

    @Singleton
    PipelineWork pipelineWork(
            PipelineCatalog catalog,
            Database database,
            StepWork stepWork,
            StartPipeline startPipeline,
            Schedules schedules,
            InstantSource clock,
            WorkLog log,
            Tracing tracing) {
        Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1), new SecureRandom());
        return new PipelineWork(
                catalog,
                database,
                startPipeline,
                new RunPipeline(catalog, database, stepWork, backoff, clock, log, tracing),
                schedules,
                clock,
                log);
    }

    @Singleton
    WorkLog workLog() {
        return new WorkLogger();
    }

    @Bean(preDestroy = "close")
    @Singleton
    LoadQueue queue(WorkLog log, Tracing tracing) {
        return new LoadQueue(log, tracing);
    }

    @Bean(preDestroy = "close")
    @Singleton
    Housekeeping housekeeping(
            ResumeRuns resumeRuns,
            LandOnce landOnce,
            LoadQueue queue,
            RemoveLeftovers removeLeftovers,
            EndStreamRuns endStreamRuns,
            ForgetEvents forgetEvents,
            DeliverEvents deliverEvents,
            WatchEvents watchEvents, // It begins with the service.
            Schedules schedules,
            Settings.Backups backups,
            BackUpRegularly backUpRegularly,
            PipelineWork pipelineWork,
            Authenticate authenticate,
            SignIn signIn,
            KeepAudit keepAudit,
            WorkLog log) {
        List<Schedules.Task> tasks = Stream.concat(
                        Stream.ofNullable(backups.schedule())
                                .map(cron -> new Schedules.Task("backups", cron, backups.zone(), backUpRegularly::run)),
                        pipelineWork.tasks().stream())
                .toList();
        return new Housekeeping(
                resumeRuns,
                landOnce,
                queue,
                removeLeftovers,
                endStreamRuns,
                forgetEvents::forget,
                keepAudit::forget,
                signIn::forget,
                authenticate::recordUses,
                () -> {
                    pipelineWork.queueUnfinished();
                    deliverEvents.begin();
                    schedules.start(tasks, List.of(pipelineWork.kind(), deliverEvents.jobs()));
                },
                log);
    }

    @Singleton
    Authenticate authenticate(Database database, InstantSource clock, Settings.Access access) {
        Secret adminKey = access.adminKey();
        Settings.Jwt jwt = access.jwt();
        return new Authenticate(
                database,
                clock,
                adminKey == null ? null : adminKey.reveal(),
                jwt == null ? Tokens.NONE : Jwt.tokens(jwt.jwks(), jwt.issuer(), jwt.audience(), jwt.rolesClaim()));
    }

    @Singleton
    SignIn signIn(Database database, Authenticate authenticate, InstantSource clock) {
        return new SignIn(database, authenticate, clock);
    }

    @Singleton
    RejectionLinks rejectionLinks(Database database, Authenticate authenticate, InstantSource clock) {
        return new RejectionLinks(database, authenticate, clock);
    }

    @Singleton
    MendRejections mendRejections(Catalog catalog, Database database, IngestRecords ingestRecords) {
        return new MendRejections(catalog, database, ingestRecords);
    }

    @Singleton
    RememberValues rememberValues(
            Catalog catalog,
            Database database,
            ObjectStore objects,
            RecordDecoder decoder,
            ManageMappings manageMappings,
            PreviewFile previewFile) {
        return new RememberValues(catalog, database, objects, decoder, manageMappings, previewFile);
    }

    @Singleton
    ManageKeys manageKeys(Database database, Authenticate authenticate, InstantSource clock) {
        return new ManageKeys(database, authenticate, clock);
    }

    @Singleton
    KeepAudit keepAudit(Database database, InstantSource clock, Settings.Access access) {
        return new KeepAudit(database, clock, Duration.ofDays(access.auditDays()));
    }

    @Singleton
    DrillDown drillDown() {
        return new DrillDown(Charts.marks());
    }

    @Singleton
    ManageMappings manageMappings(Database database) {
        return new ManageMappings(database);
    }

    @Singleton
    PreviewFile previewFile(ManageMappings manageMappings, RawRows rawRows, InstantSource clock) {
        return new PreviewFile(manageMappings, rawRows, clock);
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
            ProveData proveData,
            ComputeReport computeReport,
            ReportFormats reportFormats,
            ExportRecords exportRecords,
            ExportFormats exportFormats,
            ExportRejections exportRejections,
            RejectionFormats rejectionFormats,
            Backups backups,
            CreateBackup createBackup,
            VerifyBackup verifyBackup,
            RestoreBackup restoreBackup,
            DrillBackup drillBackup,
            StartPipeline startPipeline,
            PipelineWork pipelineWork,
            ManageKeys manageKeys,
            KeepAudit keepAudit,
            ManageMappings manageMappings,
            Tracing tracing) {
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
                proveData,
                computeReport,
                reportFormats,
                exportRecords,
                exportFormats,
                exportRejections,
                rejectionFormats,
                backups,
                createBackup,
                verifyBackup,
                restoreBackup,
                drillBackup,
                startPipeline,
                pipelineWork,
                manageKeys,
                keepAudit,
                manageMappings,
                tracing);
    }
}
