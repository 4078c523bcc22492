package dev.muster.application.contract;

import static dev.muster.application.fixtures.Fixtures.CATALOG;
import static dev.muster.application.fixtures.Fixtures.DEPARTMENTS;
import static dev.muster.application.fixtures.Fixtures.HIRED_EMPLOYEES;
import static dev.muster.application.fixtures.Fixtures.JOBS;
import static dev.muster.application.fixtures.Fixtures.NOW;
import static dev.muster.application.fixtures.Fixtures.REPORTS;
import static dev.muster.application.memory.ScriptedDownloads.status;
import static dev.muster.application.memory.ScriptedDownloads.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.application.Refusal;
import dev.muster.application.access.Acting;
import dev.muster.application.ingest.IngestRecords;
import dev.muster.application.ingest.LandOnce;
import dev.muster.application.ingest.LoadFromSource;
import dev.muster.application.ingest.ReadRecords;
import dev.muster.application.memory.FakeClock;
import dev.muster.application.memory.InMemoryObjectStore;
import dev.muster.application.memory.InMemoryRecordSource;
import dev.muster.application.memory.LineDecoder;
import dev.muster.application.memory.ScriptedDownloads;
import dev.muster.application.pipeline.Backoff;
import dev.muster.application.pipeline.EndPipelineRun;
import dev.muster.application.pipeline.ExtractedResources;
import dev.muster.application.pipeline.LoadedFiles;
import dev.muster.application.pipeline.PipelineWork;
import dev.muster.application.pipeline.RunPipeline;
import dev.muster.application.pipeline.StartPipeline;
import dev.muster.application.pipeline.StepWork;
import dev.muster.application.port.Database;
import dev.muster.application.port.DatasetStore;
import dev.muster.application.port.IdSource;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.PortException;
import dev.muster.application.port.Schedules;
import dev.muster.application.port.TableWriter;
import dev.muster.application.port.Tracing;
import dev.muster.application.reports.ComputeReport;
import dev.muster.application.reports.ReportFiles;
import dev.muster.application.reports.ReportFormats;
import dev.muster.application.runs.CancelRun;
import dev.muster.application.runs.UndoRun;
import dev.muster.application.work.WorkLog;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Mapping;
import dev.muster.domain.pipeline.Origin;
import dev.muster.domain.pipeline.Pipeline;
import dev.muster.domain.pipeline.PipelineCatalog;
import dev.muster.domain.pipeline.PipelineRun;
import dev.muster.domain.pipeline.PipelineRun.Status;
import dev.muster.domain.pipeline.PipelineRun.StepRun;
import dev.muster.domain.pipeline.PipelineRun.StepStatus;
import dev.muster.domain.pipeline.Resource;
import dev.muster.domain.pipeline.Step;
import dev.muster.domain.report.Table;
import dev.muster.domain.run.Mode;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import dev.muster.domain.run.Source;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of pipelines, whatever fails on the way. */
public abstract class PipelinesContract extends OnEmptyDatabase {
    private static final URI API = URI.create("https://api.example");
    private static final String BUCKET = "s3://bucket/in/";
    private static final Step.Order REPORT = new Step.Order("hires-by-month", List.of("csv"), Map.of("year", "2021"));

    private static final Step.Extract EXTRACT_DEPARTMENTS = extract(DEPARTMENTS);
    private static final Step.Extract EXTRACT_JOBS = extract(JOBS);
    private static final Step.Extract EXTRACT_HIRES = extract(HIRED_EMPLOYEES);
    private static final List<Step.Extract> EXTRACTS = List.of(EXTRACT_DEPARTMENTS, EXTRACT_JOBS, EXTRACT_HIRES);

    private static final Pipeline EXTRACTED = Pipeline.of(
            "extracted",
            List.of(
                    List.copyOf(EXTRACTS),
                    List.of(new Step.Clean("process", EXTRACTS)),
                    List.of(new Step.Promote("load", EXTRACTS)),
                    List.of(new Step.Analyse("analyse", List.of(REPORT))),
                    List.of(new Step.WriteReports("report", List.of(REPORT)))));

