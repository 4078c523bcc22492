package dev.muster.domain.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

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
}
