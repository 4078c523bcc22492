package dev.muster.application.contract;

import static dev.muster.application.fixtures.Fixtures.CATALOG;
import static dev.muster.application.fixtures.Fixtures.DEPARTMENTS;
import static dev.muster.application.fixtures.Fixtures.HIRED_EMPLOYEES;
import static dev.muster.application.fixtures.Fixtures.JOBS;
import static dev.muster.application.fixtures.Fixtures.REPORTS;
import static dev.muster.application.fixtures.Fixtures.TRANSACTIONS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.muster.application.Refusal;
import dev.muster.application.access.KeepAudit;
import dev.muster.application.backup.BackUpRegularly;
import dev.muster.application.backup.BackupProgress;
import dev.muster.application.backup.Backups;
import dev.muster.application.backup.CreateBackup;
import dev.muster.application.backup.RestoreBackup;
import dev.muster.application.backup.Retention;
import dev.muster.application.backup.VerifyBackup;
import dev.muster.application.fixtures.Announcing;
import dev.muster.application.fixtures.Fixtures;
import dev.muster.application.fixtures.Installation;
import dev.muster.application.fixtures.ToldLog;
import dev.muster.application.memory.CrashingUnitOfWork;
import dev.muster.application.memory.InMemoryObjectStore;
import dev.muster.application.memory.LineDecoder;
import dev.muster.application.port.BackupFormat;
import dev.muster.application.port.Database;
import dev.muster.application.port.DatasetStore;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.PortException;
import dev.muster.application.port.RunListener;
import dev.muster.application.port.StoredRow;
import dev.muster.application.prove.Difference;
import dev.muster.application.prove.Proof;
import dev.muster.application.prove.ProveData;
import dev.muster.application.rejections.ReplayRejections;
import dev.muster.application.reports.ComputeReport;
import dev.muster.application.runs.TraceRecord;
import dev.muster.application.runs.UndoRun;
import dev.muster.application.runs.UndoRun.Undone;
import dev.muster.domain.backup.Backup;
import dev.muster.domain.backup.Manifest;
import dev.muster.domain.backup.Manifest.FileEntry;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Mapping;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.Counts;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import dev.muster.domain.run.RunStatus;
import dev.muster.domain.run.Source;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What backups are good for, on a database that keeps the contracts of its ports. */
public abstract class BackupContract extends OnEmptyDatabase {
    private final ObjectStore objects = new InMemoryObjectStore();
    private Installation muster;
    private Site site;

    /** The files of backups. */
    protected abstract BackupFormat format();

    /** What works with backups on one database. */
    private final class Site {
        private final Database on;
        private final Backups backups = new Backups(objects, format());
        private final VerifyBackup verify = new VerifyBackup(CATALOG, objects, format(), backups, muster.clock);
        private final CreateBackup create;
        private final RestoreBackup restore;

        Site(Database on) {
            this.on = on;
            this.create = new CreateBackup(
                    on,
                    objects,
                    format(),
                    backups,
                    verify,
                    new ComputeReport(CATALOG, REPORTS, on),
                    Announcing.in(on, muster.clock),
                    muster.clock,
                    muster.ids,
                    new ToldLog());
            this.restore = new RestoreBackup(CATALOG, on, backups, verify, muster.clock, muster.ids);
        }

        String backUp(Dataset... datasets) {
            List<Dataset> chosen = datasets.length == 0 ? List.copyOf(CATALOG.all()) : List.of(datasets);
            return create.create(create.newId(), chosen, BackupProgress.NONE)
                    .manifest()
                    .id();
        }

        List<Run> restore(String id, String... datasets) {
            return restore.restore(
                    restore.begin(id, datasets.length == 0 ? null : List.of(datasets)), BackupProgress.NONE);
        }

        Undone undo(Run run) {
            return new UndoRun(CATALOG, on, muster.clock).undo(run.id());
        }
    }

