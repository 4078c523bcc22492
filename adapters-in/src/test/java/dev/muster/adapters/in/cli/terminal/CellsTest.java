package dev.muster.adapters.in.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CellsTest {

    /** A record's text must not colour the screen, move the cursor or turn the direction of writing. */
    @Test
    void nothingSteersTheScreen() {
        assertThat(Cells.line("a\tb\r\nc\u0000d\u001b[31me\u009bf\u202eg\u2028h\u00a0i"))
                .isEqualTo("a b  c�d�[31me�f�g h i");
        assertThat(Cells.line("half \ud800 a pair")).isEqualTo("half � a pair");
    }

    @ParameterizedTest
    @CsvSource({"'',0", "abc,3", "Zoë,3", "Zoe\u0308,3", "李娜,4", "🙂,2", "ｆ,2", "한국,4"})
    void widths(String text, int width) {
        assertThat(Cells.width(text)).isEqualTo(width);
    }

    @ParameterizedTest
    @CsvSource({"abcdef,6,abcdef", "abcdef,5,abcd…", "李娜李娜,5,李娜…", "李娜李娜,4,李…", "abc,1,…"})
    void cutsToAWidth(String text, int width, String cut) {
        assertThat(Cells.cut(text, width)).isEqualTo(cut);
        assertThat(Cells.width(Cells.cut(text, width))).isLessThanOrEqualTo(width);
    }

    @ParameterizedTest
    @CsvSource({"0,0", "999,999", "1999,'1,999'", "1234567,'1,234,567'"})
    void numbers(long number, String text) {
        assertThat(Cells.number(number)).isEqualTo(text);
    }
}