    private static final Pipeline FOLDER =
            Pipeline.of("folder", List.of(List.of(load("load-departments", DEPARTMENTS, new Origin.Folder(BUCKET)))));

    private static final Pipeline FILES = Pipeline.of(
            "files",
            List.of(
                    List.of(load("load-departments", DEPARTMENTS, new Origin.File(BUCKET + "departments.csv"))),
                    List.of(load("load-jobs", JOBS, new Origin.Web(API.resolve("/jobs.csv?key=secret"))))));

    private static final Pipeline MAPPED = Pipeline.of(
            "mapped",
            List.of(
                    List.of(mapped("load-departments", DEPARTMENTS, new Origin.File(BUCKET + "departments.csv"))),
                    List.of(mapped("load-jobs", JOBS, new Origin.Web(API.resolve("/jobs.csv"))))));

    private final FakeClock clock = new FakeClock(NOW);
    private final AtomicLong lastId = new AtomicLong(100);
    private final IdSource ids = () -> new RunId(lastId.incrementAndGet());
    private final InMemoryObjectStore objects = new InMemoryObjectStore();
    private final ScriptedDownloads downloads = new ScriptedDownloads()
            .on("/departments", text("1,Legal\n2,Sales\n"))
            .on("/jobs", text("1,Clerk\n"))
            .on("/hired_employees", text("1,Ida,2021-02-01T00:00:00Z,1,1\n2,Ole,2021-03-01T00:00:00Z,9,1\n3,,x,1,1\n"));
    private final InMemoryRecordSource bucket = InMemoryRecordSource.bucket(BUCKET, NOW);

    private StartPipeline start;
    private EndPipelineRun end;

    private static Step.Extract extract(Dataset dataset) {
        return new Step.Extract("extract-" + dataset.name(), dataset.name(), Resource.of(API, dataset.name()));
    }

    private static Step.Load load(String name, Dataset dataset, Origin origin) {
        return new Step.Load(name, dataset.name(), origin, Mode.UPSERT, false, null);
    }

    private static Step.Load mapped(String name, Dataset dataset, Origin origin) {
        return new Step.Load(name, dataset.name(), origin, Mode.UPSERT, false, "hr");
    }

    @BeforeEach
    void putTogether() {
        start = new StartPipeline(catalogOfPipelines(), database, clock, ids);
        end = new EndPipelineRun(database, new CancelRun(database, clock), clock);
    }

    private static PipelineCatalog catalogOfPipelines() {
        return new PipelineCatalog(List.of(EXTRACTED, FOLDER, FILES, MAPPED));
    }

    private RunPipeline instance() {
        return instance(database, objects);
    }

    private RunPipeline instance(Database itsDatabase, ObjectStore itsObjects) {
        IngestRecords ingest = new IngestRecords(
                CATALOG,
                itsDatabase,
                itsObjects,
                new LineDecoder(),
                clock,
                ids,
                1_000_000,
                underTest().scratch());
        ComputeReport reports = new ComputeReport(CATALOG, REPORTS, itsDatabase);
        Lines lines = new Lines("csv");
        StepWork work = new StepWork(
                new ExtractedResources(
                        CATALOG,
                        downloads,
                        itsObjects,
                        new ReadRecords(itsObjects, new LineDecoder()),
                        new Lines("columns"),
                        ingest,
                        1_000_000,
                        clock),
                new LoadedFiles(
                        CATALOG,
                        itsDatabase,
                        ingest,
                        new LoadFromSource(new LandOnce(ingest, itsDatabase, clock), List.of(bucket)),
                        Map.of(BUCKET, bucket),
                        downloads,
                        1_000_000,
                        clock),
                reports,
                new ReportFiles(
                        reports,
                        new ReportFormats(List.of(lines), (chart, picture) -> new byte[0], List.of()),
                        itsObjects,
                        clock,
                        ids));
        Backoff backoff = new Backoff(Duration.ofMillis(2), Duration.ofMillis(5), new Random(1));
        return new RunPipeline(catalogOfPipelines(), itsDatabase, work, backoff, clock, new NoLog(), Tracing.NONE);
    }

