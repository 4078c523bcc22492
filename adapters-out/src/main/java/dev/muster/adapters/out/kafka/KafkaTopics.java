package dev.muster.adapters.out.kafka;

import dev.muster.application.port.PortException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** Asks the brokers through one client, which is made with the first question: a name may not resolve before. */
final class KafkaTopics implements Kafka.Topics {
    private static final Duration WAIT = Duration.ofSeconds(10);

    private final Map<String, Object> properties;
    private @Nullable Admin admin;

    KafkaTopics(Map<String, Object> properties) {
        this.properties = Map.copyOf(properties);
    }

    @Override
    public Optional<String> id(String topic) {
        return describe(topic, WAIT).map(description -> description.topicId().toString());
    }

    @Override
    public Optional<Topic> find(String topic, Duration within) {
        return describe(topic, within).flatMap(description -> withOffsets(description, within));
    }

    private Optional<TopicDescription> describe(String topic, Duration within) {
        DescribeTopicsOptions options = new DescribeTopicsOptions().timeoutMs(Math.toIntExact(within.toMillis()));
        return there(admin().describeTopics(List.of(topic), options).allTopicNames(), within)
                .map(found -> found.get(topic));
    }

    private Optional<Topic> withOffsets(TopicDescription topic, Duration within) {
        List<Integer> numbers = topic.partitions().stream()
                .map(TopicPartitionInfo::partition)
                .sorted()
                .toList();
        Optional<Map<TopicPartition, ListOffsetsResultInfo>> starts =
                offsets(topic, numbers, OffsetSpec.earliest(), within);
        Optional<Map<TopicPartition, ListOffsetsResultInfo>> ends =
                offsets(topic, numbers, OffsetSpec.latest(), within);
        if (starts.isEmpty() || ends.isEmpty()) {
            return Optional.empty();
        }
        List<Partition> partitions = new ArrayList<>();
        for (int number : numbers) {
            TopicPartition partition = new TopicPartition(topic.name(), number);
            ListOffsetsResultInfo start = starts.get().get(partition);
            ListOffsetsResultInfo end = ends.get().get(partition);
            if (start != null && end != null) {
                partitions.add(new Partition(number, start.offset(), end.offset()));
            }
        }
        return Optional.of(new Topic(topic.topicId().toString(), partitions));
    }

    private Optional<Map<TopicPartition, ListOffsetsResultInfo>> offsets(
            TopicDescription topic, List<Integer> numbers, OffsetSpec spec, Duration within) {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        numbers.forEach(number -> asked.put(new TopicPartition(topic.name(), number), spec));
        // What a transaction has not committed is not to be read yet.
        ListOffsetsOptions options =
                new ListOffsetsOptions(IsolationLevel.READ_COMMITTED).timeoutMs(Math.toIntExact(within.toMillis()));
        return there(admin().listOffsets(asked, options).all(), within);
    }

    /** Returns the broker's answer; empty if there is no such topic. */
    private static <T> Optional<T> there(KafkaFuture<T> answer, Duration within) {
        try {
            return Optional.of(answer.get(within.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return Optional.empty();
            }
            throw failure(e.getCause());
        } catch (TimeoutException e) {
            throw failure(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure(e);
        }
    }

    private synchronized Admin admin() {
        if (admin == null) {
            try {
                admin = Admin.create(properties);
            } catch (KafkaException e) {
                throw failure(e);
            }
        }
        return admin;
    }

    /** Says nothing of the cause that could be a secret. */
    private static PortException failure(@Nullable Throwable cause) {
        return switch (cause) {
            case AuthenticationException refused ->
                failure(PortException.Kind.DENIED, "Kafka refuses the credentials", refused);
            case AuthorizationException denied ->
                failure(
                        PortException.Kind.DENIED,
                        "Kafka does not allow it: a right on topic or group is missing",
                        denied);
            case null, default -> failure(PortException.Kind.UNAVAILABLE, "Kafka cannot be reached", cause);
        };
    }

    private static PortException failure(PortException.Kind kind, String message, @Nullable Throwable cause) {
        return new PortException(PortException.Part.UPSTREAM, kind, message, cause);
    }

    @Override
    public synchronized void close() {
        if (admin != null) {
            admin.close(Duration.ofSeconds(1));
        }
    }
}
