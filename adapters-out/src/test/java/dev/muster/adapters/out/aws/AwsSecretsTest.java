package dev.muster.adapters.out.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ResourceLock(Resources.SYSTEM_PROPERTIES)
class AwsSecretsTest {
    private static LocalAwsSecrets manager;

    @BeforeAll
    static void start() {
        manager = new LocalAwsSecrets();
    }

    @AfterAll
    static void stop() {
        manager.close();
    }

    @Test
    void readsMembersAsTheyAreWritten() {
        manager.put("app/muster", "{\"A\": \"a \\u00e9\", \"B\": 0.10, \"C\": true, \"D\": null}");

        assertThat(AwsSecrets.read("app/muster")).isEqualTo(Map.of("A", "a é", "B", "0.10", "C", "true"));
    }

    @Test
    void looksWhereAnArnSays() {
        String arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:muster-a1b2c3";
        manager.put(arn, "{}");
        System.setProperty("aws.region", "us-east-1");
        try {
            assertThat(AwsSecrets.read(arn)).isEmpty();
        } finally {
            System.setProperty("aws.region", "eu-west-1");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "AccessDeniedException, access to the secret 'refused' is denied",
        "ResourceNotFoundException, there is no secret 'refused'",
        "DecryptionFailure, the secret 'refused' cannot be read: DecryptionFailure",
    })
    void tellsWhyItCannotBeRead(String code, String message) {
        manager.refuse("refused", code);

        assertThatExceptionOfType(UnreadableSecret.class)
                .isThrownBy(() -> AwsSecrets.read("refused"))
                .withMessage(message)
                .withNoCause();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "hush",
                "[\"hush\"]",
                "{\"A\": \"hush\"",
                "{\"A\": \"hush\"} x",
                "{\"A\": \"hush\", \"A\": \"hush\"}",
                "{\"A\": hush}",
            })
    void tellsNothingOfWhatIsNoObject(String text) {
        manager.put("other", text);

        assertThatExceptionOfType(UnreadableSecret.class)
                .isThrownBy(() -> AwsSecrets.read("other"))
                .withMessage("the secret 'other' is no JSON object with settings")
                .withNoCause();
    }

    @Test
    void takesNoMembersThatAreNoTexts() {
        manager.put("other", "{\"A\": [\"hush\"]}");

        assertThatExceptionOfType(UnreadableSecret.class)
                .isThrownBy(() -> AwsSecrets.read("other"))
                .withMessage("the member A of the secret 'other' must be a text");
    }

    @Test
    void tellsThatNobodyAnswers() {
        String address = System.setProperty("aws.endpointUrlSecretsManager", "http://127.0.0.1:1");
        try {
            assertThatExceptionOfType(UnreadableSecret.class)
                    .isThrownBy(() -> AwsSecrets.read("app/muster"))
                    .withMessage("Secrets Manager does not answer, asked for the secret 'app/muster'");
        } finally {
            System.setProperty("aws.endpointUrlSecretsManager", String.valueOf(address));
        }
    }
}
