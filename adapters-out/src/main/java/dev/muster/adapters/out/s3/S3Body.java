package dev.muster.adapters.out.s3;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * The bytes of an object. If the connection is lost it goes on where it was, as long as the object is still the same.
 * Closing it before its end gives the connection up instead of reading the rest. Not thread safe.
 */
final class S3Body extends InputStream {
    /** How often in a row a connection may be lost without a byte. */
    private static final int MOST_LOST = 3;

    /** What the protocol answers if an object has no byte at a position. */
    private static final int BEHIND_THE_END = 416;

    private final S3Client client;
    private final String bucket;
    private final String name;
    private final Function<SdkException, RuntimeException> failure;
    private final GetObjectResponse object;
    private InputStream bytes;
    private long position;
    private int lost;
    private boolean atEnd;

    /**
     * Opens an object at 0-based position {@code from}.
     *
     * @param failure what a failure means to the reader: of kind {@code CONFLICT} if the object is another one now
     */
    S3Body(S3Client client, String bucket, String name, long from, Function<SdkException, RuntimeException> failure) {
        this.client = client;
        this.bucket = bucket;
        this.name = name;
        this.failure = failure;
        this.position = from;
        GetObjectResponse opened = GetObjectResponse.builder().build();
        try {
            ResponseInputStream<GetObjectResponse> response = request(null);
            opened = response.response();
            bytes = response;
        } catch (S3Exception e) {
            if (e.statusCode() != BEHIND_THE_END) {
                throw failure.apply(e);
            }
            bytes = nullInputStream();
        } catch (SdkException e) {
            throw failure.apply(e);
        }
        this.object = opened;
    }

    /** What was told about the object when it was opened. */
    GetObjectResponse object() {
        return object;
    }

    private ResponseInputStream<GetObjectResponse> request(@Nullable String etag) {
        return client.getObject(request -> request.bucket(bucket)
                .key(name)
                .ifMatch(etag)
                .range(position == 0 ? null : "bytes=%s-".formatted(position)));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        while (true) {
            try {
                int n = bytes.read(target, offset, length);
                atEnd = n < 0;
                position += Math.max(n, 0);
                lost = 0;
                return n;
            } catch (IOException | AbortedException e) {
                // Few servers have objects without a tag. Nobody could tell that these are the same.
                if (Thread.currentThread().isInterrupted() || object.eTag() == null || ++lost > MOST_LOST) {
                    throw failure.apply(SdkException.create("the connection is lost again and again", e));
                }
                goOn();
            } catch (SdkException e) {
                throw failure.apply(e);
            }
        }
    }

    private void goOn() {
        abort();
        try {
            bytes = request(object.eTag());
        } catch (S3Exception e) {
            // The end was reached, though nobody was told.
            if (e.statusCode() != BEHIND_THE_END) {
                throw failure.apply(e);
            }
            bytes = nullInputStream();
        } catch (SdkException e) {
            throw failure.apply(e);
        }
    }

    private void abort() {
        if (bytes instanceof ResponseInputStream<?> response) {
            response.abort();
        }
    }

    @Override
    public void close() throws IOException {
        if (atEnd) {
            bytes.close();
        } else {
            abort();
        }
    }
}
