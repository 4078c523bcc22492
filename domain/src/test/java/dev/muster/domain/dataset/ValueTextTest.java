package dev.muster.domain.dataset;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValueTextTest {
    private static final long YEAR_1900 = -2_208_988_800_000_000L;
    private static final long YEAR_10000 = 253_402_300_800_000_000L;

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0.0000, 0",
        "1E+3, 1000",
        "1200.500, 1200.5",
        "-0.0001, -0.0001",
        "100, 100",
        "123456789012345.6789, 123456789012345.6789"
    })
    void showsDecimalsPlainly(BigDecimal number, String expected) {
        assertThat(ValueText.of((Object) number)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "2021-11-07T02:48:42Z, 2021-11-07T02:48:42Z",
        "2021-11-07T02:48:42.120Z, 2021-11-07T02:48:42.12Z",
        "2021-11-07T02:48:42.000001Z, 2021-11-07T02:48:42.000001Z",
        "2021-11-07T00:00:00.5Z, 2021-11-07T00:00:00.5Z",
        "1969-12-31T23:59:59.999999Z, 1969-12-31T23:59:59.999999Z",
        "1900-01-01T00:00:00Z, 1900-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999999Z, 9999-12-31T23:59:59.999999Z",
        "0033-04-03T12:00:00Z, 0033-04-03T12:00:00Z",
        "+12345-01-01T00:00:00Z, +12345-01-01T00:00:00Z"
    })
    void showsInstantsInUtcWithoutTrailingZeros(Instant instant, String expected) {
        assertThat(ValueText.of(instant)).isEqualTo(expected);
    }

    @Property
    void instantsReadAsWhatTheyWere(@ForAll @LongRange(min = YEAR_1900, max = YEAR_10000 - 1) long micros) {
        Instant instant = Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
        assertThat(Instant.parse(ValueText.of(instant))).isEqualTo(instant);
    }

    @ParameterizedTest
    @ValueSource(
            longs = {
                0,
                1,
                -1,
                9,
                10,
                99,
                100,
                -100,
                999_999_999_999_999_999L,
                Long.MAX_VALUE - 1,
                Long.MAX_VALUE,
                Long.MIN_VALUE
            })
    void putsWholeNumbersAsTheirTexts(long number) {
        assertThat(put((bytes, at) -> ValueText.put(number, bytes, at))).isEqualTo(Long.toString(number));
    }

    @Property
    void putsAnyWholeNumberAsItsText(@ForAll long number) {
        assertThat(put((bytes, at) -> ValueText.put(number, bytes, at))).isEqualTo(Long.toString(number));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2021-11-07T02:48:42Z",
                "9999-12-31T23:59:59.999999999Z",
                "+999999999-12-31T23:59:59.999999999Z",
                "-999999999-01-01T00:00:00Z"
            })
    void putsPointsInTimeAsTheirTexts(String text) {
        assertThat(put((bytes, at) -> ValueText.put(Instant.parse(text), bytes, at)))
                .isEqualTo(text);
    }

    private interface Putting {
        int put(byte[] bytes, int at);
    }

    /** What is put behind other bytes and before others. */
    private static String put(Putting putting) {
        byte[] bytes = "<".concat(">".repeat(ValueText.MAX_BYTES + 1)).getBytes(US_ASCII);
        int end = putting.put(bytes, 1);
        String all = new String(bytes, US_ASCII);
        assertThat(all).startsWith("<").endsWith(">".repeat(bytes.length - end));
        return all.substring(1, end);
    }

    @Test
    void showsTheRestAsItIs() {
        assertThat(ValueText.of(-12L)).isEqualTo("-12");
        assertThat(ValueText.of(" a ")).isEqualTo(" a ");
        assertThat(ValueText.of(LocalDate.of(2021, 11, 7))).isEqualTo("2021-11-07");
    }

    @Test
    void refusesWhatNoFieldHolds() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ValueText.of(1.5))
                .withMessage("java.lang.Double is no class of values");
    }
}
