package dev.muster.wiring;

import dev.muster.settings.Settings.S3;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.SystemSettingsRegionProvider;

/** What Micronaut's factories of clients are told. Credentials and region come from the standard chains. */
final class S3Properties {
    /** Services other than Amazon's have no regions, but signatures name one. */
    private static final String ANY_REGION = "us-east-1";

    private S3Properties() {}

    static Map<String, Object> of(S3 s3) {
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
            if (!isRegionNamed()) {
                properties.put("aws.region", ANY_REGION);
            }
        }
        return properties;
    }

    /** Asks the standard chain, but for the metadata of a machine of Amazon's, which takes long elsewhere. */
    private static boolean isRegionNamed() {
        try {
            new AwsRegionProviderChain(new SystemSettingsRegionProvider(), new AwsProfileRegionProvider()).getRegion();
            return true;
        } catch (SdkClientException e) {
            return false;
        }
    }
}
