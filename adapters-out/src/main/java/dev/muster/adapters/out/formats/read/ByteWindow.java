package dev.muster.adapters.out.formats.read;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/**
 * The range of an input that is in memory. It moves forward over the input. Its reader is at {@link #position()}, and
 * bytes before that may be dropped. Indexes refer to {@link #bytes()} and are valid until {@link #more()}.
 */
final class ByteWindow implements Closeable {

    /** Stands behind the last byte, so that a search for a line end need not check for the window's end as well. */
    static final byte SENTINEL = '\n';

    private final InputStream input;
    private final int most;

    private byte[] bytes;
    private int position;
    private int limit;
    private long base;
    private boolean ended;

    /**
     * @param size number of bytes to hold, at least 1; more if one record needs more
     * @param most most bytes to hold; {@code size} is cut to it
     */
    ByteWindow(InputStream input, int size, int most) {
        this.input = input;
        this.most = most;
        this.bytes = new byte[Math.min(size, most) + 1];
        bytes[0] = SENTINEL;
    }

    /**
     * Reads on until the window is full or the input ends. The bytes from {@link #position()} on are kept and now begin at
     * index 0; if they fill the window, it grows.
     *
     * @return whether there are more bytes now; if not, the input has ended
     */
    boolean more() throws IOException {
        if (ended) {
            return false;
        }
        int held = held();
        byte[] target = bytes;
        if (held == bytes.length - 1) {
            if (held == most) {
                throw new IllegalStateException("the window is full: %s bytes".formatted(held));
            }
            target = new byte[(int) Math.min(most, 2L * held + 1) + 1];
        }
        System.arraycopy(bytes, position, target, 0, held);
        bytes = target;
        base += position;
        position = 0;
        int room = bytes.length - 1 - held;
        int read = input.readNBytes(bytes, held, room);
        limit = held + read;
        ended = read < room;
        bytes[limit] = SENTINEL;
        return read > 0;
    }

    /**
     * Goes to a place further on, dropping everything before it.
     *
     * @param offset 0-based position in the input, not before {@link #position()}
     * @throws java.io.EOFException if the input ends before that
     */
    void skipTo(long offset) throws IOException {
        long ahead = offset - base;
        if (ahead < position) {
            throw new IllegalArgumentException("byte %s lies before byte %s".formatted(offset, offset()));
        }
        if (ahead <= limit) {
            position = (int) ahead;
            return;
        }
        input.skipNBytes(ahead - limit);
        base = offset;
        position = 0;
        limit = 0;
        bytes[0] = SENTINEL;
    }

    byte[] bytes() {
        return bytes;
    }

    /** Returns the index of the first byte that is not yet read. */
    int position() {
        return position;
    }

    void position(int index) {
        position = index;
    }

    /** Returns the index behind the last byte held. {@link #SENTINEL} stands there. */
    int limit() {
        return limit;
    }

    /** Returns the number of bytes from {@link #position()} to {@link #limit()}. */
    int held() {
        return limit - position;
    }

    /** Returns whether nothing can come after {@link #limit()}. False may also mean that this is not known yet. */
    boolean ended() {
        return ended;
    }

    /** Returns the 0-based position in the input of the byte at {@link #position()}. */
    long offset() {
        return base + position;
    }

    @Override
    public void close() throws IOException {
        input.close();
    }
}
