package dev.muster.application.contract;

import static dev.muster.application.fixtures.Fixtures.CATALOG;
import static dev.muster.application.fixtures.Fixtures.DEPARTMENTS;
import static dev.muster.application.fixtures.Fixtures.HIRED_EMPLOYEES;
import static dev.muster.application.fixtures.Fixtures.JOBS;
import static dev.muster.application.fixtures.Fixtures.department;
import static dev.muster.application.fixtures.Fixtures.rejection;
import static dev.muster.application.fixtures.Installation.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.muster.application.fixtures.Fixtures;
import dev.muster.application.fixtures.Installation;
import dev.muster.application.memory.InMemoryObjectStore;
import dev.muster.application.memory.LineDecoder;
import dev.muster.application.port.RejectionStore.Filter;
import dev.muster.application.port.RunListener;
import dev.muster.application.port.StoredRow;
import dev.muster.application.prove.Difference;
import dev.muster.application.prove.Proof;
import dev.muster.application.prove.Proof.OfDataset;
import dev.muster.application.prove.ProveData;
import dev.muster.application.rejections.DiscardRejections;
import dev.muster.application.rejections.ReplayRejections;
import dev.muster.application.runs.UndoRun;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.payments.PaymentDatasets;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.Mode;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import dev.muster.domain.run.RunStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a proof finds on a database that keeps the contracts of its ports: nothing, unless somebody changed what is stored. */
public abstract class ProofContract {
    /** So many that the input is too large to be kept in the database. */
    private static final int MANY = 30_000;

    private Installation muster;

    protected abstract DatabaseUnderTest underTest();

    @BeforeEach
    void install() {
        muster = new Installation(
                underTest().emptyDatabase(CATALOG),
                new InMemoryObjectStore(),
                new LineDecoder(),
                underTest().scratch());
    }

    /** The differences, such as {@code row-differs departments 1:2 key 7 department}. */
    private static List<String> told(Proof proof) {
        assertThat(proof.differencesTotal()).isEqualTo(proof.differences().size());
        return proof.differences().stream().map(ProofContract::told).toList();
    }

    private static String told(Difference difference) {
        RunId run = difference.run();
        return "%s %s %s%s%s%s"
                .formatted(
                        difference.kind().code(),
                        difference.dataset(),
                        run == null ? "-" : run.value(),
                        shown(":", difference.recordNumber()),
                        shown(" key ", difference.key()),
                        shown(" ", difference.field()));
    }

    private static String shown(String before, @Nullable Object value) {
        return value == null ? "" : before + value;
    }

    private void assertEqual() {
        Proof proof = muster.prove();
        assertThat(told(proof)).isEmpty();
        assertThat(proof.equal()).isTrue();
        assertThat(proof.rejections())
                .isEqualTo(Fixtures.all(muster.database.rejections()).size());
        assertThat(proof.rows())
                .isEqualTo(CATALOG.all().stream()
                        .mapToLong(dataset -> muster.rows(dataset).size())
                        .sum());
    }

    private void write(Runnable work) {
        muster.database.unitOfWork().write(() -> {
            work.run();
            return null;
        });
    }

    private void undo(long run) {
        new UndoRun(CATALOG, muster.database, muster.clock).undo(new RunId(run));
    }

    private void remove(long run, Dataset dataset, Object... keys) {
        write(() -> muster.database.datasets().takeBack(new RunId(run), dataset, List.of(keys), Map.of()));
    }

    private void replaceDepartment(long id, String name, long run, long record) {
        write(() -> muster.database
                .datasets()
                .replace(DEPARTMENTS, List.of(new StoredRow(department(id, name), new RunId(run), record))));
    }

    private void addDepartment(long id, String name, long run, long record) {
        write(() -> Fixtures.insertAbsent(
                muster.database.datasets(),
                DEPARTMENTS,
                List.of(new StoredRow(department(id, name), new RunId(run), record))));
    }

