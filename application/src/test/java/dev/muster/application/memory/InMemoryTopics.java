package dev.muster.application.memory;

import dev.muster.application.port.PortException;
import dev.muster.application.port.StreamTopics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Topics as a broker would tell them. Thread safe. */
public final class InMemoryTopics implements StreamTopics {
    private final Map<String, Topic> topics = new ConcurrentHashMap<>();
    private volatile boolean down;

    /** Makes a topic, or another one under its name. */
    public InMemoryTopics with(String name, String id, Partition... partitions) {
        topics.put(name, new Topic(id, List.of(partitions)));
        return this;
    }

    public void remove(String name) {
        topics.remove(name);
    }

    /** Says whether the broker cannot be reached from now on. */
    public void down(boolean isDown) {
        down = isDown;
    }

    @Override
    public Optional<String> id(String topic) {
        return find(topic, Duration.ZERO).map(Topic::id);
    }

    @Override
    public Optional<Topic> find(String topic, Duration within) {
        if (down) {
            throw new PortException(
                    PortException.Part.UPSTREAM, PortException.Kind.UNAVAILABLE, "Kafka cannot be reached", null);
        }
        return Optional.ofNullable(topics.get(topic));
    }
}
