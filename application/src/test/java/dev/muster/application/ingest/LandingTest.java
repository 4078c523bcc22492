package dev.muster.application.ingest;

import static dev.muster.application.fixtures.Fixtures.CATALOG;
import static dev.muster.application.fixtures.Fixtures.DEPARTMENTS;
import static dev.muster.application.fixtures.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.muster.application.Refusal;
import dev.muster.application.memory.InMemoryScratch;
import dev.muster.application.memory.LineDecoder;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.PortException;
import dev.muster.application.port.PortException.Kind;
import dev.muster.application.port.PortException.Part;
import dev.muster.application.port.RunListener;
import dev.muster.application.port.UnitOfWork;
import dev.muster.domain.run.Counts;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import dev.muster.domain.run.RunStatus;
import dev.muster.domain.run.Source;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.AdditionalAnswers;
import org.mockito.Mockito;

/** How inputs are received and kept before anything is done with them. */
class LandingTest {
    private static final int IN_DATABASE = Landing.MAX_BYTES_IN_DATABASE;

    private final Intake intake = new Intake();

    /** Lines of departments that are exactly {@code size} bytes long. */
    private static byte[] lines(int size) {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) '\n');
        byte[] first = Intake.text(Intake.departments(1, 3));
        System.arraycopy(first, 0, bytes, 0, first.length);
        return bytes;
    }

    private Ingestion land(byte[] bytes) throws IOException {
        return intake.ingestRecords().land(intake.load(DEPARTMENTS).request(), Intake.input(bytes));
    }

    private byte[] object(String key) throws IOException {
        try (InputStream in = intake.objects.read(key, 0)) {
            return in.readAllBytes();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1_000, IN_DATABASE})
    void keepsASmallInputWithItsRun(int size) throws IOException {
        byte[] bytes = size < 50 ? new byte[size] : lines(size);
        Run run = land(bytes).run();

        assertThat(run)
                .isEqualTo(Run.started(
                        new RunId(1),
                        DEPARTMENTS,
                        intake.load(DEPARTMENTS).request().mode(),
                        intake.load(DEPARTMENTS).request().options(),
                        new Source(Source.Kind.UPLOAD, "records.csv", IngestRecordsTest.sha256(bytes), size),
                        NOW));
        assertThat(intake.database.runs().find(run.id())).contains(run);
        assertThat(intake.database.runs().rawOf(run.id(), 1))
                .hasValueSatisfying(raw -> assertThat(raw).isEqualTo(bytes));
        assertThat(intake.objects.list("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {IN_DATABASE + 1, IN_DATABASE + 100_000, (int) Intake.MAX_BYTES})
    void keepsALargeInputAsAnObject(int size) throws IOException {
        byte[] bytes = lines(size);
        Ingestion ingestion = land(bytes);

        String key = "raw/2026-03-01/0000000000001/records.csv";
        assertThat(intake.objects.list(""))
                .extracting(ObjectStore.Listed::key, ObjectStore.Listed::bytes)
                .containsExactly(tuple(key, (long) size));
        assertThat(object(key)).isEqualTo(bytes);
        assertThat(ingestion.run().source())
                .isEqualTo(new Source(Source.Kind.UPLOAD, "records.csv", IngestRecordsTest.sha256(bytes), size));
        assertThat(ingestion.run().options())
                .isEqualTo(intake.load(DEPARTMENTS).request().options().landedAt(key));
        assertThat(intake.database.runs().find(new RunId(1))).contains(ingestion.run());
        assertThat(intake.database.runs().rawOf(new RunId(1), 1)).isEmpty();

        Ingested ingested = ingestion.load(RunListener.NONE);
        assertThat(ingested.run().counts()).isEqualTo(Counts.of(3, 0, 0, 0));
        assertThat(ingested.run().bytesRead()).isEqualTo(size);
        intake.assertBalanced(new RunId(1));
    }

    /** Whoever is received must get on, however little memory there is. */
    @ParameterizedTest
    @CsvSource({"16383, true", "16384, false", "40000, false", "1048576, false"})
    void keepsAnInputThatThereIsNoMemoryForAsAnObject(int size, boolean inDatabase) throws IOException {
        byte[] bytes = lines(size);
        List<String> asked = new ArrayList<>();
        Allowance none = new Allowance() {
            @Override
            public boolean take(int more) {
                asked.add("take " + more);
                return false;
            }

            @Override
            public void giveBack() {
                asked.add("give back");
            }
        };
        Ingestion ingestion = intake.ingestRecords()
                .land(
                        intake.load(DEPARTMENTS).request(),
                        new Input(Source.Kind.UPLOAD, "records.csv", new ByteArrayInputStream(bytes), none));

        assertThat(asked).isEqualTo(inDatabase ? List.of() : List.of("take 16384", "give back"));
        String key = "raw/2026-03-01/0000000000001/records.csv";
        assertThat(intake.objects.list("raw/").map(listed -> Map.entry(listed.key(), listed.bytes())))
                .isEqualTo(inDatabase ? List.of() : List.of(Map.entry(key, (long) size)));
        if (!inDatabase) {
            assertThat(object(key)).isEqualTo(bytes);
        }
        assertThat(ingestion.run().source())
                .isEqualTo(new Source(Source.Kind.UPLOAD, "records.csv", IngestRecordsTest.sha256(bytes), size));
        assertThat(ingestion.load(RunListener.NONE).run().counts()).isEqualTo(Counts.of(3, 0, 0, 0));
        intake.assertBalanced(new RunId(1));
    }

    @ParameterizedTest
    @CsvSource({"1048576, false, true", "1048577, false, false", "30, true, false"})
    void tellsSmallInputsFromThoseThatTakeLong(int size, boolean gzip, boolean small) throws IOException {
        Intake.Load load = gzip ? intake.load(DEPARTMENTS).gzip() : intake.load(DEPARTMENTS);
        byte[] bytes = gzip ? new byte[size] : lines(size);
        assertThat(intake.ingestRecords()
                        .land(load.request(), Intake.input(bytes))
                        .isSmall())
                .isEqualTo(small);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    jobs.csv.gz,          jobs.csv.gz
                    folder/in/jobs.csv,   jobs.csv
                    ../../etc/passwd,     passwd
                    ..,                   body
                    .hidden.csv,          hidden.csv
                    'a b/ü c:"%.csv',     __c___.csv
                    C:\\temp\\jobs.csv,   C__temp_jobs.csv
                    folder/,              body
                    ,                     body
                    """)
    void namesTheObjectAfterTheInputAsFarAsThatIsSafe(@Nullable String name, String last) throws IOException {
        Input input = new Input(Source.Kind.UPLOAD, name, new ByteArrayInputStream(lines(IN_DATABASE + 1)));
        Ingestion ingestion =
                intake.ingestRecords().land(intake.load(DEPARTMENTS).request(), input);

        assertThat(intake.objects.list(""))
                .extracting(ObjectStore.Listed::key)
                .containsExactly("raw/2026-03-01/0000000000001/" + last);
        assertThat(ingestion.run().source().name()).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({"x, x", "., ''"})
    void keepsTheEndOfALongName(String start, String kept) throws IOException {
        String rest = "y".repeat(92) + ".csv.gz";
        String name = "x".repeat(300) + start + rest;
        Input input = new Input(Source.Kind.UPLOAD, name, new ByteArrayInputStream(lines(IN_DATABASE + 1)));
        intake.ingestRecords().land(intake.load(DEPARTMENTS).request(), input);

        assertThat(intake.objects.list(""))
                .extracting(ObjectStore.Listed::key)
                .containsExactly("raw/2026-03-01/0000000000001/" + kept + rest);
    }

    // --- size

    @ParameterizedTest
    @ValueSource(ints = {1, 100_000})
    void refusesAnInputThatIsTooLarge(int beyond) {
        assertRefused(
                new byte[(int) Intake.MAX_BYTES + beyond],
                intake.load(DEPARTMENTS),
                new Problem(ProblemType.PAYLOAD_TOO_LARGE, "the body is larger than 4194304 bytes, the most allowed")
                        .with("allowed", Intake.MAX_BYTES));
    }

    @ParameterizedTest
    @CsvSource({"100, 101", "100, 1048577", "1048576, 1048577", "1048577, 1048578", "1048577, 3000000"})
    void refusesWhatIsTooLargeWhereverItWouldBeKept(long max, int size) {
        IngestRecords narrow = new IngestRecords(
                CATALOG,
                intake.database,
                intake.objects,
                new LineDecoder(),
                intake.clock,
                intake.ids,
                max,
                InMemoryScratch::new);

        assertThatThrownBy(() -> narrow.land(intake.load(DEPARTMENTS).request(), Intake.input(new byte[size])))
                .isInstanceOf(Refusal.class)
                .hasMessage("the body is larger than %s bytes, the most allowed", max);
        assertThat(intake.objects.list("")).isEmpty();
        assertThat(intake.database.runs().list(null, null, null, 10)).isEmpty();
    }

    private void assertRefused(byte[] bytes, Intake.Load load, Problem problem) {
        assertThatThrownBy(() -> load.bytes(bytes))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.problem()).isEqualTo(problem));
        assertThat(intake.objects.list("")).isEmpty();
        assertThat(intake.database.runs().list(null, null, null, 10)).isEmpty();
    }

    // --- input that breaks off

    @ParameterizedTest
    @ValueSource(ints = {0, 1_000, IN_DATABASE + 1, 2_000_000})
    void keepsNothingOfAnInputThatBreaksOff(int size) {
        IOException broken = new IOException("connection reset");
        InputStream body = new SequenceInputStream(new ByteArrayInputStream(new byte[size]), new FailingStream(broken));

        assertThatThrownBy(() -> intake.ingestRecords()
                        .land(intake.load(DEPARTMENTS).request(), new Input(Source.Kind.UPLOAD, "records.csv", body)))
                .isSameAs(broken);
        assertThat(intake.objects.list("")).isEmpty();
        assertThat(intake.database.runs().list(null, null, null, 10)).isEmpty();
    }

    /** Not only what can be expected to fail. */
    @Test
    void keepsNothingWhateverHappens() {
        StackOverflowError deep = new StackOverflowError();
        InputStream body = new SequenceInputStream(
                new ByteArrayInputStream(new byte[2_000_000]), new FilterInputStream(InputStream.nullInputStream()) {
                    @Override
                    public int read(byte[] bytes, int offset, int length) {
                        throw deep;
                    }
                });

        assertThatThrownBy(() -> intake.ingestRecords()
                        .land(intake.load(DEPARTMENTS).request(), new Input(Source.Kind.UPLOAD, "records.csv", body)))
                .isSameAs(deep);
        assertThat(intake.objects.list("")).isEmpty();
        assertThat(intake.database.runs().list(null, null, null, 10)).isEmpty();
    }

    static final class FailingStream extends FilterInputStream {
        private final IOException failure;

        FailingStream(IOException failure) {
            super(InputStream.nullInputStream());
            this.failure = failure;
        }

        @Override
        public int read() throws IOException {
            throw failure;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            throw failure;
        }
    }

    @Test
    void readsNoFurtherThanTheInputAndLeavesClosingToItsOwner() throws IOException {
        boolean[] closed = {false};
        InputStream body = new FilterInputStream(new ByteArrayInputStream(lines(2_000_000))) {
            @Override
            public void close() {
                closed[0] = true;
            }
        };
        intake.ingestRecords()
                .ingest(
                        intake.load(DEPARTMENTS).request(),
                        new Input(Source.Kind.UPLOAD, "records.csv", body),
                        RunListener.NONE);

        assertThat(closed[0]).isFalse();
        assertThat(body.read()).isEqualTo(-1);
    }

    // --- gzip

    /** Bytes that do not compress. */
    /** Where a transaction fails. */
    private enum Failing {
        BEGINNING,
        COMMITTING,
        /** The commit came through, but nobody learns of it. */
        COMMITTED
    }

    private record FailingTransactions(UnitOfWork real, Failing moment, PortException failure) implements UnitOfWork {
        @Override
        public <T> T decide(Supplier<End<T>> work) {
            if (moment == Failing.COMMITTED) {
                real.decide(work);
                throw failure;
            }
            return real.decide(() -> {
                if (moment == Failing.BEGINNING || work.get() != null) {
                    throw failure;
                }
                throw new IllegalStateException("the work gives a claim");
            });
        }

        @Override
        public UnitOfWork patient() {
            return this;
        }

        @Override
        public <T> T read(Supplier<T> work) {
            return real.read(work);
        }
    }

    /** A commit that fails may have come through, so that the input is wanted, and whoever sent it wants to know. */
    @ParameterizedTest
    @CsvSource({
        "BEGINNING,false,false",
        "BEGINNING,true,false",
        "COMMITTING,false,false",
        "COMMITTING,true,false",
        "COMMITTED,false,true",
        "COMMITTED,true,true"
    })
    void keepsTheObjectOnlyOfARunThatIsOnRecordAndNamesThat(Failing moment, boolean keyed, boolean onRecord) {
        PortException down = new PortException(Part.DATABASE, Kind.UNAVAILABLE, "it is down", null);
        UnitOfWork failing = new FailingTransactions(intake.database.unitOfWork(), moment, down);
        IngestRecords ingest = intake.ingestRecords(intake.database.with(failing), intake.objects);
        LoadRequest request = intake.load(DEPARTMENTS).request();
        Input input = new Input(Source.Kind.UPLOAD, null, new ByteArrayInputStream(lines(IN_DATABASE + 1)));

        assertThatThrownBy(() -> {
                    if (keyed) {
                        new LandOnce(ingest, intake.database, intake.clock)
                                .land(request, input, new RequestKey("k", "r", true));
                    } else {
                        ingest.land(request, input);
                    }
                })
                .isInstanceOfSatisfying(PortException.class, failure -> {
                    assertThat(failure.getMessage()).isEqualTo("it is down");
                    assertThat(failure.run())
                            .isEqualTo(intake.database.runs().list(null, null, null, 10).stream()
                                    .map(Run::id)
                                    .findFirst())
                            .matches(run -> run.isPresent() == onRecord);
                });
        assertThat(intake.objects.list("raw/")).hasSize(onRecord ? 1 : 0);
    }

    @Test
    void keepsNothingIfPuttingTheRunOnRecordBreaks() {
        StackOverflowError deep = new StackOverflowError();
        UnitOfWork breaking = new UnitOfWork() {
            @Override
            public <T> T decide(Supplier<End<T>> work) {
                throw deep;
            }

            @Override
            public UnitOfWork patient() {
                return this;
            }

            @Override
            public <T> T read(Supplier<T> work) {
                throw deep;
            }
        };
        IngestRecords ingest = intake.ingestRecords(intake.database.with(breaking), intake.objects);

        assertThatThrownBy(() -> ingest.land(intake.load(DEPARTMENTS).request(), Intake.input(lines(IN_DATABASE + 1))))
                .isSameAs(deep);
        assertThat(intake.objects.list("")).isEmpty();
    }

    private static byte[] noise(int size) {
        byte[] bytes = new byte[size];
        new Random(1).nextBytes(bytes);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) ((bytes[i] & 63) + 48);
        }
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 1_600_000})
    void loadsCompressedInputs(int size) {
        byte[] text = noise(size);
        System.arraycopy(Intake.text(Intake.departments(1, 3)), 0, text, 0, 39);
        byte[] compressed = Intake.gzipped(text);
        Ingested ingested = intake.load(DEPARTMENTS).gzip().bytes(compressed);

        assertThat(ingested.run().status()).isEqualTo(RunStatus.SUCCEEDED);
        assertThat(ingested.run().counts().inserted()).isEqualTo(3);
        assertThat(ingested.run().source())
                .isEqualTo(new Source(
                        Source.Kind.UPLOAD, "records.csv", IngestRecordsTest.sha256(compressed), compressed.length));
        assertThat(ingested.run().bytesRead()).isEqualTo(compressed.length);
        assertThat(ingested.run().checkpoint().offset()).isEqualTo(size);
        assertThat(intake.objects.list("")).hasSize(compressed.length > IN_DATABASE ? 1 : 0);
        intake.assertBalanced(ingested.run().id());
    }

    @Test
    void loadsAllMembersOfACompressedInput() {
        ByteArrayOutputStream members = new ByteArrayOutputStream();
        members.writeBytes(Intake.gzipped(Intake.text(Intake.departments(1, 3))));
        members.writeBytes(Intake.gzipped(new byte[0]));
        members.writeBytes(Intake.gzipped(Intake.text(Intake.departments(4, 5))));
        Ingested ingested = intake.load(DEPARTMENTS).gzip().bytes(members.toByteArray());

        assertThat(ingested.run().counts()).isEqualTo(Counts.of(5, 0, 0, 0));
    }

    /** In the database and as an object. */
    @ParameterizedTest
    @ValueSource(ints = {10_000, 60_000})
    void loadsAfterAnyNumberOfEmptyMembers(int count) {
        ByteArrayOutputStream members = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            members.writeBytes(Intake.gzipped(new byte[0]));
        }
        members.writeBytes(Intake.gzipped(Intake.text(Intake.departments(1, 3))));
        Ingested ingested = intake.load(DEPARTMENTS).gzip().bytes(members.toByteArray());

        assertThat(ingested.run().counts()).isEqualTo(Counts.of(3, 0, 0, 0));
    }

    @Test
    void losesNothingThatFollowsACompressedInputWithoutAWord() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(Intake.gzipped(Intake.text(Intake.departments(1, 3))));
        bytes.writeBytes(Intake.text(Intake.departments(4, 5)));
        Run run = intake.load(DEPARTMENTS).gzip().bytes(bytes.toByteArray()).run();

        assertThat(run.error())
                .isEqualTo(
                        new Problem(
                                ProblemType.MALFORMED_GZIP,
                                "the gzip data is followed by something that is neither gzip data nor zeros after 39 decompressed bytes"));
        assertThat(run.counts()).isEqualTo(Counts.ZERO);
    }

    /** Whatever it is that fails. */
    @Test
    void keepsNoObjectThatCannotBeLookedAt() {
        StackOverflowError fault = new StackOverflowError();
        ObjectStore unreadable = Mockito.mock(ObjectStore.class, AdditionalAnswers.delegatesTo(intake.objects));
        Mockito.doThrow(fault).when(unreadable).read(Mockito.any(), Mockito.anyLong());
        LoadRequest request = intake.load(DEPARTMENTS).gzip().request();

        assertThatThrownBy(() -> intake.ingestRecords(intake.database, unreadable)
                        .land(request, Intake.input(Intake.gzipped(noise(1_600_000)))))
                .isSameAs(fault);
        assertThat(intake.objects.list("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 1_600_000})
    void keepsATruncatedInputButLoadsNothingOfIt(int size) throws IOException {
        byte[] whole = Intake.gzipped(noise(size));
        for (int length : new int[] {0, 1, 9, 10, 11, whole.length / 2, whole.length - 8, whole.length - 1}) {
            Intake fresh = new Intake();
            byte[] truncated = Arrays.copyOf(whole, length);
            Run run = fresh.load(DEPARTMENTS).gzip().bytes(truncated).run();

            assertThat(run.status()).as("%s of %s bytes", length, whole.length).isEqualTo(RunStatus.FAILED);
            assertThat(run.error().type()).isEqualTo(ProblemType.MALFORMED_GZIP);
            assertThat(run.counts()).isEqualTo(Counts.ZERO);
            assertThat(run.source().sha256()).isEqualTo(IngestRecordsTest.sha256(truncated));
            assertThat(fresh.run(run.id())).isEqualTo(run);
            String object = run.options().object();
            if (length > IN_DATABASE) {
                try (InputStream in = fresh.objects.read(object, 0)) {
                    assertThat(in.readAllBytes()).isEqualTo(truncated);
                }
            } else {
                assertThat(fresh.database.runs().rawOf(run.id(), 1))
                        .hasValueSatisfying(raw -> assertThat(raw).isEqualTo(truncated));
            }
        }
    }

    @Test
    void loadsNothingOfADamagedInput() {
        byte[] compressed = Intake.gzipped(Intake.text(Intake.departments(1, 100)));
        // Magic number, method, deflated data, checksum, length.
        for (int position : List.of(0, 2, 12, compressed.length - 8, compressed.length - 4)) {
            byte[] damaged = compressed.clone();
            damaged[position] ^= 0x55;
            Ingested ingested = new Intake().load(DEPARTMENTS).gzip().bytes(damaged);

            assertThat(ingested.run().error().type()).as("byte %s", position).isEqualTo(ProblemType.MALFORMED_GZIP);
            assertThat(ingested.run().counts()).isEqualTo(Counts.ZERO);
        }
    }

    @Test
    void takesNoPlainTextForACompressedOne() {
        Ingested ingested = intake.load(DEPARTMENTS).gzip().of("1,Legal");

        assertThat(ingested.run().error())
                .isEqualTo(new Problem(
                        ProblemType.MALFORMED_GZIP,
                        "the gzip data is damaged or ends too early after 0 decompressed bytes"));
    }

    @Test
    void refusesASmallInputThatOpensToTooMuch() {
        assertRefused(
                Intake.gzipped(new byte[(int) Intake.MAX_BYTES + 1]),
                intake.load(DEPARTMENTS).gzip(),
                TOO_MUCH);
    }

    @Test
    void refusesALargeInputThatOpensToTooMuch() {
        ByteArrayOutputStream members = new ByteArrayOutputStream();
        members.writeBytes(Intake.gzipped(noise(2_000_000)));
        members.writeBytes(Intake.gzipped(new byte[(int) Intake.MAX_BYTES]));
        assertThat(members.size()).isGreaterThan(IN_DATABASE);

        assertRefused(members.toByteArray(), intake.load(DEPARTMENTS).gzip(), TOO_MUCH);
    }

    private static final Problem TOO_MUCH = new Problem(
                    ProblemType.DECOMPRESSED_TOO_LARGE, "the body opens to more than 4194304 bytes, the most allowed")
            .with("allowed", Intake.MAX_BYTES);

    @Test
    void takesAnInputThatOpensToAsMuchAsIsAllowed() {
        byte[] text = new byte[(int) Intake.MAX_BYTES];
        Arrays.fill(text, (byte) '\n');
        Ingested ingested = intake.load(DEPARTMENTS).gzip().bytes(Intake.gzipped(text));

        assertThat(ingested.run().status()).isEqualTo(RunStatus.SUCCEEDED);
        assertThat(ingested.run().checkpoint().blankLines()).isEqualTo(Intake.MAX_BYTES);
    }
}