    @Test
    void findsNothingWhereNothingIs() {
        assertThat(muster.prove().datasets()).hasSize(7).allMatch(one -> one.rows() == 0 && one.differences() == 0);
        assertEqual();
    }

    @Test
    void countsWhatItCompared() {
        muster.insert(DEPARTMENTS, "1,A\n2,B\nbad\n");
        muster.insert(JOBS, "1,A\n");

        assertThat(muster.prove().datasets())
                .contains(new OfDataset("departments", 2, 1, 0), new OfDataset("jobs", 1, 0, 0));
        assertEqual();
    }

    @Test
    void takesWhatRunsLeaveForWhatItIs() {
        muster.insert(DEPARTMENTS, "1,A\n1,B\n1,A\n2,B\n");
        muster.insert(DEPARTMENTS, "1,A\n2,X\n");
        muster.upsert(DEPARTMENTS, "1,A\n2,Y\n2,Z\n3,C\n3,D\n3,C\n");
        muster.insert(JOBS, "x,A\n7,A\n");
        muster.insert(HIRED_EMPLOYEES, "1,Ann,2021-05-30T05:43:46Z,9,9\n2,Bo,2021-05-30T05:43:46Z,1,7\n");
        assertEqual();
    }

    @Test
    void looksOnlyAtWhatWasCommitted() {
        LoadOptions few = options(2, false, 1);
        muster.load(DEPARTMENTS, Mode.INSERT, few, bytes("1,A\nbad\n2,B\nbad\n3,C\n4,D\n"));
        muster.load(JOBS, Mode.INSERT, options(0, true, 100), bytes("1,A\nbad\n"));
        muster.insert(JOBS, "1,A\n\"\n2,B\n");
        assertThat(muster.database.runs().list(null, null, null, 10))
                .extracting(Run::status)
                .containsOnly(RunStatus.FAILED);
        assertEqual();
    }

    private static LoadOptions options(int batchSize, boolean strict, long maxRejections) {
        return new LoadOptions(
                LoadOptions.Format.CSV, null, null, "utf-8", false, strict, batchSize, maxRejections, null);
    }

    @Test
    void takesWhatWasUnchangedBesideARunThatWasUndoneSince() {
        muster.insert(DEPARTMENTS, "1,A\n2,B\n");
        muster.insert(DEPARTMENTS, "1,A\n2,B\n3,C\n");
        muster.upsert(DEPARTMENTS, "2,X\n");
        muster.upsert(DEPARTMENTS, "2,X\n");
        undo(3);
        undo(1);
        assertEqual();

        // What the second run itself stored is missed all the same.
        remove(2, DEPARTMENTS, 3L);
        assertThat(told(muster.prove())).containsExactly("row-missing departments 2:3 key 3");
    }

    @Test
    void takesReplaysAndWhatSomeoneElseDealtWith() {
        muster.insert(HIRED_EMPLOYEES, "1,Ann,2021-05-30T05:43:46Z,9,9\n2,Bo,2021-05-30T05:43:46Z,9,9\nbad\n");
        ReplayRejections replays =
                new ReplayRejections(CATALOG, muster.database, muster.objects, muster.decoder, muster.ingestRecords);
        var late = replays.replay(new Rejection.Id(new RunId(1), 1), null);
        var all = replays.replay(new Filter(new RunId(1), null, null, null), null);
        new DiscardRejections(CATALOG, muster.database, muster.clock).discard(new Rejection.Id(new RunId(1), 1), null);
        all.load(RunListener.NONE);
        late.load(RunListener.NONE);
        muster.insert(DEPARTMENTS, "9,A\n");
        muster.insert(JOBS, "9,A\n");
        replays.replay(new Rejection.Id(new RunId(3), 2), null).load(RunListener.NONE);
        assertThat(muster.rows(HIRED_EMPLOYEES)).hasSize(1);
        assertEqual();
    }

