package dev.muster.adapters.out.s3;

import dev.muster.application.port.ObjectStore;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * An object that is being written: in one request if it is small, else in parts. The memory that it takes is that of one
 * part.
 */
final class S3Upload implements ObjectStore.Upload {
    /** The protocol wants at least 5 MiB, and takes 10,000 parts. */
    private static final int PART_BYTES = 8 << 20;

    private static final int FIRST_BYTES = 64 << 10;

    private final S3Client client;
    private final S3Location location;
    private final String key;
    private final String name;
    private final List<CompletedPart> parts = new ArrayList<>();
    private final OutputStream body = new Body();

    private byte[] part = new byte[FIRST_BYTES];
    private int size;
    private @Nullable String uploadId;
    private boolean ended;

    S3Upload(S3Client client, S3Location location, String key) {
        this.client = client;
        this.location = location;
        this.key = key;
        this.name = location.nameOf(key);
    }

    @Override
    public OutputStream body() {
        return body;
    }

    @Override
    public void commit() {
        try {
            if (uploadId == null) {
                client.putObject(request -> request.bucket(location.bucket()).key(name), content());
            } else {
                if (size > 0) {
                    sendPart();
                }
                client.completeMultipartUpload(request -> request.bucket(location.bucket())
                        .key(name)
                        .uploadId(uploadId)
                        .multipartUpload(upload -> upload.parts(parts)));
            }
            ended = true;
        } catch (SdkException e) {
            throw S3Failures.of(key, e);
        }
    }

    private void sendPart() {
        int number = parts.size() + 1;
        String etag = client.uploadPart(
                        request -> request.bucket(location.bucket())
                                .key(name)
                                .uploadId(uploadId)
                                .partNumber(number),
                        content())
                .eTag();
        parts.add(CompletedPart.builder().partNumber(number).eTag(etag).build());
        size = 0;
    }

    /** The bytes can be read again if the request has to be sent again. */
    private RequestBody content() {
        byte[] bytes = part;
        int length = size;
        return RequestBody.fromContentProvider(
                () -> new ByteArrayInputStream(bytes, 0, length), length, "application/octet-stream");
    }

    @Override
    public void close() {
        if (!ended && uploadId != null) {
            ended = true;
            try {
                client.abortMultipartUpload(request ->
                        request.bucket(location.bucket()).key(name).uploadId(uploadId));
            } catch (SdkException e) {
                throw S3Failures.of(key, e);
            }
        }
        ended = true;
        part = new byte[0];
    }

    private final class Body extends OutputStream {
        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            int from = offset;
            int left = length;
            while (left > 0) {
                makeRoom();
                int n = Math.min(left, part.length - size);
                System.arraycopy(bytes, from, part, size, n);
                size += n;
                from += n;
                left -= n;
            }
        }

        private void makeRoom() {
            if (size < part.length) {
                return;
            }
            if (part.length < PART_BYTES) {
                part = Arrays.copyOf(part, Math.min(2 * part.length, PART_BYTES));
                return;
            }
            try {
                if (uploadId == null) {
                    uploadId = client.createMultipartUpload(request ->
                                    request.bucket(location.bucket()).key(name))
                            .uploadId();
                }
                sendPart();
            } catch (SdkException e) {
                throw S3Failures.of(key, e);
            }
        }
    }
}
