package dev.muster.adapters.out.jdbc;

import static dev.muster.application.fixtures.Fixtures.DEPARTMENTS;
import static dev.muster.application.fixtures.Fixtures.HIRED_EMPLOYEES;
import static dev.muster.application.fixtures.Fixtures.JOBS;
import static dev.muster.application.fixtures.Fixtures.NOW;
import static dev.muster.application.fixtures.Fixtures.anyJob;
import static dev.muster.application.fixtures.Fixtures.department;
import static dev.muster.application.fixtures.Fixtures.hiredEmployee;
import static dev.muster.application.fixtures.Fixtures.job;
import static dev.muster.application.fixtures.Fixtures.rejection;
import static dev.muster.application.fixtures.Fixtures.run;
import static dev.muster.application.fixtures.Fixtures.stored;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.muster.adapters.out.jdbc.FaultyDriver.Fault;
import dev.muster.adapters.out.jdbc.FaultyDriver.Moment;
import dev.muster.application.port.AuditLog;
import dev.muster.application.port.Claim;
import dev.muster.application.port.Database;
import dev.muster.application.port.DatasetStore;
import dev.muster.application.port.Deliveries;
import dev.muster.application.port.Event;
import dev.muster.application.port.IdempotencyKeys;
import dev.muster.application.port.PipelineRuns.PipelineClaim;
import dev.muster.application.port.PortException;
import dev.muster.application.port.RecordQuery;
import dev.muster.application.port.RejectionStore;
import dev.muster.application.port.RunBatch;
import dev.muster.application.port.SectionStore;
import dev.muster.application.port.StoredRow;
import dev.muster.application.port.StreamStore;
import dev.muster.domain.access.AccessKey;
import dev.muster.domain.access.AuditEntry.Outcome;
import dev.muster.domain.access.Role;
import dev.muster.domain.access.Session;
import dev.muster.domain.backup.LedgerSections;
import dev.muster.domain.dataset.Mapping;
import dev.muster.domain.dataset.Row;
import dev.muster.domain.hiring.HiringReports;
import dev.muster.domain.intake.Provenance;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.pipeline.Origin;
import dev.muster.domain.pipeline.Pipeline;
import dev.muster.domain.pipeline.PipelineRun;
import dev.muster.domain.pipeline.Step;
import dev.muster.domain.report.Breakdown;
import dev.muster.domain.report.Pivot;
import dev.muster.domain.run.Counts;
import dev.muster.domain.run.Mode;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.RunId;
import dev.muster.domain.run.Source;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Every operation of every store while the database fails: at the beginning of the transaction, at each of its statements, at
 * the commit, and at the rollback. Nothing of it is left, the kind of the first failure is told, and what comes next works and
 * is in a transaction.
 */
class FaultsTest {
    @TempDir
    private static Path folder;

    private static final RunId FIRST = new RunId(1);
    private static final RunId SECOND = new RunId(2);
    private static final RunId ENDED = new RunId(3);
    private static final RejectionStore.Filter ALL = RejectionStore.Filter.ALL;
    private static final Row HIRE = hiredEmployee(1, "2021-11-07T02:48:42Z", 1, 3);
    private static final Breakdown BREAKDOWN =
            Objects.requireNonNull(HiringReports.HIRED_EMPLOYEES_BY_QUARTER.breakdown());
    private static final RuntimeException NOT_FILLED = new IllegalStateException("someone else is filling the dataset");
    private static final PipelineRun PIPELINE_RUN = pipelineRun(1, "nightly");
    private static final PipelineClaim PIPELINE_CLAIM = new PipelineClaim(FIRST, 1, 1);
    private static final AccessKey KEY = new AccessKey("new", Role.READER, null, NOW, null, null, null);
    private static final Mapping MAPPING = new Mapping("hr", Map.of("id", new Mapping.Column.Position(2)), Map.of());
    private static final Rejection.Id REJECTED = new Rejection.Id(FIRST, 7);

    /**
     * An operation of a store.
     *
     * @param name of the port and its method
     */
    private record Operation(String name, boolean writes, Consumer<Database> work) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Operation read(String name, Consumer<Database> work) {
        return new Operation(name, false, work);
    }

