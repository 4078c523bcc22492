package dev.muster.adapters.out.s3;

import static dev.muster.application.fixtures.Fixtures.CATALOG;
import static dev.muster.application.fixtures.Fixtures.DEPARTMENTS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.adapters.out.s3.FaultyS3.Fault;
import dev.muster.application.Refusal;
import dev.muster.application.fixtures.Installation;
import dev.muster.application.ingest.Allowance;
import dev.muster.application.ingest.Ingestion;
import dev.muster.application.ingest.Input;
import dev.muster.application.ingest.LeftLandings;
import dev.muster.application.ingest.LoadFromSource;
import dev.muster.application.ingest.LoadRequest;
import dev.muster.application.memory.InMemoryDatabase;
import dev.muster.application.memory.LineDecoder;
import dev.muster.application.port.Database;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.ObjectStore.Listed;
import dev.muster.application.port.ObjectStore.Upload;
import dev.muster.application.port.PortException;
import dev.muster.application.port.PortException.Kind;
import dev.muster.application.port.PortException.Part;
import dev.muster.application.port.RunListener;
import dev.muster.domain.run.Counts;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.Mode;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.RunStatus;
import dev.muster.domain.run.Source;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of work while the storage is down, full, slow or refuses. None of it waits for longer than a person would. */
@Timeout(120)
class S3FaultsTest {
    private static final int LARGE = 20 << 20;
    private static final Fault NONE = new Fault.None();
    private static final Fault SLOW_DOWN = new Fault.Answer(503, "SlowDown");

    @TempDir
    private Path folder;

    private LocalS3 server;
    private FaultyS3 between;
    private S3Location location;
    private ObjectStore objects;

    @BeforeEach
    void start() throws Exception {
        server = LocalS3.in(folder);
        between = new FaultyS3(server.port());
        location = server.bucket("bucket");
        objects = server.storage(between.endpoint()).objects(location);
    }