    /** Writes rows as Java shows them. */
    private record Lines(String format) implements TableWriter {
        @Override
        public String mediaType() {
            return "text/plain";
        }

        @Override
        public void write(Table table, Options options, OutputStream out) throws IOException {
            while (table.rows().hasNext()) {
                out.write((table.rows().next() + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private record NoLog() implements WorkLog {
        @Override
        public void done(String what) {}

        @Override
        public void wrong(String what) {}

        @Override
        public void givenUp(String what) {}

        @Override
        public void failed(String what, Throwable fault) {}

        @Override
        public Problem broken(String what, Throwable fault) {
            return new Problem(ProblemType.INTERNAL_ERROR, String.valueOf(fault));
        }
    }

    private PipelineRun done(Pipeline pipeline) {
        RunId id = start.start(pipeline.name()).id();
        instance().run(id);
        return found(id);
    }

    private PipelineRun found(RunId id) {
        return database.pipelineRuns().find(id).orElseThrow();
    }

    /** Each step as its name, status and attempts. */
    private static String told(PipelineRun run) {
        return run.status().code()
                + run.steps().stream()
                        .map(step ->
                                " %s:%s:%s".formatted(step.name(), step.status().code(), step.attempts()))
                        .collect(Collectors.joining());
    }

    private List<Run> loads(PipelineRun run) {
        return run.runs().stream().map(id -> runs.find(id).orElseThrow()).toList();
    }

    private List<String> keys() {
        return objects.list("").map(ObjectStore.Listed::key).toList();
    }

    private String object(String key) {
        try (var in = objects.read(key, 0)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private long rows() {
        return List.of(DEPARTMENTS, JOBS, HIRED_EMPLOYEES).stream()
                .mapToLong(dataset -> all(dataset).size())
                .sum();
    }

    @Test
    void itsRunsTellWhoAskedForIt() {
        PipelineRun asked = new Acting("key:3f9a", "start-pipeline", "").call(() -> done(EXTRACTED));
        assertThat(loads(asked).stream().map(Run::actor)).containsOnly("key:3f9a");
        Acting.inTheNameOf(null, () -> assertThat(Acting.currentActor()).isNull());
    }

    @Test
    void doesItsStepsInOrder() {
        PipelineRun run = done(EXTRACTED);

        assertThat(told(run))
                .isEqualTo("succeeded extract-departments:succeeded:1 extract-jobs:succeeded:1"
                        + " extract-hired_employees:succeeded:1 process:succeeded:1 load:succeeded:1"
                        + " analyse:succeeded:1 report:succeeded:1");
        String id = run.id().toString();
        assertThat(keys())
                .containsExactly(
                        "processed/2026-03-01/%s/departments.columns".formatted(id),
                        "processed/2026-03-01/%s/hired_employees.columns".formatted(id),
                        "processed/2026-03-01/%s/jobs.columns".formatted(id),
                        "raw/2026-03-01/%s/departments.json".formatted(id),
                        "raw/2026-03-01/%s/hired_employees.json".formatted(id),
                        "raw/2026-03-01/%s/jobs.json".formatted(id),
                        "reports/hires-by-month-2021-20260301T093000Z-%s.csv".formatted(id));
        assertThat(object("raw/2026-03-01/%s/jobs.json".formatted(id))).isEqualTo("1,Clerk\n");
        assertThat(object("processed/2026-03-01/%s/hired_employees.columns".formatted(id)))
                .hasLineCount(2);
        assertThat(loads(run)).extracting(Run::dataset).containsExactly("departments", "jobs", "hired_employees");
        Run hires = loads(run).getLast();
        assertThat(hires.source().kind()).isEqualTo(Source.Kind.API);
        assertThat(hires.source().name()).isEqualTo("https://api.example/hired_employees");
        assertThat(hires.rejectionsByCode())
                .isEqualTo(Map.of("required", 1L, "datetime-format", 1L, "unknown-reference", 1L));
        assertThat(hires.counts().inserted()).isEqualTo(1);
        assertThat(rows()).isEqualTo(4);
    }

    /** G16: what is wrong with the last resource takes back what was loaded of the others. */
    @Test
    void promotesAllOrNothing() {
        downloads.on("/hired_employees", text("1,Ida,2021-02-01T00:00:00Z,1,1\n\"\n"));

        PipelineRun run = done(EXTRACTED);

        assertThat(run.error().type()).isEqualTo(ProblemType.MALFORMED_CSV);
        assertThat(rows()).isZero();
        assertThat(run.runs()).isEmpty();
        assertThat(runs.list(null, null, null, 100)).extracting(Run::id).containsExactly(SECOND_RUN, FIRST_RUN);
    }

    /** G16: neither does a storage that fails at the third resource leave anything. */
    @Test
    void takesBackWhatItCannotPromoteToItsEnd() {
        RunId id = start.start("extracted").id();
        AtomicLong reads = new AtomicLong();
        // Each resource is read once to be cleaned and once to be counted; the third time is its load.
        ObjectStore failing = failing(
                ObjectStore.class,
                objects,
                PortException.Part.STORAGE,
                (method, first) -> method.equals("read")
                        && String.valueOf(first).endsWith("hired_employees.json")
                        && reads.incrementAndGet() >= 3);
        instance(database, failing).run(id);

        PipelineRun failed = found(id);
        assertThat(told(failed)).contains("failed ", " load:failed:4 ", " analyse:pending:0");
        assertThat(failed.error().type()).isEqualTo(ProblemType.STORAGE_UNAVAILABLE);
        assertThat(rows()).isZero();
        assertThat(runs.list(null, null, null, 100)).hasSize(2);

        end.retry(id.toString());
        instance().run(id);

        assertThat(told(found(id)))
                .isEqualTo("succeeded extract-departments:succeeded:1 extract-jobs:succeeded:1"
                        + " extract-hired_employees:succeeded:1 process:succeeded:1 load:succeeded:1"
                        + " analyse:succeeded:1 report:succeeded:1");
        assertThat(downloads.asked()).hasSize(3);
        assertThat(rows()).isEqualTo(4);
    }

    /** Returns {@code real}, but for calls, by name and first argument, that fail. */
    private static <T> T failing(Class<T> port, T real, PortException.Part part, BiPredicate<String, Object> which) {
        return port.cast(Proxy.newProxyInstance(
                port.getClassLoader(), new Class<?>[] {port}, (proxy, method, arguments) -> {
                    if (which.test(method.getName(), arguments == null ? "" : arguments[0])) {
                        throw new PortException(part, PortException.Kind.UNAVAILABLE, "it is down", null);
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    @Test
    void triesAgainWhatMayPass() {
        downloads.on(
                "/jobs",
                status(503, null),
                status(429, "0"),
                out -> {
                    out.write("half".getBytes(StandardCharsets.UTF_8));
                    throw new PortException(
                            PortException.Part.UPSTREAM, PortException.Kind.UNAVAILABLE, "it was cut", null);
                },
                text("1,Clerk\n"));

        PipelineRun run = done(EXTRACTED);

        assertThat(told(run)).startsWith("succeeded ").contains(" extract-jobs:succeeded:4 ");
        assertThat(object("raw/2026-03-01/%s/jobs.json".formatted(run.id()))).isEqualTo("1,Clerk\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 502, 503, 599})
    void givesUpAfterItsLastRetry(int status) {
        downloads.on("/jobs", status(status, null));

        PipelineRun run = done(EXTRACTED);

        assertThat(told(run))
                .isEqualTo("failed extract-departments:succeeded:1 extract-jobs:failed:4"
                        + " extract-hired_employees:succeeded:1 process:pending:0 load:pending:0 analyse:pending:0"
                        + " report:pending:0");
        assertThat(run.error())
                .isEqualTo(new Problem(
                        ProblemType.UPSTREAM_FAILED, "api.example answers with status %s".formatted(status)));
        assertThat(run.step("extract-jobs").error()).isEqualTo(run.error());
        assertThat(rows()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 204, 301, 400, 401, 404})
    void doesNotAskAgainWhatIsAnswered(int status) {
        downloads.on("/jobs", status(status, null));

        assertThat(told(done(EXTRACTED))).contains(" extract-jobs:failed:1 ");
    }

    @Test
    void doesNotWaitForHours() {
        downloads.on("/jobs", status(503, "3600"));

        assertThat(told(done(EXTRACTED))).contains(" extract-jobs:failed:1 ");
    }

    @Test
    void goesOnAtTheFirstStepThatIsNotDone() {
        downloads.on("/jobs", status(404, null), text("1,Clerk\n"));
        PipelineRun failed = done(EXTRACTED);

        PipelineRun again = end.retry(failed.id().toString());
        assertThat(told(again))
                .startsWith("running extract-departments:succeeded:1 extract-jobs:pending:0"
                        + " extract-hired_employees:succeeded:1");
        instance().run(failed.id());

        assertThat(told(found(failed.id()))).startsWith("succeeded ");
        assertThat(downloads.asked()).containsExactlyInAnyOrder("/departments", "/jobs", "/hired_employees", "/jobs");
        assertRefused(ProblemType.CONFLICT, () -> end.retry(failed.id().toString()));
    }

    /** An attempt that broke off with its process does not count, but many do. */
    @Test
    void goesOnWithWhatAProcessLeftBehind() {
        RunId id = start.start("extracted").id();
        PipelineRun run = found(id);
        StepRun done = run.step("extract-jobs").begun(NOW);
        for (int kills = 0; kills < 4; kills++) {
            write(() -> database.pipelineRuns()
                    .save(database.pipelineRuns().claim(id).orElseThrow(), done));
        }

        instance().run(id);

        assertThat(told(found(id))).startsWith("succeeded ").contains(" extract-jobs:succeeded:1 ");
    }

    @Test
    void givesUpWhatEndsProcesses() {
        RunId id = start.start("extracted").id();
        for (int kills = 0; kills < 5; kills++) {
            write(() -> assertThat(database.pipelineRuns().claim(id)).isPresent());
        }

        instance().run(id);

        assertThat(found(id).status()).isEqualTo(Status.FAILED);
        assertThat(found(id).error().type()).isEqualTo(ProblemType.INTERNAL_ERROR);
        assertThat(downloads.asked()).isEmpty();
    }

    /** A stopped instance that wakes up commits nothing, and takes nothing from what the other one did. */
    @Test
    void isDoneOnceIfAnotherInstanceTookItOver() {
        RunId id = start.start("extracted").id();
        downloads.on(
                "/jobs",
                out -> {
                    // Stopped here, for as long as another instance needs.
                    instance().run(id);
                    return text("7,Zombie\n").to(out);
                },
                text("1,Clerk\n"));

        instance().run(id);

        PipelineRun run = found(id);
        assertThat(told(run)).startsWith("succeeded ").contains(" extract-jobs:succeeded:1 ");
        assertThat(object("raw/2026-03-01/%s/jobs.json".formatted(id))).isEqualTo("1,Clerk\n");
        assertThat(rows()).isEqualTo(4);
        assertThat(runs.list(null, null, null, 100)).hasSize(5);
    }

    @Test
    void isCancelled() {
        RunId id = start.start("extracted").id();
        downloads.on("/jobs", out -> {
            end.cancel(id.toString());
            return text("1,Clerk\n").to(out);
        });

        instance().run(id);

        PipelineRun run = found(id);
        assertThat(run.status()).isEqualTo(Status.CANCELLED);
        assertThat(run.steps().subList(3, 7)).extracting(StepRun::status).containsOnly(StepStatus.CANCELLED);
        assertThat(rows()).isZero();
        assertRefused(ProblemType.CONFLICT, () -> end.cancel(id.toString()));
        assertRefused(ProblemType.CONFLICT, () -> end.retry(id.toString()));
    }

    @Test
    void isBusyUntilItHasEnded() {
        RunId id = start.start("extracted").id();

        assertRefused(ProblemType.BUSY, () -> start.start("extracted"));
        instance().run(id);
        assertThat(told(done(EXTRACTED))).startsWith("succeeded ");
        assertRefused(ProblemType.UNKNOWN_PIPELINE, () -> start.start("extracte"));
        assertRefused(ProblemType.NOT_FOUND, () -> end.named("nothing"));
        assertRefused(ProblemType.NOT_FOUND, () -> end.cancel(new RunId(1).toString()));
    }

    @Test
    void loadsFilesOfAFolderUnlessTheyAreLoaded() {
        bucket.with("departments.csv", "1,Legal\n")
                .with("departments.old.csv", "9,Old\n")
                .with("jobs.csv", "1,x\n");

        PipelineRun first = done(FOLDER);
        assertThat(loads(first)).extracting(run -> run.source().name()).containsExactly(BUCKET + "departments.csv");
        assertThat(loads(done(FOLDER))).isEmpty();
        bucket.with("departments.csv", "1,Law\n2,Sales\n");
        PipelineRun changed = done(FOLDER);
        assertThat(loads(changed)).extracting(run -> run.counts().updated()).containsExactly(1L);
        bucket.with("departments.csv", "1,Legal\n");
        assertThat(loads(done(FOLDER))).hasSize(1);
        assertThat(loads(done(FOLDER))).isEmpty();

        List<Run> all = runs.list("departments", null, null, 1);
        new UndoRun(CATALOG, database, clock).undo(all.getFirst().id());
        assertThat(loads(done(FOLDER))).hasSize(1);
    }

    @Test
    void missesFilesOfAFolder() {
        PipelineRun run = done(FOLDER);

        assertThat(told(run)).isEqualTo("failed load-departments:failed:1");
        assertThat(run.error().type()).isEqualTo(ProblemType.NOT_FOUND);
    }

    @Test
    void loadsFilesThatAreNamed() {
        bucket.with("departments.csv", "1,Legal\n");
        downloads.on("/jobs.csv", text("1,Clerk\n2,\n"));

        PipelineRun run = done(FILES);

        assertThat(told(run)).isEqualTo("succeeded load-departments:succeeded:1 load-jobs:succeeded:1");
        assertThat(loads(run))
                .extracting(load -> "%s %s %s"
                        .formatted(
                                load.dataset(),
                                load.source().kind().code(),
                                load.source().name()))
                .containsExactly(
                        "departments s3 s3://bucket/in/departments.csv", "jobs api https://api.example/jobs.csv");
        assertThat(loads(done(FILES))).hasSize(2);
    }

    @Test
    void readsFilesByTheirMappings() {
        bucket.with("departments.csv", "1,R\n");
        downloads.on("/jobs.csv", text("1,C\n"));
        write(() -> {
            database.mappings().put("departments", hr("department", Map.of("R", "Legal")));
            database.mappings().put("jobs", hr("job", Map.of("C", "Clerk")));
        });

        PipelineRun run = done(MAPPED);

        assertThat(told(run)).isEqualTo("succeeded load-departments:succeeded:1 load-jobs:succeeded:1");
        assertThat(allRows(DEPARTMENTS)).extracting(row -> row.get(1)).containsExactly("Legal");
        assertThat(allRows(JOBS)).extracting(row -> row.get(1)).containsExactly("Clerk");
    }

    /** What is fetched is not to blame for it. */
    @Test
    void saysWhichMappingThereIsNot() {
        bucket.with("departments.csv", "1,R\n");
        downloads.on("/jobs.csv", text("1,C\n"));
        assertThat(done(MAPPED).error().detail()).isEqualTo("departments has no mapping 'hr'");

        write(() -> database.mappings().put("departments", hr("department", Map.of())));
        PipelineRun run = done(MAPPED);

        assertThat(told(run)).isEqualTo("failed load-departments:succeeded:1 load-jobs:failed:1");
        assertThat(run.error().type()).isEqualTo(ProblemType.NOT_FOUND);
        assertThat(run.error().detail()).isEqualTo("jobs has no mapping 'hr'");
    }

    private static Mapping hr(String field, Map<String, String> values) {
        return new Mapping(
                "hr",
                Map.of("id", new Mapping.Column.Position(1), field, new Mapping.Column.Position(2)),
                Map.of(field, values));
    }

    @Test
    void doesNotTakePagesForFiles() {
        bucket.with("departments.csv", "1,Legal\n");
        downloads.on("/jobs.csv", text("<!doctype html><title>Sign in</title>"));

        PipelineRun run = done(FILES);

        assertThat(told(run)).isEqualTo("failed load-departments:succeeded:1 load-jobs:failed:1");
        assertThat(run.error().type()).isEqualTo(ProblemType.UPSTREAM_FAILED);
        assertThat(all(JOBS)).isEmpty();
    }

    /** The process that loaded a file was killed: its run is gone on with, and there is no second one. */
    @Test
    void goesOnWithARunThatWasBegun() {
        bucket.with("departments.csv", "1,Legal\n");
        RunId id = start.start("folder").id();
        Database breaking = database.with(failing(
                DatasetStore.class,
                datasets,
                PortException.Part.DATABASE,
                (method, first) -> method.equals("insertAbsent")));
        assertThatThrownBy(() -> instance(breaking, objects).run(id)).isInstanceOf(PortException.class);
        PipelineRun left = found(id);
        assertThat(left.status()).isEqualTo(Status.RUNNING);
        assertThat(left.runs()).hasSize(1);

        instance().run(id);

        assertThat(found(id).runs()).isEqualTo(left.runs());
        assertThat(told(found(id))).startsWith("succeeded ");
        assertThat(allRows(DEPARTMENTS)).hasSize(1);
    }

    /** A time that comes while a run is under way is passed over; a queue that is gone is made again. */
    @Test
    void beginsRunsAtTheirTimes() {
        Pipeline nightly = FOLDER.scheduled("0 30 2 * * *", ZoneId.of("Europe/Madrid"), 0);
        PipelineCatalog catalog = new PipelineCatalog(List.of(EXTRACTED, nightly));
        PipelineWork work = new PipelineWork(
                catalog,
                database,
                new StartPipeline(catalog, database, clock, ids),
                instance(),
                new NoSchedules(),
                clock,
                new NoLog());

        assertThat(work.tasks()).hasSize(1);
        Schedules.Task task = work.tasks().getFirst();
        assertThat(List.of(task.name(), task.cron(), task.zone()))
                .isEqualTo(List.of("pipeline-folder", "0 30 2 * * *", ZoneId.of("Europe/Madrid")));
        Instant due = clock.instant();
        task.work().accept(due);
        task.work().accept(due.plusSeconds(1)); // The first one is under way.
        List<PipelineRun> begun = database.pipelineRuns().list("folder", null, 10);
        assertThat(begun).hasSize(1);

        work.queueUnfinished();
        bucket.with("departments.csv", "1,Legal\n");
        assertThat(work.kind().work().apply(begun.getFirst().id().toString())).isEmpty();
        assertThat(found(begun.getFirst().id()).status()).isEqualTo(Status.SUCCEEDED);
        task.work().accept(due);
        assertThat(database.pipelineRuns().list("folder", null, 10)).hasSize(1);
        task.work().accept(due.plusSeconds(1));
        assertThat(database.pipelineRuns().list("folder", null, 10)).hasSize(2);
    }

    private record NoSchedules() implements Schedules {
        @Override
        public void start(List<Task> tasks, List<JobKind> kinds) {}

        @Override
        public void close() {}
    }

    private static void assertRefused(ProblemType type, Runnable work) {
        assertThatThrownBy(work::run)
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.problem().type()).isEqualTo(type));
    }
}
