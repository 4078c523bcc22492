package dev.muster.wiring;

import dev.muster.settings.Settings.S3;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/** What Micronaut's factories of clients are told. Credentials and region come from the standard chains. */
final class S3Properties {
    /** Services other than Amazon's have no regions, but signatures name one. */
    private static final String ANY_REGION = "us-east-1";

    private S3Properties() {}

    /** @param environment variables by name */
    static Map<String, Object> of(S3 s3, Map<String, String> environment) {
        Map<String, Object> properties = new HashMap<>(Map.of(
                "aws.s3.path-style-access-enabled", s3.pathStyle(),
                "aws.apache-client.max-connections", 64,
                // Whoever waits is told within seconds that nobody answers.
                "aws.apache-client.connection-timeout", "2s",
                "aws.apache-client.connection-acquisition-timeout", "10s",
                "aws.apache-client.socket-timeout", "10s"));
        URI endpoint = s3.endpoint();
        if (endpoint != null) {
            properties.put("aws.services.s3.endpoint-override", endpoint);
            if (!environment.containsKey("AWS_REGION")) {
                properties.put("aws.region", ANY_REGION);
            }
        }
        return properties;
    }
}
