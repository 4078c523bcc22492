package dev.muster.application.streams;

import dev.muster.application.ingest.IngestMessages;
import dev.muster.application.port.Database;
import dev.muster.application.port.PortException;
import dev.muster.application.port.Span;
import dev.muster.application.port.StreamStore;
import dev.muster.application.port.StreamTopics;
import dev.muster.application.port.Tracing;
import dev.muster.application.tracing.Traced;
import dev.muster.domain.intake.Message;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes in what one consumer reads of a topic. The place of each partition is on record in the database, together with what
 * came of the messages before it; a consumer only proposes to move it on. Not thread safe.
 */
public final class ConsumeTopic {
    private final String topic;
    private final String dataset;
    private final IngestMessages ingestMessages;
    private final Database database;
    private final StreamTopics topics;
    private final HeldUp heldUp;
    private final Supplier<String> newGroup;
    private final InstantSource clock;
    private final Tracing tracing;

    /** The places as this consumer knows them, by partition. Someone else may have moved them on. */
    private final Map<Integer, Place> places = new HashMap<>();

    /** @param next the next offset; null if nothing of the partition has an outcome */
    private record Place(
            StreamStore.Partition partition, @Nullable Long next) {}

    ConsumeTopic(
            String topic,
            String dataset,
            IngestMessages ingestMessages,
            Database database,
            StreamTopics topics,
            HeldUp heldUp,
            Supplier<String> newGroup,
            InstantSource clock,
            Tracing tracing) {
        this.topic = topic;
        this.dataset = dataset;
        this.ingestMessages = ingestMessages;
        this.database = database;
        this.topics = topics;
        this.heldUp = heldUp;
        this.newGroup = newGroup;
        this.clock = clock;
        this.tracing = tracing;
    }

    public String topic() {
        return topic;
    }

    /**
     * Returns the consumer group in which all processes on this database read the topic.
     *
     * @throws PortException if the database fails
     */
    public String group() {
        return database.unitOfWork().write(() -> database.streams().group(topic, newGroup.get()));
    }

    /**
     * Returns whether messages of the topic are to wait.
     *
     * @throws PortException if the database fails
     */
    public boolean isPaused() {
        return database.streams().isPaused(topic);
    }

    /**
     * Begins to take partitions in, or begins anew.
     *
     * @return the offset at which to read on, by partition; without one, the partition is to be read from its beginning
     * @throws PortException if the database fails or the broker cannot be asked, or does not have the topic
     */
    public Map<Integer, Optional<Long>> begin(Collection<Integer> partitions) {
        String id = id();
        Map<Integer, Optional<Long>> from = new TreeMap<>();
        for (int number : partitions) {
            Optional<Long> next = database.streams().position(id, number).map(StreamStore.Position::nextOffset);
            places.put(number, new Place(new StreamStore.Partition(id, topic, dataset, number), next.orElse(null)));
            from.put(number, next);
        }
        return from;
    }

    private String id() {
        return topics.id(topic)
                .orElseThrow(() -> new PortException(
                        PortException.Part.UPSTREAM,
                        PortException.Kind.MISSING,
                        "Kafka has no topic '%s'".formatted(topic),
                        null));
    }

    /** Lets go of partitions: someone else reads them from now on. */
    public void end(Collection<Integer> partitions) {
        places.keySet().removeAll(partitions);
    }

    /**
     * Returns whether the topic is still the one with which the partitions {@link #begin began}. If so, all messages that
     * were read before this call are of that topic: an id never comes back.
     *
     * @throws PortException if the broker cannot be asked, or does not have the topic
     */
    public boolean isSameTopic() {
        String id = id();
        return places.values().stream()
                .allMatch(place -> place.partition().topicId().equals(id));
    }

    /**
     * Takes messages in. Those before the partition's place have an outcome, and are left out.
     *
     * @param messages of one partition that has begun, in the order of their offsets
     * @param to the next offset after them
     * @return false if the partition is somewhere else by now, because someone else reads it or did; nothing was done, and it
     *     has to {@link #begin} anew
     * @throws PortException if the database fails; the partition has to begin anew, too: what was done is not known
     */
    public boolean take(int partition, List<Message> messages, long to) {
        Place place = places.get(partition);
        if (place == null) {
            throw new IllegalStateException("partition %s of %s has not begun".formatted(partition, topic));
        }
        Long next = place.next();
        if (next != null && to <= next) {
            return true;
        }
        List<Message> open = next == null
                ? messages
                : messages.stream()
                        .filter(message -> message.origin().offset() >= next)
                        .toList();
        boolean moved = Traced.during(tracing.begin(Span.Kind.CONSUMER, "process " + topic), span -> {
            if (span.isTold()) {
                span.with("messaging.system", "kafka")
                        .with("messaging.operation.type", "process")
                        .with("messaging.operation.name", "process")
                        .with("messaging.destination.name", topic)
                        .with("messaging.destination.partition.id", Integer.toString(partition))
                        .with("messaging.batch.message_count", open.size())
                        .with("muster.dataset", dataset);
            }
            return ingestMessages.ingest(place.partition(), next, open, to, heldUp.unrecorded(topic, partition));
        });
        if (moved) {
            places.put(partition, new Place(place.partition(), to));
            heldUp.recorded(topic, partition);
        }
        return moved;
    }

    /** Notes why the topic is held up. */
    public void heldUp(RuntimeException fault) {
        heldUp.note(topic, places.keySet(), fault, clock.instant());
    }
}