    private static Operation write(String name, Consumer<Database> work) {
        return new Operation(
                name,
                true,
                database -> database.unitOfWork().write(() -> {
                    work.accept(database);
                    return null;
                }));
    }

    private static Event event(String id) {
        return new Event(id, "dev.muster.run.ended", "runs/1", NOW, "{}");
    }

    private static Claim claim(RunId run) {
        return new Claim(run, 1, 0);
    }

    private static final List<Operation> OPERATIONS = List.of(
            write("DatasetStore.missingKeys", db -> db.datasets().missingKeys(JOBS, List.of(1L, 2L))),
            write(
                    "DatasetStore.insertAbsent",
                    db -> db.datasets()
                            .insertAbsent(
                                    DEPARTMENTS,
                                    List.of(
                                            stored(department(1, "Other"), SECOND),
                                            stored(department(9, "New"), SECOND)),
                                    inTheWay -> {})),
            write("DatasetStore.fill", db -> {
                db.datasets().takeBack(FIRST, HIRED_EMPLOYEES, List.of(1L), Map.of());
                boolean filled = db.datasets()
                        .fill(
                                HIRED_EMPLOYEES,
                                () -> db.datasets()
                                        .insertAbsent(HIRED_EMPLOYEES, List.of(stored(HIRE, SECOND)), inTheWay -> {}));
                if (!filled) {
                    throw NOT_FILLED;
                }
            }),
            write(
                    "DatasetStore.replace",
                    db -> db.datasets().replace(DEPARTMENTS, List.of(stored(department(1, "Replaced"), SECOND)))),
            write(
                    "DatasetStore.keep",
                    db -> db.datasets().keep(SECOND, DEPARTMENTS, List.of(stored(department(1, "One"), FIRST)))),
            write("DatasetStore.exchange", db -> {
                DatasetStore.Exchange exchange = db.datasets().exchange(DEPARTMENTS, true);
                exchange.insert(List.of(stored(department(9, "New"), FIRST)));
                exchange.replace(List.of(stored(department(9, "Newer"), SECOND)));
                exchange.remove(List.of(9L));
                exchange.end();
            }),
            write("DatasetStore.keepAbsent", db -> db.datasets().keepAbsent(FIRST, DEPARTMENTS, List.of(9L))),
            read("DatasetStore.images", db -> db.datasets().images(SECOND, DEPARTMENTS, null, 10)),
            read("DatasetStore.kept", db -> db.datasets().kept(SECOND, DEPARTMENTS, List.of(1L), rows -> {})),
            write("DatasetStore.storedBy", db -> db.datasets().storedBy(FIRST, DEPARTMENTS, null, 10)),
            read("DatasetStore.present", db -> db.datasets().present(DEPARTMENTS, 0, List.of(1L))),
            write("DatasetStore.takeBack", db -> db.datasets().takeBack(FIRST, DEPARTMENTS, List.of(5L), Map.of())),
            read("DatasetStore.replaced", db -> db.datasets().replaced(SECOND, DEPARTMENTS, 10)),
            read("DatasetStore.find", db -> db.datasets().find(DEPARTMENTS, List.of(1L, 2L), row -> {})),
            read("DatasetStore.find", db -> db.datasets().find(DEPARTMENTS, 1L)),
            read("DatasetStore.list", db -> db.datasets().list(DEPARTMENTS, Map.of(), null, 10)),
            read(
                    "DatasetStore.scan",
                    db -> db.unitOfWork().read(() -> {
                        try (var rows = db.datasets().scan(DEPARTMENTS, Map.of(), 10)) {
                            rows.forEachRemaining(row -> {});
                        }
                        return null;
                    })),
            read("DatasetStore.count", db -> db.datasets().count(DEPARTMENTS)),
            read("DatasetStore.countRows", db -> db.datasets().countRows(DEPARTMENTS)),
            read("DatasetStore.countByRun", db -> db.datasets().countByRun(DEPARTMENTS, null, 10)),
            read("DatasetStore.listStoredBy", db -> db.datasets().listStoredBy(FIRST, DEPARTMENTS, null, 10)),
            write("DatasetStore.touch", db -> db.datasets().touch(JOBS, NOW)),
            read("DatasetStore.version", db -> db.datasets().version(List.of(DEPARTMENTS))),
            write("RunStore.create", db -> db.runs().create(run(9, JOBS))),
            write(
                    "RunStore.save",
                    db -> db.runs().save(claim(SECOND), run(2, DEPARTMENTS).cancelled(NOW))),
            write("RunStore.takeOver", db -> db.runs().takeOver(SECOND)),
            write("RunStore.begun", db -> db.runs().begun(claim(SECOND))),
            write("RunStore.release", db -> db.runs().release(claim(SECOND))),
            write("RunStore.holdStream", db -> db.runs().holdStream("changes", DEPARTMENTS.name(), Mode.UPSERT, NOW)),
            read("RunStore.streams", db -> db.runs().streams()),
            read("RunStore.unfinished", db -> db.runs().unfinished()),
            write("RunStore.takeOverEnded", db -> db.runs().takeOverEnded(ENDED)),
            write(
                    "RunStore.addBatch",
                    db -> db.runs()
                            .addBatch(new RunBatch(
                                    SECOND,
                                    1,
                                    1,
                                    new Provenance.File(1, 0, 9),
                                    Counts.of(0, 0, 0, 1),
                                    new byte[] {1},
                                    NOW))),
            read("RunStore.rawOf", db -> db.runs().rawOf(FIRST, 1)),
            read("RunStore.batchOf", db -> db.runs().batchOf(FIRST, 1)),
            read("RunStore.find", db -> db.runs().find(FIRST)),
            read("RunStore.list", db -> db.runs().list(null, null, null, 10)),
            read("RunStore.lastLoaded", db -> db.runs().lastLoaded("jobs", Source.Kind.S3, "jobs.csv")),
            read("RunStore.totals", db -> db.runs().totals()),
            read("RunStore.countByStatus", db -> db.runs().countByStatus()),
            write("RejectionStore.add", db -> db.rejections().add(List.of(rejection(SECOND, 1, DEPARTMENTS)))),
            read("RejectionStore.find", db -> db.rejections().find(REJECTED)),
            read("RejectionStore.list", db -> db.rejections().list(ALL, null, 10)),
            read("RejectionStore.listOldestFirst", db -> db.rejections().listOldestFirst(ALL, null, 10)),
            read("RejectionStore.ids", db -> db.rejections().ids(ALL, null, 10)),
            write(
                    "RejectionStore.close",
                    db -> db.rejections()
                            .close(DEPARTMENTS.name(), List.of(REJECTED), Rejection.Status.DISCARDED, null)),
            write(
                    "RejectionStore.discard",
                    db -> db.rejections().discard(DEPARTMENTS.name(), List.of(REJECTED), "a test")),
            read("RejectionStore.open", db -> db.rejections().open(DEPARTMENTS.name(), List.of(REJECTED))),
            write(
                    "RejectionStore.replay",
                    db -> db.rejections().replay(DEPARTMENTS.name(), Map.of(REJECTED, 1L), SECOND)),
            read(
                    "RejectionStore.successions",
                    db -> db.rejections().successions(DEPARTMENTS.name(), List.of(REJECTED))),
            write(
                    "RejectionStore.supersede",
                    db -> db.rejections().supersede(DEPARTMENTS.name(), () -> Map.of("1", 1L), SECOND, List.of())),
            read(
                    "RejectionStore.openBefore",
                    db -> db.rejections().openBefore(DEPARTMENTS.name(), () -> Map.of("1", 1L), SECOND)),
            read("RejectionStore.keysSuperseded", db -> db.rejections().keysSuperseded(SECOND, null, 10)),
            write(
                    "RejectionStore.leaveTo",
                    db -> db.rejections().leaveTo(FIRST, Map.of("1", new RejectionStore.Heir(SECOND, 1)))),
            write("RejectionStore.giveBack", db -> db.rejections().giveBack(SECOND)),
            read("RejectionStore.groups", db -> db.rejections().groups(null, 0, 10)),
            read("RejectionStore.datasets", db -> db.rejections().datasets()),
            read("RejectionStore.countOpen", db -> db.rejections().countOpen()),
            read("RejectionStore.countOpenByFirstCode", db -> db.rejections().countOpenByFirstCode(List.of("jobs"))),
            read("Figures.years", db -> db.figures().years(BREAKDOWN.rollups().getFirst())),
            read("Figures.rows", db -> db.figures().rows(Pivot.sideBySide(BREAKDOWN), 2021, 100)),
            read("LedgerMetrics.days", db -> db.ledger().days()),
            read("LedgerMetrics.version", db -> db.ledger().version()),
            read(
                    "RecordQuery.list",
                    db -> db.records()
                            .list(
                                    DEPARTMENTS,
                                    List.of(new RecordQuery.Condition.Is(DEPARTMENTS.keyField(), 1L)),
                                    null,
                                    10)),
            write("IdempotencyKeys.bind", db -> db.idempotencyKeys().bind("new", "digest", SECOND, NOW, NOW)),
            read("IdempotencyKeys.find", db -> db.idempotencyKeys().find("bound", NOW)),
            write(
                    "IdempotencyKeys.answer",
                    db -> db.idempotencyKeys().answer("bound", FIRST, new IdempotencyKeys.Answer(200, new byte[] {1}))),
            write("IdempotencyKeys.forget", db -> db.idempotencyKeys().forget(NOW.plusSeconds(1))),
            write("JobQueue.enqueue", db -> db.jobs().enqueue("pipeline", "1", NOW)),
            write("PipelineRuns.create", db -> db.pipelineRuns().create(pipelineRun(3, "another"))),
            write("PipelineRuns.claim", db -> db.pipelineRuns().claim(FIRST)),
            read("PipelineRuns.holds", db -> db.pipelineRuns().holds(PIPELINE_CLAIM)),
            write("PipelineRuns.release", db -> db.pipelineRuns().release(PIPELINE_CLAIM)),
            write(
                    "PipelineRuns.save",
                    db -> db.pipelineRuns()
                            .save(
                                    PIPELINE_CLAIM,
                                    PIPELINE_RUN.steps().getFirst().begun(NOW))),
            write("PipelineRuns.save", db -> db.pipelineRuns().save(PIPELINE_CLAIM, PIPELINE_RUN.succeeded(NOW))),
            write("PipelineRuns.reopen", db -> db.pipelineRuns().reopen(pipelineRun(2, "failed"))),
            read("PipelineRuns.find", db -> db.pipelineRuns().find(FIRST)),
            read("PipelineRuns.list", db -> db.pipelineRuns().list("nightly", null, 10)),
            read("PipelineRuns.underWay", db -> db.pipelineRuns().underWay()),
            write("EventLog.append", db -> db.events().append(event("new"))),
            read("EventLog.waiting", db -> db.events().waiting()),
            write("EventLog.sequence", db -> db.events().sequence(10)),
            read("EventLog.last", db -> db.events().last()),
            read("EventLog.position", db -> db.events().position("first")),
            read("EventLog.after", db -> db.events().after(0, 10)),
            write("EventLog.forget", db -> db.events().forget(NOW.plusSeconds(1))),
            write("AccessKeys.create", db -> db.accessKeys().create(KEY, new byte[] {1})),
            read("AccessKeys.find", db -> db.accessKeys().find(new byte[] {2})),
            read("AccessKeys.find", db -> db.accessKeys().find("old")),
            read("AccessKeys.list", db -> db.accessKeys().list()),
            write("AccessKeys.revoke", db -> db.accessKeys().revoke("old", NOW)),
            write("AccessKeys.use", db -> db.accessKeys().use("old", NOW)),
            write("Sessions.begin", db -> db.sessions().begin(new Session("old", NOW, NOW), new byte[] {1})),
            read("Sessions.find", db -> db.sessions().find(new byte[] {2})),
            write("Sessions.end", db -> db.sessions().end(new byte[] {2})),
            write("Sessions.endOf", db -> db.sessions().endOf(new RunId(7))),
            write("Sessions.forget", db -> db.sessions().forget(NOW.plusSeconds(1))),
            write("Mappings.put", db -> db.mappings().put("jobs", MAPPING)),
            read("Mappings.find", db -> db.mappings().find("jobs", MAPPING.name())),
            read("Mappings.list", db -> db.mappings().list("jobs", null, 1)),
            write("Mappings.delete", db -> db.mappings().delete("jobs", MAPPING.name())),
            write("AuditLog.add", db -> db.audit().add(NOW, "local", "undo-run", "1", Outcome.DONE)),
            read("AuditLog.list", db -> db.audit().list(AuditLog.Filter.NONE, null, 1)),
            write("AuditLog.forget", db -> db.audit().forget(NOW.plusSeconds(1))),
            write("Deliveries.begin", db -> db.deliveries().begin("new", 7)),
            read("Deliveries.find", db -> db.deliveries().find("webhook")),
            write("Deliveries.advance", db -> db.deliveries().advance(Deliveries.Delivery.begun("webhook", 9))),
            read("StreamStore.position", db -> db.streams().position("topic", 0)),
            read("StreamStore.positions", db -> db.streams().positions("changes")),
            write(
                    "StreamStore.move",
                    db -> db.streams()
                            .move(
                                    new StreamStore.Partition("topic", "changes", DEPARTMENTS.name(), 0),
                                    null,
                                    1,
                                    null,
                                    NOW)),
            write("StreamStore.group", db -> db.streams().group("changes", "group")),
            read("StreamStore.isPaused", db -> db.streams().isPaused("changes")),
            write("StreamStore.pause", db -> db.streams().pause("changes", true)),
            read("SectionStore.scan", db -> scanned(db, () -> db.sections().scan(DEPARTMENTS))),
            read(
                    "SectionStore.scan",
                    db -> scanned(db, () -> db.sections().scan(LedgerSections.BATCHES, List.of(DEPARTMENTS)))),
            write(
                    "SectionStore.addAbsent",
                    db -> db.sections()
                            .addAbsent(
                                    LedgerSections.STREAM_OFFSETS,
                                    List.<@Nullable Object[]>of(
                                                    new @Nullable Object[] {"topic", 1L, 2L, null, null, null, NOW})
                                            .iterator())));

