package dev.muster.adapters.out.s3;

import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.PortException;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * An object that is being written: in one request if it is small, else in parts. The memory that it takes is that of one
 * part.
 */
final class S3Upload implements ObjectStore.Upload {
    /** The protocol wants at least 5 MiB, and takes 10,000 parts. */
    private static final int PART_BYTES = 8 << 20;

    private static final int FIRST_BYTES = 64 << 10;

    /** Only if there is no object yet. */
    private static final String NONE = "*";

    /** Metadata that tells this upload from all others. */
    private static final String UPLOAD = "muster-upload";

    private final S3Connection s3;
    private final String bucket;
    private final String key;
    private final String name;
    private final @Nullable String condition;
    private final String id = UUID.randomUUID().toString();
    private final List<CompletedPart> parts = new ArrayList<>();
    private final OutputStream body = new Body();

    private byte[] part = new byte[FIRST_BYTES];
    private int size;
    private @Nullable String uploadId;
    private boolean ended;

    /** @param replaces whether it may take the place of another object */
    S3Upload(S3Connection s3, S3Location location, String key, boolean replaces) {
        this.s3 = s3;
        this.bucket = location.bucket();
        this.key = key;
        this.name = location.nameOf(key);
        this.condition = replaces ? null : NONE;
    }

    @Override
    public OutputStream body() {
        return body;
    }

    @Override
    public void commit() {
        if (ended) {
            throw new IllegalStateException("the upload of %s is over".formatted(key));
        }
        try {
            if (uploadId == null) {
                put();
            } else {
                if (size > 0) {
                    sendPart();
                }
                complete();
            }
        } catch (SdkException e) {
            if (!isCommitted(e)) {
                throw failure(e);
            }
        }
        ended = true;
    }

    private void put() {
        s3.client()
                .putObject(
                        request -> s3.encrypted(request)
                                .bucket(bucket)
                                .key(name)
                                .metadata(Map.of(UPLOAD, id))
                                .ifNoneMatch(condition)
                                .overrideConfiguration(S3Connection.timeLimits(size)),
                        content());
    }

    private void complete() {
        s3.client()
                .completeMultipartUpload(request -> request.bucket(bucket)
                        .key(name)
                        .uploadId(uploadId)
                        .ifNoneMatch(condition)
                        .multipartUpload(upload -> upload.parts(parts))
                        .overrideConfiguration(S3Connection.timeLimits(PART_BYTES)));
    }

    /**
     * Returns whether the object is there after all: an earlier attempt came through, but its answer did not, and what
     * the next one found was the object itself, or no upload any more.
     */
    private boolean isCommitted(SdkException e) {
        return switch (S3Failures.kind(e)) {
            case CONFLICT, MISSING -> {
                try {
                    yield id.equals(s3.client()
                            .headObject(request -> request.bucket(bucket).key(name))
                            .metadata()
                            .get(UPLOAD));
                } catch (SdkException unknown) {
                    e.addSuppressed(unknown);
                    yield false;
                }
            }
            case UNAVAILABLE, FULL, DENIED, CORRUPT, FAULT -> false;
        };
    }

    private void sendPart() {
        int number = parts.size() + 1;
        UploadPartResponse sent = s3.client()
                .uploadPart(
                        request -> request.bucket(bucket)
                                .key(name)
                                .uploadId(uploadId)
                                .partNumber(number)
                                .overrideConfiguration(S3Connection.timeLimits(size)),
                        content());
        parts.add(CompletedPart.builder()
                .partNumber(number)
                .eTag(sent.eTag())
                .checksumCRC32(sent.checksumCRC32())
                .build());
        size = 0;
    }

    /** The bytes can be read again if the request has to be sent again. */
    private RequestBody content() {
        byte[] bytes = part;
        int length = size;
        return RequestBody.fromContentProvider(
                () -> new ByteArrayInputStream(bytes, 0, length), length, "application/octet-stream");
    }

    private PortException failure(SdkException e) {
        PortException failure = S3Failures.of(key, e);
        if (failure.kind() == PortException.Kind.UNAVAILABLE) {
            // Dropping the parts would take as long to fail. They are leftovers now.
            ended = true;
        }
        return failure;
    }

    @Override
    public void close() {
        part = new byte[0];
        if (!ended && uploadId != null) {
            ended = true;
            try {
                s3.client()
                        .abortMultipartUpload(
                                request -> request.bucket(bucket).key(name).uploadId(uploadId));
            } catch (SdkException e) {
                throw S3Failures.of(key, e);
            }
        }
        ended = true;
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
                    uploadId = s3.client()
                            .createMultipartUpload(request -> s3.encrypted(request)
                                    .bucket(bucket)
                                    .key(name)
                                    .metadata(Map.of(UPLOAD, id)))
                            .uploadId();
                }
                sendPart();
            } catch (SdkException e) {
                throw failure(e);
            }
        }
    }
}
