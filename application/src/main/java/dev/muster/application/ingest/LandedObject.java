package dev.muster.application.ingest;

import dev.muster.application.port.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/**
 * Reads an object of the raw zone from its first byte on. Does not fetch long stretches that are skipped. Not thread
 * safe.
 */
final class LandedObject extends InputStream {
    /** For fewer bytes than these, reading on is faster than asking the storage anew. */
    private static final int WORTH_ASKING = 1 << 20;

    private final ObjectStore objects;
    private final String key;
    private InputStream body;
    private long position;

    LandedObject(ObjectStore objects, String key) {
        this.objects = objects;
        this.key = key;
        this.body = objects.read(key, 0);
    }

    @Override
    public int read() throws IOException {
        int b = body.read();
        position += b < 0 ? 0 : 1;
        return b;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        int n = body.read(target, offset, length);
        position += Math.max(n, 0);
        return n;
    }

    @Override
    public long skip(long n) throws IOException {
        if (n < WORTH_ASKING) {
            long skipped = body.skip(n);
            position += skipped;
            return skipped;
        }
        body.close();
        position += n;
        body = objects.read(key, position);
        return n;
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
