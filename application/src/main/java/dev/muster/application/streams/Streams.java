package dev.muster.application.streams;

import dev.muster.application.Refusal;
import dev.muster.application.access.Acting;
import dev.muster.application.port.Database;
import dev.muster.application.port.IdSource;
import dev.muster.application.port.PortException;
import dev.muster.application.port.StreamStore.Position;
import dev.muster.application.port.StreamTopics;
import dev.muster.application.port.StreamTopics.Topic;
import dev.muster.domain.run.ProblemType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Lists the topics that are read, pauses them and lets them go on. Thread safe. */
public final class Streams {
    /** Whoever asks waits for the answer, also if the broker is down. */
    private static final Duration WAIT_FOR_BROKER = Duration.ofSeconds(2);

    private final StreamSettings settings;
    private final Database database;
    private final StreamTopics topics;
    private final HeldUp heldUp;
    private final IdSource ids;
    private final InstantSource clock;

    public Streams(
            StreamSettings settings,
            Database database,
            StreamTopics topics,
            HeldUp heldUp,
            IdSource ids,
            InstantSource clock) {
        this.settings = settings;
        this.database = database;
        this.topics = topics;
        this.heldUp = heldUp;
        this.ids = ids;
        this.clock = clock;
    }

    /** A topic that is read. @param partitions by number; empty if nothing is known of them */
    public record OfTopic(String topic, String dataset, boolean paused, List<OfPartition> partitions) {
        public OfTopic {
            partitions = List.copyOf(partitions);
        }
    }

    /**
     * How far a partition is read.
     *
     * @param offset the next one to be read
     * @param lag how many offsets the broker has from there on; null if the broker cannot be asked
     * @param lastError why it was held up last, with the time; null if it never was
     * @param updatedAt when the offset was moved last; null if it never was
     */
    public record OfPartition(
            int partition,
            long offset,
            @Nullable Long lag,
            @Nullable String lastError,
            @Nullable Instant updatedAt) {}

    /**
     * Returns the topics that are read, in the order of the settings.
     *
     * @throws PortException if the database fails
     */
    public List<OfTopic> list() {
        return settings.datasets().keySet().stream().map(this::find).toList();
    }

    private OfTopic find(String topic) {
        Optional<Topic> there = Optional.empty();
        String error = heldUp.last(topic);
        try {
            there = topics.find(topic, WAIT_FOR_BROKER);
        } catch (PortException e) {
            error = HeldUp.text(e, clock.instant());
        }
        List<Position> known = database.streams().positions(topic);
        String id = there.map(Topic::id)
                .orElse(known.isEmpty() ? "" : known.getLast().topicId());
        Map<Integer, Position> positions = known.stream()
                .filter(position -> position.topicId().equals(id))
                .collect(Collectors.toMap(Position::partition, Function.identity(), (a, b) -> b, TreeMap::new));
        List<OfPartition> partitions = new ArrayList<>();
        for (StreamTopics.Partition partition : there.map(Topic::partitions).orElse(List.of())) {
            Position position = positions.remove(partition.number());
            long offset = position == null ? partition.start() : position.nextOffset();
            // What the broker has removed is no longer to be read.
            long lag = Math.max(0, partition.end() - Math.max(offset, partition.start()));
            partitions.add(of(partition.number(), offset, lag, position, error));
        }
        for (Position position : positions.values()) {
            partitions.add(of(position.partition(), position.nextOffset(), null, position, error));
        }
        return new OfTopic(
                topic,
                settings.datasets().getOrDefault(topic, ""),
                database.streams().isPaused(topic),
                partitions);
    }

    private static OfPartition of(
            int number, long offset, @Nullable Long lag, @Nullable Position position, @Nullable String error) {
        String onRecord = position == null ? null : position.lastError();
        return new OfPartition(
                number,
                offset,
                lag,
                Stream.of(Optional.ofNullable(onRecord), Optional.ofNullable(error))
                        .flatMap(Optional::stream)
                        .max(String::compareTo)
                        .orElse(null),
                position == null ? null : position.changedAt());
    }

    /**
     * Pauses a topic, in all processes on this database, or lets it go on. What was begun is still committed.
     *
     * @throws Refusal {@code not-found} if it is none of those that are read
     * @throws PortException if the database fails
     */
    public OfTopic pause(String topic, boolean paused) {
        Acting.on(topic);
        if (!settings.datasets().containsKey(topic)) {
            throw new Refusal(ProblemType.NOT_FOUND, "there is no stream '%s'".formatted(topic));
        }
        database.unitOfWork().write(() -> {
            database.streams().group(topic, ConsumeStreams.newGroup(ids, topic));
            database.streams().pause(topic, paused);
            return null;
        });
        return find(topic);
    }

    /** Returns whether any topic can be read: there are brokers. */
    public boolean areOn() {
        return settings.on();
    }

    /**
     * Returns in words how topics stand, where anything is to be told: what is paused, what waits to be read and what held a
     * partition up; empty if nothing is. Without what the database cannot tell now.
     */
    public Optional<String> told() {
        try {
            String told = list().stream()
                    .map(Streams::told)
                    .filter(text -> !text.isEmpty())
                    .collect(Collectors.joining("; "));
            return told.isEmpty() ? Optional.empty() : Optional.of(told);
        } catch (PortException e) {
            // Health tells of the database by itself.
            return Optional.empty();
        }
    }

    private static String told(OfTopic topic) {
        List<String> parts = new ArrayList<>();
        if (topic.paused()) {
            parts.add("paused");
        }
        long lag = topic.partitions().stream()
                .mapToLong(partition -> partition.lag() == null ? 0 : partition.lag())
                .sum();
        if (lag > 0) {
            parts.add("%s messages behind".formatted(lag));
        }
        topic.partitions().stream()
                .filter(partition -> partition.lastError() != null)
                .forEach(partition ->
                        parts.add("partition %s: %s".formatted(partition.partition(), partition.lastError())));
        return parts.isEmpty() ? "" : topic.topic() + ": " + String.join(", ", parts);
    }

    /**
     * Asks the broker for a topic, to find out whether it answers.
     *
     * @throws PortException if it does not
     */
    public void probe() {
        topics.find(settings.datasets().keySet().stream().findFirst().orElse("muster"), WAIT_FOR_BROKER);
    }
}
