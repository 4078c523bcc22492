package dev.muster.streams;

import static dev.muster.application.fixtures.Fixtures.CATALOG;
import static dev.muster.application.fixtures.Fixtures.TRANSACTIONS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.adapters.out.formats.read.TextDecoding;
import dev.muster.adapters.out.jdbc.MigratedDatabase;
import dev.muster.adapters.out.jdbc.Owners;
import dev.muster.adapters.out.postgres.Postgres;
import dev.muster.adapters.out.postgres.PostgresServer;
import dev.muster.application.fixtures.Fixtures;
import dev.muster.application.fixtures.Installation;
import dev.muster.application.memory.InMemoryDatabase;
import dev.muster.application.port.Database;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.Mode;
import dev.muster.domain.run.Run;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three processes read a topic, and are killed or stopped wherever they are. */
class KilledConsumersTest {
    private static final String TOPIC = "payments";
    private static final int PARTITIONS = 3;

    @TempDir
    private Path folder;

    private final String url = PostgresServer.newDatabase();
    private final List<Process> processes = new ArrayList<>();
    private MigratedDatabase migrated;
    private LocalBroker broker;

    @BeforeEach
    void start() throws IOException {
        migrated = new MigratedDatabase(
                Postgres.configuration(url, "postgres", null),
                (source, operations, runs) -> Postgres.database(
                        source, operations, runs, Owners.alone(), CATALOG, Fixtures.REPORTS.keptRollups()));
        broker = LocalBroker.in(folder);
        broker.create(TOPIC, PARTITIONS);
        for (int i = 0; i < PARTITIONS; i++) {
            processes.add(StreamProcess.start(url, broker.address(), TOPIC));
        }
    }

    @AfterEach
    void end() {
        processes.forEach(Process::destroyForcibly);
        broker.close();
        migrated.close();
    }

    @Test
    @Timeout(180)
    void eachMessageHasOneOutcome() throws Exception {
        read(4_000, 2, new Random(1));
    }

    @Test
    @Tag("faults")
    @Timeout(1_200)
    void eachOfManyMessagesHasOneOutcome() throws Exception {
        read(100_000, 20, new Random(2));
    }

    /**
     * Sends messages, and each time a part of them has an outcome, kills a process, or stops one for longer than the group
     * waits for it.
     */
    private void read(int messages, int blows, Random random) throws Exception {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < messages; i++) {
            values.add(
                    i % 40 == 3
                            ? "{\"external_id\":\"t%s\",\"amount\":-1,\"source_channel\":\"web\"}".formatted(i)
                            : "{\"external_id\":\"t%s\",\"amount\":%s,\"source_channel\":\"web\"}"
                                    .formatted(i - i % 7 % 2, i + 1));
        }
        try (KafkaProducer<byte[], byte[]> producer = broker.producer()) {
            int sent = 0;
            for (int blow = 1; blow <= blows; blow++) {
                int until = (int) ((long) messages * blow / blows);
                for (; sent < until; sent++) {
                    // Records of one key are in one partition, where they keep their order.
                    int partition = sent / 7 % PARTITIONS;
                    producer.send(new ProducerRecord<>(
                            TOPIC, partition, null, values.get(sent).getBytes(StandardCharsets.UTF_8)));
                }
                producer.flush();
                awaitReceived((long) messages * (blow - 1) / blows + random.nextInt(messages / blows));
                strike(random.nextInt(processes.size()), blow % 2 == 0, sent);
            }
        }
        awaitReceived(messages);

        Database database = migrated.database();
        Installation uploaded = Installation.on(new InMemoryDatabase(CATALOG).ports(), TextDecoding.decoder());
        uploaded.load(
                TRANSACTIONS,
                Mode.UPSERT,
                LoadOptions.of(LoadOptions.Format.NDJSON),
                Installation.bytes(String.join("\n", values)));
        List<Run> runs = database.runs().list(null, null, null, 10);
        assertThat(runs.stream().mapToLong(run -> run.counts().received()).sum())
                .isEqualTo(messages);
        assertThat(runs.stream().mapToLong(run -> run.counts().rejected()).sum())
                .isEqualTo(Fixtures.all(uploaded.database.rejections()).size());
        assertThat(Fixtures.all(database.datasets(), TRANSACTIONS).stream()
                        .map(row -> row.row().toString()))
                .containsExactlyElementsOf(uploaded.values(TRANSACTIONS).stream()
                        .map(Object::toString)
                        .toList());
        assertThat(Fixtures.all(database.rejections()).stream()
                        .map(rejection -> new String(rejection.raw(), StandardCharsets.UTF_8))
                        .sorted())
                .containsExactlyElementsOf(Fixtures.all(uploaded.database.rejections()).stream()
                        .map(rejection -> new String(rejection.raw(), StandardCharsets.UTF_8))
                        .sorted()
                        .toList());
        assertThat(Installation.on(database, TextDecoding.decoder()).prove().differences())
                .isEmpty();
    }

    /** Kills a process and starts another in its place, or stops it until others have taken all, and lets it go on. */
    private void strike(int index, boolean stop, int sent) throws IOException, InterruptedException {
        Process process = processes.get(index);
        if (stop) {
            signal("STOP", process);
            awaitReceived(sent);
            signal("CONT", process);
        } else {
            process.destroyForcibly().waitFor();
            processes.set(index, StreamProcess.start(url, broker.address(), TOPIC));
        }
    }

    private static void signal(String name, Process process) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    private long received() {
        return migrated.database().runs().totals().stream()
                .mapToLong(total -> total.received())
                .sum();
    }

    private void awaitReceived(long enough) throws InterruptedException {
        while (received() < enough) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
