package dev.muster.adapters.out.formats.read;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** Transcodes an input to UTF-8, piece by piece. Not thread safe. */
abstract class Transcoder extends InputStream {
    private static final int PIECE = 8192;

    /** Most bytes of UTF-8 from one piece: three for each byte. */
    private static final int ROOM = 3 * PIECE;

    private final InputStream input;
    private final byte[] piece = new byte[PIECE];
    private final byte[] utf8 = new byte[ROOM];
    private int left;
    private int position;
    private int limit;
    private boolean ended;

    Transcoder(InputStream input) {
        this.input = input;
    }

    /**
     * Transcodes from {@code from[0]} on, calling {@link #put} for every character, at most three bytes for each of
     * {@code from}'s.
     *
     * @param last whether nothing comes after these
     * @return the number of bytes that were taken: all if these are the last. The others, fewer than four, are offered
     *     again with the bytes that follow
     */
    abstract int transcode(byte[] from, int length, boolean last);

    /** Adds a code point or a lone surrogate. */
    final void put(int codePoint) {
        limit = Wtf8.put(utf8, limit, codePoint);
    }

    private boolean fill() throws IOException {
        position = 0;
        limit = 0;
        while (limit == 0 && !ended) {
            int read = input.read(piece, left, PIECE - left);
            ended = read < 0;
            int length = left + Math.max(read, 0);
            int taken = transcode(piece, length, ended);
            left = length - taken;
            System.arraycopy(piece, taken, piece, 0, left);
        }
        return limit > 0;
    }

    @Override
    public int read() throws IOException {
        return position < limit || fill() ? utf8[position++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int start, int length) throws IOException {
        Objects.checkFromIndexSize(start, length, target.length);
        if (length == 0) {
            return 0;
        }
        if (position == limit && !fill()) {
            return -1;
        }
        int given = Math.min(length, limit - position);
        System.arraycopy(utf8, position, target, start, given);
        position += given;
        return given;
    }

    @Override
    public void close() throws IOException {
        input.close();
    }
}