    /** Everything that others can see of a database. Runs of restores are left out. */
    private record Everything(
            Map<String, List<StoredRow>> rows,
            List<Run> runs,
            List<String> raw,
            List<String> rejections,
            Map<String, Long> open,
            List<Object> totals) {
        static Everything of(Database database) {
            Map<String, List<StoredRow>> rows = new LinkedHashMap<>();
            CATALOG.all().forEach(dataset -> {
                rows.put(dataset.name(), Fixtures.all(database.datasets(), dataset));
                assertThat(database.datasets().count(dataset))
                        .isEqualTo(rows.get(dataset.name()).size());
            });
            List<Run> runs = database.runs().list(null, null, null, 1_000).stream()
                    .filter(run -> run.source().kind() != Source.Kind.BACKUP)
                    .toList();
            List<String> raw = runs.stream()
                    .map(run -> "%s %s"
                            .formatted(
                                    run.id(), database.runs().rawOf(run.id(), 1).map(String::new)))
                    .toList();
            return new Everything(
                    rows,
                    runs,
                    raw,
                    Fixtures.all(database.rejections()).stream()
                            .map(rejection -> "%s %s %s %s %s %s %s %s %s"
                                    .formatted(
                                            rejection.id(),
                                            rejection.dataset(),
                                            rejection.line(),
                                            rejection.status(),
                                            rejection.reasons(),
                                            new String(rejection.raw()),
                                            rejection.key(),
                                            rejection.replayOf(),
                                            rejection.createdAt()))
                            .toList(),
                    database.rejections().countOpen(),
                    List.copyOf(database.runs().totals()));
        }
    }

    @BeforeEach
    void install() {
        muster = new Installation(database, objects, new LineDecoder());
        // The numbers of the runs that are on record already.
        muster.ids.nextRunId();
        muster.ids.nextRunId();
        site = new Site(database);
        // What is under way is cancelled in a restore; there is a test of that.
        for (RunId id : List.of(FIRST_RUN, SECOND_RUN)) {
            write(() -> runs.save(
                    runs.takeOver(id).orElseThrow(), runs.find(id).orElseThrow().cancelled(muster.clock.instant())));
        }
    }

    @Test
    void cancelsWhatWasUnderWay() {
        createRun(50, DEPARTMENTS);
        String id = site.backUp();
        Database other = underTest().emptyDatabase(catalog());

        new Site(other).restore(id);

        assertThat(other.runs().find(new RunId(50)).orElseThrow().status()).isEqualTo(RunStatus.CANCELLED);
        assertThat(other.runs().unfinished()).isEmpty();
    }

    @Test
    void isUndoneParentsFirstSoThatNothingIsLost() {
        muster.insert(DEPARTMENTS, "1,A\n");
        muster.insert(JOBS, "3,Cook\n");
        String id = site.backUp();
        muster.insert(DEPARTMENTS, "13,M\n");
        muster.insert(HIRED_EMPLOYEES, "1,Ann,2021-05-30T05:43:46Z,13,3\n");
        Everything before = Everything.of(database);
        List<Run> restored = site.restore(id);
        Run departments = restored.get(0);
        Run hires = restored.get(2);

        assertThatThrownBy(() -> site.undo(hires))
                .isInstanceOf(Refusal.class)
                .hasMessage(
                        "rows of hired_employees refer to rows of departments that the same restore removed; undo run %s first"
                                .formatted(departments.id()));
        assertThat(site.undo(departments).left()).isEmpty();
        assertThat(site.undo(hires).left()).isEmpty();
        assertThat(Everything.of(database).rows()).isEqualTo(before.rows());
    }

    @Test
    void refusesEveryFlippedByteOfAManifest() {
        muster.insert(DEPARTMENTS, "1,A\n");
        String id = site.backUp();
        String key = "backups/%s/manifest.json".formatted(id);
        byte[] whole = bytes(key);
        for (int i = 0; i < whole.length; i++) {
            byte[] flipped = whole.clone();
            flipped[i] ^= (byte) (1 << i % 8);
            write(key, flipped);
            assertBad(id, "byte %s of the manifest".formatted(i));
        }
        assertThat(site.backups.list()).isEmpty();
        write("backups/%s/record.json".formatted(id), new byte[] {'{'});
        write(key, whole);
        assertThat(site.verify.verify(id, BackupProgress.NONE).status()).isEqualTo(Backup.Status.VERIFIED);
    }

