package dev.muster.domain.dataset;

import static dev.muster.domain.dataset.CodePointOrder.BY_CODE_POINT;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class CodePointOrderTest {

    @Property(tries = 5_000)
    void isTheOrderOfCodePointsAndOfUtf8(@ForAll("texts") String a, @ForAll("texts") String b) {
        int byCodePoint =
                Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray());
        int byBytes = Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

        assertThat(Integer.signum(BY_CODE_POINT.compare(a, b)))
                .isEqualTo(Integer.signum(byCodePoint))
                .isEqualTo(Integer.signum(byBytes));
    }

    @Test
    void putsCharactersBeyondTheBasicPlaneLast() {
        assertThat(Stream.of("🙂", "\uFFFD", "\uE000", "b", "é", "a", "", "a🙂", "aa", "🙂a", "B", "🙃")
                        .sorted(BY_CODE_POINT))
                .containsExactly("", "B", "a", "aa", "a🙂", "b", "é", "\uE000", "\uFFFD", "🙂", "🙂a", "🙃");
    }

    /** Texts of few characters, so that many begin alike. */
    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of(
                        "a",
                        "b",
                        "é",
                        "\uD7FF",
                        "\uE000",
                        "\uFFFD",
                        "\uFFFF",
                        "\uD800\uDC00",
                        "\uD83D\uDE42",
                        "\uD83D\uDE43",
                        "\uDBFF\uDFFF")
                .list()
                .ofMaxSize(4)
                .map(parts -> String.join("", parts));
    }
}