    @Test
    void readsGivenValuesAgain() {
        muster.insert(DEPARTMENTS, "2,Sales\n");
        muster.insert(JOBS, "3,Cook\n");
        muster.insert(HIRED_EMPLOYEES, "1,Ann,2021-05-30T05:43:46Z,Sales,Chef\n2,,2021-05-30T05:43:46Z,2,3\n");
        ReplayRejections replays =
                new ReplayRejections(CATALOG, muster.database, muster.objects, muster.decoder, muster.ingestRecords);
        Filter all = new Filter(null, "hired_employees", null, null);
        replays.replay(all, null, Map.of("department_id", Map.of("Sales", "2"))).load(RunListener.NONE);
        replays.replay(all, null, Map.of("job_id", Map.of("Chef", "3"), "name", Map.of("", "Bo")))
                .load(RunListener.NONE);

        assertThat(muster.rows(HIRED_EMPLOYEES)).hasSize(2);
        assertEqual();
    }

    @Test
    void namesARowWithAnotherValue() {
        muster.insert(DEPARTMENTS, "1,A\n2,B\n");
        replaceDepartment(2, "X", 1, 2);

        Proof proof = muster.prove();
        assertThat(told(proof)).containsExactly("row-differs departments 1:2 key 2 department");
        assertThat(proof.equal()).isFalse();
        assertThat(proof.datasets()).contains(new OfDataset("departments", 2, 0, 1));
        assertThat(proof.differences().getFirst().detail()).isEqualTo("the row has another department than its record");
    }

    @Test
    void namesARowThatIsGone() {
        muster.insert(DEPARTMENTS, "1,A\n2,B\n");
        remove(1, DEPARTMENTS, 1L);
        assertThat(told(muster.prove())).containsExactly("row-missing departments 1:1 key 1");
    }

    @Test
    void namesRowsThatComeFromNoRecord() {
        muster.insert(DEPARTMENTS, "1,A\nbad\n");
        muster.insert(JOBS, "1,A\n");
        addDepartment(5, "E", 1, 2);
        addDepartment(6, "F", 1, 99);
        addDepartment(7, "G", 2, 1);
        addDepartment(8, "H", 1, 1);
        addDepartment(9, "I", 1_000, 1);

        assertThat(told(muster.prove()))
                .containsExactlyInAnyOrder(
                        "row-unexplained departments 1:2 key 5",
                        "row-unexplained departments 1:99 key 6",
                        "row-unexplained departments 2:1 key 7",
                        // The record of another row.
                        "row-unexplained departments 1",
                        "row-unexplained departments 1000:1 key 9");
    }

    @Test
    void namesARowWhoseRecordIsAnother() {
        muster.insert(DEPARTMENTS, "1,A\n2,B\n");
        replaceDepartment(2, "B", 1, 1);
        assertThat(muster.prove().differences())
                .extracting(ProofContract::told, Difference::detail)
                .containsExactly(
                        tuple("row-unexplained departments 1", "1 rows name records of the run that have another key"));
    }

