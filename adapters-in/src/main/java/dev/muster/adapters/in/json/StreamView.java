package dev.muster.adapters.in.json;

import dev.muster.application.streams.Streams.OfPartition;
import dev.muster.application.streams.Streams.OfTopic;
import java.util.List;

/** A topic that is read, and how far. */
public record StreamView(String topic, String dataset, List<OfPartition> partitions) {
    public static StreamView of(OfTopic stream) {
        return new StreamView(stream.topic(), stream.dataset(), stream.partitions());
    }

    /** All topics that are read. */
    public record All(List<StreamView> streams) {
        public static All of(List<OfTopic> streams) {
            return new All(streams.stream().map(StreamView::of).toList());
        }
    }
}
