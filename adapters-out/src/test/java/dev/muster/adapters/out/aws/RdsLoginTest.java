package dev.muster.adapters.out.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.adapters.out.postgres.PostgresServerAddress;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

@ResourceLock(Resources.SYSTEM_PROPERTIES)
class RdsLoginTest {
    private static final Instant NOW = Instant.parse("2026-11-28T05:24:10Z");

    private final Properties before = (Properties) System.getProperties().clone();

    @BeforeEach
    void giveCredentials() {
        System.setProperty("aws.accessKeyId", "AKIAIOSFODNN7EXAMPLE");
        System.setProperty("aws.secretAccessKey", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
        System.setProperty("aws.region", "eu-west-1");
    }

    @AfterEach
    void takeThemBack() {
        System.setProperties(before);
    }

    /** What the RdsUtilities of Amazon's SDK made at that time, but for the order of the parameters. */
    @Test
    void makesTheTokenThatAmazonsOwnToolMakes() throws SQLException {
        assertThat(token().split("[?&]"))
                .containsExactlyInAnyOrder(
                        "db.abc.eu-west-1.rds.amazonaws.com:5432/?DBUser=clerk&Action=connect&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20261128T052410Z&X-Amz-SignedHeaders=host&X-Amz-Expires=900&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20261128%2Feu-west-1%2Frds-db%2Faws4_request&X-Amz-Signature=9b4f7d9456663fb2fb1a0afb13e6fb72629cd0a807dad1c1d825f07a953841c6"
                                .split("[?&]"));
    }

    @Test
    void makesItWithTheCredentialsOfARoleToo() throws SQLException {
        System.setProperty("aws.accessKeyId", "ASIAIOSFODNN7EXAMPLE");
        System.setProperty("aws.sessionToken", "se/ss+ion==");

        assertThat(token().split("[?&]"))
                .containsExactlyInAnyOrder(
                        "db.abc.eu-west-1.rds.amazonaws.com:5432/?DBUser=clerk&Action=connect&X-Amz-Security-Token=se%2Fss%2Bion%3D%3D&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20261128T052410Z&X-Amz-SignedHeaders=host&X-Amz-Expires=900&X-Amz-Credential=ASIAIOSFODNN7EXAMPLE%2F20261128%2Feu-west-1%2Frds-db%2Faws4_request&X-Amz-Signature=2e99293e0fbf24ee9ac2a6c772b85dd4e83e584b096aeeaf74782e0b000999ec"
                                .split("[?&]"));
    }

    private static String token() throws SQLException {
        PostgresServerAddress server = PostgresServerAddress.of(
                        "jdbc:postgresql://db.abc.eu-west-1.rds.amazonaws.com/muster?sslmode=require")
                .orElseThrow();
        return String.valueOf(RdsLogin.to(server, "clerk", () -> NOW).current().password());
    }
}
