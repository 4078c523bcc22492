import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** What {@code bench/run kafka} needs of Kafka: a topic with messages, and a consumer that only counts them. */
final class KafkaRate {
    private static final int PARTITIONS = 3;

    private KafkaRate() {}

    /** @param arguments {@code fill} or {@code count}, broker, topic, number of messages */
    public static void main(String[] arguments) throws Exception {
        String broker = arguments[1];
        String topic = arguments[2];
        int messages = Integer.parseInt(arguments[3]);
        switch (arguments[0]) {
            case "fill" -> fill(broker, topic, messages);
            case "count" -> count(broker, topic, messages);
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    /** Of a hundred messages one does not pass. */
    private static void fill(String broker, String topic, int messages) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker))) {
            admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1))).all().get();
        }
        Map<String, Object> properties = Map.of("bootstrap.servers", broker, "linger.ms", 20, "batch.size", 1 << 17);
        try (var producer = new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer())) {
            for (int i = 0; i < messages; i++) {
                String amount = i % 100 == 7 ? "-1" : i + ".25";
                producer.send(new ProducerRecord<>(
                        topic,
                        i % PARTITIONS,
                        null,
                        "{\"external_id\":\"t%s\",\"amount\":%s,\"currency\":\"EUR\",\"source_channel\":\"web\",\"occurred_at\":\"2026-01-01T10:00:00Z\"}"
                                .formatted(i, amount)));
            }
        }
    }

    private static void count(String broker, String topic, int messages) {
        Map<String, Object> properties = Map.of(
                "bootstrap.servers", broker,
                "group.id", "count-" + UUID.randomUUID(),
                "auto.offset.reset", "earliest");
        try (var consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(topic));
            for (int counted = 0; counted < messages; ) {
                counted += consumer.poll(Duration.ofSeconds(1)).count();
            }
        }
    }
}
