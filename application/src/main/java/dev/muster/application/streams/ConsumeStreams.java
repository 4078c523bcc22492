package dev.muster.application.streams;

import dev.muster.application.ingest.IngestMessages;
import dev.muster.application.port.Database;
import dev.muster.application.port.IdSource;
import dev.muster.application.port.StreamTopics;
import dev.muster.application.port.Tracing;
import java.time.InstantSource;
import java.util.List;

/** Tells which topics are to be read, and takes in what is read of them. Thread safe. */
public final class ConsumeStreams {
    private final StreamSettings settings;
    private final IngestMessages ingestMessages;
    private final Database database;
    private final StreamTopics topics;
    private final HeldUp heldUp;
    private final IdSource ids;
    private final InstantSource clock;
    private final Tracing tracing;

    public ConsumeStreams(
            StreamSettings settings,
            IngestMessages ingestMessages,
            Database database,
            StreamTopics topics,
            HeldUp heldUp,
            IdSource ids,
            InstantSource clock,
            Tracing tracing) {
        this.settings = settings;
        this.ingestMessages = ingestMessages;
        this.database = database;
        this.topics = topics;
        this.heldUp = heldUp;
        this.ids = ids;
        this.clock = clock;
        this.tracing = tracing;
    }

    /** Returns what takes in each topic, for one consumer each. */
    public List<ConsumeTopic> topics() {
        return settings.datasets().entrySet().stream()
                .map(mapped -> new ConsumeTopic(
                        mapped.getKey(),
                        mapped.getValue(),
                        ingestMessages,
                        database,
                        topics,
                        heldUp,
                        () -> newGroup(ids, mapped.getKey()),
                        clock,
                        tracing))
                .toList();
    }

    /** Installations with databases of their own read the same topics of a broker without sharing them. */
    static String newGroup(IdSource ids, String topic) {
        return "muster-%s-%s".formatted(topic, ids.nextRunId());
    }
}