    private static Object scanned(Database database, Supplier<SectionStore.Rows> scan) {
        return database.unitOfWork().read(() -> {
            try (SectionStore.Rows rows = scan.get()) {
                rows.forEachRemaining(row -> {});
            }
            return null;
        });
    }

    @Test
    void holdsEveryOperationOfEveryStore() {
        List<String> declared = Arrays.stream(Database.class.getRecordComponents())
                .filter(component -> !component.getName().equals("unitOfWork"))
                .flatMap(component -> Arrays.stream(component.getType().getMethods())
                        .filter(method -> !Modifier.isStatic(method.getModifiers()) && !method.isSynthetic())
                        .map(method -> component.getType().getSimpleName() + "." + method.getName()))
                .toList();

        assertThat(OPERATIONS.stream().map(Operation::name)).containsExactlyInAnyOrderElementsOf(declared);
    }

    /** A way to fail that all databases have, as this one puts it. */
    private enum Way {
        LOCKED(PortException.Kind.UNAVAILABLE),
        DISK_FULL(PortException.Kind.FULL),
        IO_ERROR(null),
        KILLED(null);

        /** What the port calls it; null if the databases differ. */
        private final PortException.Kind kind;

        Way(PortException.Kind kind) {
            this.kind = kind;
        }
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    abstract static class OnDatabase {
        private MigratedDatabase migrated;

        abstract MigratedDatabase open();

        abstract SQLException failure(Way way);

        /** Whether the database rolls a transaction back by itself when a statement fails so. */
        abstract boolean endsTransaction(Way way);

        @BeforeAll
        void migrate() {
            migrated = open();
        }

        @AfterAll
        void close() {
            migrated.close();
        }

        @BeforeEach
        void store() {
            FaultyDriver.happened();
            Database db = migrated.emptied();
            db.unitOfWork().write(() -> {
                db.runs().create(run(1, DEPARTMENTS));
                db.runs().create(run(2, DEPARTMENTS));
                Claim claim = db.runs().create(run(3, JOBS));
                db.runs().save(claim, run(3, JOBS).succeeded(NOW));
                db.runs()
                        .addBatch(new RunBatch(
                                FIRST, 1, 1, new Provenance.File(1, 0, 9), Counts.of(1, 0, 0, 0), new byte[] {1}, NOW));
                db.datasets()
                        .insertAbsent(
                                DEPARTMENTS,
                                List.of(
                                        new StoredRow(department(1, "One"), FIRST, 1),
                                        new StoredRow(department(5, "Nobody refers to it"), FIRST, 2)),
                                inTheWay -> {});
                db.datasets().insertAbsent(JOBS, List.of(stored(anyJob(), FIRST)), inTheWay -> {});
                db.datasets().insertAbsent(HIRED_EMPLOYEES, List.of(stored(HIRE, FIRST)), inTheWay -> {});
                db.rejections().add(List.of(rejection(FIRST, 7, DEPARTMENTS)));
                db.idempotencyKeys().bind("bound", "digest", FIRST, NOW, NOW);
                db.pipelineRuns().create(PIPELINE_RUN);
                db.pipelineRuns().claim(FIRST);
                PipelineRun failed = pipelineRun(2, "failed");
                db.pipelineRuns().create(failed);
                db.pipelineRuns()
                        .save(
                                db.pipelineRuns().claim(SECOND).orElseThrow(),
                                failed.failed(NOW, new Problem(ProblemType.UPSTREAM_FAILED, "it is down")));
                db.events().append(event("first"));
                db.events().append(event("second"));
                db.events().sequence(2);
                db.events().append(event("third"));
                db.deliveries().begin("webhook", 1);
                db.accessKeys().create(new AccessKey("old", Role.READER, null, NOW, null, null, null), new byte[] {2});
                db.sessions().begin(new Session("old", NOW, NOW), new byte[] {2});
                db.audit().add(NOW, "local", "create-key", "old", Outcome.DONE);
                return null;
            });
        }

        static Stream<Arguments> faults() {
            return OPERATIONS.stream()
                    .flatMap(operation -> Arrays.stream(Moment.values())
                            .filter(moment -> moment != Moment.COMMIT || operation.writes())
                            .flatMap(moment -> ways(moment).map(way -> Arguments.of(operation, moment, way))));
        }

        private static Stream<Way> ways(Moment moment) {
            return moment == Moment.STATEMENT ? Arrays.stream(Way.values()) : Stream.of(Way.DISK_FULL);
        }

        @ParameterizedTest(name = "{0} fails at {1}: {2}")
        @MethodSource("faults")
        void leavesNothingAndGoesOn(Operation operation, Moment moment, Way way) throws SQLException {
            Database database = migrated.database();
            String before = content();
            boolean happened = true;
            for (int skip = 0; happened; skip++) {
                FaultyDriver.next(new Fault(moment, skip, failure(way), endsTransaction(way)));
                Throwable thrown = catchThrowable(() -> operation.work().accept(database));
                happened = FaultyDriver.happened();
                if (happened) {
                    if (way == Way.LOCKED && thrown == NOT_FILLED) {
                        continue;
                    }
                    assertThat(thrown).isInstanceOfSatisfying(PortException.class, failure -> {
                        assertThat(failure.part()).isEqualTo(PortException.Part.DATABASE);
                        if (way.kind != null) {
                            assertThat(failure.kind()).isEqualTo(way.kind);
                        }
                    });
                    goesOnInTransactions(database, before);
                } else {
                    assertThat(thrown).isNull();
                    assertThat(skip).as("how often it failed").isPositive();
                }
                if (moment == Moment.BEGIN || moment == Moment.COMMIT) {
                    break;
                }
            }
        }

        MigratedDatabase migrated() {
            return migrated;
        }

        void goesOnInTransactions(Database database, String before) throws SQLException {
            IllegalStateException regret = new IllegalStateException("regret");
            assertThatThrownBy(() -> database.unitOfWork().write(() -> {
                        database.datasets()
                                .insertAbsent(JOBS, List.of(stored(job(77, "Temporary"), SECOND)), inTheWay -> {});
                        database.datasets().touch(JOBS, NOW);
                        throw regret;
                    }))
                    .isSameAs(regret);
            assertThat(content()).isEqualTo(before);
        }

        /** All that is committed. */
        String content() throws SQLException {
            StringBuilder content = new StringBuilder();
            try (Connection connection = migrated.connect();
                    Statement statement = connection.createStatement()) {
                for (String table : migrated.tables(connection)) {
                    content.append(table).append('\n');
                    try (ResultSet rows = statement.executeQuery("SELECT * FROM %s ORDER BY 1, 2".formatted(table))) {
                        while (rows.next()) {
                            for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                                content.append(rows.getString(i)).append('|');
                            }
                            content.append('\n');
                        }
                    }
                }
            }
            return content.toString();
        }
    }

