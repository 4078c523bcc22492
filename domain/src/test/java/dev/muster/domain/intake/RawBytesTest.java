package dev.muster.domain.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RawBytesTest {

    @ParameterizedTest
    @CsvSource({
        "abc,  3, abc,  abc",
        "abcd, 3, abc,  abcd",
        "abcde, 3, abc, abcd",
        "ab€,  3, ab,   ab€",
        "ab€d, 4, ab,   ab€",
        "ab€d, 5, ab€,  ab€d",
        "a𝄞b,  2, a,    a𝄞",
        "a𝄞b,  4, a,    a𝄞",
        "a𝄞b,  5, a𝄞,   a𝄞b",
        "€€,   1, '',   €",
    })
    void areCutBetweenCharacters(String text, int max, String upTo, String beyond) {
        byte[] raw = text.getBytes(StandardCharsets.UTF_8);
        assertThat(RawBytes.upTo(max, raw)).asString(StandardCharsets.UTF_8).isEqualTo(upTo);
        assertThat(RawBytes.beyond(max, raw)).asString(StandardCharsets.UTF_8).isEqualTo(beyond);
    }

    @Test
    void whatIsNoTextIsCutWhereverItMustBe() {
        byte[] raw = new byte[100];
        Arrays.fill(raw, (byte) 0x80);
        assertThat(RawBytes.upTo(50, raw)).hasSizeBetween(47, 50);
        assertThat(RawBytes.beyond(50, raw)).hasSizeBetween(51, 54);
    }
}
