package dev.muster.application.port;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far streams are read, and what is to become of them. All methods throw {@link PortException} if the database fails.
 * Thread safe.
 */
public interface StreamStore {

    /**
     * One partition of a topic.
     *
     * @param topicId of the topic: one that is made anew under the same name has another
     * @param topic its name
     * @param dataset name of the dataset to which its records go
     * @param number of the partition, from 0
     */
    record Partition(String topicId, String topic, String dataset, int number) {}

    /**
     * Up to where a partition has an outcome.
     *
     * @param nextOffset of the first message that has none
     * @param lastError why it was held up last, with the time; null if it never was
     * @param changedAt when that was put on record
     */
    record Position(
            String topicId,
            int partition,
            long nextOffset,
            @Nullable String lastError,
            Instant changedAt) {}

    /** Returns the position of a partition; empty if nothing of it has an outcome. */
    Optional<Position> position(String topicId, int partition);

    /** Returns the positions of all topics that ever had this name, by topic, those of the newest last, then partition. */
    List<Position> positions(String topic);

    /**
     * Moves the position of a partition, if it is where the caller thinks.
     *
     * @param from the next offset as the caller knows it; null if nothing of the partition has an outcome
     * @param to the next offset from now on
     * @param error why the partition was held up; null to leave what is on record
     * @return false if it is somewhere else, and nothing has changed; the transaction must not commit what was done for it
     */
    boolean move(Partition partition, @Nullable Long from, long to, @Nullable String error, Instant at);

    /**
     * Returns the consumer group in which all processes on this database read a topic. Puts it on record the first time.
     *
     * @param proposed the group if there is none yet
     */
    String group(String topic, String proposed);

    /** Returns whether a topic is paused. */
    boolean isPaused(String topic);

    /** Pauses a topic that has a {@link #group}, or lets it go on. */
    void pause(String topic, boolean paused);
}
