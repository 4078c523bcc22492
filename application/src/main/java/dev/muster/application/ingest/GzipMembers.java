package dev.muster.application.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Decompresses gzip data (RFC 1952) to its last byte: the contents of all its members, one after the other. Only zeros
 * may follow the last member; tapes and some programs fill up with them. Java's own stream silently drops anything
 * else, and calls itself for each empty member. Not thread safe.
 */
final class GzipMembers extends InputStream {
    private static final int BUFFER = 1 << 16;

    private static final int MAGIC_1 = 0x1f;
    private static final int MAGIC_2 = 0x8b;
    private static final int DEFLATE = 8;

    private static final int HEADER_CHECKSUM = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xe0;

    /** Time, flags of the compression, operating system. */
    private static final int FIXED_PART_AFTER_FLAGS = 6;

    private static final int BYTE = 0xff;
    private static final int SHORT = 0xffff;
    private static final long INT = 0xffff_ffffL;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER];
    private int position;
    private int limit;

    private final Inflater inflater = new Inflater(true);
    private final CRC32 checksum = new CRC32();
    private boolean any;
    private boolean inMember;
    private boolean ended;

    /** @param in the compressed data; closed with this stream */
    GzipMembers(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & BYTE;
    }

    /**
     * {@inheritDoc}
     *
     * @throws ZipException if the data is damaged, ends too early, or something else follows it; the message continues
     *     a sentence that begins with "the gzip data"
     */
    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!ended) {
            if (!inMember) {
                ended = !beginMember();
                continue;
            }
            int n = inflate(bytes, offset, length);
            if (n > 0) {
                checksum.update(bytes, offset, n);
                return n;
            }
            if (inflater.finished()) {
                endMember();
            } else if (inflater.needsInput() && fill()) {
                inflater.setInput(buffer, 0, limit);
            } else {
                throw damaged();
            }
        }
        return -1;
    }

    @Override
    public void close() throws IOException {
        ended = true;
        inflater.end();
        in.close();
    }

    private int inflate(byte[] bytes, int offset, int length) throws ZipException {
        try {
            return inflater.inflate(bytes, offset, length);
        } catch (DataFormatException e) {
            throw damaged();
        }
    }

    /** Reads the header of the next member; false if there is none. */
    private boolean beginMember() throws IOException {
        int first = next();
        while (any && first == 0) {
            first = next();
        }
        if (any && first < 0) {
            return false;
        }
        if (first != MAGIC_1 || next() != MAGIC_2) {
            throw any ? new ZipException("is followed by something that is neither gzip data nor zeros") : damaged();
        }
        checksum.reset();
        checksum.update(MAGIC_1);
        checksum.update(MAGIC_2);
        int method = headerByte();
        int flags = headerByte();
        if (method != DEFLATE || (flags & RESERVED) != 0) {
            throw damaged();
        }
        skip(FIXED_PART_AFTER_FLAGS);
        if ((flags & EXTRA) != 0) {
            skip(headerByte() | headerByte() << 8);
        }
        if ((flags & NAME) != 0) {
            skipText();
        }
        if ((flags & COMMENT) != 0) {
            skipText();
        }
        if ((flags & HEADER_CHECKSUM) != 0) {
            int expected = (int) checksum.getValue() & SHORT;
            if (number(2) != expected) {
                throw damaged();
            }
        }
        checksum.reset();
        inflater.reset();
        inflater.setInput(buffer, position, limit - position);
        inMember = true;
        any = true;
        return true;
    }

    private void skip(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            headerByte();
        }
    }

    private void skipText() throws IOException {
        int read;
        do {
            read = headerByte();
        } while (read != 0);
    }

    private int headerByte() throws IOException {
        int read = some();
        checksum.update(read);
        return read;
    }

    /** Compares the decompressed bytes with the checksum and length in the member's trailer. */
    private void endMember() throws IOException {
        position = limit - inflater.getRemaining();
        if (number(4) != checksum.getValue() || number(4) != (inflater.getBytesWritten() & INT)) {
            throw damaged();
        }
        inMember = false;
    }

    /** Reads a number of {@code bytes} bytes, lowest byte first. */
    private long number(int bytes) throws IOException {
        long number = 0;
        for (int i = 0; i < bytes; i++) {
            number |= (long) some() << 8 * i;
        }
        return number;
    }

    private int some() throws IOException {
        int read = next();
        if (read < 0) {
            throw damaged();
        }
        return read;
    }

    private int next() throws IOException {
        return position < limit || fill() ? buffer[position++] & BYTE : -1;
    }

    private boolean fill() throws IOException {
        position = 0;
        limit = Math.max(0, in.read(buffer));
        return limit > 0;
    }

    private static ZipException damaged() {
        return new ZipException("is damaged or ends too early");
    }
}