    /** Loads of all kinds: with rejections, upserts, a replay, an undone run. */
    private void loadAll() {
        muster.insert(DEPARTMENTS, "1,A\n2,B\nbad\n");
        muster.insert(JOBS, "3,Cook\n4,Clerk\n");
        muster.insert(HIRED_EMPLOYEES, """
                1,Ann,2021-05-30T05:43:46Z,1,3
                2,Bob,2021-08-01T00:00:00Z,2,4
                3,Cem,2021-08-01T00:00:00Z,9,4
                """);
        muster.upsert(HIRED_EMPLOYEES, "1,Anna,2021-05-30T05:43:46.000001Z,2,3\n");
        muster.insert(DEPARTMENTS, "9,I\n");
        new ReplayRejections(CATALOG, database, objects, muster.decoder, muster.ingestRecords)
                .replay(new Rejection.Id(new RunId(5), 3), null)
                .load(RunListener.NONE);
        muster.insert(
                TRANSACTIONS,
                "a\u00e4\"\\,1.5,USD,web,2021-11-07T02:48:42.123456Z\nb,2,EUR,web,\n\ud83d\ude00,3,EUR,web,\n");
        muster.insert(JOBS, "5,Gone\n");
        new UndoRun(CATALOG, database, muster.clock).undo(new RunId(10));
    }

    @Test
    void bringsBackWhatWasThere() {
        loadAll();
        String id = site.backUp();
        Everything before = Everything.of(database);
        muster.upsert(HIRED_EMPLOYEES, "1,Zoe,2022-01-01T00:00:00Z,1,3\n7,Gil,2022-01-01T00:00:00Z,1,3\n");
        muster.upsert(DEPARTMENTS, "1,Z\n8,H\n");
        muster.upsert(TRANSACTIONS, "0,9,USD,web,\nzz,9,USD,web,\n");

        List<Run> restored = site.restore(id);

        assertThat(restored)
                .extracting(Run::dataset)
                .containsExactlyElementsOf(
                        CATALOG.all().stream().map(Dataset::name).toList());
        assertThat(restored).extracting(Run::status).containsOnly(RunStatus.SUCCEEDED);
        assertThat(restored.get(2).counts()).isEqualTo(Counts.of(0, 1, 2, 0));
        assertThat(Everything.of(database).rows()).isEqualTo(before.rows());
    }

    @Test
    void bringsEverythingBackAfterALoss() {
        loadAll();
        String id = site.backUp();
        Everything before = Everything.of(database);
        List<Object> reports = reports(database);

        Database other = underTest().emptyDatabase(catalog());
        List<Run> restored = new Site(other).restore(id);

        assertThat(Everything.of(other)).isEqualTo(before);
        assertThat(reports(other)).isEqualTo(reports);
        assertThat(restored.get(2).counts()).isEqualTo(Counts.of(3, 0, 0, 0));

        // Lineage, undo and replay go on working.
        TraceRecord trace = new TraceRecord(CATALOG, other, objects, muster.decoder);
        assertThat(new String(trace.trace(HIRED_EMPLOYEES, 2L).orElseThrow().raw()))
                .isEqualTo("2,Bob,2021-08-01T00:00:00Z,2,4");
        UndoRun undo = new UndoRun(CATALOG, other, muster.clock);
        assertThat(undo.undo(new RunId(6)).putBack()).isEqualTo(1);
        assertThat(other.datasets()
                        .find(HIRED_EMPLOYEES, 1L)
                        .orElseThrow()
                        .row()
                        .get(1))
                .isEqualTo("Ann");
    }

    private static List<Object> reports(Database on) {
        ComputeReport reports = new ComputeReport(CATALOG, REPORTS, on);
        return reports.reports().stream()
                .flatMap(report -> reports.withData(report.name()).stream()
                        .map(parameters -> reports.compute(report.name(), parameters)))
                .<Object>map(result -> List.of(result.rows(), result.facts()))
                .toList();
    }

