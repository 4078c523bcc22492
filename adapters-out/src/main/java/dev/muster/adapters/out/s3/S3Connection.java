package dev.muster.adapters.out.s3;

import dev.muster.application.port.PortException;
import dev.muster.application.port.PortException.Kind;
import dev.muster.application.port.PortException.Part;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/**
 * How a server of S3 is asked. Whoever waits for it is told within seconds that it is down, slow or refuses: attempts are
 * few, with growing and random pauses between them, and each has a time limit. Thread safe.
 */
final class S3Connection implements AutoCloseable {
    /** Of one attempt to send or ask for something small, and of all attempts. */
    private static final Duration ATTEMPT = Duration.ofSeconds(4);

    private static final Duration CALL = Duration.ofSeconds(10);

    /** The same for a part of a large object, and for putting the parts together. */
    private static final Duration LARGE_ATTEMPT = Duration.ofSeconds(20);

    private static final Duration LARGE_CALL = Duration.ofSeconds(45);

    private static final int MOST_BYTES_OF_SMALL = 64 << 10;

    private final S3Client client;
    private final @Nullable String kmsKey;

    S3Connection(S3Client client, @Nullable String kmsKey) {
        this.client = client;
        this.kmsKey = kmsKey;
    }

    /** Returns a connection that has yet to be made, as {@link S3Storage#connect} says. */
    static S3Connection to(S3ClientBuilder builder, boolean isAmazons, @Nullable String kmsKey) {
        try {
            return new S3Connection(limited(builder, isAmazons).build(), kmsKey);
        } catch (SdkClientException e) {
            throw new PortException(Part.STORAGE, Kind.FAULT, "must name the region of the buckets", e);
        }
    }

    /** Sets the limits of time on a builder, and what services other than Amazon's do not know. */
    static S3ClientBuilder limited(S3ClientBuilder builder, boolean isAmazons) {
        builder.overrideConfiguration(override -> override.retryStrategy(RetryMode.STANDARD)
                .apiCallAttemptTimeout(ATTEMPT)
                .apiCallTimeout(CALL));
        if (!isAmazons) {
            // Others do not know the checksums that the SDK adds since its version 2.30.
            builder.requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                    .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
        }
        return builder;
    }

    S3Client client() {
        return client;
    }

    /** Returns the limits for a call that sends so many bytes. */
    static Consumer<AwsRequestOverrideConfiguration.Builder> timeLimits(int bytes) {
        return bytes <= MOST_BYTES_OF_SMALL
                ? limits -> limits.apiCallAttemptTimeout(ATTEMPT).apiCallTimeout(CALL)
                : limits -> limits.apiCallAttemptTimeout(LARGE_ATTEMPT).apiCallTimeout(LARGE_CALL);
    }

    PutObjectRequest.Builder encrypted(PutObjectRequest.Builder request) {
        return kmsKey == null
                ? request
                : request.serverSideEncryption(ServerSideEncryption.AWS_KMS).ssekmsKeyId(kmsKey);
    }

    CreateMultipartUploadRequest.Builder encrypted(CreateMultipartUploadRequest.Builder request) {
        return kmsKey == null
                ? request
                : request.serverSideEncryption(ServerSideEncryption.AWS_KMS).ssekmsKeyId(kmsKey);
    }

    @Override
    public void close() {
        client.close();
    }
}
