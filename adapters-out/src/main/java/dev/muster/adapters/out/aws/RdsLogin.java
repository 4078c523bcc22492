package dev.muster.adapters.out.aws;

import dev.muster.adapters.out.postgres.Login;
import dev.muster.adapters.out.postgres.PostgresServerAddress;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner.AuthLocation;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/**
 * Signs in to RDS and Aurora with a token of IAM in place of a password. It is made here, as a signed address that nobody
 * asks for, and can be used for a quarter of an hour; so each connection gets one of its own.
 */
public final class RdsLogin implements Login {
    private static final Duration VALID = Duration.ofMinutes(15);

    private final PostgresServerAddress server;
    private final String user;
    private final Region region;
    private final DefaultCredentialsProvider credentials =
            DefaultCredentialsProvider.builder().build();
    private final InstantSource clock;

    private RdsLogin(PostgresServerAddress server, String user, Region region, InstantSource clock) {
        this.server = server;
        this.user = user;
        this.region = region;
        this.clock = clock;
    }

    /**
     * Credentials and region come from the standard chains.
     *
     * @throws IllegalStateException if nothing names the region
     */
    public static RdsLogin to(PostgresServerAddress server, String user, InstantSource clock) {
        try {
            return new RdsLogin(
                    server,
                    user,
                    DefaultAwsRegionProviderChain.builder().build().getRegion(),
                    clock);
        } catch (SdkException e) {
            throw new IllegalStateException("nothing names the region", e);
        }
    }

    @Override
    public Credentials current() throws SQLException {
        try {
            return new Credentials(user, token(credentials.resolveCredentials()));
        } catch (SdkException e) {
            throw new SQLException("there are no credentials of AWS with which to sign in", e);
        }
    }

    private String token(AwsCredentialsIdentity identity) {
        SdkHttpRequest request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.GET)
                .protocol("https")
                .host(server.host())
                .port(server.port())
                .encodedPath("/")
                .putRawQueryParameter("DBUser", user)
                .putRawQueryParameter("Action", "connect")
                .build();
        String address = AwsV4HttpSigner.create()
                .sign(sign -> sign.identity(identity)
                        .request(request)
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "rds-db")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region.id())
                        .putProperty(AwsV4HttpSigner.AUTH_LOCATION, AuthLocation.QUERY_STRING)
                        .putProperty(AwsV4HttpSigner.EXPIRATION_DURATION, VALID)
                        .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(clock.instant(), ZoneOffset.UTC)))
                .request()
                .getUri()
                .toString();
        return address.substring("https://".length());
    }

    /** A token is new each time; another one would be refused as well. */
    @Override
    public Credentials after(Credentials refused) {
        return refused;
    }
}
