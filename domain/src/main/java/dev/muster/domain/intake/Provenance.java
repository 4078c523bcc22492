package dev.muster.domain.intake;

/** Where the records of a batch came from in the input of their run. */
public sealed interface Provenance {

    /**
     * The records came from a range of an input that has an end.
     *
     * @param firstLine number, from 1, of the physical line at {@code byteStart}
     * @param byteStart 0-based position of the first byte in the decompressed UTF-8 stream; of a workbook, that of the
     *     first row among those of its sheet
     * @param byteEnd position after the last byte
     */
    record File(long firstLine, long byteStart, long byteEnd) implements Provenance {
        /** The place before the first byte: nothing was read yet. */
        public static final File START = new File(1, 0, 0);

        public File {
            if (firstLine < 1 || byteStart < 0 || byteEnd < byteStart) {
                throw new IllegalArgumentException(
                        "no stretch of a file: from line %s, bytes %s to %s".formatted(firstLine, byteStart, byteEnd));
            }
        }
    }

    /**
     * The records came from messages of one partition of a stream, which has no end.
     *
     * @param topicId of the topic: one that is made anew under the same name has another
     * @param partition number of the partition, from 0
     * @param firstOffset offset of the first message
     * @param nextOffset offset of the message after the last one; offsets may have gaps
     */
    record Stream(String topicId, int partition, long firstOffset, long nextOffset) implements Provenance {
        public Stream {
            if (partition < 0 || firstOffset < 0 || nextOffset < firstOffset) {
                throw new IllegalArgumentException("no stretch of a stream: partition %s, offsets %s to %s"
                        .formatted(partition, firstOffset, nextOffset));
            }
        }
    }
}
