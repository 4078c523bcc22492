package dev.muster.application.port;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Topics as the broker has them. Thread safe. */
public interface StreamTopics {

    /**
     * A topic.
     *
     * @param id another for a topic that is made anew under the same name
     * @param partitions by number
     */
    record Topic(String id, List<Partition> partitions) {
        public Topic {
            partitions = List.copyOf(partitions);
        }
    }

    /**
     * What a partition has that can be read.
     *
     * @param number from 0
     * @param start offset of the first message
     * @param end offset behind the last message
     */
    record Partition(int number, long start, long end) {}

    /**
     * Returns the id of a topic as of now; empty if there is no such topic.
     *
     * @throws PortException if the broker cannot be asked
     */
    Optional<String> id(String topic);

    /**
     * Returns a topic with its partitions; empty if there is no such topic.
     *
     * @param within how long to wait for the broker
     * @throws PortException if the broker cannot be asked
     */
    Optional<Topic> find(String topic, Duration within);
}