    @Test
    void namesRejectionsThatComeFromNoRecord() {
        muster.insert(DEPARTMENTS, "1,A\nbad\n");
        write(() -> muster.database
                .rejections()
                .add(List.of(rejection(new RunId(1), 1, DEPARTMENTS), rejection(new RunId(1), 3, DEPARTMENTS))));
        assertThat(told(muster.prove()))
                .containsExactly(
                        "rejection-differs departments 1:1 raw",
                        "rejection-differs departments 1:1 line",
                        "rejection-differs departments 1:1 reasons",
                        "rejection-unexplained departments 1:3",
                        "row-unexplained departments 1:1 key 1");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void namesBytesThatAreGoneOrOthers(boolean gone) throws IOException {
        String key = loadMany();
        muster.insert(DEPARTMENTS, "99,Z\n");
        byte[] content = muster.objects.read(key, 0).readAllBytes();
        muster.objects.delete(key);
        if (!gone) {
            content[content.length - 2] = '?';
            try (var upload = muster.objects.replace(key)) {
                upload.body().write(content);
                upload.commit();
            }
        }
        assertThat(told(muster.prove()))
                .isEqualTo(
                        gone
                                ? List.of("raw-missing departments 1")
                                : List.of(
                                        "raw-differs departments 1",
                                        "row-differs departments 1:%s key %s department".formatted(MANY, MANY)));
    }

    /** Neither its own records nor those of the replay, which are read from it, make the proof fail. */
    @Test
    void namesBytesThatCannotBeReadToTheirEnd() throws IOException {
        Random random = new Random(1);
        String lines = IntStream.rangeClosed(1, MANY)
                .mapToObj(n -> n + ","
                        + HexFormat.of()
                                .formatHex(random.ints(60, 0, 256)
                                        .collect(
                                                ByteArrayOutputStream::new,
                                                ByteArrayOutputStream::write,
                                                (some, more) -> {})
                                        .toByteArray())
                        + "\n")
                .collect(Collectors.joining());
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(body)) {
            gzip.write(bytes(lines + "bad\n"));
        }
        LoadOptions compressed = new LoadOptions(
                LoadOptions.Format.CSV, null, null, "utf-8", true, false, 0, LoadOptions.DEFAULT_MAX_REJECTIONS, null);
        muster.load(DEPARTMENTS, Mode.INSERT, compressed, body.toByteArray());
        new ReplayRejections(CATALOG, muster.database, muster.objects, muster.decoder, muster.ingestRecords)
                .replay(new Rejection.Id(new RunId(1), MANY + 1), null)
                .load(RunListener.NONE);
        assertEqual();

        String key = muster.objects.list("raw/").findFirst().orElseThrow().key();
        muster.objects.delete(key);
        try (var upload = muster.objects.replace(key)) {
            upload.body().write(body.toByteArray(), 0, body.size() - 1_000);
            upload.commit();
        }
        assertThat(muster.prove().differences())
                .extracting(ProofContract::told, Difference::detail)
                .containsExactly(tuple(
                        "raw-differs departments 1",
                        "the bytes are not those that were received: they cannot be read to their end"));
    }

    @Test
    void provesWhatIsLandedAsWell() {
        loadMany();
        assertEqual();
        remove(1, DEPARTMENTS, 4L, 20_001L);
        replaceDepartment(25_000, "?", 1, 25_000);
        assertThat(told(muster.prove()))
                .containsExactly(
                        "row-missing departments 1:4 key 4",
                        "row-missing departments 1:20001 key 20001",
                        "row-differs departments 1:25000 key 25000 department");
    }

