package dev.muster.domain.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WhiteSpaceTest {
    private static final Pattern UNICODE_WHITE_SPACE = Pattern.compile("\\p{IsWhite_Space}");

    @Test
    void isWhatUnicodeSaysButForbiddenControls() {
        int[] expected = IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                .filter(c -> UNICODE_WHITE_SPACE.matcher(Character.toString(c)).matches())
                .filter(c -> c != 0x0B && c != 0x0C && c != 0x85)
                .toArray();

        assertThat(IntStream.rangeClosed(0, Character.MAX_VALUE)
                        .filter(c -> WhiteSpace.is((char) c))
                        .toArray())
                .isEqualTo(expected);
    }

    @Test
    void trimsBothEnds() {
        assertThat(WhiteSpace.trim("")).isEmpty();
        assertThat(WhiteSpace.trim(" \t\u3000")).isEmpty();
        assertThat(WhiteSpace.trim(" a b\n")).isEqualTo("a b");
        String trimmed = "a b";
        assertThat(WhiteSpace.trim(trimmed)).isSameAs(trimmed);
    }

    @ParameterizedTest
    @CsvSource({
        "'', true",
        "' \u00A0', true",
        "\u200B, true",
        "\uFEFF\u00AD \uDB40\uDC41, true",
        "\u200B\u200E, false",
        "\u202A, false",
        "a\u0000, false",
        "a\u200B, false",
    })
    void isAllThereIsInABlankTextBesideFormatCharacters(String text, boolean blank) {
        assertThat(WhiteSpace.isBlank(text)).isEqualTo(blank);
    }

    @ParameterizedTest
    @CsvSource({
        "a b, ''",
        "é, ''",
        "a\u200Bb\uFEFF, U+200B",
        "7\u00A0, U+00A0",
        "a\u0007b, U+0007",
        "a\u2028, U+2028",
        "\uDB40\uDC41, U+E0041",
    })
    void namesTheFirstCharacterThatNobodySees(String text, String name) {
        assertThat(WhiteSpace.invisible(text))
                .isEqualTo(name.isEmpty() ? "" : "; it holds the invisible character " + name);
    }
}