    @Nested
    class OnSqlite extends OnDatabase {
        @Override
        MigratedDatabase open() {
            return MigratedDatabase.onSqlite(folder, FaultyDriver.class);
        }

        @Override
        SQLException failure(Way way) {
            SQLiteErrorCode code = switch (way) {
                case LOCKED -> SQLiteErrorCode.SQLITE_BUSY_SNAPSHOT;
                case DISK_FULL -> SQLiteErrorCode.SQLITE_FULL;
                case IO_ERROR -> SQLiteErrorCode.SQLITE_IOERR_WRITE;
                case KILLED -> SQLiteErrorCode.SQLITE_INTERRUPT;
            };
            return new SQLiteException("injected", code);
        }

        @Override
        boolean endsTransaction(Way way) {
            return way != Way.LOCKED;
        }

        private static void busyAtNextBegin() {
            SQLException busy = new SQLiteException("injected", SQLiteErrorCode.SQLITE_BUSY);
            FaultyDriver.next(new Fault(Moment.BEGIN, 0, busy, false));
        }

        @Test
        void asksForTheLockOfTheWriterAgain() {
            busyAtNextBegin();
            write("touch", db -> db.datasets().touch(JOBS, NOW))
                    .work()
                    .accept(migrated().database());

            assertThat(FaultyDriver.happened()).isTrue();
            assertThat(migrated().database().datasets().version(List.of(JOBS)).at())
                    .isEqualTo(NOW);
        }

