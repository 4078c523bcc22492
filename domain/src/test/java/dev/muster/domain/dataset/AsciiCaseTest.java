package dev.muster.domain.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AsciiCaseTest {

    @ParameterizedTest
    @CsvSource({
        "'', '', ''",
        "usd, usd, USD",
        "UsD-9_@[`{z, usd-9_@[`{z, USD-9_@[`{Z",
        "uſd, uſd, UſD",
        "\u212a\u0130\u0131 k, \u212a\u0130\u0131 k, \u212a\u0130\u0131 K",
        "straße É, straße É, STRAßE É",
        "\uD801\uDC00A, \uD801\uDC00a, \uD801\uDC00A",
    })
    void changesLettersOfAsciiAlone(String text, String lower, String upper) {
        assertThat(AsciiCase.lower(text)).isEqualTo(lower);
        assertThat(AsciiCase.upper(text)).isEqualTo(upper);
    }

    @ParameterizedTest
    @CsvSource({
        "'', '', true",
        "fileName, FILEname, true",
        "name, names, false",
        "f\u0131lename, filename, false",
        "\u212aey, key, false",
        "keyſ, keys, false",
    })
    void comparesInAnyCase(String a, String b, boolean same) {
        assertThat(AsciiCase.same(a, b)).isEqualTo(same);
        assertThat(AsciiCase.same(b, a)).isEqualTo(same);
    }

    @Test
    void nothingElseBecomesALetterOfAscii() {
        for (int c = 0x80; c <= Character.MAX_CODE_POINT; c++) {
            String text = Character.toString(c);
            assertThat(AsciiCase.lower(text)).isSameAs(text);
            assertThat(AsciiCase.upper(text)).isSameAs(text);
        }
    }
}
