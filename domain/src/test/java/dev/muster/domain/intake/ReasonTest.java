package dev.muster.domain.intake;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReasonTest {

    @ParameterizedTest
    @CsvSource({
        // prefix, then this many times, gives prefix, then this many times, ellipsis
        "'', a, 200, 200, ''",
        "'', a, 201, 199, …",
        "'', a, 5000, 199, …",
        "'', 🙂, 100, 100, ''",
        "'', 🙂, 101, 99, …",
        "b, 🙂, 99, 99, ''",
        "b, 🙂, 100, 99, …",
    })
    void repeatsLongValuesInPartAndCutsNoCharacterInTwo(
            String prefix, String text, int times, int kept, String ellipsis) {
        Reason reason = new Reason(ReasonCode.PATTERN, "name", prefix + text.repeat(times), "name must …");

        assertThat(reason.value()).isEqualTo(prefix + text.repeat(kept) + ellipsis);
    }

    @Test
    void ofARecordNamesNeitherFieldNorValue() {
        assertThat(Reason.ofRecord(ReasonCode.BAD_JSON, "a comma is missing at 7"))
                .isEqualTo(new Reason(ReasonCode.BAD_JSON, null, null, "a comma is missing at 7"));
    }
}
