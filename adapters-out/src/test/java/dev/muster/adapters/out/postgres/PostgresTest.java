package dev.muster.adapters.out.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresTest {
    private static final String OURS = "connectTimeout=5&tcpKeepAlive=true&reWriteBatchedInserts=true";

    @ParameterizedTest
    @CsvSource({
        "jdbc:postgresql://db.example/muster, jdbc:postgresql://db.example/muster?%s",
        "jdbc:postgresql://db.example/muster?connectTimeout=1&ssl=true, jdbc:postgresql://db.example/muster?%s&connectTimeout=1&ssl=true",
    })
    void givesTheDriverPropertiesOfItsOwnBeforeThoseOfTheUser(String url, String expected) {
        assertThat(Postgres.configuration(url, null, null).get("datasources.default.url"))
                .isEqualTo(expected.formatted(OURS));
    }
}