        @Test
        void doesNotAskForTheLockAgainWhenItIsToStop() throws SQLException {
            String before = content();
            busyAtNextBegin();
            Thread.currentThread().interrupt();
            try {
                assertThatThrownBy(() -> migrated().database().unitOfWork().write(() -> "nothing"))
                        .isInstanceOfSatisfying(
                                PortException.class,
                                failure -> assertThat(failure.kind()).isEqualTo(PortException.Kind.UNAVAILABLE));
            } finally {
                assertThat(Thread.interrupted()).isTrue();
            }
            goesOnInTransactions(migrated().database(), before);
        }

        @Test
        void readsWhileAnotherProgramHasTheLock() throws SQLException {
            try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("muster.db"));
                    Statement statement = other.createStatement()) {
                statement.execute("BEGIN IMMEDIATE");

                assertThat(migrated().database().datasets().find(DEPARTMENTS, 1L))
                        .isPresent();

                statement.execute("ROLLBACK");
            }
        }
    }

    @Nested
    class OnPostgres extends OnDatabase {
        @Override
        MigratedDatabase open() {
            return MigratedDatabase.onPostgres(FaultyDriver.class);
        }

        @Override
        SQLException failure(Way way) {
            return switch (way) {
                case LOCKED -> new SQLException("injected", "55P03");
                case DISK_FULL -> new SQLException("injected", "53100");
                case IO_ERROR -> new SQLException("injected", "58030");
                case KILLED -> new SQLException("injected", "57014");
            };
        }

        @Override
        boolean endsTransaction(Way way) {
            return false;
        }
    }

    private static PipelineRun pipelineRun(long id, String pipeline) {
        Step step = new Step.Load("load", "jobs", new Origin.File("inbox:jobs.csv"), Mode.INSERT, false, null);
        return PipelineRun.started(new RunId(id), Pipeline.of(pipeline, List.of(List.of(step))), null, NOW);
    }
}