    @Test
    void changesNothingIfNothingChangedSince() {
        loadAll();
        String id = site.backUp();
        Everything before = Everything.of(database);

        List<Run> restored = site.restore(id);

        assertThat(restored)
                .allSatisfy(run -> assertThat(run.counts().unchanged())
                        .isEqualTo(run.counts().received()));
        assertThat(Everything.of(database)).isEqualTo(before);
    }

    @Test
    void restoresSomeDatasetsAndLeavesTheRest() {
        loadAll();
        String id = site.backUp();
        Everything before = Everything.of(database);
        muster.upsert(TRANSACTIONS, "b,9,USD,web,\n");
        muster.upsert(JOBS, "3,Chef\n");
        Everything after = Everything.of(database);

        assertThat(site.restore(id, "transactions")).extracting(Run::dataset).containsExactly("transactions");

        Everything now = Everything.of(database);
        assertThat(now.rows().get("transactions")).isEqualTo(before.rows().get("transactions"));
        assertThat(now.rows().get("jobs")).isEqualTo(after.rows().get("jobs"));
        assertThat(now.runs()).isEqualTo(after.runs());
    }

    @Test
    void refusesWhatWouldLeaveReferencesThatLeadNowhere() {
        muster.insert(DEPARTMENTS, "1,A\n");
        muster.insert(JOBS, "3,Cook\n");
        String without = site.backUp(DEPARTMENTS);
        muster.insert(DEPARTMENTS, "2,B\n");
        muster.insert(HIRED_EMPLOYEES, "1,Ann,2021-05-30T05:43:46Z,2,3\n");
        String alone = site.backUp(HIRED_EMPLOYEES);
        Everything before = Everything.of(database);

        assertRefused(
                () -> site.restore(without),
                ProblemType.CONFLICT,
                "hired_employees refer to 1 of departments that the backup does not have; restore hired_employees, too");
        assertThat(Everything.of(database)).isEqualTo(before);
        assertThat(runs.list("departments", RunStatus.FAILED, null, 10)).hasSize(1);

        Database other = underTest().emptyDatabase(catalog());
        assertRefused(
                () -> new Site(other).restore(alone),
                ProblemType.CONFLICT,
                "hired_employees of the backup refer to 1 of departments that are not there; restore departments, too");
        assertThat(Everything.of(other).rows().get("hired_employees")).isEmpty();
    }

    private static void assertRefused(Runnable work, ProblemType type, String detail) {
        assertThatThrownBy(work::run).isInstanceOfSatisfying(Refusal.class, refusal -> {
            assertThat(refusal.problem().detail()).isEqualTo(detail);
            assertThat(refusal.problem().type()).isEqualTo(type);
        });
    }

    @Test
    void isUndoneLikeAnyRun() {
        loadAll();
        String id = site.backUp();
        muster.upsert(DEPARTMENTS, "1,Z\n8,H\n");
        muster.upsert(HIRED_EMPLOYEES, "1,Zoe,2022-01-01T00:00:00Z,1,3\n7,Gil,2022-01-01T00:00:00Z,8,3\n");
        write(() -> {
            DatasetStore.Exchange exchange = datasets.exchange(TRANSACTIONS, false);
            exchange.remove(List.of("b"));
            exchange.end();
        });
        Everything before = Everything.of(database);
        muster.clock.advance(Duration.ofSeconds(1));

        List<Run> restored = site.restore(id);
        assertThat(Everything.of(database).rows()).isNotEqualTo(before.rows());
        List<Undone> undone = restored.reversed().stream()
                .sorted((a, b) -> Long.compare(a.id().value(), b.id().value()))
                .map(site::undo)
                .toList();

        assertThat(undone).allSatisfy(each -> assertThat(each.left()).isEmpty());
        assertThat(Everything.of(database).rows()).isEqualTo(before.rows());
    }

