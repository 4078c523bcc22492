package dev.muster.adapters.in.rest;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.ServerHttpRequest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A request's body, read as it arrives; tells faults of the connection from those of whatever the bytes are written to. */
final class RequestBody extends FilterInputStream {

    private RequestBody(InputStream in) {
        super(in);
    }

    static RequestBody of(HttpRequest<?> request) {
        return new RequestBody(((ServerHttpRequest<?>) request).byteBody().toInputStream());
    }

    @Override
    public int read() throws IOException {
        try {
            return super.read();
        } catch (IOException e) {
            throw new InterruptedBody(e);
        }
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        try {
            return super.read(bytes, offset, length);
        } catch (IOException e) {
            throw new InterruptedBody(e);
        }
    }
}
