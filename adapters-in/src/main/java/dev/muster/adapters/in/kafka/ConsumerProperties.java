package dev.muster.adapters.in.kafka;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The properties of consumers: those that others may set, and those that nobody else may. */
public final class ConsumerProperties {
    /** A message that is larger than these bounds comes alone. */
    private static final int FETCHED_BYTES = 4 << 20;

    private static final int FETCHED_BYTES_OF_PARTITION = 2 << 20;

    /** Unless others set them. */
    private static final Map<String, Object> DEFAULTS = Map.of(
            ConsumerConfig.CLIENT_ID_CONFIG,
            "muster",
            ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
            false,
            ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
            FETCHED_BYTES,
            ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
            FETCHED_BYTES_OF_PARTITION,
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            10_000,
            // A topic that is made, or made anew, is found within this time.
            ConsumerConfig.METADATA_MAX_AGE_CONFIG,
            15_000,
            ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
            10_000);

    /** What each message's one outcome rests on. */
    private static final Map<String, Object> FIXED = Map.of(
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed",
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest",
            ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
            ByteArrayDeserializer.class.getName(),
            ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
            ByteArrayDeserializer.class.getName());

    private ConsumerProperties() {}

    static Map<String, Object> of(Map<String, Object> properties) {
        Map<String, Object> all = new HashMap<>(DEFAULTS);
        all.putAll(properties);
        all.putAll(FIXED);
        return all;
    }

    /**
     * Returns why a property cannot be set; empty if it can.
     *
     * @param value as given
     */
    public static Optional<String> refusal(String name, String value) {
        return switch (name) {
            case ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG -> Optional.of("is MUSTER_KAFKA_BOOTSTRAP_SERVERS");
            case ConsumerConfig.GROUP_ID_CONFIG -> Optional.of("is chosen by Muster, one for each topic and database");
            case ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG ->
                Optional.of("cannot be set: Muster takes bytes");
            case ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                    ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                    ConsumerConfig.AUTO_OFFSET_RESET_CONFIG -> {
                String needed = String.valueOf(FIXED.get(name));
                yield needed.equals(value)
                        ? Optional.empty()
                        : Optional.of("must be %s: each message is to be taken exactly once".formatted(needed));
            }
            default -> Optional.empty();
        };
    }

    /**
     * Returns what is wrong with properties, as Kafka's clients see it; empty if nothing is. Secrets are not repeated.
     *
     * @param properties with the brokers' addresses
     */
    public static Optional<String> fault(Map<String, Object> properties) {
        try {
            new ConsumerConfig(of(properties));
            return Optional.empty();
        } catch (ConfigException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
