package dev.muster.adapters.out.http;

import dev.muster.application.port.PortException;
import dev.muster.application.port.PortException.Kind;
import dev.muster.application.port.PortException.Part;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Function;

/** The body of an answer, as far as it is allowed to go. Its failures are the other service's. */
final class AnswerBody extends InputStream {
    private final String host;
    private final InputStream bytes;
    private final long maxBytes;
    private final Function<IOException, PortException> failure;
    private long read;

    AnswerBody(String host, InputStream bytes, long maxBytes, Function<IOException, PortException> failure) {
        this.host = host;
        this.bytes = bytes;
        this.maxBytes = maxBytes;
        this.failure = failure;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
        int count;
        try {
            count = bytes.read(buffer, offset, length);
        } catch (IOException e) {
            throw failure.apply(e);
        }
        read += Math.max(count, 0);
        if (read > maxBytes) {
            throw new PortException(
                    Part.UPSTREAM, Kind.FAULT, "%s answers more than %s bytes".formatted(host, maxBytes), null);
        }
        return count;
    }
}
