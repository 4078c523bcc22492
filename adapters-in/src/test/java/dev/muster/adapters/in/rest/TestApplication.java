package dev.muster.adapters.in.rest;

import static dev.muster.application.fixtures.Fixtures.CATALOG;
import static dev.muster.application.fixtures.Fixtures.NOW;
import static dev.muster.application.fixtures.Fixtures.REPORTS;

import dev.muster.adapters.in.json.JsonEvents;
import dev.muster.adapters.in.rest.http.ConnectionLimits;
import dev.muster.adapters.in.rest.http.MinimumRate;
import dev.muster.adapters.in.rest.http.Reach;
import dev.muster.adapters.in.rest.http.RestSettings;
import dev.muster.adapters.out.backups.BackupFiles;
import dev.muster.adapters.out.formats.read.TextDecoding;
import dev.muster.application.access.AuditedTransactions;
import dev.muster.application.access.Authenticate;
import dev.muster.application.access.KeepAudit;
import dev.muster.application.access.ManageKeys;
import dev.muster.application.access.RejectionLinks;
import dev.muster.application.access.SignIn;
import dev.muster.application.arguments.Datasets;
import dev.muster.application.backup.Backups;
import dev.muster.application.backup.CreateBackup;
import dev.muster.application.backup.DrillBackup;
import dev.muster.application.backup.RestoreBackup;
import dev.muster.application.backup.VerifyBackup;
import dev.muster.application.contract.TestDatabases;
import dev.muster.application.events.AnnounceEvents;
import dev.muster.application.events.AnnouncedRuns;
import dev.muster.application.events.DeliverEvents;
import dev.muster.application.events.EventType;
import dev.muster.application.events.WatchEvents;
import dev.muster.application.events.Webhook;
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
import dev.muster.application.ingest.RememberValues;
import dev.muster.application.mappings.ManageMappings;
import dev.muster.application.memory.CountingIds;
import dev.muster.application.memory.FakeClock;
import dev.muster.application.memory.InMemoryDatabase;
import dev.muster.application.memory.InMemoryObjectStore;
import dev.muster.application.memory.InMemoryRecordSource;
import dev.muster.application.memory.InMemoryScratch;
import dev.muster.application.memory.InMemoryTopics;
import dev.muster.application.metrics.CommittedBatches;
import dev.muster.application.metrics.StorageFailures;
import dev.muster.application.pipeline.EndPipelineRun;
import dev.muster.application.pipeline.StartPipeline;
import dev.muster.application.port.ConnectionPool;
import dev.muster.application.port.Database;
import dev.muster.application.port.EventLog;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.RecordDecoder;
import dev.muster.application.port.ScratchDatabases.OpenDatabase;
import dev.muster.application.port.StreamTopics.Partition;
import dev.muster.application.port.Tokens;
import dev.muster.application.port.Tracing;
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
import dev.muster.application.streams.HeldUp;
import dev.muster.application.streams.StreamSettings;
import dev.muster.application.streams.Streams;
import dev.muster.application.work.AnalyticReads;
import dev.muster.application.work.Housekeeping;
import dev.muster.application.work.LoadQueue;
import dev.muster.application.work.RemoveLeftovers;
import dev.muster.application.work.ResumeRuns;
import dev.muster.application.work.UploadMemory;
import dev.muster.application.work.WatchRuns;
import dev.muster.application.work.WorkLog;
import dev.muster.domain.pipeline.Origin;
import dev.muster.domain.pipeline.Pipeline;
import dev.muster.domain.pipeline.PipelineCatalog;
import dev.muster.domain.pipeline.Step;
import dev.muster.domain.run.Mode;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.DefaultApplicationContextBuilder;
import io.micronaut.context.LifeCycle;
import java.net.URI;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts the API together, over a database and a storage in memory unless others are given, on any free port. Each that is built
 * begins with nothing in it.
 */
public final class TestApplication extends DefaultApplicationContextBuilder {
    /** Several services may work on one database. */
    private static final Map<EventLog, CountingIds> EVENT_IDS = Collections.synchronizedMap(new WeakHashMap<>());

    private static final InMemoryRecordSource INBOX = new InMemoryRecordSource(NOW)
            .with("jobs.csv", "1,Nurse\n2,Cook\nx,y\n")
            .with("jobs.bak", "1,Nurse\n")
            .with("page.csv", "<html><p>Please log in")
            .with("report.tsv", "Made 2024\n1\t-\n")
            .changing("growing.csv", "1,Nurse\n");

    private static final InMemoryRecordSource BUCKET =
            InMemoryRecordSource.bucket("s3://bucket/in/", NOW).with("more jobs.csv", "11,Nurse\n");