    @AfterEach
    void stop() throws Exception {
        between.close();
        server.close();
    }

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (i * 31 >> 5);
        }
        return bytes;
    }

    private static void put(ObjectStore objects, String key, byte[] bytes) throws IOException {
        try (Upload upload = objects.create(key)) {
            upload.body().write(bytes);
            upload.commit();
        }
    }

    private static byte[] read(ObjectStore objects, String key) throws IOException {
        try (InputStream in = objects.read(key, 0)) {
            return in.readAllBytes();
        }
    }

    /** What is there without anything in between. */
    private List<String> keys() {
        return server.keys(location);
    }

    private int leftParts() {
        return server.storage().leftovers(location).remove(Instant.now().plusSeconds(60));
    }

    // --- what passes

    @ParameterizedTest
    @CsvSource({"429, TooManyRequests", "500, InternalError", "502, BadGateway", "503, SlowDown", "504, GatewayTimeout"
    })
    void triesAgainAfterWhatPasses(int status, String code) throws IOException {
        Fault fault = new Fault.Answer(status, code);
        between.next(fault, NONE, fault, NONE, fault);
        put(objects, "object", bytes(10));
        assertThat(read(objects, "object")).isEqualTo(bytes(10));
        assertThat(objects.find("object")).map(Listed::bytes).contains(10L);
    }

    /** Parts, and what comes before and after them. */
    @Test
    void triesAgainToSendALargeObject() throws IOException {
        between.next(SLOW_DOWN, NONE, SLOW_DOWN, NONE, NONE, SLOW_DOWN, NONE, SLOW_DOWN);
        put(objects, "object", bytes(LARGE));
        assertThat(Arrays.equals(read(objects, "object"), bytes(LARGE))).isTrue();
        assertThat(leftParts()).isZero();
    }

    /** The second attempt finds an object that nobody else wrote. */
    @ParameterizedTest
    @ValueSource(ints = {10, LARGE})
    void takesAnObjectForWrittenWhoseAnswerWasLost(int size) throws IOException {
        between.only(head -> head.startsWith("PUT") && size == 10 || head.matches("(?s)POST [^ ]*uploadId=.*"));
        between.next(new Fault.Cut(0));
        put(objects, "object", bytes(size));
        assertThat(Arrays.equals(read(objects, "object"), bytes(size))).isTrue();
        assertThat(leftParts()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {10, LARGE})
    void doesNotTakeTheObjectOfSomeoneElseForItsOwn(int size) throws IOException {
        put(objects, "object", bytes(1));
        between.only(head -> head.startsWith("PUT") && size == 10 || head.matches("(?s)POST [^ ]*uploadId=.*"));
        between.next(new Fault.Cut(0));
        assertThatThrownBy(() -> put(objects, "object", bytes(size)))
                .isInstanceOfSatisfying(
                        PortException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONFLICT));
        assertThat(read(objects, "object")).isEqualTo(bytes(1));
        assertThat(leftParts()).isZero();
    }

    @Test
    void goesOnReadingWhereTheConnectionWasLost() throws IOException {
        put(objects, "object", bytes(LARGE));
        between.next(new Fault.Cut(1_000_000), SLOW_DOWN, new Fault.Cut(3_000), new Fault.Cut(5_000_000));
        assertThat(Arrays.equals(read(objects, "object"), bytes(LARGE))).isTrue();
        try (InputStream in = objects.read("object", LARGE - 1_000_000)) {
            between.next(new Fault.Cut(400_000));
            assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(bytes(LARGE), LARGE - 1_000_000, LARGE));
        }
    }

    // --- what lasts

    private interface Work {
        void run() throws IOException;
    }

    private List<Work> everything() {
        return List.of(
                () -> put(objects, "new", bytes(10)),
                () -> put(objects, "large", bytes(LARGE)),
                () -> read(objects, "object"),
                () -> objects.find("object"),
                () -> objects.list("", null, 10),
                () -> objects.delete("object"));
    }

    /** Does everything at once, and returns in which way it failed. */
    private List<String> failures() throws Exception {
        List<String> failures = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> tasks = new ArrayList<>();
            for (Work work : everything()) {
                tasks.add(threads.submit(() -> {
                    try {
                        work.run();
                        return "none";
                    } catch (PortException e) {
                        return e.kind() + " " + e.problem().type().slug();
                    }
                }));
            }
            for (Future<String> task : tasks) {
                failures.add(task.get());
            }
        }
        return failures;
    }

    @ParameterizedTest
    @CsvSource({
        "429, TooManyRequests,    UNAVAILABLE storage-unavailable",
        "500, InternalError,      UNAVAILABLE storage-unavailable",
        "503, SlowDown,           UNAVAILABLE storage-unavailable",
        "403, AccessDenied,       DENIED storage-unavailable",
        "400, ExpiredToken,       DENIED storage-unavailable",
        "404, NoSuchBucket,       DENIED storage-unavailable",
        "507, InsufficientStorage,FULL insufficient-storage",
        "403, QuotaExceeded,      FULL insufficient-storage"
    })
    void saysInWhichWayTheStorageFails(int status, String code, String failure) throws Exception {
        put(objects, "object", bytes(10));
        between.only(head -> !head.startsWith("HEAD"));
        between.always(new Fault.Answer(status, code));
        List<String> failures = failures();
        // An answer without a body has no code.
        failures.remove(3);
        assertThat(failures).containsOnly(failure);

        between.recover();
        assertThat(keys()).containsExactly("object");
        put(objects, "large", bytes(LARGE));
        assertThat(objects.list("").map(Listed::key)).containsExactly("large", "object");
    }

    @Test
    void saysThatTheStorageIsDown() throws Exception {
        put(objects, "object", bytes(10));
        between.goDown();
        assertThat(failures()).containsOnly("UNAVAILABLE storage-unavailable");

        between.recover();
        assertThat(read(objects, "object")).isEqualTo(bytes(10));
    }

    @Test
    void saysThatTheStorageDoesNotAnswer() throws Exception {
        put(objects, "object", bytes(10));
        between.always(new Fault.Hang());
        assertThat(failures()).containsOnly("UNAVAILABLE storage-unavailable");

        between.recover();
        assertThat(read(objects, "object")).isEqualTo(bytes(10));
    }

    @Test
    void givesUpAConnectionThatIsLostAgainAndAgain() throws IOException {
        put(objects, "object", bytes(1_000));
        between.always(new Fault.Cut(0));
        assertThatThrownBy(() -> read(objects, "object"))
                .hasMessage("the storage does not answer as it should at object")
                .isInstanceOfSatisfying(
                        PortException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE));
    }

    /** Those that came are dropped if that can be, and are leftovers if not. */
    @Test
    void dropsThePartsOfAnObjectThatFindsNoSpace() throws IOException {
        between.only(head -> head.startsWith("PUT"));
        between.next(NONE, new Fault.Answer(507, "InsufficientStorage"));
        assertThatThrownBy(() -> put(objects, "object", bytes(LARGE)))
                .hasMessage("the storage has no space left")
                .isInstanceOfSatisfying(
                        PortException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FULL));
        assertThat(leftParts()).isZero();

        between.only(head -> head.startsWith("PUT") || head.startsWith("DELETE"));
        between.next(NONE);
        between.always(SLOW_DOWN);
        assertThatThrownBy(() -> put(objects, "object", bytes(LARGE))).isInstanceOf(PortException.class);
        assertThat(leftParts()).isOne();
        assertThat(keys()).isEmpty();
    }

    // --- landing and loading

    private static final int RECORDS = 200_000;

    private static byte[] departments() {
        return IntStream.rangeClosed(1, RECORDS)
                .mapToObj(n -> n + ",Department " + n + "\n")
                .collect(Collectors.joining())
                .getBytes(UTF_8);
    }

    private final Database database = new InMemoryDatabase(CATALOG).ports();

    private Installation muster() {
        return new Installation(database, objects, new LineDecoder());
    }

    private static Ingestion land(Installation muster) throws IOException {
        return muster.ingestRecords.land(
                new LoadRequest(DEPARTMENTS, Mode.INSERT, LoadOptions.of(LoadOptions.Format.CSV), false),
                new Input(Source.Kind.UPLOAD, "departments.csv", new ByteArrayInputStream(departments())));
    }

    @ParameterizedTest
    @CsvSource({
        "503, SlowDown,            storage-unavailable",
        "403, AccessDenied,        storage-unavailable",
        "507, InsufficientStorage, insufficient-storage"
    })
    void landsNothingWhereTheStorageFails(int status, String code, String type) throws IOException {
        Installation muster = muster();
        between.always(new Fault.Answer(status, code));
        assertThatThrownBy(() -> land(muster)).isInstanceOfSatisfying(PortException.class, e -> {
            assertThat(e.part()).isEqualTo(Part.STORAGE);
            assertThat(e.problem().type().slug()).isEqualTo(type);
        });
        assertThat(database.runs().list(null, null, null, 10)).isEmpty();

        between.recover();
        assertThat(keys()).isEmpty();
        assertThat(land(muster).load(RunListener.NONE).run().counts()).isEqualTo(Counts.of(RECORDS, 0, 0, 0));
        assertThat(keys()).hasSize(1).allMatch(key -> key.startsWith("raw/"));
    }

    /** In the middle of an input, so that what was sent cannot be taken back at once: housekeeping does that. */
    @Test
    void leavesNothingForEverOfAnInputInWhoseMiddleTheStorageGoesDown() throws IOException {
        Installation muster = muster();
        InputStream body = new InputStream() {
            private int left = LARGE;

            @Override
            public int read() throws IOException {
                if (left == LARGE / 2) {
                    between.goDown();
                }
                return left-- > 0 ? '\n' : -1;
            }
        };
        assertThatThrownBy(() -> muster.ingestRecords.land(
                        new LoadRequest(DEPARTMENTS, Mode.INSERT, LoadOptions.of(LoadOptions.Format.CSV), false),
                        new Input(Source.Kind.UPLOAD, "departments.csv", body)))
                .isInstanceOfSatisfying(
                        PortException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE));
        assertThat(database.runs().list(null, null, null, 10)).isEmpty();

        between.recover();
        assertThat(leftParts()).isOne();
        new LeftLandings(database, objects).remove(Instant.now().plusSeconds(10 * 86_400));
        assertThat(keys()).isEmpty();
    }

    /** The run stays on record and goes on at its checkpoint as soon as somebody takes it over. */
    @ParameterizedTest
    @CsvSource({"503, SlowDown", "403, AccessDenied", "404, NoSuchBucket"})
    void goesOnWithARunWhoseInputCouldNotBeReadForAWhile(int status, String code) throws IOException {
        Installation muster = muster();
        Ingestion landed = land(muster);
        between.next(new Fault.Cut(1_500_000));
        between.always(new Fault.Answer(status, code));
        assertThatThrownBy(() -> landed.load(RunListener.NONE)).isInstanceOf(PortException.class);
        for (int i = 0; i < 5; i++) {
            Ingestion again = muster.ingestRecords.resume(landed.run().id()).orElseThrow();
            assertThatThrownBy(() -> again.load(RunListener.NONE)).isInstanceOf(PortException.class);
        }

        between.recover();
        Ingestion resumed = muster.ingestRecords.resume(landed.run().id()).orElseThrow();
        assertThat(resumed.run().status()).isEqualTo(RunStatus.RUNNING);
        assertThat(resumed.load(RunListener.NONE).run().counts()).isEqualTo(Counts.of(RECORDS, 0, 0, 0));
        assertThat(muster.values(DEPARTMENTS)).hasSize(RECORDS);
    }

    /** As seen where reading goes on after a lost connection. */
    @Test
    void landsNothingOfAnObjectThatChangesInTheMiddle() {
        Installation muster = muster();
        S3Location drop = new S3Location("bucket", "in/");
        LoadFromSource sources = new LoadFromSource(
                muster.landOnce, List.of(server.storage(between.endpoint()).source(drop)));
        server.put(drop, "a.csv", "1,A\n".repeat(10_000));
        between.next(new Fault.Cut(10_000));
        LoadRequest request = new LoadRequest(DEPARTMENTS, Mode.INSERT, LoadOptions.of(LoadOptions.Format.CSV), false);

        assertThatThrownBy(() -> sources.land(
                        () -> {
                            server.put(drop, "a.csv", "2,B\n".repeat(10_000));
                            return request;
                        },
                        sources.place("s3://bucket/in/a.csv"),
                        null,
                        Allowance.UNLIMITED))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        e -> assertThat(e.problem())
                                .isEqualTo(new Problem(
                                        ProblemType.SOURCE_CHANGED,
                                        "s3://bucket/in/a.csv changed while it was read; nothing of it is kept")));
        assertThat(database.runs().list(null, null, null, 10)).isEmpty();
        assertThat(keys()).isEmpty();
    }
}
