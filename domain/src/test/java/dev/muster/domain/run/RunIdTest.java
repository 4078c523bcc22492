package dev.muster.domain.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunIdTest {

    @ParameterizedTest
    @CsvSource({
        "1, 0000000000001",
        "10, 000000000000a",
        "31, 000000000000z",
        "32, 0000000000010",
        "1152921504606846976, 1000000000000",
        "9223372036854775807, 7zzzzzzzzzzzz",
    })
    void isThirteenDigitsToTheOutside(long value, String text) {
        assertThat(new RunId(value)).hasToString(text);
        assertThat(RunId.parse(text)).contains(new RunId(value));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "000000000001",
                "00000000000001",
                "0000000000000",
                "8000000000000",
                "zzzzzzzzzzzzz",
                "000000000000A",
                "000000000000i",
                "000000000000l",
                "000000000000o",
                "000000000000u",
                "-000000000001",
                " 000000000001",
                "000000000000١"
            })
    void otherTextsAreNoId(String text) {
        assertThat(RunId.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void isPositive(long value) {
        assertThatThrownBy(() -> new RunId(value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("run id %s is not positive", value);
    }

    @Property
    void isFoundAgainFromItsText(@ForAll @LongRange(min = 1, max = Long.MAX_VALUE) long value) {
        RunId id = new RunId(value);

        assertThat(RunId.parse(id.toString())).contains(id);
    }

    @Property
    void sortsAsItsTextDoes(
            @ForAll @LongRange(min = 1, max = Long.MAX_VALUE) long a,
            @ForAll @LongRange(min = 1, max = Long.MAX_VALUE) long b) {
        assertThat(Integer.signum(new RunId(a).compareTo(new RunId(b))))
                .isEqualTo(Integer.signum(new RunId(a).toString().compareTo(new RunId(b).toString())))
                .isEqualTo(Long.compare(a, b));
    }
}
