package dev.muster.domain.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProblemTest {
    private static final Problem PROBLEM =
            new Problem(ProblemType.MALFORMED_CSV, "A quote opened on line 7 never closes.");

    @Test
    void takesFurtherMembersWithoutChanging() {
        Problem more = PROBLEM.with("line", 7L).with("allowed", List.of("a", "b"));

        assertThat(more)
                .isEqualTo(new Problem(
                        ProblemType.MALFORMED_CSV,
                        "A quote opened on line 7 never closes.",
                        Map.of("line", 7L, "allowed", List.of("a", "b"))));
        assertThat(more.with("line", 8L).extensions()).containsEntry("line", 8L);
        assertThat(PROBLEM.extensions()).isEmpty();
    }

    @Test
    void keepsNoHoldOfWhatItWasGiven() {
        Map<String, Object> members = new HashMap<>(Map.of("line", 7L));
        Problem problem = new Problem(ProblemType.BAD_HEADER, "A column is unknown.", members);

        members.put("line", 8L);

        assertThat(problem.extensions()).isEqualTo(Map.of("line", 7L));
    }

    @ParameterizedTest
    @EnumSource
    void everyTypeHasATitleAndIsFoundByItsSlug(ProblemType type) {
        assertThat(type.title()).matches("[A-Z].{5,}[^.]");
        assertThat(ProblemType.of(type.slug())).isEqualTo(type);
    }

    @Test
    void slugsAreTheOnesThatProgramsRelyOn() {
        assertThat(Arrays.stream(ProblemType.values()).map(ProblemType::slug))
                .containsExactlyInAnyOrder(
                        ("bad-parameter malformed-json json-too-deep path-not-allowed unknown-dataset unknown-report unknown-pipeline not-found"
                                        + " conflict busy source-changed payload-too-large decompressed-too-large"
                                        + " unsupported-media-type unsupported-charset batch-empty batch-too-large batch-rejected empty-file"
                                        + " bad-header malformed-csv malformed-gzip malformed-xlsx wrong-file too-many-rejections bad-backup"
                                        + " destination-not-allowed idempotency-mismatch too-many-requests"
                                        + " internal-error database-denied upstream-failed database-unavailable"
                                        + " storage-unavailable insufficient-storage")
                                .split(" "));
    }

    @Test
    void noOtherNameIsAType() {
        assertThatThrownBy(() -> ProblemType.of("BUSY"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no problem type 'BUSY'");
    }
}
