package dev.muster.streams;

import static dev.muster.application.fixtures.Fixtures.CATALOG;
import static dev.muster.application.fixtures.Fixtures.TRANSACTIONS;
import static dev.muster.application.fixtures.Installation.bytes;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.adapters.out.formats.read.TextDecoding;
import dev.muster.adapters.out.jdbc.MigratedDatabase;
import dev.muster.application.fixtures.Fixtures;
import dev.muster.application.fixtures.Installation;
import dev.muster.application.memory.InMemoryDatabase;
import dev.muster.application.port.Database;
import dev.muster.application.port.StreamStore.Position;
import dev.muster.application.streams.Streams.OfPartition;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.Counts;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.Mode;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.Source;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Consumers of a real broker on a real database. */
@Timeout(120)
class KafkaConsumersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private static Path folder;

    private static LocalBroker broker;
    private static MigratedDatabase postgres;

    private final List<Instance> instances = new ArrayList<>();
    private Database database;
    private String topic;
    private KafkaProducer<byte[], byte[]> producer;

    @BeforeAll
    static void startBroker() throws IOException {
        broker = LocalBroker.in(folder);
        postgres = MigratedDatabase.onPostgres();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
        postgres.close();
    }

    @BeforeEach
    void begin(TestInfo test) {
        database = postgres.emptied();
        topic = test.getTestMethod().orElseThrow().getName();
        producer = broker.producer();
    }

    @AfterEach
    void end() {
        producer.close();
        instances.forEach(Instance::close);
    }

    private Instance instance(Object... further) {
        Instance instance = new Instance(broker.properties(), database, topic, further);
        instances.add(instance);
        return instance;
    }

    private void stop(Instance instance) {
        instance.close();
        instances.remove(instance);
    }

    private void send(int partition, byte[]... values) {
        for (byte[] value : values) {
            producer.send(new ProducerRecord<>(topic, partition, null, value));
        }
        producer.flush();
    }

    private void send(int partition, List<String> values) {
        send(partition, values.stream().map(Installation::bytes).toArray(byte[][]::new));
    }

    private static String transaction(String id, String amount) {
        return "{\"external_id\":\"%s\",\"amount\":%s,\"source_channel\":\"web\"}".formatted(id, amount);
    }

    /** Values with a known share of those that are rejected, some of which have a key that is there before. */
    private static List<String> values(String prefix, int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> i % 50 == 7
                        ? transaction(prefix + i, "\"many\"")
                        : i % 70 == 9
                                ? "{\"external_id\": oops"
                                : transaction(prefix + (i % 11 == 3 ? i - 1 : i), Integer.toString(i + 1)))
                .toList();
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("it comes about").isLessThan(end);
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private List<Run> runs() {
        return database.runs().list(TRANSACTIONS.name(), null, null, 100).stream()
                .filter(run -> run.source().kind() == Source.Kind.KAFKA)
                .toList();
    }

    private long received() {
        return runs().stream().mapToLong(run -> run.counts().received()).sum();
    }

    private static List<Long> lags(Instance instance) {
        return instance.streams.list().getFirst().partitions().stream()
                .map(OfPartition::lag)
                .toList();
    }

    private void assertProved() {
        Installation muster = Installation.on(database, TextDecoding.decoder());
        assertThat(muster.prove().differences()).isEmpty();
    }

    /** What an upload of the same values leaves. */
    private static Installation uploaded(List<String> values) {
        Installation other = Installation.on(new InMemoryDatabase(CATALOG).ports(), TextDecoding.decoder());
        other.load(
                TRANSACTIONS, Mode.UPSERT, LoadOptions.of(LoadOptions.Format.NDJSON), bytes(String.join("\n", values)));
        return other;
    }

    @Test
    void messagesGiveTheSameAsAnUploadOfTheirValues() {
        broker.create(topic, 1);
        List<String> values = values("t", 0, 2_000);
        send(0, values);
        Instance instance = instance();
        await(() -> received() == values.size());

        Installation uploaded = uploaded(values);
        assertThat(Fixtures.all(database.datasets(), TRANSACTIONS).stream()
                        .map(row -> row.row() + " " + row.recordNumber()))
                .containsExactlyElementsOf(uploaded.rows(TRANSACTIONS).stream()
                        .map(row -> row.row() + " " + row.recordNumber())
                        .toList());
        Run upload = uploaded.database.runs().list(null, null, null, 1).getFirst();
        assertThat(runs().getFirst().counts()).isEqualTo(upload.counts());
        assertThat(runs().getFirst().rejectionsByCode()).isEqualTo(upload.rejectionsByCode());
        assertThat(Fixtures.all(database.rejections()).stream()
                        .map(rejection -> rejection.id().recordNumber()
                                + new String(rejection.raw(), UTF_8)
                                + rejection.reasons().getFirst().code()))
                .containsExactlyElementsOf(Fixtures.all(uploaded.database.rejections()).stream()
                        .map(rejection -> rejection.id().recordNumber()
                                + new String(rejection.raw(), UTF_8)
                                + rejection.reasons().getFirst().code())
                        .toList());
        assertThat(lags(instance)).containsExactly(0L);
        assertProved();
    }

    @Test
    void whatCannotBeReadIsRejectedWithAllThatCameWithIt() {
        broker.create(topic, 1);
        producer.send(new ProducerRecord<>(
                topic,
                0,
                1_700_000_000_123L,
                new byte[] {(byte) 0xFE},
                bytes("[1]"),
                List.of(new RecordHeader("trace", bytes("a-1")), new RecordHeader("trace", new byte[] {(byte) 0xFF}))));
        byte[] large = new byte[3 << 20];
        Arrays.fill(large, (byte) ' ');
        send(0, null, new byte[0], bytes(" "), new byte[] {(byte) 0xC3}, large, bytes(transaction("last", "1")));
        instance();
        await(() -> received() == 7);

        assertThat(Fixtures.all(database.rejections()).stream()
                        .map(rejection -> "%s %s %s %s"
                                .formatted(
                                        rejection.stream().offset(),
                                        rejection.reasons().getFirst().code(),
                                        rejection.reasons().getFirst().field(),
                                        rejection.raw().length)))
                .containsExactly(
                        "0 WRONG_TYPE null 3",
                        "1 REQUIRED external_id 0",
                        "2 REQUIRED external_id 0",
                        "3 WRONG_TYPE null 1",
                        "4 BAD_JSON null 1",
                        "5 RECORD_TOO_LONG null 65536");
        Rejection first = Fixtures.all(database.rejections()).getFirst();
        assertThat(first.stream().timestamp().toEpochMilli()).isEqualTo(1_700_000_000_123L);
        assertThat(first.stream().key()).containsExactly(0xFE);
        assertThat(first.stream().headers().stream().map(header -> header.name() + Arrays.toString(header.value())))
                .containsExactly("trace[97, 45, 49]", "trace[-1]");
        assertThat(runs().getFirst().counts()).isEqualTo(Counts.of(1, 0, 0, 6));
        assertProved();
    }

    @Test
    void whatATransactionTookBackIsNotTaken() {
        broker.create(topic, 1);
        try (KafkaProducer<byte[], byte[]> transactional =
                broker.producer("transactional.id", topic, "compression.type", "gzip")) {
            transactional.initTransactions();
            for (int i = 0; i < 4; i++) {
                transactional.beginTransaction();
                transactional.send(new ProducerRecord<>(topic, 0, null, bytes(transaction("t" + i, "1"))));
                if (i % 2 == 0) {
                    transactional.commitTransaction();
                } else {
                    transactional.abortTransaction();
                }
            }
        }
        Instance instance = instance();
        await(() -> received() == 2 && lags(instance).equals(List.of(0L)));

        assertThat(Fixtures.all(database.datasets(), TRANSACTIONS).stream()
                        .map(row -> row.row().get(0)))
                .containsExactly("t0", "t2");
    }

    @Test
    void consumersComeAndGoAndEachMessageIsTakenOnce() {
        broker.create(topic, 3);
        Instance first = instance();
        Instance second = instance();
        for (int part = 0; part < 6; part++) {
            for (int partition = 0; partition < 3; partition++) {
                send(partition, values("p" + partition + "-", part * 500, part * 500 + 500));
            }
            switch (part) {
                case 1 -> instance();
                case 2 -> stop(first);
                case 4 -> stop(second);
                default -> {}
            }
        }
        await(() -> received() == 9_000);

        assertThat(runs()).hasSize(1);
        List<String> all = new ArrayList<>();
        for (int partition = 0; partition < 3; partition++) {
            all.addAll(values("p" + partition + "-", 0, 3_000));
        }
        Installation uploaded = uploaded(all);
        assertThat(runs().getFirst().counts())
                .isEqualTo(uploaded.database
                        .runs()
                        .list(null, null, null, 1)
                        .getFirst()
                        .counts());
        assertThat(Fixtures.all(database.datasets(), TRANSACTIONS).stream()
                        .map(row -> row.row().toString()))
                .containsExactlyElementsOf(uploaded.values(TRANSACTIONS).stream()
                        .map(Object::toString)
                        .toList());
        assertProved();
    }

    @Test
    void oneWhoSleptTooLongCommitsNothing() {
        broker.create(topic, 1);
        Instance sleeper = instance("max.poll.interval.ms", 2_000);
        send(0, values("a", 0, 10));
        await(() -> received() == 10);
        sleeper.databaseStops();
        send(0, values("a", 10, 20));
        await(() -> sleeper.waiting() > 0);
        instance();
        await(() -> received() == 20);
        sleeper.databaseGoesOn();
        send(0, values("a", 20, 30));
        await(() -> received() == 30);

        assertThat(sleeper.told).isEmpty();
        assertThat(runs().getFirst().counts())
                .isEqualTo(uploaded(values("a", 0, 30))
                        .database
                        .runs()
                        .list(null, null, null, 1)
                        .getFirst()
                        .counts());
        assertProved();
    }

    @Test
    void aDatabaseThatIsDownMakesNoRejections() {
        broker.create(topic, 1);
        Instance instance = instance();
        send(0, values("a", 0, 10));
        await(() -> received() == 10);
        instance.databaseIsDown(true);
        send(0, values("a", 10, 20));
        await(() -> !instance.told.isEmpty());
        assertThat(lags(instance)).containsExactly(10L);
        assertThat(instance.streams.list().getFirst().partitions().getFirst().lastError())
                .endsWith("Z the database cannot be reached");
        instance.databaseIsDown(false);
        await(() -> received() == 20);

        assertThat(instance.told).startsWith("stream %s is held up: the database cannot be reached".formatted(topic));
        await(() -> instance.told.contains("stream %s goes on".formatted(topic)));
        assertThat(database.streams().positions(topic).stream().map(Position::lastError))
                .allMatch(error -> error.endsWith("Z the database cannot be reached"));
        assertThat(lags(instance)).containsExactly(0L);
        assertProved();
    }

    @Test
    void aTopicThatIsMadeAnewIsReadFromItsBeginning() {
        broker.create(topic, 1);
        Instance instance = instance();
        send(0, values("a", 0, 10));
        await(() -> received() == 10);
        broker.delete(topic);
        await(() -> instance.told.contains("stream %s is held up: Kafka has no topic '%s'".formatted(topic, topic)));
        broker.create(topic, 1);
        producer.close();
        producer = broker.producer();
        send(0, values("b", 0, 15));
        await(() -> received() == 25);

        assertThat(database.streams().positions(topic).stream().map(Position::nextOffset))
                .containsExactly(10L, 15L);
        assertProved();
    }

    @Test
    void aPausedTopicWaitsAndGoesOn() {
        broker.create(topic, 1);
        Instance instance = instance();
        send(0, values("a", 0, 10));
        await(() -> received() == 10);
        assertThat(instance.streams.pause(topic, true).paused()).isTrue();
        stop(instance);
        Instance other = instance();
        send(0, values("a", 10, 20));
        await(() -> lags(other).equals(List.of(10L)));
        other.streams.pause(topic, false);
        await(() -> received() == 20);
        assertProved();
    }

    @Test
    void aBrokerThatGoesAwayComesBack() throws IOException {
        try (LocalBroker own = LocalBroker.in(java.nio.file.Files.createDirectory(folder.resolve("own")))) {
            own.create(topic, 1);
            own.stop();
            Instance instance = new Instance(own.properties(), database, topic);
            instances.add(instance);
            await(() -> instance.streams.list().getFirst().partitions().isEmpty()
                    && !own.address().isEmpty());
            own.start();
            try (KafkaProducer<byte[], byte[]> sender = own.producer()) {
                sender.send(new ProducerRecord<>(topic, 0, null, bytes(transaction("t", "1"))));
            }
            await(() -> received() == 1);
        }
    }
}
