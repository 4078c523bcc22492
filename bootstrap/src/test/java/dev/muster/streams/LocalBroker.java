package dev.muster.streams;

import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Time;

/** A real broker in this process, with its files in a folder. It can go away and come back. */
public final class LocalBroker implements AutoCloseable {
    private final Properties configuration = new Properties();
    private final int port;
    private KafkaRaftServer server;

    private LocalBroker(Path folder, int port) throws IOException {
        this.port = port;
        int controller = freePort();
        configuration.putAll(Map.of(
                "process.roles",
                "broker,controller",
                "node.id",
                "1",
                "controller.quorum.voters",
                "1@127.0.0.1:" + controller,
                "listeners",
                "PLAINTEXT://127.0.0.1:%s,CONTROLLER://127.0.0.1:%s".formatted(port, controller),
                "advertised.listeners",
                "PLAINTEXT://127.0.0.1:" + port,
                "controller.listener.names",
                "CONTROLLER",
                "log.dirs",
                folder.resolve("log").toString()));
        configuration.putAll(Map.of(
                "offsets.topic.replication.factor", "1",
                "offsets.topic.num.partitions", "1",
                "transaction.state.log.replication.factor", "1",
                "transaction.state.log.min.isr", "1",
                "transaction.state.log.num.partitions", "1",
                "group.initial.rebalance.delay.ms", "0",
                "auto.create.topics.enable", "false",
                "log.cleaner.enable", "false",
                "message.max.bytes", Integer.toString(8 << 20)));
        Path file = folder.resolve("server.properties");
        try (var out = Files.newBufferedWriter(file)) {
            configuration.store(out, null);
        }
        int formatted = StorageTool.execute(
                new String[] {"format", "-t", Uuid.randomUuid().toString(), "-c", file.toString()},
                new PrintStream(PrintStream.nullOutputStream()));
        if (formatted != 0) {
            throw new IOException("the broker's folder cannot be formatted: " + formatted);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    public static LocalBroker in(Path folder) throws IOException {
        return on(freePort(), folder);
    }

    private static LocalBroker on(int port, Path folder) throws IOException {
        LocalBroker broker = new LocalBroker(folder, port);
        broker.start();
        return broker;
    }

    /**
     * Runs a broker, with topics, until its input ends: for trials by hand.
     *
     * @param arguments an empty folder, a port, and topics as {@code name:partitions}
     */
    public static void main(String[] arguments) throws IOException {
        try (LocalBroker broker = on(Integer.parseInt(arguments[1]), Path.of(arguments[0]))) {
            for (int i = 2; i < arguments.length; i++) {
                String[] topic = arguments[i].split(":");
                broker.create(topic[0], Integer.parseInt(topic[1]));
            }
            System.out.println("ready");
            System.in.readAllBytes();
        }
        System.exit(0);
    }

    public void start() {
        server = new KafkaRaftServer(KafkaConfig.fromProps(configuration), Time.SYSTEM);
        server.startup();
    }

    public void stop() {
        server.shutdown();
        server.awaitShutdown();
    }

    public String address() {
        return "127.0.0.1:" + port;
    }

    /** The properties of a client. */
    public Map<String, Object> properties() {
        return Map.of("bootstrap.servers", address());
    }

    public void create(String topic, int partitions) {
        administer(admin -> {
            admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1)
                            .configs(Map.of("max.message.bytes", Integer.toString(8 << 20)))))
                    .all()
                    .get();
            awaitLeaders(admin, topic, partitions);
        });
    }

    /**
     * Waits until the broker leads all partitions. Until then, it may refuse the first batch that a producer sends to one and
     * take the second, whereupon it refuses the first one without end, as being out of order.
     */
    private static void awaitLeaders(Admin admin, String topic, int partitions)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> ends = IntStream.range(0, partitions)
                .boxed()
                .collect(Collectors.toMap(number -> new TopicPartition(topic, number), number -> OffsetSpec.latest()));
        while (true) {
            try {
                admin.listOffsets(ends).all().get();
                return;
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof RetriableException)) {
                    throw e;
                }
            }
        }
    }

    public void delete(String topic) {
        administer(admin -> admin.deleteTopics(List.of(topic)).all().get());
    }

    private interface Work {
        void with(Admin admin) throws ExecutionException, InterruptedException;
    }

    private void administer(Work work) {
        try (Admin admin = Admin.create(properties())) {
            work.with(admin);
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A producer whose further properties are given as names and values. */
    public KafkaProducer<byte[], byte[]> producer(Object... further) {
        Map<String, Object> all = new HashMap<>(properties());
        all.put("max.request.size", 8 << 20);
        all.put("linger.ms", 5);
        all.put("delivery.timeout.ms", (int) Duration.ofMinutes(2).toMillis());
        for (int i = 0; i < further.length; i += 2) {
            all.put((String) further[i], further[i + 1]);
        }
        return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public void close() {
        stop();
    }
}
