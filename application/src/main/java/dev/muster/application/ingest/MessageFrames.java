package dev.muster.application.ingest;

import dev.muster.domain.intake.Message;
import dev.muster.domain.intake.MessageOrigin.Header;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
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

    private MessageFrames() {}

    /** Returns the bytes of messages that were received at one time. */
    static byte[] of(List<Message> messages, Instant receivedAt) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            for (Message message : messages) {
                out.writeByte(VERSION);
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
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void writeBytes(DataOutputStream out, byte @Nullable [] bytes) throws IOException {
        writeNumber(out, bytes == null ? -1 : bytes.length);
        if (bytes != null) {
            out.write(bytes);
        }
    }

    private static void writeNumber(DataOutputStream out, long number) throws IOException {
        long rest = (number << 1) ^ (number >> 63);
        while ((rest & ~0x7FL) != 0) {
            out.writeByte((int) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        out.writeByte((int) rest);
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

    /** Reads messages again. Not thread safe. */
    public static final class Reader implements Closeable {
        private final CountingInputStream counted;
        private final DataInputStream in;

        /** @param input closed with this */
        public Reader(InputStream input) {
            this.counted = new CountingInputStream(input);
            this.in = new DataInputStream(counted);
        }

        /**
         * Returns the next message; null at the end.
         *
         * @throws ZipException if the bytes are not those of messages
         * @throws EOFException if they end within a message
         */
        public @Nullable Frame next() throws IOException {
            int version = in.read();
            if (version < 0) {
                return null;
            }
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
            byte[] bytes = length < 0 ? null : in.readNBytes((int) length);
            if (bytes != null && bytes.length < length) {
                throw new EOFException();
            }
            return bytes;
        }

        private long readNumber() throws IOException {
            long zigzag = 0;
            for (int shift = 0; shift < Long.SIZE; shift += 7) {
                int next = in.readUnsignedByte();
                zigzag |= (long) (next & 0x7F) << shift;
                if (next < 0x80) {
                    return (zigzag >>> 1) ^ -(zigzag & 1);
                }
            }
            throw new ZipException("a number has no end");
        }

        /** Returns the number of bytes up to the end of the last message. */
        public long position() {
            return counted.count();
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