    /** Nobody does its runs: they wait. */
    static final Pipeline NIGHTLY = Pipeline.of(
                    "nightly",
                    List.of(
                            List.of(new Step.Load(
                                    "load-jobs", "jobs", new Origin.File("inbox:jobs.csv"), Mode.UPSERT, false, null)),
                            List.of(new Step.WriteReports(
                                    "report", List.of(new Step.Order("top-posts", List.of("csv"), Map.of()))))))
            .scheduled("0 0 3 * * *", ZoneId.of("Europe/Madrid"), 1);

    static final Pipeline HOURLY = Pipeline.of("hourly", NIGHTLY.stages());

    private final Supplier<Database> databases;
    private final Supplier<ObjectStore> storages;
    private final MinimumRate pace;
    private final ConnectionLimits connections;
    private @Nullable String adminKey;
    private Reach reach = Reach.loopback(0);

    /** The same, where it is reached in another way. */
    TestApplication with(Reach other) {
        reach = other;
        return this;
    }

    /** The same, where requests must show a key. */
    TestApplication askingForKeys(String itsAdminKey) {
        adminKey = itsAdminKey;
        properties(Map.of(RestSettings.KEYS, true));
        return this;
    }

    public TestApplication() {
        this(
                () -> TestDatabases.empty(CATALOG),
                InMemoryObjectStore::new,
                MinimumRate.OF_BODIES,
                ConnectionLimits.USUAL);
    }

    TestApplication(Database database, ObjectStore objects, MinimumRate pace, ConnectionLimits connections) {
        this(() -> database, () -> objects, pace, connections);
    }

    private TestApplication(
            Supplier<Database> databases,
            Supplier<ObjectStore> storages,
            MinimumRate pace,
            ConnectionLimits connections) {
        this.databases = databases;
        this.storages = storages;
        this.pace = pace;
        this.connections = connections;
        // Where these tests run beside the whole program, they put it together in their own way all the same.
        exclude("dev.muster.wiring");
    }

