package dev.muster.adapters.in.kafka;

import dev.muster.application.streams.ConsumeStreams;
import dev.muster.application.work.WorkLog;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Reads all topics, each on a thread of its own. */
public final class KafkaConsumers implements AutoCloseable {
    private static final Duration TIME_TO_END = Duration.ofSeconds(15);

    private final List<TopicConsumer> consumers;
    private final List<Thread> threads;

    /** @param properties of Kafka's clients by name, with the brokers' addresses */
    public KafkaConsumers(ConsumeStreams streams, Map<String, Object> properties, WorkLog log) {
        this.consumers = streams.topics().stream()
                .map(topic ->
                        new TopicConsumer(topic, ConsumerProperties.of(properties), log, RandomGenerator.getDefault()))
                .toList();
        this.threads = consumers.stream()
                .map(consumer -> Thread.ofPlatform()
                        .name("stream-" + consumer.topic())
                        .daemon()
                        .unstarted(consumer))
                .toList();
    }

    /** Begins to read. Call it once. It does not matter whether brokers or database are there already. */
    public void start() {
        threads.forEach(Thread::start);
    }

    /** Ends reading. What is being committed is committed, if that does not take long; the rest is read again later. */
    @Override
    public void close() {
        consumers.forEach(TopicConsumer::stop);
        long end = System.nanoTime() + TIME_TO_END.toNanos();
        for (Thread thread : threads) {
            try {
                if (!thread.getState().equals(Thread.State.NEW)
                        && !thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())))) {
                    thread.interrupt();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
