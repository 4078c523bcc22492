package dev.muster.adapters.out.kafka;

import dev.muster.application.port.StreamTopics;
import java.util.Map;

/** The topics of Kafka's brokers, which are asked when something is to be known, not before. */
public final class Kafka {
    private Kafka() {}

    /** Topics of one cluster, and the connection to it. */
    public interface Topics extends StreamTopics, AutoCloseable {
        @Override
        void close();
    }

    /** @param properties of Kafka's clients by name, with the brokers' addresses */
    public static Topics topics(Map<String, Object> properties) {
        return new KafkaTopics(properties);
    }

    /** Returns topics of no cluster: nothing is read. */
    public static Topics none() {
        return new NoTopics();
    }
}