    @Override
    public ApplicationContext build() {
        ApplicationContext context = super.build();
        StorageFailures storageFailures = new StorageFailures();
        ObjectStore objects = storageFailures.in(storages.get());
        CommittedBatches batches = new CommittedBatches();
        FakeClock clock = new FakeClock(NOW);
        Database plain = databases.get();
        AnnounceEvents announceEvents = new AnnounceEvents(
                plain.events(),
                EVENT_IDS.computeIfAbsent(plain.events(), log -> new CountingIds()),
                clock,
                JsonEvents::data);
        Database database = batches.in(AuditedTransactions.in(AnnouncedRuns.in(plain, announceEvents), clock));
        RecordDecoder decoder = TextDecoding.decoder();
        CountingIds ids = new CountingIds();
        IngestRecords ingest = new IngestRecords(
                CATALOG, database, objects, decoder, clock, ids, TestServer.MAX_UPLOAD_BYTES, InMemoryScratch::new);
        LandOnce landOnce = new LandOnce(ingest, database, clock);
        ComputeReport reports = new ComputeReport(CATALOG, REPORTS, database);
        Backups backups = new Backups(objects, BackupFiles.format());
        VerifyBackup verify = new VerifyBackup(CATALOG, objects, BackupFiles.format(), backups, clock);
        RestoreBackup restore = new RestoreBackup(CATALOG, database, backups, verify, clock, ids);
        RemoveLeftovers leftovers = new RemoveLeftovers(List.of(new LeftLandings(database, objects)), clock);
        WorkLog log = new WorkLogger();
        LoadQueue queue = new LoadQueue(log);
        Housekeeping housekeeping = new Housekeeping(
                new ResumeRuns(database, ingest, restore::isUnderWay, clock),
                landOnce,
                queue,
                leftovers,
                new EndStreamRuns(StreamSettings.OFF, database, clock),
                () -> {},
                () -> {},
                () -> {},
                () -> {},
                () -> {},
                log);
        List<Webhook> webhooks = List.of(new Webhook(
                "audit",
                URI.create("https://example.org/hooks?token=secret"),
                new byte[24],
                Set.of(EventType.RUN_ENDED, EventType.BACKUP_ENDED)));
        DeliverEvents deliverEvents =
                new DeliverEvents(database, webhooks, JsonEvents::bytes, (webhook, id, at, body) -> 200, clock, log);
        WatchEvents watchEvents = new WatchEvents(database, deliverEvents, log, Duration.ofMillis(300));
        WatchRuns watchRuns = new WatchRuns(database, queue::withProgress);
        ReportFormats formats =
                new ReportFormats(PlainFormats.tables(), PlainFormats.charts(), PlainFormats.documents());
        PipelineCatalog pipelines = new PipelineCatalog(List.of(NIGHTLY, HOURLY));
        CancelRun cancelRun = new CancelRun(database, clock);
        Authenticate authenticate = new Authenticate(database, clock, adminKey, TestApplication::token);
        List.of(
                        CATALOG,
                        batches,
                        storageFailures,
                        pipelines,
                        new StartPipeline(pipelines, database, clock, ids),
                        new EndPipelineRun(database, cancelRun, clock),
                        new Datasets(CATALOG),
                        database,
                        clock,
                        new RestSettings(reach, TestServer.MAX_UPLOAD_BYTES, pace, connections),
                        authenticate,
                        new SignIn(database, authenticate, clock),
                        new ManageKeys(database, authenticate, clock),
                        new RejectionLinks(database, authenticate, clock),
                        new MendRejections(CATALOG, database, ingest),
                        new RememberValues(
                                CATALOG,
                                database,
                                objects,
                                decoder,
                                new ManageMappings(database),
                                new PreviewFile(new ManageMappings(database), TextDecoding.rawRows(), clock)),
                        new KeepAudit(database, clock, Duration.ofDays(1)),
                        new ManageMappings(database),
                        new PreviewFile(new ManageMappings(database), TextDecoding.rawRows(), clock),
                        ingest,
                        landOnce,
                        new LoadFromSource(landOnce, List.of(INBOX, BUCKET)),
                        new ProbeStorage(objects, "memory", "here"),
                        new UndrawnScripts(log),
                        streams(database, ids, clock),
                        new TraceRecord(CATALOG, database, objects, decoder),
                        new ReplayRejections(CATALOG, database, objects, decoder, ingest),
                        new DiscardRejections(CATALOG, database, clock),
                        new GroupRejections(CATALOG, database, clock),
                        cancelRun,
                        queue,
                        housekeeping,
                        new AnalyticReads(),
                        new UploadMemory(),
                        watchRuns,
                        deliverEvents,
                        watchEvents,
                        new UndoRun(CATALOG, database, clock),
                        new ProveData(CATALOG, database, objects, decoder, (id, dataset) -> Optional.empty()),
                        new Proofs(clock, new CountingIds()),
                        reports,
                        formats,
                        new ReportFiles(reports, formats, objects, clock, new CountingIds()),
                        new ComputeWorkbook(database.unitOfWork(), REPORTS, reports, PlainFormats.workbooks()),
                        new ExportFormats(PlainFormats.tables()),
                        new RejectionFormats(PlainFormats.rejections()),
                        new ExportRecords(database),
                        new ExportRejections(CATALOG, database, objects, decoder),
                        new DrillDown((chart, picture) -> List.of()),
                        new Summarise(CATALOG, database),
                        backups,
                        new CreateBackup(
                                database,
                                objects,
                                BackupFiles.format(),
                                backups,
                                verify,
                                reports,
                                announceEvents,
                                clock,
                                ids,
                                log),
                        verify,
                        restore,
                        new DrillBackup(
                                CATALOG,
                                REPORTS,
                                () -> new Scratch(new InMemoryDatabase(CATALOG).ports()),
                                backups,
                                verify,
                                clock,
                                ids))
                .forEach(context::registerSingleton);
        context.registerSingleton(new Ending(housekeeping, queue, watchRuns, watchEvents));
        context.registerSingleton(ObjectStore.class, objects);
        context.registerSingleton(ConnectionPool.class, () -> new ConnectionPool.Use(1, 2, 0, 3));
        context.registerSingleton(RecordDecoder.class, decoder);
        context.registerSingleton(Tracing.class, Tracing.NONE);
        return context;
    }

    /** A topic of two partitions, one of which was never read. */
    private static Streams streams(Database database, CountingIds ids, FakeClock clock) {
        return new Streams(
                new StreamSettings(true, Map.of("hires", "hired_employees"), Mode.UPSERT),
                database,
                new InMemoryTopics().with("hires", "first", new Partition(0, 0, 12), new Partition(1, 3, 5)),
                new HeldUp(),
                ids,
                clock);
    }

    /** A token {@code token.SUBJECT.ROLE} says that. */
    private static Optional<Tokens.Token> token(String text) {
        String[] parts = text.split("\\.");
        return parts[0].equals("token")
                ? Optional.of(new Tokens.Token(parts[1], Set.of(parts[2].split("\\+"))))
                : Optional.empty();
    }

    private record Scratch(Database database) implements OpenDatabase {
        @Override
        public void close() {
            // It is in memory.
        }
    }

    /** Ends with the application what goes on by itself. */
    private record Ending(Housekeeping housekeeping, LoadQueue queue, WatchRuns watchRuns, WatchEvents watchEvents)
            implements LifeCycle<Ending> {
        @Override
        public boolean isRunning() {
            return true;
        }

        @Override
        public Ending stop() {
            housekeeping.close();
            watchRuns.close();
            watchEvents.close();
            try {
                queue.close();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return this;
        }
    }
}
