package dev.muster.wiring;

import dev.muster.settings.Settings.S3;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** How S3 is reached. Credentials and region come from the standard chains of the SDK. */
@Singleton
final class S3Clients implements BeanCreatedEventListener<S3ClientBuilder> {
    /** Of one attempt, from its request to the first byte of its answer. */
    private static final Duration ATTEMPT = Duration.ofSeconds(30);

    /** Of a call with all attempts: whoever waits for it is told within this time. */
    private static final Duration CALL = Duration.ofSeconds(90);

    /** Services other than Amazon's have no regions, but signatures name one. */
    private static final String ANY_REGION = "us-east-1";

    private final S3 s3;

    S3Clients(S3 s3) {
        this.s3 = s3;
    }

    /** Returns what Micronaut's client factory is told. */
    static Map<String, Object> properties(S3 s3) {
        Map<String, Object> properties = new LinkedHashMap<>();
        URI endpoint = s3.endpoint();
        if (endpoint != null) {
            properties.put("aws.services.s3.endpoint-override", endpoint);
            if (System.getenv("AWS_REGION") == null) {
                properties.put("aws.region", ANY_REGION);
            }
        }
        properties.put("aws.s3.path-style-access-enabled", s3.pathStyle());
        return properties;
    }

    @Override
    public S3ClientBuilder onCreated(BeanCreatedEvent<S3ClientBuilder> event) {
        S3ClientBuilder builder = event.getBean();
        if (s3.endpoint() != null) {
            // Others do not know the checksums that the SDK adds since its version 2.30.
            builder.requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                    .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
        }
        return builder.overrideConfiguration(override -> override.retryStrategy(RetryMode.STANDARD)
                .apiCallAttemptTimeout(ATTEMPT)
                .apiCallTimeout(CALL));
    }
}
