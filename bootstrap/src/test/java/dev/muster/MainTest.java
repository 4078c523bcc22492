package dev.muster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MainTest {

    @ParameterizedTest
    @CsvSource({
        "17.0.2, true",
        "25, true",
        "25.0.1+8-LTS, true",
        "25.0.2, true",
        "25.0.3-ea+1, true",
        "25.0.3, false",
        "25.0.3+9-LTS, false",
        "25.0.3.1, false",
        "25.0.10, false",
        "25.1, false",
        "26-ea+3, false",
        "26, false",
    })
    void javaThatCorruptsDataIsKnownByItsVersion(String version, boolean corrupts) {
        assertThat(Main.corruptsData(Runtime.Version.parse(version))).isEqualTo(corrupts);
    }
}
