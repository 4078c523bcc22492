package dev.muster.application.ingest;

import dev.muster.domain.intake.Message;
import dev.muster.domain.intake.MessageOrigin.Header;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * The bytes in which messages are kept with their batch, one after the other, with all that came with them. The bytes of
 * several batches one after the other are read like those of one.
 *
 * <p>A message is: {@value #VERSION}, offset, timestamp, time of receipt, key, number of headers, name and value of each,
 * value. Times count milliseconds since 1970. Numbers are variable-length and zigzag, as in Kafka's own format; texts and
 * bytes have their length before them, or -1 for none.
 */
public final class MessageFrames {
    private static final int VERSION = 1;
    private static final int MOST_OF_NUMBER = 10;

    private MessageFrames() {}

    /** Returns the bytes of messages that were received at one time. */
    static byte[] of(List<Message> messages, Instant receivedAt) {
        ByteBuffer out = ByteBuffer.allocate(
                messages.stream().mapToInt(MessageFrames::most).reduce(0, Math::addExact));
        for (Message message : messages) {
            out.put((byte) VERSION);
            writeNumber(out, message.origin().offset());
            writeNumber(out, message.origin().timestamp().toEpochMilli());
            writeNumber(out, receivedAt.toEpochMilli());
            writeBytes(out, message.origin().key());
            writeNumber(out, message.origin().headers().size());
            for (Header header : message.origin().headers()) {
                writeBytes(out, header.name().getBytes(StandardCharsets.UTF_8));
                writeBytes(out, header.value());
            }
            writeBytes(out, message.value());
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    /** Returns how many bytes a message takes at most. */
    private static int most(Message message) {
        int most = 1 + 4 * MOST_OF_NUMBER + most(message.origin().key()) + most(message.value());
        for (Header header : message.origin().headers()) {
            most += MOST_OF_NUMBER + 3 * header.name().length() + most(header.value());
        }
        return most;
    }

    private static int most(byte @Nullable [] bytes) {
        return MOST_OF_NUMBER + (bytes == null ? 0 : bytes.length);
    }

    private static void writeBytes(ByteBuffer out, byte @Nullable [] bytes) {
        writeNumber(out, bytes == null ? -1 : bytes.length);
        if (bytes != null) {
            out.put(bytes);
        }
    }

    private static void writeNumber(ByteBuffer out, long number) {
        long rest = (number << 1) ^ (number >> 63);
        while ((rest & ~0x7FL) != 0) {
            out.put((byte) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
    }

    /**
     * A message as it is kept.
     *
     * @param key null if it has none
     * @param value null if it has none
     */
    public record Frame(
            long offset,
            Instant timestamp,
            Instant receivedAt,
            byte @Nullable [] key,
            List<Header> headers,
            byte @Nullable [] value) {}

    /** Reads messages again, ahead of those it returns. Not thread safe. */
    public static final class Reader implements Closeable {
        private final InputStream in;
        private final byte[] ahead = new byte[1 << 13];

        /** Where the bytes that were read ahead begin in the input. */
        private long start;

        /** Where the next one is among them. */
        private int next;

        private int end;

        /** @param input closed with this */
        public Reader(InputStream input) {
            this.in = input;
        }

        /**
         * Returns the next message; null at the end.
         *
         * @throws ZipException if the bytes are not those of messages
         * @throws EOFException if they end within a message
         */
        public @Nullable Frame next() throws IOException {
            if (!hasMore()) {
                return null;
            }
            int version = readByte();
            if (version != VERSION) {
                throw new ZipException("there is no message where one must begin");
            }
            long offset = readNumber();
            Instant timestamp = Instant.ofEpochMilli(readNumber());
            Instant receivedAt = Instant.ofEpochMilli(readNumber());
            byte[] key = readBytes();
            long count = readNumber();
            List<Header> headers = new ArrayList<>();
            for (long i = 0; i < count; i++) {
                byte[] name = readBytes();
                if (name == null) {
                    throw new ZipException("a header has no name");
                }
                headers.add(new Header(new String(name, StandardCharsets.UTF_8), readBytes()));
            }
            return new Frame(offset, timestamp, receivedAt, key, headers, readBytes());
        }

        private byte @Nullable [] readBytes() throws IOException {
            long length = readNumber();
            if (length < -1 || length > Integer.MAX_VALUE) {
                throw new ZipException("a message has a part of %s bytes".formatted(length));
            }
            return length < 0 ? null : readBytes((int) length);
        }

        private byte[] readBytes(int length) throws IOException {
            if (length <= end - next) {
                byte[] bytes = Arrays.copyOfRange(ahead, next, next + length);
                next += length;
                return bytes;
            }
            int first = end - next;
            // Not made before there is that much: a length may be wrong.
            byte[] others = in.readNBytes(length - first);
            if (first + others.length < length) {
                throw new EOFException();
            }
            byte[] bytes = new byte[length];
            System.arraycopy(ahead, next, bytes, 0, first);
            System.arraycopy(others, 0, bytes, first, others.length);
            start += end + others.length;
            next = 0;
            end = 0;
            return bytes;
        }

        private boolean hasMore() throws IOException {
            if (next == end) {
                start += end;
                next = 0;
                end = Math.max(in.read(ahead), 0);
            }
            return next < end;
        }

        private int readByte() throws IOException {
            if (!hasMore()) {
                throw new EOFException();
            }
            return ahead[next++] & 0xFF;
        }

        private long readNumber() throws IOException {
            long zigzag = 0;
            for (int shift = 0; shift < Long.SIZE; shift += 7) {
                int read = readByte();
                zigzag |= (long) (read & 0x7F) << shift;
                if (read < 0x80) {
                    return (zigzag >>> 1) ^ -(zigzag & 1);
                }
            }
            throw new ZipException("a number has no end");
        }

        /** Returns the number of bytes up to the end of the last message. */
        public long position() {
            return start + next;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