    @Test
    void isUndoneButForWhatChangedSince() {
        muster.insert(DEPARTMENTS, "1,A\n2,B\n3,C\n");
        String id = site.backUp(DEPARTMENTS);
        Database other = underTest().emptyDatabase(catalog());
        Site there = new Site(other);
        Installation later = new Installation(other, objects, new LineDecoder());
        IntStream.range(0, 20).forEach(n -> later.ids.nextRunId());
        later.clock.advance(Duration.ofMinutes(1));
        Run restored = there.restore(id).getFirst();
        later.upsert(DEPARTMENTS, "2,X\n4,D\n");

        Undone undone = there.undo(restored);

        assertThat(undone.removed()).isEqualTo(2);
        assertThat(later.values(DEPARTMENTS)).containsExactly(Fixtures.department(2, "X"), Fixtures.department(4, "D"));
    }

    @Test
    void undoesTheLastOfTwoRestoresFirst() {
        muster.insert(DEPARTMENTS, "1,A\n");
        String id = site.backUp(DEPARTMENTS);
        muster.upsert(DEPARTMENTS, "1,B\n");
        Run first = site.restore(id).getFirst();
        Run second = site.restore(id).getFirst();

        assertThatThrownBy(() -> site.undo(first))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("undo that one first");
        site.undo(second);
        assertThat(site.undo(first).putBack()).isEqualTo(1);
        assertThat(muster.values(DEPARTMENTS)).containsExactly(Fixtures.department(1, "B"));
    }

    @Test
    void hasOneMomentWhileOthersLoad() {
        String some =
                IntStream.rangeClosed(1, 500).mapToObj("%s,A\n"::formatted).collect(Collectors.joining());
        muster.insert(DEPARTMENTS, some);
        Future<?> loading = elsewhere(() -> {
            for (int n = 0; n < 10; n++) {
                muster.upsert(DEPARTMENTS, some.replace("A", "B" + n));
            }
            return true;
        });
        List<String> ids = new ArrayList<>();
        while (!loading.isDone()) {
            ids.add(site.backUp(DEPARTMENTS));
        }
        await(loading);

        for (String id : ids) {
            site.restore(id);
            assertThat(muster.values(DEPARTMENTS).stream()
                            .map(row -> row.get(1))
                            .distinct())
                    .hasSize(1);
        }
    }

    @Test
    @Tag("faults")
    void refusesEveryFlippedByte() {
        loadAll();
        String id = site.backUp();
        files(id).forEach(file -> assertFlippedBytesAreBad(id, file, 1));
        assertThat(site.verify.verify(id, BackupProgress.NONE).status()).isEqualTo(Backup.Status.VERIFIED);
    }

    private void assertFlippedBytesAreBad(String id, FileEntry file, int step) {
        byte[] whole = bytes(file.file());
        for (int i = 0; i < whole.length; i += step) {
            byte[] flipped = whole.clone();
            flipped[i] ^= (byte) (1 << i % 8);
            write(file.file(), flipped);
            assertBad(id, "byte %s of %s".formatted(i, file.file()));
        }
        write(file.file(), whole);
    }

    @Test
    void refusesEveryDamage() {
        loadAll();
        String id = site.backUp();
        Everything before = Everything.of(database);
        for (FileEntry file : files(id)) {
            byte[] whole = bytes(file.file());
            assertFlippedBytesAreBad(id, file, step(whole.length));
            for (int length = 0; length < whole.length; length += step(whole.length)) {
                write(file.file(), Arrays.copyOf(whole, length));
                assertBad(id, "%s bytes of %s".formatted(length, file.file()));
            }
            write(file.file(), Arrays.copyOf(whole, whole.length + 1));
            assertBad(id, "a byte more in " + file.file());
            objects.delete(file.file());
            assertBad(id, "no " + file.file());
            write(file.file(), whole);
        }
        assertThat(site.verify.verify(id, BackupProgress.NONE).status()).isEqualTo(Backup.Status.VERIFIED);
        assertThatThrownBy(() -> {
                    objects.delete(files(id).getFirst().file());
                    site.restore(id);
                })
                .isInstanceOf(Refusal.class);
        assertThat(site.backups.get(id).status()).isEqualTo(Backup.Status.FAILED);
        assertThat(Everything.of(database)).isEqualTo(before);
    }

    /** Every byte of small files, some of larger ones. */
    private int step(int length) {
        return Math.max(1, length / 60);
    }

