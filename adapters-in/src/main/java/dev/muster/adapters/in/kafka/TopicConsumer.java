package dev.muster.adapters.in.kafka;

import dev.muster.application.port.PortException;
import dev.muster.application.streams.ConsumeTopic;
import dev.muster.application.work.WorkLog;
import dev.muster.domain.intake.Message;
import dev.muster.domain.intake.MessageOrigin;
import dev.muster.domain.intake.MessageOrigin.Header;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * Reads one topic. A partition is either read, from the place that is on record on, or it waits: because it was just
 * assigned, somebody paused the topic, or something failed. While partitions wait, polling goes on, so that the group keeps
 * this consumer.
 */
final class TopicConsumer implements Runnable {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration TIME_TO_LEAVE = Duration.ofSeconds(3);
    private static final Duration BETWEEN_LOOKS_AT_TOPIC = Duration.ofSeconds(10);

    /** Most messages of a partition that are committed together. */
    private static final int MOST_MESSAGES = 10_000;

    /** The message that fills up these bytes is the last one that is committed with those before it. */
    private static final long MOST_BYTES = 4L << 20;

    private final ConsumeTopic topic;
    private final Map<String, Object> properties;
    private final WorkLog log;
    private final ConsumerBackoff backoff;
    private final CountDownLatch stopped = new CountDownLatch(1);

    /** Partitions of this consumer that wait to begin. */
    private final Set<Integer> waiting = new TreeSet<>();

    private volatile @Nullable KafkaConsumer<byte[], byte[]> open;
    private boolean told;
    private long nextTry = System.nanoTime();
    private long nextLook = nextTry;

    TopicConsumer(ConsumeTopic topic, Map<String, Object> properties, WorkLog log, RandomGenerator random) {
        this.topic = topic;
        this.properties = properties;
        this.log = log;
        this.backoff = new ConsumerBackoff(random);
    }

    String topic() {
        return topic.topic();
    }

    /** Ends {@link #run()} soon. Any thread may call it. */
    void stop() {
        stopped.countDown();
        KafkaConsumer<byte[], byte[]> consumer = open;
        if (consumer != null) {
            consumer.wakeup();
        }
    }

    private boolean isStopped() {
        return stopped.getCount() == 0;
    }

    @Override
    public void run() {
        while (!isStopped()) {
            try {
                readWith(open());
            } catch (RuntimeException e) {
                failed(e);
                sleep();
            }
        }
    }

    private void readWith(KafkaConsumer<byte[], byte[]> consumer) {
        try {
            open = consumer;
            consumer.subscribe(List.of(topic()), new Assignment(consumer));
            while (!isStopped()) {
                read(consumer);
            }
        } catch (WakeupException e) {
            // It is to stop.
        } finally {
            open = null;
            waiting.clear();
            // The group learns of it at once, if the broker is there.
            consumer.close(CloseOptions.timeout(TIME_TO_LEAVE));
        }
    }

    private KafkaConsumer<byte[], byte[]> open() {
        Map<String, Object> own = new HashMap<>(properties);
        own.put(ConsumerConfig.GROUP_ID_CONFIG, topic.group());
        return new KafkaConsumer<>(own);
    }

