package dev.muster.adapters.out.aws;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.arns.Arn;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.SecretsManagerException;

/** Secrets in AWS Secrets Manager. Credentials, region and address come from the standard chains. */
public final class AwsSecrets {
    /** A program that starts, or waits for its database, is told within seconds that nobody answers. */
    private static final Duration ATTEMPT = Duration.ofSeconds(4);

    private static final Duration CALL = Duration.ofSeconds(10);

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private AwsSecrets() {}

    /**
     * Reads a secret that is a JSON object.
     *
     * @param id its name or ARN
     * @return the members by name, numbers and truths as they are written; without those that are null
     * @throws UnreadableSecret if it cannot be read, or is something else
     */
    public static Map<String, String> read(String id) {
        try (DefaultCredentialsProvider credentials =
                        DefaultCredentialsProvider.builder().build();
                SecretsManagerClient client = SecretsManagerClient.builder()
                        .region(region(id))
                        .credentialsProvider(credentials)
                        .httpClientBuilder(ApacheHttpClient.builder()
                                .connectionTimeout(Duration.ofSeconds(2))
                                .socketTimeout(ATTEMPT))
                        .overrideConfiguration(override -> override.retryStrategy(RetryMode.STANDARD)
                                .apiCallAttemptTimeout(ATTEMPT)
                                .apiCallTimeout(CALL))
                        .build()) {
            requireCredentials(credentials, id);
            String text = client.getSecretValue(request -> request.secretId(id)).secretString();
            if (text == null) {
                throw new UnreadableSecret("the secret '%s' is no text".formatted(id));
            }
            return members(id, text);
        } catch (SecretsManagerException e) {
            throw new UnreadableSecret(fault(id, e));
        } catch (SdkClientException e) {
            throw new UnreadableSecret("Secrets Manager does not answer, asked for the secret '%s'".formatted(id));
        }
    }

    private static String fault(String id, SecretsManagerException e) {
        String code = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorCode();
        return switch (code == null ? "status " + e.statusCode() : code) {
            case "ResourceNotFoundException" -> "there is no secret '%s'".formatted(id);
            case "AccessDeniedException" -> "access to the secret '%s' is denied".formatted(id);
            case String other -> "the secret '%s' cannot be read: %s".formatted(id, other);
        };
    }

    /** An ARN says where its secret is. */
    private static Region region(String id) {
        return Arn.tryFromString(id).flatMap(Arn::region).map(Region::of).orElseGet(() -> {
            try {
                return DefaultAwsRegionProviderChain.builder().build().getRegion();
            } catch (SdkClientException e) {
                throw new UnreadableSecret("AWS_REGION must name the region of the secret '%s'".formatted(id));
            }
        });
    }

    private static void requireCredentials(DefaultCredentialsProvider credentials, String id) {
        try {
            credentials.resolveCredentials();
        } catch (SdkClientException e) {
            throw new UnreadableSecret("there are no credentials of AWS with which to read '%s'".formatted(id));
        }
    }

    static Map<String, String> members(String id, String text) {
        Map<String, String> members = new LinkedHashMap<>();
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw noObject(id);
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (!value.isScalarValue()) {
                    throw new UnreadableSecret("the member %s of the secret '%s' must be a text".formatted(name, id));
                }
                if (value != JsonToken.VALUE_NULL) {
                    members.put(name, parser.getText());
                }
            }
            if (parser.nextToken() != null) {
                throw noObject(id);
            }
            return members;
        } catch (IOException e) {
            throw noObject(id);
        }
    }

    private static UnreadableSecret noObject(String id) {
        return new UnreadableSecret("the secret '%s' is no JSON object with settings".formatted(id));
    }
}