    private void assertBad(String id, String what) {
        assertThatThrownBy(() -> site.verify.verify(id, BackupProgress.NONE))
                .as(what)
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.problem().type()).isEqualTo(ProblemType.BAD_BACKUP));
    }

    @Test
    void bringsMappingsBackAndReadsBackupsFromBeforeThem() {
        muster.insert(DEPARTMENTS, "1,A\n");
        Mapping mapping = new Mapping("hr", Map.of("id", new Mapping.Column.Position(2)), Map.of());
        database.unitOfWork().write(() -> database.mappings().put("departments", mapping));
        String id = site.backUp();
        Database other = underTest().emptyDatabase(catalog());
        new Site(other).restore(id);
        assertThat(other.mappings().find("departments", "hr")).contains(mapping);

        Manifest whole = site.backups.get(id).manifest();
        Manifest older = new Manifest(
                id,
                whole.createdAt(),
                whole.formatVersion(),
                whole.datasets(),
                whole.ledger().stream()
                        .filter(file -> !file.section().equals("mappings"))
                        .toList(),
                whole.figures());
        write("backups/%s/manifest.json".formatted(id), format().manifest(older));
        Database third = underTest().emptyDatabase(catalog());
        new Site(third).restore(id);
        assertThat(third.mappings().find("departments", "hr")).isEmpty();
        assertThat(third.datasets().count(DEPARTMENTS)).isEqualTo(1);
    }

    private List<FileEntry> files(String id) {
        var manifest = site.backups.get(id).manifest();
        return Stream.concat(manifest.datasets().stream(), manifest.ledger().stream())
                .toList();
    }

    private byte[] bytes(String key) {
        try (InputStream in = objects.read(key, 0)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String key, byte[] bytes) {
        objects.delete(key);
        try (ObjectStore.Upload upload = objects.create(key)) {
            upload.body().write(bytes);
            upload.commit();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void changesAllOrNothingIfItsProcessDies(int transaction) {
        loadAll();
        String id = site.backUp();
        Everything backedUp = Everything.of(database);
        muster.upsert(DEPARTMENTS, "1,Z\n8,H\n");
        Everything before = Everything.of(database);

        for (CrashingUnitOfWork.Moment moment : CrashingUnitOfWork.Moment.values()) {
            CrashingUnitOfWork crashing = new CrashingUnitOfWork(database.unitOfWork(), transaction, moment);
            boolean ended;
            try {
                new Site(database.with(crashing)).restore(id);
                ended = true;
            } catch (CrashingUnitOfWork.Crash e) {
                ended = false;
            }
            Map<String, List<StoredRow>> now = Everything.of(database).rows();
            if (ended || !now.equals(before.rows())) {
                assertThat(now)
                        .as("%s of transaction %s".formatted(moment, transaction))
                        .isEqualTo(backedUp.rows());
            }
        }
    }

    @Test
    void listsBackupsNewestFirstAndRemovesWhatWasNotFinished() {
        muster.insert(DEPARTMENTS, "1,A\n");
        String first = site.backUp(DEPARTMENTS);
        muster.clock.advance(Duration.ofSeconds(1));
        String second = site.backUp(DEPARTMENTS, JOBS);
        write("backups/%s/departments.avro".formatted(new RunId(77)), new byte[] {1});

        assertThat(site.backups.list())
                .extracting(backup -> backup.manifest().id())
                .containsExactly(second, first);
        assertThat(site.backups.find(new RunId(77).toString())).isEmpty();
        assertThat(site.backups.remove(Instant.MAX)).isEqualTo(1);
        assertThat(site.backups.delete(first)).isTrue();
        assertThat(site.backups.delete(first)).isFalse();
        assertThat(objects.list("backups/" + first).toList()).isEmpty();
        assertThat(site.backups.list()).hasSize(1);
    }

    @Test
    void isMadeOnceForATimeOfTheSchedule() {
        muster.insert(DEPARTMENTS, "1,A\n");
        BackUpRegularly regularly = new BackUpRegularly(
                CATALOG,
                site.create,
                null, // It is restored on trial elsewhere.
                site.backups,
                new Retention(7, 0),
                false,
                muster.clock,
                new KeepAudit(database, muster.clock, Duration.ofDays(1)),
                new ToldLog());
        Instant due = muster.clock.instant();
        muster.clock.advance(Duration.ofSeconds(1));
        site.backUp(DEPARTMENTS);

        regularly.run(due);
        assertThat(site.backups.list()).as("one of some datasets does not do").hasSize(2);
        regularly.run(due);
        assertThat(site.backups.list()).as("whoever made it did not say so").hasSize(2);
        muster.clock.advance(Duration.ofDays(1));
        regularly.run(due.plus(Duration.ofDays(1)));
        assertThat(site.backups.list()).hasSize(3);
    }

    @Test
    void leavesNothingOfABackupThatFails() {
        muster.insert(DEPARTMENTS, "1,A\n");
        Backups backups = new Backups(objects, format());
        PortException full =
                new PortException(PortException.Part.STORAGE, PortException.Kind.FULL, "no space left", null);
        CreateBackup failing = new CreateBackup(
                database,
                objects,
                format(),
                backups,
                site.verify,
                new ComputeReport(CATALOG, REPORTS, database),
                Announcing.in(database, muster.clock),
                muster.clock,
                muster.ids,
                new ToldLog());
        String id = failing.newId();

        assertThatThrownBy(() -> failing.create(id, List.of(DEPARTMENTS), (step, rows) -> {
                    if (step.startsWith("reading")) {
                        throw full;
                    }
                }))
                .isSameAs(full);
        assertThat(objects.list("backups/").toList()).isEmpty();
        assertThat(backups.underWay(id)).isEmpty();
        assertThat(backups.failure(id)).contains(full.problem());
    }

    /** A proof that knows the backups. */
    private Proof proof(Database on) {
        return new ProveData(CATALOG, on, objects, muster.decoder, site.verify::rows)
                .prove(CATALOG.all(), ProveData.Listener.NONE);
    }

    @Test
    void provesRowsThatARestoreBroughtAgainstTheBackup() {
        loadAll();
        String id = site.backUp();
        assertThat(proof(database).differences()).isEmpty();
        // The rows of a run that was undone since come back, those of one that came since go.
        site.undo(runs.find(new RunId(9)).orElseThrow());
        muster.upsert(HIRED_EMPLOYEES, "1,Zoe,2022-01-01T00:00:00Z,1,3\n7,Gil,2022-01-01T00:00:00Z,1,3\n");
        muster.clock.advance(Duration.ofSeconds(1));
        site.restore(id);
        muster.clock.advance(Duration.ofSeconds(1));
        assertThat(proof(database).differences()).isEmpty();

        muster.upsert(HIRED_EMPLOYEES, "2,Bea,2022-01-01T00:00:00Z,1,3\n9,Ida,2022-01-01T00:00:00Z,1,3\n");
        Proof proof = proof(database);
        assertThat(proof.differences()).isEmpty();
        assertThat(proof.rows())
                .isEqualTo(CATALOG.all().stream().mapToLong(datasets::count).sum());

        write(() -> {
            DatasetStore.Exchange exchange = datasets.exchange(TRANSACTIONS, false);
            exchange.replace(List.of(new StoredRow(Fixtures.transaction("\ud83d\ude00", "4"), new RunId(9), 3)));
            exchange.insert(List.of(new StoredRow(Fixtures.transaction("zz", "4"), new RunId(9), 4)));
            exchange.end();
            DatasetStore.Exchange hires = datasets.exchange(HIRED_EMPLOYEES, false);
            hires.remove(List.of(3L));
            hires.end();
        });
        assertThat(proof(database).differences())
                .extracting(Difference::kind, Difference::key)
                .containsExactlyInAnyOrder(
                        tuple(Difference.Kind.ROW_MISSING, "3"),
                        tuple(Difference.Kind.ROW_UNEXPLAINED, "zz"),
                        tuple(Difference.Kind.ROW_DIFFERS, "\ud83d\ude00"));
    }
}