    private void sleep() {
        try {
            if (!stopped.await(nextTry - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopped.countDown();
        }
    }

    private final class Assignment implements ConsumerRebalanceListener {
        private final KafkaConsumer<byte[], byte[]> consumer;

        Assignment(KafkaConsumer<byte[], byte[]> consumer) {
            this.consumer = consumer;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            hold(consumer, partitions);
            // Now, if possible: the poll that brought them would wait in vain to its end.
            unlessHeldUp(consumer, () -> begin(consumer));
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            List<Integer> numbers = numbers(partitions);
            waiting.removeAll(numbers);
            topic.end(numbers);
        }
    }

    private static List<Integer> numbers(Collection<TopicPartition> partitions) {
        return partitions.stream().map(TopicPartition::partition).toList();
    }

    /** Lets partitions wait. They begin anew at the place that is on record: what was read meanwhile is read again. */
    private void hold(KafkaConsumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions) {
        consumer.pause(partitions);
        waiting.addAll(numbers(partitions));
    }

    private void read(KafkaConsumer<byte[], byte[]> consumer) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        unlessHeldUp(consumer, () -> {
            if (isAnotherTopic(!records.isEmpty())) {
                hold(consumer, consumer.assignment());
            } else {
                take(consumer, records);
            }
            begin(consumer);
            worked();
        });
    }

    private void unlessHeldUp(KafkaConsumer<byte[], byte[]> consumer, Runnable work) {
        try {
            if (System.nanoTime() - nextTry < 0 || topic.isPaused()) {
                hold(consumer, consumer.assignment());
            } else {
                work.run();
            }
        } catch (PortException e) {
            failed(e);
            hold(consumer, consumer.assignment());
        }
    }

    /** @param anyRead whether it has to be known now, because messages were read */
    private boolean isAnotherTopic(boolean anyRead) {
        boolean look = anyRead || System.nanoTime() - nextLook >= 0;
        if (look) {
            nextLook = System.nanoTime() + BETWEEN_LOOKS_AT_TOPIC.toNanos();
        }
        return look && !topic.isSameTopic();
    }

    private void begin(KafkaConsumer<byte[], byte[]> consumer) {
        if (waiting.isEmpty()) {
            return;
        }
        topic.begin(waiting).forEach((number, next) -> {
            TopicPartition partition = new TopicPartition(topic(), number);
            next.ifPresentOrElse(
                    offset -> consumer.seek(partition, offset), () -> consumer.seekToBeginning(List.of(partition)));
            consumer.resume(List.of(partition));
        });
        waiting.clear();
    }

    private void take(KafkaConsumer<byte[], byte[]> consumer, ConsumerRecords<byte[], byte[]> records) {
        Map<TopicPartition, OffsetAndMetadata> taken = new HashMap<>();
        // Offsets go on also where there is no message: transactions leave marks, and what they took back.
        records.nextOffsets().forEach((partition, end) -> {
            if (!waiting.contains(partition.partition())) {
                if (take(partition.partition(), records.records(partition), end.offset())) {
                    taken.put(partition, end);
                } else {
                    hold(consumer, List.of(partition));
                }
            }
        });
        if (!taken.isEmpty()) {
            // For those who watch the group. Nobody here reads it.
            consumer.commitAsync(taken, (offsets, failure) -> {});
        }
    }

    /** Takes the messages of a partition portion by portion. Returns false if the partition has to begin anew. */
    private boolean take(int partition, List<ConsumerRecord<byte[], byte[]>> records, long end) {
        List<Message> portion = new ArrayList<>();
        long bytes = 0;
        for (ConsumerRecord<byte[], byte[]> record : records) {
            if (bytes >= MOST_BYTES || portion.size() == MOST_MESSAGES) {
                if (!topic.take(partition, portion, record.offset())) {
                    return false;
                }
                portion = new ArrayList<>();
                bytes = 0;
            }
            Message message = message(record);
            portion.add(message);
            bytes += message.bytes();
        }
        return topic.take(partition, portion, end);
    }

    private static Message message(ConsumerRecord<byte[], byte[]> record) {
        List<Header> headers = new ArrayList<>();
        record.headers().forEach(header -> headers.add(new Header(header.key(), header.value())));
        return new Message(
                new MessageOrigin(
                        record.topic(),
                        record.partition(),
                        record.offset(),
                        Instant.ofEpochMilli(record.timestamp()),
                        record.key(),
                        headers),
                record.value());
    }

    private void worked() {
        backoff.reset();
        if (told) {
            log.done("stream %s goes on".formatted(topic()));
            told = false;
        }
    }

    /** Lets everything wait for a while. The log tells it once. */
    private void failed(RuntimeException fault) {
        RuntimeException cause = seen(fault);
        topic.heldUp(cause);
        if (!told) {
            log.failed("stream %s is held up".formatted(topic()), cause);
            told = true;
        }
        nextTry = System.nanoTime() + backoff.next().toNanos();
    }

    /** Says of a failure of Kafka's own what may be seen of it. */
    private static RuntimeException seen(RuntimeException fault) {
        return switch (fault) {
            case AuthenticationException refused ->
                upstream(PortException.Kind.DENIED, "Kafka refuses the credentials", refused);
            case AuthorizationException denied ->
                upstream(
                        PortException.Kind.DENIED,
                        "Kafka does not allow it: a right on topic or group is missing",
                        denied);
            case org.apache.kafka.common.KafkaException failure ->
                upstream(PortException.Kind.UNAVAILABLE, "Kafka cannot be read", failure);
            default -> fault;
        };
    }

    private static PortException upstream(PortException.Kind kind, String message, RuntimeException cause) {
        return new PortException(PortException.Part.UPSTREAM, kind, message, cause);
    }
}
