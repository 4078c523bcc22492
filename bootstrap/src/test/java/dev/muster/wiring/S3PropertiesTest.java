package dev.muster.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muster.settings.Settings.S3;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class S3PropertiesTest {
    private static final String CONFIG = "aws.configFile";
    private static final String CREDENTIALS = "aws.sharedCredentialsFile";
    private static final String REGION = "aws.region";

    @TempDir
    private Path folder;

    @BeforeEach
    void hideTheMachinesOwn() {
        assumeTrue(System.getenv("AWS_REGION") == null, "AWS_REGION is set here");
        System.setProperty(CONFIG, folder.resolve("config").toString());
        System.setProperty(CREDENTIALS, folder.resolve("credentials").toString());
    }

    @AfterEach
    void show() {
        System.clearProperty(CONFIG);
        System.clearProperty(CREDENTIALS);
        System.clearProperty(REGION);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            https://s3.example.org,,,                   us-east-1
            https://s3.example.org, eu-central-1,,
            https://s3.example.org,, ap-south-1,
            ,,,
            """)
    void namesARegionOnlyForAnEndpointWhoseRegionNobodyNames(
            @Nullable URI endpoint, @Nullable String inProfile, @Nullable String inSystem, @Nullable String named)
            throws IOException {
        if (inProfile != null) {
            Files.writeString(folder.resolve("config"), "[default]\nregion = %s\n".formatted(inProfile));
        }
        if (inSystem != null) {
            System.setProperty(REGION, inSystem);
        }

        assertThat(S3Properties.of(new S3(endpoint, false, null)).get("aws.region"))
                .isEqualTo(named);
    }
}