    @Test
    void tellsTheFirstOfManyDifferences() {
        loadMany();
        muster.objects.list("raw/").forEach(object -> {
            try (var upload = muster.objects.replace(object.key())) {
                upload.body()
                        .write(bytes("1,A\n2,%s\n"
                                .formatted("department 2 ".repeat(4).strip())));
                upload.commit();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        Proof proof = muster.prove();
        assertThat(proof.differencesTotal()).isEqualTo(MANY);
        assertThat(proof.differences()).hasSize(Proof.SHOWN);
        assertThat(proof.differences().stream().limit(3).map(ProofContract::told))
                .containsExactly(
                        "raw-differs departments 1",
                        "row-differs departments 1:1 key 1 department",
                        "row-unexplained departments 1:3 key 3");
    }

    /** Loads more than the database keeps itself; returns the key of the object. */
    private String loadMany() {
        muster.insert(
                DEPARTMENTS,
                IntStream.rangeClosed(1, MANY)
                        .mapToObj(n -> "%s,%s\n"
                                .formatted(n, "department %s ".formatted(n).repeat(4)))
                        .collect(Collectors.joining()));
        return muster.objects.list("raw/").findFirst().orElseThrow().key();
    }

    @Test
    void provesOnlyWhatIsAskedFor() {
        muster.insert(DEPARTMENTS, "1,A\n");
        muster.insert(JOBS, "1,A\n");
        remove(1, DEPARTMENTS, 1L);

        ProveData proveData = new ProveData(
                CATALOG, muster.database, muster.objects, muster.decoder, (id, dataset) -> Optional.empty());
        assertThat(proveData.prove(List.of(JOBS), ProveData.Listener.NONE))
                .isEqualTo(new Proof(List.of(new OfDataset("jobs", 1, 0, 0)), 0, List.of()));
        assertThat(proveData
                        .prove(List.of(JOBS, DEPARTMENTS), ProveData.Listener.NONE)
                        .equal())
                .isFalse();
    }

    @Test
    void saysWhereRecordsWereJudgedByAnotherDescriptor() {
        Dataset other = PaymentDatasets.transactions(List.of("USD", "EUR", "CHF"));
        Catalog catalog = new Catalog(List.of(other));
        muster.insert(Fixtures.TRANSACTIONS, "a,1,USD,web,\nb,2,GBP,web,\nc,3,CHF,web,\n");
        Proof proof = new ProveData(
                        catalog, muster.database, muster.objects, muster.decoder, (id, dataset) -> Optional.empty())
                .prove(List.of(other), ProveData.Listener.NONE);
        assertThat(told(proof))
                .containsExactly(
                        "descriptor-changed transactions 1",
                        "rejection-missing transactions 1:2",
                        "rejection-differs transactions 1:3 reasons",
                        "row-unexplained transactions 1:2 key b");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void findsNothingWhateverIsDoneAndUndone(long seed) {
        Random random = new Random(seed);
        UndoRun undoRun = new UndoRun(CATALOG, muster.database, muster.clock);
        ReplayRejections replays =
                new ReplayRejections(CATALOG, muster.database, muster.objects, muster.decoder, muster.ingestRecords);
        for (int step = 0; step < 60; step++) {
            switch (random.nextInt(6)) {
                case 0 -> {
                    List<Run> runs = muster.database.runs().list(null, null, null, 1_000).stream()
                            .filter(run -> run.status() != RunStatus.UNDONE)
                            .toList();
                    if (!runs.isEmpty()) {
                        undoRun.undo(runs.get(random.nextInt(runs.size())).id());
                    }
                }
                case 1 -> {
                    List<Rejection> open = Fixtures.all(muster.database.rejections()).stream()
                            .filter(one -> one.status() == Rejection.Status.OPEN)
                            .toList();
                    if (!open.isEmpty()) {
                        replays.replay(open.get(random.nextInt(open.size())).id(), null)
                                .load(RunListener.NONE);
                    }
                }
                default -> load(random);
            }
            if (step % 6 == 0) {
                assertEqual();
            }
        }
        assertEqual();
    }

    private void load(Random random) {
        Dataset dataset =
                List.of(DEPARTMENTS, JOBS, HIRED_EMPLOYEES, HIRED_EMPLOYEES).get(random.nextInt(4));
        String lines = IntStream.rangeClosed(0, random.nextInt(8))
                .mapToObj(n -> random.nextInt(8) == 0
                        ? "bad%s\n".formatted(random.nextInt(3))
                        : dataset == HIRED_EMPLOYEES
                                ? String.format(
                                        Locale.ROOT,
                                        "%s,E%s,2021-%02d-28T23:59:59Z,%s,%s\n",
                                        1 + random.nextInt(8),
                                        random.nextInt(2),
                                        1 + random.nextInt(2),
                                        1 + random.nextInt(4),
                                        1 + random.nextInt(4))
                                : "%s,%c\n".formatted(1 + random.nextInt(4), (char) ('A' + random.nextInt(3))))
                .collect(Collectors.joining());
        LoadOptions options = options(1 + random.nextInt(3), random.nextInt(8) == 0, 1 + random.nextInt(8));
        muster.load(dataset, random.nextBoolean() ? Mode.INSERT : Mode.UPSERT, options, bytes(lines));
    }
}
