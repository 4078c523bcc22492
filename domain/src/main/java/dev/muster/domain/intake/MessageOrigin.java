package dev.muster.domain.intake;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a message stood in a stream, and what came with its value. Byte arrays are not to be changed.
 *
 * @param topic name of the topic
 * @param partition number of the partition, from 0
 * @param offset of the message in its partition, from 0
 * @param timestamp as its sender or the broker set it
 * @param key null if it has none
 * @param headers in the order of the message; a name may be there more than once
 */
public record MessageOrigin(
        String topic, int partition, long offset, Instant timestamp, byte @Nullable [] key, List<Header> headers) {

    // Not compact: of a compact one, other modules do not see that the key may be null.
    public MessageOrigin(
            String topic, int partition, long offset, Instant timestamp, byte @Nullable [] key, List<Header> headers) {
        if (partition < 0 || offset < 0) {
            throw new IllegalArgumentException(
                    "no place in a stream: partition %s, offset %s".formatted(partition, offset));
        }
        this.topic = topic;
        this.partition = partition;
        this.offset = offset;
        this.timestamp = timestamp;
        this.key = key;
        this.headers = List.copyOf(headers);
    }

    /** @param value null if the header has none */
    public record Header(String name, byte @Nullable [] value) {}

    /** Returns about how many bytes this takes in memory: those of key and headers. */
    public long bytes() {
        long bytes = key == null ? 0 : key.length;
        for (Header header : headers) {
            bytes += 2L * header.name().length() + (header.value() == null ? 0 : header.value().length);
        }
        return bytes;
    }
}
